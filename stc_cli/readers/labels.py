"""Who says what: speaker labels and times found in the blocks of any format.

A label is believed when the config or the participants' list knows it, when the format itself
names it, when it looks like a transcriber's code (`P1`, `MOD`, `Interviewer 2`), or when it is
written like a name and recurs. A name-like label that stands once is believed and marked doubtful:
a person should look at it. Ordinary sentences with a colon are text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from stc_cli.readers import Block, Source
from stc_cli.text.characters import one_line, visible

_CLOCK = r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?"
_TIME = (
    rf"(?:\[\s*{_CLOCK}\s*\]|\(\s*{_CLOCK}\s*\)|\#{_CLOCK}(?:-\d)?\#|{_CLOCK}"
    r"|(?:\d+h\s?)?\d+m\s?\d+s)"
)
_NAME = r"[^\W\d_](?:[^\W_]|[ .'’\-/&])*(?:\s?[\[(][^\[\]()]{1,30}[\])])?"
_LABELLED = re.compile(
    rf"^\s*(?:(?P<before>{_TIME})\s*[-–]?\s*)?(?P<label>{_NAME}?)"
    rf"(?:\s+(?P<after>{_TIME}))?\s*:(?!//|\d|\))\s*(?:(?P<then>{_TIME})(?!\d)\s*)?(?P<rest>.*)$",
    re.DOTALL,
)
_NAME_AND_TIME = re.compile(rf"^\s*(?P<label>{_NAME}?)\s+(?P<after>{_TIME})\s*$")
_LEADING_TIME = re.compile(rf"^\s*(?P<time>{_TIME})(?=\s|$)\s*[-–]?\s*")
_TRAILING_TIME = re.compile(rf"\s+(?P<time>\[{_CLOCK}\]|\({_CLOCK}\)|\#{_CLOCK}(?:-\d)?\#)\s*$")
_CODED = re.compile(r"^(?:[A-ZÆØÅÄÖ]{1,4}\d{0,3}|[^\W\d_]{1,20}[ -]?\d{1,3}(?: \d{1,3})?)$")
_PAGE = re.compile(
    r"^\s*(?:(?:page|side|sida|s\.|p\.)\s*)?\d{1,4}(?:\s*(?:/|of|av|af)\s*\d{1,4})?\s*$",
    re.IGNORECASE,
)
_REMARK = re.compile(r"^\s*(?:\[[^\[\]]*\]|\(\([^()]*\)\))\s*$")
_PARTICLES = {"van", "von", "de", "der", "den", "af", "av", "la", "le", "el", "bin", "og", "and"}
# Words that open a remark or an example in the languages stc knows, not a person's name.
_NO_NAMES = {
    "note", "notes", "nb", "obs", "ps", "merk", "merknad", "tips", "example", "eksempel", "exempel",
    "question", "spørsmål", "spørgsmål", "fråga", "problem", "remark", "comment",
    "kommentar", "warning", "sum", "summary", "date", "dato", "datum", "time", "tid", "place",
    "sted", "plats", "title", "tittel", "titel", "duration", "varighet", "participants", "deltakere",
    "deltagere", "deltagare", "present", "location", "recording", "transcript", "transcription",
    "page", "side", "sida", "format", "language", "file", "fil", "project", "study", "status",
}  # fmt: skip
MAX_LABEL = 40  # characters
PAUSE = 3.0  # seconds without a caption that begin a new turn where nobody is named


class Aside(NamedTuple):
    """Visible text that nobody in the conversation said."""

    text: str
    reason: str


@dataclass(slots=True)
class Talk:
    """One turn as found: the label it bears and its paragraphs."""

    label: str
    paragraphs: list[str]
    start: float | None
    end: float | None


class Conversation(NamedTuple):
    """A transcript's talk and asides in reading order.

    `structure`: visible characters understood as labels, times and markup.
    `doubtful`: labels that a person should look at.
    """

    items: tuple[Talk | Aside, ...]
    structure: int
    doubtful: frozenset[str]


class _Line(NamedTuple):
    """A block taken apart. `text` and `structure` together hold its visible characters."""

    label: str | None
    text: str
    structure: int
    start: float | None
    end: float | None
    skip: str
    whole: str  # the block's text before it was taken apart


def conversation(
    source: Source,
    *,
    known: Iterable[str],
    forbidden: Iterable[str],
    role_words: Mapping[str, Sequence[str]],
) -> Conversation:
    """Find the turns of a source.

    `known`: labels that are speakers whatever they look like; `forbidden`: what never is one;
    both in any case. `role_words`: words such as "interviewer" that make a label believable.
    """
    lines = [_taken_apart(block) for block in source.blocks]
    judge = _Judge(
        {key(label) for label in known},
        {key(label) for label in forbidden},
        {word for words in role_words.values() for word in words},
        Counter(key(line.label) for line in lines if line.label is not None),
        {key(block.speaker) for block in source.blocks if block.speaker is not None},
    )
    builder = _Builder(source.flow, wrapped=source.flow == "line" and _is_wrapped(source.blocks))
    lines = [line if line.label is None else judge.settled(line) for line in lines]
    builder.labelled = any(line.label is not None for line in lines)
    for line in lines:
        builder.add(line)
    return Conversation(tuple(builder.items), builder.structure, frozenset(judge.doubtful))


def key(label: str) -> str:
    """A label for comparison: case, doubled spaces and a final colon do not count.

    >>> key("MODERATOR :") == key("Moderator")
    True
    """
    return one_line(label.strip().rstrip(":")).casefold()


@dataclass(slots=True)
class _Judge:
    known: set[str]
    forbidden: set[str]
    role_words: set[str]
    counts: Counter[str]
    voices: set[str]
    doubtful: set[str] = field(default_factory=set)

    def settled(self, line: _Line) -> _Line:
        """The line with its label if that is believed, else as text without one."""
        label = line.label or ""
        if self.believes(label):
            return line
        start = line.start if line.whole == line.text else None
        return _Line(None, line.whole, line.structure - _taken(line), start, None, line.skip,
                     line.whole)  # fmt: skip

    def believes(self, label: str) -> bool:
        name = key(label)
        if name in self.forbidden:
            return False
        if name in self.known or name in self.voices:
            return True
        first = re.split(r"[\s\d]", name, maxsplit=1)[0]
        if first in _NO_NAMES:
            return False
        if name in self.role_words or (first in self.role_words and len(name.split()) <= 3):
            return True
        if _CODED.match(label):
            return True
        if not _like_a_name(label):
            return False
        if self.counts[name] < 2:
            self.doubtful.add(name)
        return True


def _like_a_name(label: str) -> bool:
    words = re.sub(r"[\[(].*", "", label).split()
    if not 1 <= len(words) <= 4:
        return False
    return words[0][0].isupper() and all(w[0].isupper() or w in _PARTICLES for w in words)


def _taken(line: _Line) -> int:
    """Visible characters that taking the block apart moved from its text to structure."""
    return visible(line.whole) - visible(line.text)


def _taken_apart(block: Block) -> _Line:
    whole = block.text
    if block.skip:
        return _Line(None, whole, block.structure, None, None, block.skip, whole)
    if block.speaker is not None:
        structure = block.structure + visible(block.speaker)
        return _Line(block.speaker, whole, structure, block.start, block.end, "", whole)
    label, text, start = _label_and_time(whole)
    structure = block.structure + visible(whole) - visible(text)
    start = block.start if block.start is not None else start
    return _Line(label, text, structure, start, block.end, "", whole)


def _label_and_time(whole: str) -> tuple[str | None, str, float | None]:
    match = _LABELLED.match(whole)
    if match and len(match["label"]) <= MAX_LABEL:
        time = match["before"] or match["after"] or match["then"]
        text, trailing = _without_trailing_time(match["rest"])
        return match["label"].strip(), text, seconds(time or trailing)
    if (match := _NAME_AND_TIME.match(whole)) and _like_a_name(match["label"]):
        return match["label"].strip(), "", seconds(match["after"])
    text, start = whole, None
    if match := _LEADING_TIME.match(whole):
        text, start = whole[match.end() :], seconds(match["time"])
    text, trailing = _without_trailing_time(text)
    return None, text, start if start is not None else seconds(trailing)


def _without_trailing_time(text: str) -> tuple[str, str | None]:
    match = _TRAILING_TIME.search(text)
    return (text[: match.start()], match["time"]) if match else (text, None)


def seconds(time: str | None) -> float | None:
    """A time as written in a transcript, in seconds.

    >>> seconds("[00:12:03]"), seconds("0:35"), seconds("27m 42s"), seconds("#00:12:03-4#")
    (723.0, 35.0, 1662.0, 723.4)
    """
    if time is None:
        return None
    numbers = [int(n) for n in re.findall(r"\d+", time)]
    if "#" in time and "-" in time:
        return seconds(time.split("-")[0]) + numbers[-1] / 10  # type: ignore[operator]
    fraction = 0.0
    if match := re.search(r"[.,](\d+)", time):
        fraction = int(match[1]) / 10 ** len(match[1])
        numbers = numbers[:-1]
    total = 0
    for number in numbers:
        total = total * 60 + number
    return total + fraction


def _is_wrapped(blocks: Sequence[Block]) -> bool:
    """Whether lines were broken at a fixed width: most lines that go on in the next are full."""
    texts = [block.text.rstrip() for block in blocks if not block.skip]
    going_on = [
        len(text)
        for text, following in pairwise(texts)
        if text and following and not _LABELLED.match(following)
    ]
    if not going_on:
        return False
    width = sorted(len(text) for text in texts if text)[-1 - len(texts) // 50]
    full = sum(1 for length in going_on if length >= 0.75 * width)
    return width <= 140 and full >= 0.6 * len(going_on)


@dataclass(slots=True)
class _Builder:
    flow: str
    wrapped: bool
    labelled: bool = False
    items: list[Talk | Aside] = field(default_factory=list)
    structure: int = 0
    _label: str = ""
    _talk: Talk | None = None  # the turn that text without a label goes on with
    _pending: float | None = None  # a time on a line of its own
    _break: bool = False  # an empty line came since the last text
    _fresh: bool = False  # the label was just set and has no text yet

    def add(self, line: _Line) -> None:
        text = one_line(line.text)
        self.structure += line.structure
        if line.skip or self._is_aside(line, text):
            self._set_aside(text, line.skip or self._reason(line, text))
        elif line.label is not None:
            self._begin(line, text)
        elif text:
            self._go_on(line, text)
        elif line.start is not None and line.structure:
            self._pending = line.start
        else:
            self._break = True

    def _is_aside(self, line: _Line, text: str) -> bool:
        return line.label is None and bool(text) and bool(self._reason(line, text))

    def _reason(self, line: _Line, text: str) -> str:
        if self.flow != "caption" and _PAGE.match(text):
            return "page number"
        if self.flow != "caption" and _REMARK.match(text):
            return "remark in brackets"
        if self.labelled and self._talk is None and not self._fresh and not self._label:
            return "before the first speaker"
        return ""

    def _set_aside(self, text: str, reason: str) -> None:
        if text:
            self.items.append(Aside(text, reason))
            self._talk = None  # the same speaker goes on in a turn of its own
        self._break = True

    def _begin(self, line: _Line, text: str) -> None:
        start = line.start if line.start is not None else self._pending
        talk = self._talk
        label = line.label or ""
        self._label, self._pending, self._break = label, None, False
        if talk is not None and self.flow == "caption" and key(talk.label) == key(label):
            self._extend(talk, text, line.end)
        elif text:
            self._new_talk(text, start, line.end)
        else:
            self._talk, self._fresh, self._pending = None, True, start

    def _go_on(self, line: _Line, text: str) -> None:
        talk = self._talk
        start = line.start if line.start is not None else self._pending
        pause = (
            not self.labelled
            and talk is not None
            and (self.flow != "caption" or (line.start or 0.0) - (talk.end or 0.0) > PAUSE)
        )
        if talk is None or (pause and not (self.wrapped and not self._break)):
            self._new_talk(text, start, line.end)
        elif self.flow == "caption" or (self.wrapped and not self._break):
            self._extend(talk, text, line.end)
        else:
            talk.paragraphs.append(text)
        self._break, self._pending = False, None

    def _new_talk(self, text: str, start: float | None, end: float | None) -> None:
        self._talk = Talk(self._label, [text], start, end)
        self._fresh = False
        self.items.append(self._talk)

    @staticmethod
    def _extend(talk: Talk, text: str, end: float | None) -> None:
        talk.paragraphs[-1] = f"{talk.paragraphs[-1]} {text}".strip()
        talk.end = end if end is not None else talk.end
