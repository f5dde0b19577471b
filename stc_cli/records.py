"""What the stages hand to each other: frozen records, one per thing the method names.

All offsets are Unicode code points. `Span` offsets in turns and units refer to the transcript's
stored text; offsets inside an `Operation` refer to the text as it stands when it is applied.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

Role = Literal["participant", "moderator", "observer", "unknown"]
State = Literal["candidate", "accepted", "set_aside"]
Status = Literal["proposed", "accepted", "added", "parked", "disputed", "rejected"]
Source = Literal["rule", "human"]
Author = Literal["draft", "human"]
TALKING: tuple[Role, ...] = ("participant", "unknown")  # moderators and observers never count
TrackedChanges = Literal["accept", "reject"]
TableFormat = Literal["csv", "md", "html", "tex", "docx", "xlsx"]
DocumentFormat = Literal["md", "docx"]

_QUOTED = re.compile(r'"([^"]+)"')


class Span(NamedTuple):
    """A stretch of a text: from `start` up to but not including `end`, in code points."""

    start: int
    end: int


class Settings(NamedTuple):
    """How a transcript's file is to be read, where the config says more than the file.

    `encoding`: of text files without a byte-order mark, instead of finding out.
    `tracked_changes`: whether Word, ODT, RTF and HTML files are read as if their changes were
    accepted or rejected.
    """

    encoding: str | None = None
    tracked_changes: TrackedChanges = "accept"


class Turn(NamedTuple):
    """One speaker's uninterrupted talk: a contiguous piece of the stored text."""

    turn_id: str
    transcript_id: str
    turn: int  # 1, 2, 3 … in reading order
    speaker: str
    role: Role
    start: float | None  # seconds from the beginning of the recording
    end: float | None
    char_start: int
    char_end: int
    text: str


class Skipped(NamedTuple):
    """Visible text that is in no turn, and why."""

    transcript_id: str
    char_start: int
    char_end: int
    reason: str
    text: str


class Original(NamedTuple):
    """What stood in a transcript where its stored text has a pseudonym."""

    transcript_id: str
    char_start: int
    char_end: int
    original: str


class Speaker(NamedTuple):
    """One label of one transcript: who it stands for and how much they said."""

    transcript_id: str
    speaker: str
    label_as_written: str
    role: Role
    turns: int
    words: int
    first_line: str
    doubtful: bool
    why: str  # what is doubtful about the label, or "withdrawn"


class Transcript(NamedTuple):
    """One input file.

    The counts of visible characters in turns, skipped text and structure add up to `chars_in`.
    `chars_replaced`: those that pseudonyms and withdrawals added to the file's own count (or took
    away, negative). `chars_unseen`: control, zero-width and direction characters taken out.
    """

    transcript_id: str
    source: str
    format: str
    language: str
    sha256: str
    turns: int
    words: int
    speakers: int
    chars_in: int
    chars_turns: int
    chars_skipped: int
    chars_structure: int
    chars_replaced: int
    chars_unseen: int


class Unit(NamedTuple):
    """A meaning unit: a candidate until a person accepts it."""

    unit_id: str
    transcript_id: str
    turn_ids: tuple[str, ...]
    speakers: tuple[str, ...]
    role: Role
    spans: tuple[Span, ...]
    text: str  # the spans cut out of the stored text, joined by one space
    words: int
    question: str  # turn_id of the moderator turn it answers, or empty
    state: State


class Assignment(NamedTuple):
    """One code on one unit, with what put it there."""

    unit_id: str
    code_id: str
    subgroup_id: str
    group_id: str
    source: Source
    evidence: str
    status: Status
    coder: str


class Coded(NamedTuple):
    """A unit with the code under which it stands in a subgroup.

    `evidence`: the words that put it there, as in assignments.csv; empty where a person did.
    """

    unit: Unit
    code_id: str
    evidence: str = ""

    @property
    def fired(self) -> list[str]:
        """The words of the evidence."""
        return _QUOTED.findall(self.evidence)


