"""Who says what: speaker labels believed or not, and blocks put together to turns.

A label is believed when the config or the participants' list knows it, when a caption's voice
names it, when it says a role ("Interviewer 2"), when it looks like a transcriber's code (`P1`,
`MOD`), or when it is written like a name. One of the last two kinds that stands only once is
believed and marked doubtful: a person should look at it. Ordinary sentences with a colon are text,
and so is a function word ("Men: …") that does not keep coming back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from stc_cli.readers import Block, Source
from stc_cli.readers.lines import (
    Form,
    Line,
    bare_times_are_codes,
    begins_with_label,
    key,
    line_of,
    parted_inline,
    unlabelled,
    without_line_numbers,
)
from stc_cli.text.characters import one_line

_CODE = re.compile(r"^[A-ZÆØÅÄÖ]{1,4}$")
_SHORT_NUMBERED = re.compile(r"^[A-ZÆØÅÄÖ]{1,4}\d{1,3}$")
_NUMBERED = re.compile(r"^([^\W\d_]{1,20})[ _-]?\d{1,3}(?: \d{1,3})?$")
_FEW = re.compile(r"^[ _-]?[0-4]?\d$")  # "I 2", not "I 90: …"
_ROLE_REST = re.compile(r"^(?:[ _-]?\d{1,3}(?: \d{1,3})?| ?[\[(].*| [A-ZÆØÅÄÖ]\.?|)$")
_PAGE = re.compile(
    r"^(?:(?:page|side|sida|s\.|p\.) ?)?\d{1,4}(?: ?(?:/|of|av|af) ?\d{1,4})?$", re.IGNORECASE
)
_REMARK = re.compile(r"^(?:\[[^\[\]]*\]|\(\([^()]*\)\))$")
_SERVICE = re.compile(r"^transcribed by https?://\S+$", re.IGNORECASE)
_PARTICLES = {"van", "von", "de", "der", "den", "af", "av", "la", "le", "el", "bin", "og", "and"}
# Words that open a remark or an example in the languages stc knows, not a person's name.
_NO_NAMES = {
    "note", "notes", "nb", "obs", "ps", "merk", "merknad", "tips", "example", "eksempel", "exempel",
    "question", "spørsmål", "spørgsmål", "fråga", "problem", "remark", "comment",
    "kommentar", "warning", "sum", "summary", "date", "dato", "datum", "time", "tid", "place",
    "sted", "plats", "title", "tittel", "titel", "duration", "varighet", "participants",
    "deltakere", "deltagere", "deltagare", "present", "location", "recording", "transcript",
    "transcription", "quote", "sitat", "citat", "interview", "intervju", "kl", "klokka", "klokken",
    "klockan", "page", "side", "sida", "format", "language", "file", "fil", "project", "study",
    "status",
}  # fmt: skip
# … and with a number after them what is counted, not who speaks.
_COUNTED = {
    "step", "steg", "trinn", "trin", "day", "dag", "week", "uke", "uge", "vecka", "part", "del",
    "chapter", "kapittel", "kapitel", "theme", "tema", "topic", "phase", "fase", "fas", "section",
    "table", "tabell", "tabel", "figure", "figur", "number", "nummer", "nr", "point", "punkt",
    "task", "oppgave", "year", "år", "month", "måned", "option", "alternative", "alternativ",
    "pause", "inaudible", "kl",
}  # fmt: skip
PAUSE = 3.0  # seconds without a caption that begin a new turn where nobody is named


class Aside(NamedTuple):
    """Visible text that nobody in the conversation said."""

    text: str
    reason: str


@dataclass(slots=True)
class Talk:
    """One turn as found. `parts`: its text piece by piece, with the space between them."""

    label: str
    parts: list[str]
    start: float | None
    end: float | None

    @property
    def text(self) -> str:
        """Its paragraphs, one to a line."""
        return "".join(self.parts)


class Conversation(NamedTuple):
    """A transcript's talk and asides in reading order.

    `structure`: visible characters understood as labels, times and markup.
    `doubtful`: labels that a person should look at.
    """

    items: tuple[Talk | Aside, ...]
    structure: int
    doubtful: frozenset[str]


def conversation(
    source: Source,
    *,
    known: Iterable[str],
    forbidden: Iterable[str],
    role_words: Mapping[str, Sequence[str]],
    function_words: Collection[str] = (),
) -> Conversation:
    """Find the turns of a source.

    `known`: labels that are speakers whatever they look like; `forbidden`: what never is one;
    both in any case. `role_words`: words such as "interviewer" that make a label believable.
    `function_words`: words of the language, in lower case, that are hardly ever a name.
    """
    known = {key(label) for label in known}
    roles = {word for words in role_words.values() for word in words}
    blocks = source.blocks
    if source.flow != "caption":
        blocks = parted_inline(without_line_numbers(blocks), known | roles)
    bare_times = bare_times_are_codes(blocks)
    lines = [line_of(block, known=known, bare_times=bare_times) for block in blocks]
    judge = _Judge(
        known,
        {key(label) for label in forbidden},
        roles,
        function_words,
        Counter(key(line.label) for line in lines if line.label is not None),
        Counter(line.form for line in lines),
    )
    lines = [
        line
        if line.label is None or judge.believes(line.label, line.form)
        else unlabelled(block, bare_times=bare_times)
        for block, line in zip(blocks, lines, strict=True)
    ]
    builder = _Builder(source.flow, wrapped=source.flow == "line" and _is_wrapped(blocks))
    builder.labelled = any(line.label is not None for line in lines)
    for line in lines:
        builder.add(line)
    return Conversation(tuple(builder.items), builder.structure, frozenset(judge.doubtful))


@dataclass(slots=True)
class _Judge:
    known: Collection[str]
    forbidden: Collection[str]
    role_words: Collection[str]
    function_words: Collection[str]
    counts: Counter[str]  # how often each label stands in the file
    forms: Counter[Form]
    doubtful: set[str] = field(default_factory=set)

    @property
    def short_words(self) -> set[str]:
        return {word for word in self.role_words if len(word) < 4}

    def believes(self, label: str, form: Form) -> bool:
        """Whether a label is a speaker's; a believed one may become doubtful."""
        name = key(label)
        if name in self.forbidden or not name:
            return False
        if name in self.known or form == "voice":
            return True
        recurs = self.counts[name] > 1
        if form == "alone":
            return recurs and len(name) > 2 and name in self.role_words
        if form == "bracket":
            return recurs and (self._is_role(label) or self._is_numbered(label))
        if form == "heading" and not recurs:
            return self._is_role(label)
        if form == "time" and self.forms["time"] < 2:
            return False
        return self._looks_right(label)

    def _looks_right(self, label: str) -> bool:
        name = key(label)
        count = self.counts[name]
        if name in self.function_words and name not in self.role_words:
            return self._doubting(name, count > 2)
        if name in _NO_NAMES:
            return False
        if self._is_role(label) or _SHORT_NUMBERED.match(label):
            return True
        if re.split(r"[\s\d]", name, maxsplit=1)[0] in _NO_NAMES:
            return False
        if name.isdigit():
            return self._doubting(name, count > 1) if count < 3 else True
        if _NUMBERED.match(label):
            sure = self._is_numbered(label) and (count > 1 or label[0].isupper())
        else:
            sure = bool(_CODE.match(label)) or _like_a_name(label)
        return self._doubting(name, sure) if count < 2 else sure

    def _doubting(self, name: str, believed: bool) -> bool:
        if believed:
            self.doubtful.add(name)
        return believed

    def _is_numbered(self, label: str) -> bool:
        match = _NUMBERED.match(label)
        return match is not None and key(match[1]) not in _COUNTED | _NO_NAMES | self.short_words

    def _is_role(self, label: str) -> bool:
        """A role word, alone or with a number, a letter, a bracket or a name after it.

        After a short word only a number counts: "I dag: …" is a sentence.
        """
        name = key(label)
        word = max((w for w in self.role_words if name.startswith(w)), key=len, default="")
        rest = one_line(label)[len(word) :]
        if not word or rest[:1].isalpha():
            return False
        if len(word) < 4:
            return not rest or bool(_FEW.match(rest))
        return bool(_ROLE_REST.match(rest)) or _like_a_name(rest)


