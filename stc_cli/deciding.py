"""Making decisions: from a unit of the last run, or a passage of a transcript, to a ledger line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import TypedDict, Unpack

from stc_cli import artefacts as files_of
from stc_cli.codebook import Codebook, Place
from stc_cli.decisions.anchors import anchored, occurrences, whole_words
from stc_cli.decisions.ledger import add_decisions, known_coder, next_line
from stc_cli.decisions.lines import Act, Decision, Passage
from stc_cli.decisions.pages import Page
from stc_cli.decisions.placing import Spot, pieces
from stc_cli.decisions.reshaping import Spans
from stc_cli.errors import StcError, UsageError, did_you_mean
from stc_cli.files import file_sha256
from stc_cli.manifest import required_manifest
from stc_cli.output import Output, required
from stc_cli.records import Span, Turn, Unit
from stc_cli.workspace import Study

_CODER = re.compile(r"[^\W_][\w.-]{0,60}")
_WHERE = re.compile(r"(.+):(\d+)-(\d+)")
_RESERVED = re.compile(r"(?i)con|prn|aux|nul|(?:com|lpt)\d")  # no file may be called so on Windows
DRAFT = "draft"  # what `stc agree` calls the rules' proposals


class Fields(TypedDict, total=False):
    """What a decision says beside what it is about."""

    code: str
    group: str
    subgroup: str
    name: str
    note: str
    others: tuple[Passage, ...]
    into: tuple[Passage, ...]
    quotation: Passage


def checked_coder(name: str, coders: Sequence[str] = ()) -> str:
    """A coder's name as it may name a file beside those of `coders`. Raises UsageError."""
    if name == DRAFT or _RESERVED.fullmatch(name):
        raise UsageError(f'"{name}" cannot be a coder\'s name. Choose another.')
    twins = [other for other in coders if other.casefold() == name.casefold() and other != name]
    if twins and name not in coders:
        raise UsageError(
            f'there is a coder "{twins[0]}" already; "{name}" would be the same file on some '
            "machines. Write the name as it is there."
        )
    if not _CODER.fullmatch(name):
        raise UsageError(
            f'"{name}" cannot be a coder\'s name, because it names a file: letters, digits, - and '
            ". only."
        )
    return name


