"""From the last run to sheets: units with their codes, or the units of a code group.

A sheet shows what the rules propose and what its coder has decided, never what others have: who
codes for comparison must not see their words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from stc_cli.codebook import Codebook, Group, heading_of
from stc_cli.config import in_language
from stc_cli.decisions.verdicts import NO, PARKED, YES
from stc_cli.errors import UsageError, did_you_mean
from stc_cli.output import Output
from stc_cli.records import Unit
from stc_cli.sheets.layout import ADDED, ORIGIN, Cells, Column, Sheet
from stc_cli.sheets.origin import Origin, last_lines, origin_cell
from stc_cli.sheets.standing import Said, Standing, last_run, proposals, standings
from stc_cli.sheets.surroundings import Surroundings
from stc_cli.sheets.words import ACCEPT, DECISIONS, PARK, REJECT, SET_ASIDE, UNDO
from stc_cli.workspace import Study

_DECIDE = (
    "accept or reject the code; set aside the whole unit if it is not about the question; undo "
    "takes your earlier decision back. Empty: nothing is decided."
)
_NAMED = "The id or name of a code. Sheet 2 lists them."
_UNIT = (
    Column("unit_id", 16), Column("transcript_id", 12), Column("speakers", 9),
    Column("question", 28),
)  # fmt: skip
_LAST = (
    Column("reason", 24, typed=True, hint="Why, for the record."),
    Column("note", 24, typed=True, hint="A short note about the unit, kept beside its codes."),
    Column(ORIGIN, 4, hidden=True),
)
CODING = (
    *_UNIT, Column("before", 24), Column("text", 56), Column("after", 24),
    Column("code", 16, typed=True, choices="codes", hint=_NAMED), Column("code_name", 18),
    Column("evidence", 18),
    Column("decision", 11, typed=True, choices="decisions", hint=_DECIDE),
    *(Column(name, 13, typed=True, choices="codes", hint=_NAMED) for name in ADDED),
    *_LAST,
)  # fmt: skip
SORTING = (
    *_UNIT, Column("text", 60), Column("group", 14), Column("codes", 24), Column("lies_in", 18),
    Column("subgroup", 18, typed=True, choices="subgroups", hint="Where the unit lies; park: in "
           "none of them. Empty: nothing is decided."),
    Column("new_subgroup", 22, typed=True, hint="Or the name of a subgroup that is not there yet."),
    *_LAST,
)  # fmt: skip


class Wanted(NamedTuple):
    """Which rows a sheet is to have; everything where nothing is named.

    `codes`: rows of these; `uncoded`: units without a code, beside them or alone; `undecided`: of
    all these only what the coder has not decided; `proposals`: whether what the rules propose is
    shown.
    """

    transcripts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    uncoded: bool = False
    undecided: bool = False
    proposals: bool = True


EVERYTHING = Wanted()


def refuse_among_transcripts(path: Path, study: Study) -> None:
    """Raise UsageError for a sheet that would be read as a transcript itself."""
    transcripts = study.transcripts
    around = (folder for folder in path.resolve().parents if folder.exists())
    if transcripts.exists() and any(folder.samefile(transcripts) for folder in around):
        raise UsageError(
            f"{path}: lies among the transcripts, where stc would read it as one. Name a file "
            "elsewhere."
        )


@dataclass(frozen=True)
class Export:
    """A coder's view of the last run."""

    study: Study
    coder: str
    wanted: Wanted = EVERYTHING

    @cached_property
    def output(self) -> Output:
        return last_run(self.study)

    @cached_property
    def codebook(self) -> Codebook:
        return self.study.required_codebook()

    @cached_property
    def standing(self) -> Standing:
        own = standings(self.study.ledger, self.output)
        return own.get(self.coder) or Standing(())

    @cached_property
    def _surroundings(self) -> Surroundings:
        return Surroundings(self.output)

    @property
    def units(self) -> list[Unit]:
        """The units of the wanted transcripts. Raises UsageError where there is no such one."""
        wanted = self.wanted.transcripts
        units = self.output.units
        if wanted:
            known = list(dict.fromkeys(unit.transcript_id for unit in units))
            for name in wanted:
                if name not in known:
                    hint = did_you_mean(name, known)
                    raise UsageError(f'there are no units of a transcript "{name}".{hint}')
            units = [unit for unit in units if unit.transcript_id in wanted]
        return units

    def _origin(self, unit: Unit) -> Origin:
        anchors = self._surroundings.anchors(unit)
        revision = self.study.migrations.latest
        seen = {self.coder: self._last_line}
        return Origin(
            unit.transcript_id, anchors, unit.speakers, revision, about=unit.unit_id, seen=seen
        )

    @cached_property
    def _last_line(self) -> int:
        return last_lines(self.study.ledger).get(self.coder, 0)

    def _about(self, unit: Unit) -> Cells:
        question = self._surroundings.question(unit)
        return unit.unit_id, unit.transcript_id, ";".join(unit.speakers), question

    # -- codes -----------------------------------------------------------------------------------

    def coding(self) -> Sheet:
        """A row per unit and code that stands on it, and one per unit without any."""
        places = {place.code.id: place for place in self.codebook.places()}
        for code in self.wanted.codes:
            if code not in places:
                hint = did_you_mean(code, places)
                raise UsageError(f'the code "{code}" is not in the codebook.{hint}')
        names = {name: self._told(place.code.name) for name, place in places.items()}
        legend = [("code", "name", "group", "subgroup", "definition")]
        legend += [
            (name, names[name], p.group_id, p.subgroup_id, self._told(p.code.definition))
            for name, p in places.items()
        ]
        lists = {"codes": list(places), "decisions": DECISIONS}
        rows = [*self._coding_rows(names)]
        return Sheet("coding", CODING, rows, lists, legend, self._language)

    def _coding_rows(self, names: dict[str, str]) -> Iterator[Cells]:
        rank = {code: number for number, code in enumerate(names)}
        proposed = proposals(self.output) if self.wanted.proposals else {}
        wanted = self.wanted
        narrowed = bool(wanted.codes) or wanted.uncoded
        for unit in self.units:
            evidence = proposed.get(unit.unit_id, {})
            own = [c for c in self.standing.codes.get(unit.unit_id, ()) if c in rank]
            codes = sorted({*evidence, *own} & rank.keys(), key=rank.__getitem__)
            rows = []
            for code in codes or [""]:
                if narrowed and not (code in wanted.codes if code else wanted.uncoded):
                    continue
                said = self._decided(unit.unit_id, code)
                if not (wanted.undecided and said[0]):
                    rows.append((code, names.get(code, ""), evidence.get(code, ""), *said))
            yield from self._of_unit(unit, rows)

    def _of_unit(self, unit: Unit, rows: Sequence[Cells]) -> Iterator[Cells]:
        if not rows:
            return
        around = self._surroundings
        about = (*self._about(unit), around.before(unit), unit.text, around.after(unit))
        blank = ("",) * len(ADDED)
        origin = self._origin(unit)
        for code, name, evidence, said, reason in rows:
            own = origin_cell(origin._replace(was=(code, said, reason)))
            yield (*about, code, name, evidence, said, *blank, reason, "", own)

    def _decided(self, unit_id: str, code: str) -> tuple[str, str]:
        """What the coder said of a code, or of a unit without one, and why."""
        said = self.standing.code(unit_id, code) if code else None
        if said is not None:
            return (ACCEPT if said.says == YES else REJECT), said.reason
        aside = self.standing.aside(unit_id)
        if aside is not None and aside.says == YES:
            return SET_ASIDE, aside.reason
        if aside is not None and aside.says == NO and not code:
            return ACCEPT, aside.reason
        return "", ""

    # -- subgroups -------------------------------------------------------------------------------

    def sorting(self, group_id: str) -> Sheet:
        """A row per unit of a code group. Raises UsageError when there is no such group."""
        group = group_named(self.codebook, group_id)
        subgroups = [subgroup.id for subgroup in group.subgroups]
        legend = [("subgroup", "name", "heading")]
        legend += [(s.id, self._told(s.name), self._told(heading_of(s))) for s in group.subgroups]
        lists = {"subgroups": [*subgroups, PARK, UNDO]}
        rows = [*self._sorting_rows(group)]
        return Sheet("sorting", SORTING, rows, lists, legend, self._language)

    def _sorting_rows(self, group: Group) -> Iterator[Cells]:
        lying: dict[str, dict[str, str]] = {}
        for row in self.output.assignments:
            if row.group_id == group.id and row.status != "rejected":
                where = PARK if row.status == "parked" else row.subgroup_id
                lying.setdefault(row.unit_id, {})[row.code_id] = where
        for unit in self.units:
            codes = lying.get(unit.unit_id)
            said = self._sorted(self.standing.place(unit.unit_id, group.id))
            if codes and not (self.wanted.undecided and said[0]):
                places = "; ".join(dict.fromkeys(filter(None, codes.values())))
                origin = self._origin(unit)._replace(was=(group.id, *said))
                yield (
                    *self._about(unit), unit.text, group.id, "; ".join(codes), places, said[0], "",
                    said[1], "", origin_cell(origin),
                )  # fmt: skip

    @staticmethod
    def _sorted(said: Said | None) -> tuple[str, str]:
        if said is None:
            return "", ""
        return (PARK if said.says == PARKED else said.says), said.reason

    # -- texts -----------------------------------------------------------------------------------

    @property
    def _language(self) -> str:
        return self.study.config.language_out

    def _told(self, text: str | dict[str, str]) -> str:
        return in_language(text, self._language, self.codebook.language)


def group_named(codebook: Codebook, group_id: str) -> Group:
    """A code group by its id. Raises UsageError when there is no such group."""
    groups = {group.id: group for group in codebook.groups}
    if group_id not in groups:
        hint = did_you_mean(group_id, groups)
        raise UsageError(f'the code group "{group_id}" is not in the codebook.{hint}')
    return groups[group_id]
