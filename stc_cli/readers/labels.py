"""Who says what: speaker labels believed or not, over a whole file.

A label is believed when the config or the participants' list knows it, when a caption's voice
names it, when it says a role ("Interviewer 2"), when it looks like a transcriber's code (`P1`,
`MOD`), or when it is written like a name. One of the last two kinds that is rare is weighed
against the rest of the file: it may be text, or believed and doubtful, and then a person should
look at it. Sentences with a colon are text, and so is a word that is seldom a name ("Men: …").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from stc_cli.readers import Block, Source
from stc_cli.readers.lines import Line, key, line_of, unlabelled
from stc_cli.readers.speakers.head import without_head
from stc_cli.readers.speakers.judging import Judge
from stc_cli.readers.speakers.kinds import Vocabulary
from stc_cli.readers.speakers.layout import (
    bare_times_are_codes,
    is_wrapped,
    parted_inline,
    unglued_headings,
    without_line_numbers,
    without_services,
)
from stc_cli.readers.speakers.questions import with_questions
from stc_cli.readers.speakers.turns import Aside, Builder, Talk
from stc_cli.readers.speakers.unnamed import Unnamed, with_unnamed
from stc_cli.readers.speakers.variants import Written, variants
from stc_cli.records import Role

__all__ = ["Aside", "Conversation", "Talk", "conversation"]
# A believed label with more before its colon: "P1/P2: …", "Kari og Ola: …", "Speaker 2?: …".
_MORE_THAN_A_LABEL = re.compile(
    r"(\w[\w ]{0,30}?)(?: ?[?/&+,.;()\[\]]| (?:and|og|och|und)\b)[^:.!\n]{0,40}:(?= )"
)
_HEAD = 80  # characters at the beginning of a line that may hold such a label
ALONE_NAMED = "nobody else is named: some of it may be another's"


class Conversation(NamedTuple):
    """A transcript's talk and asides in reading order.

    `structure`: visible characters understood as labels, times and markup. `doubtful`: labels
    (as `key` writes them) that a person should look at, and a phrase that says why. `roles`: what
    the layout tells of a label's role: who asks numbered questions, who talks without a label.
    """

    items: tuple[Talk | Aside, ...]
    structure: int
    doubtful: dict[str, str]
    roles: dict[str, Role]


def conversation(
    source: Source,
    *,
    known: Iterable[str],
    forbidden: Iterable[str],
    role_words: Mapping[str, Sequence[str]],
    function_words: Collection[str] = (),
    moderators: Iterable[str] = (),
) -> Conversation:
    """Find the turns of a source.

    `known`: labels that are speakers whatever they look like; `moderators`: those of them who
    lead the talk; `forbidden`: what never is a speaker; all in any case. `role_words`: words such
    as "interviewer" that make a label believable. `function_words`: words of the language, in
    lower case, that are hardly ever a name.
    """
    vocabulary = Vocabulary(
        frozenset(map(key, known)),
        frozenset(map(key, moderators)),
        frozenset(map(key, forbidden)),
        role_words,
        frozenset(function_words),
    )
    captions = source.flow == "caption"
    blocks, asking = _prepared(source, vocabulary)
    blocks, lines, judge = _judged(blocks, vocabulary, inline=not captions)
    leading = {
        key(line.label) for line in lines if line.label and vocabulary.is_moderator(line.label)
    }
    unnamed = Unnamed(lines)
    if not captions:
        unnamed = with_unnamed(
            blocks, lines, leading=leading, asking=asking, doubtful=judge.doubtful
        )
    builder = Builder(
        source.flow,
        wrapped=source.flow == "page" or (source.flow == "line" and is_wrapped(blocks)),
        labelled=any(line.label is not None for line in unnamed.lines),
    )
    for line in unnamed.lines:
        builder.add(line)
    builder.finish()
    roles: dict[str, Role] = dict.fromkeys(asking, "moderator")
    if any(line.form == "unnamed" for line in unnamed.lines):
        roles[""] = "participant"
    doubtful = _doubtful(lines, judge, vocabulary) | dict.fromkeys(unnamed.unsure, ALONE_NAMED)
    return Conversation(tuple(builder.items), builder.structure, doubtful, roles)


def _prepared(source: Source, vocabulary: Vocabulary) -> tuple[tuple[Block, ...], frozenset[str]]:
    """A source's blocks, each with at most one label at its beginning; and what questions bear."""
    blocks = without_services(source.blocks)
    if source.flow == "caption":
        return blocks, frozenset()
    blocks = without_line_numbers(blocks)
    blocks = without_head(blocks, vocabulary, source.flow)
    blocks = unglued_headings(blocks, vocabulary)
    blocks, asking = with_questions(blocks, vocabulary)
    return parted_inline(blocks, vocabulary.known | vocabulary.roles), asking


def _judged(
    blocks: tuple[Block, ...], vocabulary: Vocabulary, *, inline: bool
) -> tuple[tuple[Block, ...], list[Line], Judge]:
    """Blocks, the same taken apart with believed labels alone, and how they were judged.

    With `inline` a label that the file's beginnings of lines prove also counts within a line.
    """
    bare_times = bare_times_are_codes(blocks)
    lines = [line_of(block, known=vocabulary.known, bare_times=bare_times) for block in blocks]
    judge = Judge(vocabulary, lines)
    lines = [
        line
        if line.label is None or judge.believes(line)
        else unlabelled(block, bare_times=bare_times)
        for block, line in zip(blocks, lines, strict=True)
    ]
    if inline:
        parted = parted_inline(blocks, judge.proven())
        if len(parted) > len(blocks):
            return _judged(parted, vocabulary, inline=False)
    return blocks, lines, judge


def _doubtful(lines: Iterable[Line], judge: Judge, vocabulary: Vocabulary) -> dict[str, str]:
    """Believed labels (keys) that a person should look at; what the config knows is not one."""
    counts = Counter(key(line.label) for line in lines if line.label)
    spelling: dict[str, str] = {}
    for line in lines:
        if line.label:
            spelling.setdefault(key(line.label), line.label)
    written = {name: Written(spelling[name], n, judge.is_rare(n)) for name, n in counts.items()}
    judged = counts.keys() - vocabulary.known
    found = judge.doubtful | variants(written)
    for name, beginning in _labels_with_more(lines):
        if name in counts:
            found.setdefault(name, f'"{beginning}" begins a line of text')
    return {name: why for name, why in found.items() if name in judged}


def _labels_with_more(lines: Iterable[Line]) -> Iterator[tuple[str, str]]:
    """What begins lines of text like a label and goes on before its colon: a key, and the whole."""
    for line in lines:
        talk = line.label is None and not line.skip
        if talk and (match := _MORE_THAN_A_LABEL.match(line.text[:_HEAD])):
            yield key(match[1]), match[0]