@dataclass(frozen=True)
class Desk:
    """A coder at work on the units of the last run. Nothing is written before `keep`."""

    study: Study
    coder: str
    reason: str = ""
    date: str = ""  # YYYY-MM-DD; today's when empty

    @cached_property
    def output(self) -> Output:
        output = required(self.study.out)
        if not output.has("2_segment/units.csv"):
            raise StcError(f"{self.study.out}: holds no units yet. Run `stc segment` first.")
        return output

    @cached_property
    def units(self) -> dict[str, Unit]:
        return {unit.unit_id: unit for unit in self.output.units}

    @cached_property
    def codebook(self) -> Codebook:
        return self.study.required_codebook()

    @cached_property
    def places(self) -> dict[str, Place]:
        return {place.code.id: place for place in self.codebook.places()}

    @cached_property
    def _pages(self) -> dict[str, Page]:
        turns: dict[str, list[Turn]] = {}
        for turn in self.output.turns:
            turns.setdefault(turn.transcript_id, []).append(turn)
        return {name: Page(self.output.text(name), own) for name, own in turns.items()}

    # -- what decisions are about ----------------------------------------------------------------

    def unit(self, unit_id: str) -> Unit:
        """A unit of the last run. Raises UsageError when there is no such unit."""
        if unit_id not in self.units:
            hint = did_you_mean(unit_id, self.units)
            raise UsageError(
                f'there is no unit "{unit_id}" in 2_segment/units.csv.{hint} Ids change with a '
                "unit's words; run `stc segment` if the transcripts were changed."
            )
        return self.units[unit_id]

    def code(self, code_id: str) -> str:
        """A code of the codebook. Raises UsageError when there is no such code."""
        if code_id not in self.places:
            hint = did_you_mean(code_id, self.places)
            raise UsageError(f'the code "{code_id}" is not in the codebook.{hint}')
        return code_id

    def group(self, group_id: str) -> str:
        """A code group of the codebook. Raises UsageError when there is no such group."""
        groups = self.codebook.subgroup_ids
        if group_id not in groups:
            hint = did_you_mean(group_id, groups)
            raise UsageError(f'the code group "{group_id}" is not in the codebook.{hint}')
        return group_id

    def subgroup(self, group_id: str, subgroup_id: str, name: str = "") -> str:
        """A subgroup of a group, or a new one with a name.

        Raises UsageError when there is none, or when the id stands for something else.
        """
        known = self.codebook.subgroup_ids[self.group(group_id)]
        if subgroup_id in known:
            return subgroup_id
        if any(entry.id == subgroup_id for entry in self.codebook.entries()):
            raise UsageError(
                f'"{subgroup_id}" is not a subgroup of "{group_id}"; the codebook has that id '
                "elsewhere. Choose another."
            )
        if not name.strip():
            raise UsageError(
                f'the code group "{group_id}" has no subgroup "{subgroup_id}"'
                f" (it has {', '.join(known) or 'none'}).{did_you_mean(subgroup_id, known)}"
                " For a new one say what it is called with --new."
            )
        if not re.fullmatch(r"\w[\w.-]{0,79}", subgroup_id):
            raise UsageError(f'"{subgroup_id}" cannot be an id: letters, digits, _, - and . only.')
        return subgroup_id

    def passage(self, where: str, words: str = "") -> tuple[Spans, tuple[str, ...], str]:
        """A passage of a transcript: its spans, who says it, and the transcript's id.

        `where`: a transcript's id, with `words` as they stand there once; or
        `transcript:start-end` in characters of the stored text, which takes in the words that it
        cuts. Raises UsageError.
        """
        match = _WHERE.fullmatch(where) if not words else None
        name = match.group(1) if match else where
        page = self._page(name)
        if match:
            start, end = int(match.group(2)), int(match.group(3))
            if not start < end <= len(page.text):
                raise UsageError(
                    f"{name}: has no characters {start} to {end} (it has {len(page.text)})."
                )
            start, end = whole_words(page.text, start, end)
        else:
            start, end = _found(page.text, words, name)
        spans = pieces([Spot(start, end, "position")], (), page)
        if not spans:
            raise UsageError(f"{name}: nobody talks at characters {start} to {end}.")
        return spans, tuple(sorted(page.speakers(start, end))), name

    def _page(self, name: str) -> Page:
        if name not in self._pages:
            raise UsageError(f'there is no transcript "{name}".{did_you_mean(name, self._pages)}')
        return self._pages[name]

    def proposed(self, unit_id: str) -> list[str]:
        """The codes that the rules propose for a unit and this coder has not decided about."""
        if not self.output.has("3_code/assignments.csv"):
            return []
        self._refuse_old_codes()
        rows = [r for r in self.output.assignments if r.unit_id == unit_id and r.source == "rule"]
        return [row.code_id for row in rows if (unit_id, row.code_id) not in self._decided]

    def _refuse_old_codes(self) -> None:
        """Raises UsageError when the codebook was changed since: a code may mean another now."""
        path = self.study.codebook_path
        inputs = required_manifest(self.study.out)["inputs"]
        if path is not None and inputs.get(self.study.name(path)) != file_sha256(path):
            raise UsageError(
                f"{path}: was changed since the last run, so what the rules propose may be out of "
                "date. Run `stc code` first, or name the codes with --code."
            )

    @cached_property
    def _decided(self) -> set[tuple[str, str]]:
        """The units and codes that the coder has decided about, at the last run."""
        fates = self.output.rows("3_code/decisions.csv", files_of.DECISIONS, files_of.fate_of)
        return {
            (unit_id, fate.code_id)
            for fate in fates
            if fate.coder == self.coder and fate.outcome in ("applied", "disputed", "overruled")
            for unit_id in fate.unit_id.split(";")
        }

    # -- decisions -------------------------------------------------------------------------------

    def anchors(self, name: str, spans: Iterable[Span]) -> Passage:
        """The anchors of some spans of a transcript."""
        text = self._page(name).text
        return tuple(anchored(name, text, span.start, span.end) for span in spans)

    def about(self, act: Act, unit: Unit, **more: Unpack[Fields]) -> Decision:
        """A decision about a unit of the last run; `more`: the fields that its act needs.

        Raises UsageError for a note without a word, and for leaving a unit out without a reason.
        """
        if act == "leave_out" and not self.reason.strip():
            raise UsageError("leaving a unit out of a condensate needs a reason: --reason.")
        if act == "note" and not more.get("note", "").strip():
            raise UsageError("a note needs words.")
        return self._line(act, unit.transcript_id, unit.spans, unit.speakers, **more)

    def on_passage(self, code: str, where: str, words: str) -> Decision:
        """The decision to put a code on a passage, which then is a unit of its own."""
        spans, speakers, name = self.passage(where, words)
        return self._line("add", name, spans, speakers, code=self.code(code))

    def merge(self, units: Sequence[Unit]) -> Decision:
        """The decision to make one unit of several. Raises UsageError when that cannot be."""
        first = units[0]
        if len({unit.unit_id for unit in units}) < 2:
            raise UsageError("merge needs two units or more.")
        if len({unit.transcript_id for unit in units}) > 1:
            raise UsageError("units of different transcripts cannot be merged.")
        speakers = tuple(dict.fromkeys(name for unit in units for name in unit.speakers))
        others = tuple(self.anchors(unit.transcript_id, unit.spans) for unit in units[1:])
        return self._line("merge", first.transcript_id, first.spans, speakers, others=others)

    def split(self, unit: Unit, before: Sequence[str]) -> Decision:
        """The decision to divide a unit before each of some of its words, in order."""
        cuts = [self._in_unit(unit, words)[0] for words in before]
        if not cuts or cuts != sorted(set(cuts)) or cuts[0] <= unit.spans[0].start:
            raise UsageError(
                f"{unit.unit_id}: name the first words of the second part, then of the third and "
                "so on, in the order in which they stand."
            )
        ends = [unit.spans[0].start, *cuts, unit.spans[-1].end]
        parts = [_within(unit.spans, start, end) for start, end in pairwise(ends)]
        text = self._page(unit.transcript_id).text
        tight = [_tight(part, text) for part in parts]
        if not all(tight):
            raise UsageError(f"{unit.unit_id}: a part would have no words. Divide it elsewhere.")
        into = tuple(self.anchors(unit.transcript_id, part) for part in tight)
        return self.about("split", unit, into=into)

    def trim(self, unit: Unit, words: str) -> Decision:
        """The decision to keep only some words of a unit."""
        into = self._part(unit, words)
        return self.about("trim", unit, into=(self.anchors(unit.transcript_id, into),))

    def quote(self, unit: Unit, words: str = "") -> Decision:
        """The decision to quote a unit, or some words of it."""
        spans = self._part(unit, words) if words else unit.spans
        return self.about("quote", unit, quotation=self.anchors(unit.transcript_id, spans))

    def undo(self, line: int | None = None) -> Decision:
        """The decision to take back the coder's last line, or another of theirs.

        Raises UsageError when there is nothing to take back.
        """
        ledger = self.study.ledger
        known_coder(self.coder, ledger.coders)
        own = {d.line: d for d in ledger.standing if d.coder == self.coder}
        wanted = line if line is not None else max(own, default=0)
        if wanted not in own:
            what = f"line {wanted} is" if line is not None else "there is"
            raise UsageError(f"{self.coder}: {what} nothing that could be taken back.")
        twins = [n for n, d in own.items() if d.id == own[wanted].id and n > wanted]
        if twins:
            raise UsageError(f"{self.coder}: line {twins[-1]} says the same; take that back first.")
        return Decision(
            self.coder, 0, "", "undo", own[wanted].transcript_id, of=own[wanted].id,
            date=self._today, reason=self.reason,
        )  # fmt: skip

    @property
    def _today(self) -> str:
        return self.date or date.today().isoformat()

    def _line(
        self, act: Act, where: str, spans: Spans, speakers: Sequence[str], **more: Unpack[Fields]
    ) -> Decision:
        line = Decision(
            self.coder, 0, "", act, where, self.anchors(where, spans), tuple(speakers),
            date=self._today, reason=self.reason, revision=self.study.migrations.latest,
        )  # fmt: skip
        return line._replace(**more)

    def _in_unit(self, unit: Unit, words: str) -> tuple[int, int]:
        """Where some words of a unit's text stand in the stored text."""
        text = self._page(unit.transcript_id).text
        said = " ".join(text[span.start : span.end] for span in unit.spans)
        start, end = _found(said, words, unit.unit_id)
        return _stored(unit.spans, start), _stored(unit.spans, end - 1) + 1

    def _part(self, unit: Unit, words: str) -> Spans:
        return _within(unit.spans, *self._in_unit(unit, words))

    # -- keeping ---------------------------------------------------------------------------------

    def keep(self, made: Sequence[Decision]) -> list[int]:
        """Write decisions into the coder's ledger; gives the lines they stand on."""
        first = next_line(self.study.decisions, self.coder)
        add_decisions(self.study.decisions, made)
        return list(range(first, first + len(made)))