def _like_a_name(label: str) -> bool:
    words = re.sub(r"[\[(].*", "", label).split()
    if not 1 <= len(words) <= 4:
        return False
    return words[0][0].isupper() and all(w[0].isupper() or w in _PARTICLES for w in words)


def _is_wrapped(blocks: Sequence[Block]) -> bool:
    """Whether lines were broken at a fixed width: most lines that go on in the next are full."""
    texts = [block.text.rstrip() for block in blocks if not block.skip]
    going_on = [
        len(text)
        for text, following in pairwise(texts)
        if text and following and not begins_with_label(following)
    ]
    if not going_on:
        return False
    lengths = sorted(len(text) for text in texts if text)
    width = lengths[-1 - len(lengths) // 50]  # a few lines may run over
    full = sum(1 for length in going_on if length >= 0.75 * width)
    return 40 <= width <= 140 and full >= 0.6 * len(going_on)


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

    def add(self, line: Line) -> None:
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

    def _is_aside(self, line: Line, text: str) -> bool:
        return line.label is None and bool(text) and bool(self._reason(line, text))

    def _reason(self, line: Line, text: str) -> str:
        if _SERVICE.match(text):
            return "transcription service"
        if self._fresh or self.flow == "caption":
            return ""  # what follows a label is that person's answer; a cue is talk
        if _PAGE.match(text):
            return "page number"
        if _REMARK.match(text):
            return "remark in brackets"
        if self.labelled and self._talk is None and not self._label:
            return "before the first speaker"
        return ""

    def _set_aside(self, text: str, reason: str) -> None:
        if text:
            self.items.append(Aside(text, reason))
        if reason == "page number":
            return  # a turn goes on over the page; the number stands behind it
        if text:
            self._talk = None  # the same speaker goes on in a turn of its own
        self._break = True

    def _begin(self, line: Line, text: str) -> None:
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

    def _go_on(self, line: Line, text: str) -> None:
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
            talk.parts += ["\n", text]
        self._break, self._pending = False, None

    def _new_talk(self, text: str, start: float | None, end: float | None) -> None:
        self._talk = Talk(self._label, [text], start, end)
        self._fresh = False
        self.items.append(self._talk)

    @staticmethod
    def _extend(talk: Talk, text: str, end: float | None) -> None:
        if text:
            talk.parts += [" ", text]
        talk.end = end if end is not None else talk.end