class Operation(NamedTuple):
    """One step from a participant's words to a drafted sentence.

    `select` begins with a piece of a source; an edit replaces `was` by `now` at offset `at` of the
    text so far. See `text/operations.py`, which replays them, and `text/kinds.py`.
    """

    op: str
    source: str = ""  # unit id or sentence id that a `select` or `merge` refers to
    at: int = 0
    was: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a condensate or statement of an analytic text, with its way back."""

    sentence_id: str
    text: str
    unit_ids: tuple[str, ...]
    operations: tuple[Operation, ...]


class LeftOut(NamedTuple):
    """A unit that its condensate does not hold, and why."""

    unit_id: str
    reason: str


class PassedOver(NamedTuple):
    """A sentence of a unit that its condensate does without, and why; the unit has others there."""

    unit_id: str
    start: int  # of the sentence in the unit's text
    end: int
    reason: str


class Opposing(NamedTuple):
    """Two sentences of a condensate that may say the opposite: should the subgroup be split?"""

    sentence_id: str
    other_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Condensate:
    """The artificial quotation of a subgroup, or of a group's unsorted units.

    `covers`: the units that a person's text is about; empty in a draft, whose sentences say it.
    `stale_because`: what changed since a person adopted the text, as sentences.
    """

    subgroup_id: str  # empty for a group's unsorted units
    group_id: str
    author: Author
    sentences: tuple[Sentence, ...]
    left_out: tuple[LeftOut, ...]
    inputs_sha256: str
    passed_over: tuple[PassedOver, ...] = ()
    opposing: tuple[Opposing, ...] = ()
    covers: tuple[str, ...] = ()
    stale_because: tuple[str, ...] = ()

    @property
    def stale(self) -> bool:
        return bool(self.stale_because)

    @property
    def unit_ids(self) -> tuple[str, ...]:
        """The units it holds, each once, in the order of the text."""
        own = (unit_id for sentence in self.sentences for unit_id in sentence.unit_ids)
        return tuple(dict.fromkeys((*own, *self.covers)))


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim quotation: words of one unit.

    `golden_by`: coders who chose it, `;` between them; empty where stc did. `printed`: how it
    stands in print, where `decisions/quotes.yaml` says; else as it was said; empty before that is
    looked up.
    """

    unit_id: str
    group_id: str
    subgroup_id: str
    transcript_id: str
    speakers: tuple[str, ...]
    spans: tuple[Span, ...]
    quote: str
    golden_by: str = ""
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The analytic text on one subgroup (or on a group's unsorted units)."""

    subgroup_id: str
    statements: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        return " ".join(statement.text for statement in self.statements)

    @property
    def unit_ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(u for s in self.statements for u in s.unit_ids))


@dataclass(frozen=True, slots=True)
class Category:
    """A code group lifted to a result: heading, analytic text, quotations, contributors.

    `covers`, `stale_because`: as in a condensate, where a person adopted the analytic text.
    """

    group_id: str
    heading: str
    author: Author
    paragraphs: tuple[Paragraph, ...]
    quotes: tuple[Quote, ...]
    contributors: tuple[str, ...]
    covers: tuple[str, ...] = ()
    stale_because: tuple[str, ...] = ()

    @property
    def stale(self) -> bool:
        return bool(self.stale_because)


@dataclass(frozen=True, slots=True)
class CounterEvidence:
    """A passage that may speak against a statement; a person decides whether it does.

    `coded`: whether its unit stands anywhere. `disposition`: what people found, `;` between them
    where they are several; empty where nobody answered, "asked again" where the statement was
    rewritten since. `by`: who, in the same order.
    """

    group_id: str
    subgroup_id: str
    statement_id: str
    unit_id: str
    speakers: tuple[str, ...]
    reason: str
    shared: tuple[str, ...]  # content lemmas that statement and passage share
    text: str
    coded: bool = False
    statement: str = ""
    disposition: str = ""
    by: str = ""
    why: str = ""


class Standing(NamedTuple):
    """What stands behind a subgroup: units, speakers ("FG1:M1") and transcripts, each once."""

    units: tuple[str, ...]
    speakers: tuple[str, ...]
    transcripts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell.

    `rows`: how many rows it spans, 0 where the cell above reaches into it. `units`: the ids of the
    units that it rests on, in order; none for a heading.
    """

    text: str
    rows: int = 1
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table ready for any format: column keys for CSV, headings for people.

    `number`: as it is printed, empty for a table without one. `numeric`: the keys of columns that
    hold numbers only. `label`: "Table" in the table's language. `draft`: "Draft" until the study
    is final, else empty.
    """

    table_id: str
    kind: str
    number: str
    title: str
    language: str
    columns: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    label: str
    draft: str
    footnotes: tuple[str, ...] = ()
    numeric: frozenset[str] = frozenset()
