"""What only the whole file shows: line numbers, labels within a line, headings glued to the talk.

Blocks go in and come out, before anything is taken for a label; every visible character stays in
a text or is counted as structure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from stc_cli.readers import Block
from stc_cli.readers.lines import (
    MAX_LABEL,
    begins_with_label,
    key,
    label_first,
    time_first,
)
from stc_cli.readers.reasons import HEADING
from stc_cli.readers.speakers.kinds import NAMING, Vocabulary, like_a_name
from stc_cli.text.characters import one_line

_LINE_NUMBER = re.compile(r"^\s*(\d{1,4}[.)]?)\s+(?=\S)")
_CLOCK = r"(?:\d{1,2}:)?\d{1,3}:\d\d"
_MAKERS = r"(?:otter|rev|trint|sonix|descript|temi|happy ?scribe|amberscript|whisper|zoom|teams)"
_SERVICE = re.compile(
    rf"^(?:transcribed (?:by|with) (?:https?://\S{{1,80}}|{_MAKERS}(?:\.\w{{2,3}})?)\.?"
    r"|(?:transcription|recording|meeting) (?:has |was )?(?:started|stopped|ended|paused|resumed)"
    rf"(?: (?:after|at))?(?: {_CLOCK})?\.?"
    r"|this (?:editable |meeting )?transcript was (?:computer|auto(?:matically)?)[ -]generated"
    r".{0,150}"
    r"|this transcript was exported on .{1,120})$",
    re.IGNORECASE,
)
# "Kari Nordmann started transcription", as Teams writes it.
_SOMEBODY_RECORDS = re.compile(
    r"^(?P<who>[^.:;,?!]{2,60}?) (?:has )?(?:started|stopped|startet|stoppet|avsluttet|startede"
    r"|stoppede|startade|stoppade|avslutade|hat die)"
    r" (?:the )?(?:transcription|recording|transkripsjon(?:en)?|transskription(?:en)?"
    r"|transkribering(?:en)?|opptak(?:et)?|optagelse[nr]?|inspelning(?:en)?"
    rf"|(?:transkription|aufzeichnung) (?:gestartet|beendet))(?: {_CLOCK})?\.?$",
    re.IGNORECASE,
)
_PREFIXES = {"Mc", "Mac"}  # of names such as McIntyre
_CODES_AMONG = 12  # lines to one with a time code, at most
_LONGEST_SERVICE = 250  # characters
_LINES_ENOUGH = 3  # wrapped ones, to know the width
_GLUE = re.compile(r"(?<=[^\W_])(?<![A-ZÆØÅÄÖÜ])(?=[A-ZÆØÅÄÖÜÉ])")


def without_services(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Blocks with the lines that a transcription service wrote marked as skipped."""
    return tuple(
        block._replace(skip="transcription service")
        if block.speaker is None and _is_service(block.text)
        else block
        for block in blocks
    )


def _is_service(text: str) -> bool:
    if len(text) > 2 * _LONGEST_SERVICE:
        return False
    text = one_line(text)
    match = _SOMEBODY_RECORDS.match(text)
    return bool(_SERVICE.match(text)) or (match is not None and like_a_name(match["who"]))