def _found(text: str, words: str, where: str) -> tuple[int, int]:
    """Where some words stand, once, in a text. `where`: how messages name it. Raises UsageError."""
    said = " ".join(words.split())
    places = occurrences(text, said)
    if len(places) != 1:
        often = "does not hold these words" if not places else "holds these words several times"
        raise UsageError(
            f"{where}: {often}. Give them letter for letter, and as many as it takes to tell "
            "the place."
        )
    return places[0], places[0] + len(said)


def _stored(spans: Spans, offset: int) -> int:
    """Where a character of a unit's text (spans joined by a space) stands in the stored text."""
    for span in spans:
        length = span.end - span.start
        if offset < length:
            return span.start + offset
        offset -= length + 1
    raise ValueError("beyond the unit's text, or between its spans")


def _within(spans: Spans, start: int, end: int) -> Spans:
    """What of some spans lies between two places."""
    return tuple(
        Span(max(span.start, start), min(span.end, end))
        for span in spans
        if span.start < end and span.end > start
    )


def _tight(spans: Spans, text: str) -> Spans:
    """Spans without white space at their ends; those that are nothing else are gone."""
    found = []
    for start, end in spans:
        said = text[start:end]
        left, right = len(said) - len(said.lstrip()), len(said) - len(said.rstrip())
        if left < len(said):
            found.append(Span(start + left, end - right))
    return tuple(found)