def without_line_numbers(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Blocks without the numbers before them where nearly every line of a file is numbered.

    Or nearly every line with a label. Two lines may bear one number: two people talk at once.
    """
    matches = [_LINE_NUMBER.match(block.text) if not block.skip else None for block in blocks]
    numbers = [int(match[1].rstrip(".)")) for match in matches if match]
    if len(numbers) < 5 or not _count_up(numbers):
        return blocks
    lines = sum(1 for block in blocks if block.text.strip() and not block.skip)
    labelled = [
        match is not None
        for block, match in zip(blocks, matches, strict=True)
        if begins_with_label(block.text[match.end() :] if match else block.text)
    ]
    before_labels = sum(labelled) >= 0.8 * max(len(labelled), len(numbers), 5)
    if len(numbers) < 0.8 * lines and not before_labels:
        return blocks
    return tuple(
        block._replace(text=block.text[match.end() :], structure=block.structure + len(match[1]))
        if match
        else block
        for block, match in zip(blocks, matches, strict=True)
    )


def _count_up(numbers: Sequence[int]) -> bool:
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    return steps.count(1) >= 0.6 * len(steps) and steps.count(0) + steps.count(1) >= 0.8 * len(
        steps
    )


def parted_inline(blocks: tuple[Block, ...], labels: Iterable[str]) -> tuple[Block, ...]:
    """Blocks cut where another speaker begins within the line: "R: I am 33. I: 33, so …".

    A sentence has ended, and one of `labels`, capitalised, follows with a colon. Only in a file
    that does so more than once in lines which themselves begin with a label.
    """
    words = "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))
    if not words:
        return blocks
    capital = r"(?=(?-i:[^\W\d_a-zæøåäöé]))"
    begin = re.compile(
        rf"(?<=[.!?…»”\"\])]) {{1,9}}{capital}(?=(?:{words})(?: ?\d{{1,2}})? ?: )", re.IGNORECASE
    )
    pieces = [
        begin.split(block.text) if block.speaker is None and not block.skip else [block.text]
        for block in blocks
    ]
    cuts = sum(
        len(texts) - 1
        for block, texts in zip(blocks, pieces, strict=True)
        if len(texts) > 1 and begins_with_label(block.text)
    )
    if cuts < 2:
        return blocks
    return tuple(
        block._replace(text=text, structure=0 if number else block.structure)
        for block, texts in zip(blocks, pieces, strict=True)
        for number, text in enumerate(texts)
    )


def unglued_headings(blocks: tuple[Block, ...], vocabulary: Vocabulary) -> tuple[Block, ...]:
    """Headings cut after a label that the talk stands behind: "EngineerThat could well be".

    A capital letter follows the label without a space, or a colon does. The label is known or a
    role, or it begins another heading in the same way, or is one.
    """
    headings = [one_line(block.text) for block in blocks if block.skip == HEADING]
    if not headings:
        return blocks
    sure = vocabulary.known | vocabulary.roles
    counts = Counter(map(key, headings))
    for text in headings:
        ends = [end for end in _seams(text, sure) if _is_talk(text, end)]
        counts.update({key(text[:end]) for end in ends})
    parted: list[Block] = []
    for block in blocks:
        text = one_line(block.text) if block.skip == HEADING else ""
        ends = [
            end
            for end in _seams(text, sure)
            if key(text[:end]) in sure
            or (counts[key(text[:end])] > 1 and vocabulary.kind(text[:end].rstrip(": ")) in NAMING)
        ]
        if ends:
            end = max(ends, key=lambda end: (counts[key(text[:end])], end))
            parted += [block._replace(text=text[:end]), Block(text[end:])]
        else:
            parted.append(block)
    return tuple(parted)


def _seams(text: str, sure: Collection[str]) -> Iterator[int]:
    """Where a label at the beginning of a heading may end, though the talk follows at once."""
    head = text[: MAX_LABEL + 1]
    for match in _GLUE.finditer(head):
        if like_a_name(head[: match.start()]) and head[: match.start()] not in _PREFIXES:
            yield match.start()
    for end in range(4, min(MAX_LABEL, len(text) - 2)):  # in capitals: "INTERVIEWERHow …"
        if text[end].isupper() and text[end + 1].islower() and key(text[:end]) in sure:
            yield end
    if label_first(text) and 0 < (colon := head.find(":")) < len(text) - 1:
        yield colon + 1


def _is_talk(text: str, end: int) -> bool:
    """Whether what a heading says after `end` shows that a label ends there."""
    return text[end - 1] == ":" or " " in text[end:] or text.endswith((".", "?", "!", "…"))


def bare_times_are_codes(blocks: Iterable[Block]) -> bool:
    """Whether clocks without brackets that begin a text are time codes.

    They are when there are several among the file's lines and they run forward; "12:30 we left"
    is said now and then.
    """
    found: list[float] = []
    lines = 0
    for block in blocks:
        if block.start is not None:
            return False  # captions have times of their own
        lines += bool(block.text.strip())
        if (time := time_first(block.text)) is not None:
            found.append(time)
    backwards = sum(later < earlier for earlier, later in pairwise(found))
    forward = 10 * backwards <= len(found)
    return len(found) > 1 and forward and _CODES_AMONG * len(found) >= lines


def is_wrapped(blocks: Iterable[Block]) -> bool:
    """Whether lines were broken at a fixed width: most lines that go on in the next are full."""
    width, full, going_on = _widths(blocks)
    return 40 <= width <= 140 and going_on >= _LINES_ENOUGH and full >= 0.6 * going_on


def line_width(blocks: Iterable[Block]) -> int:
    """The width, in characters, at which the lines of a wrapped file end."""
    return _widths(blocks)[0]


def _widths(blocks: Iterable[Block]) -> tuple[int, int, int]:
    """The usual full width, how many lines that go on in the next fill it, and how many go on."""
    texts = [block.text.rstrip() for block in blocks if not block.skip]
    going_on = [
        len(text)
        for text, following in pairwise(texts)
        if text and following and not begins_with_label(following)
    ]
    lengths = sorted(len(text) for text in texts if text)
    if not going_on:
        return 0, 0, 0
    width = lengths[-1 - len(lengths) // 50]  # a few lines may run over
    return width, sum(1 for length in going_on if length >= 0.75 * width), len(going_on)
