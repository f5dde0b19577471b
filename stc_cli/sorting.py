"""Sorting: which units lie in which subgroup, and what people decided about them there."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from stc_cli import artefacts as files_of
from stc_cli.cache import PartStore
from stc_cli.codebook import Codebook, Group
from stc_cli.config import Code
from stc_cli.decisions.coding import Fate
from stc_cli.decisions.lines import Act
from stc_cli.files import csv_rows
from stc_cli.maps import Outcome
from stc_cli.records import Assignment, Coded, Span, Standing, Unit
from stc_cli.stages.code import in_use
from stc_cli.stages.quotations import Golden

Where = tuple[str, str]  # group id, subgroup id ("" for a group's unsorted units)


class _Coding(NamedTuple):
    """The units of one transcript and the assignments that later stages use."""

    units: dict[str, Unit]
    assignments: list[Assignment]


class Sorting:
    """The sorted units of a study, each loaded when it is first asked for.

    `outcomes`: in transcript order, as far as `code`.
    """

    def __init__(
        self, outcomes: Sequence[Outcome], store: PartStore, book: Codebook, config: Code
    ) -> None:
        self.outcomes = outcomes
        self.store = store
        self.book = book
        self.config = config

    @cached_property
    def _coding(self) -> list[_Coding]:
        """The coded units of every transcript, in order."""
        codings: list[_Coding] = []
        for outcome in self.outcomes:
            rows = csv_rows(self._section(outcome, "code", "assignments.csv"))
            assignments = [a for a in map(files_of.assignment_of, rows) if in_use(a, self.config)]
            coded = {a.unit_id for a in assignments}
            section = self._section(outcome, "segment", "units.csv")
            units = {
                row[0]: files_of.unit_of(row)
                for row in csv_rows(section)
                if row[0] in coded and row[9] != "set_aside"
            }
            codings.append(_Coding(units, assignments))
        return codings

    @cached_property
    def units(self) -> dict[Where, list[Coded]]:
        """The units of each subgroup, by code in the codebook's order, then as the talk went.

        A unit stands once in a subgroup, under the first of its codes there, with the evidence for
        all of them.
        """
        units = {name: unit for coding in self._coding for name, unit in coding.units.items()}
        return units_lying(
            (row for coding in self._coding for row in coding.assignments), units, self.book
        )

    def holding(self, act: Act) -> Iterator[tuple[Outcome, Fate]]:
        """The decisions of one kind that hold, each with its transcript, in order."""
        for outcome in self.outcomes:
            if outcome.parts["code"].counts["decisions"]:
                rows = csv_rows(self._section(outcome, "code", "decisions.csv"))
                for fate in map(files_of.fate_of, rows):
                    if fate.act == act and fate.outcome == "applied":
                        yield outcome, fate

    @cached_property
    def golden(self) -> dict[str, tuple[Golden, ...]]:
        """The golden quotes of each unit that has some, those of several coders as one."""
        spans: dict[tuple[str, str], tuple[Span, ...]] = {}
        chosen: dict[str, dict[tuple[Span, ...], list[str]]] = {}
        for outcome, fate in self.holding("quote"):
            if (fate.coder, str(fate.line)) not in spans:
                rows = csv_rows(self._section(outcome, "segment", "found"))
                spans |= {(row[0], row[1]): files_of.spans_of(row[7]) for row in rows if row[7]}
            own = chosen.setdefault(fate.unit_id, {})
            own.setdefault(spans[fate.coder, str(fate.line)], []).append(fate.coder)
        return {
            unit_id: tuple(Golden(spans, ";".join(sorted(set(by)))) for spans, by in own.items())
            for unit_id, own in chosen.items()
        }

    @cached_property
    def left_out_by_people(self) -> dict[Where, dict[str, str]]:
        """The units that people left out of the condensate of a subgroup, each with who and why."""
        return left_out_by((fate for _, fate in self.holding("leave_out")), self.units)

    def places(self, texts: Container[str]) -> Iterator[tuple[Group, str]]:
        """Where condensates stand: a group's unsorted units first, then its subgroups.

        `texts`: the names of condensates that people adopted, which stand without units too.
        """
        for group in self.book.groups:
            if self.units[group.id, ""] or group.id in texts:
                yield group, ""
            for subgroup in group.subgroups:
                yield group, subgroup.id

    @cached_property
    def standing(self) -> dict[Where, Standing]:
        """Who and what stands behind each subgroup."""
        return standing_behind(self.units)

    def _section(self, outcome: Outcome, stage: str, name: str) -> bytes:
        return self.store.sound(stage, outcome.parts[stage].key)[name]


def units_lying(
    assignments: Iterable[Assignment], units: Mapping[str, Unit], book: Codebook
) -> dict[Where, list[Coded]]:
    """The units of each subgroup, see `Sorting.units`.

    `assignments`: those that later stages use, in order. `units`: by id, those not set aside.
    """
    rank = {place.code.id: n for n, place in enumerate(book.places())}
    found: dict[Where, dict[str, Coded]] = {
        (group_id, subgroup): {}
        for group_id, subgroups in book.subgroup_ids.items()
        for subgroup in ("", *subgroups)
    }
    for assignment in assignments:
        unit = units.get(assignment.unit_id)
        if unit is not None:
            own = found[assignment.group_id, assignment.subgroup_id]
            first = own.get(unit.unit_id, Coded(unit, assignment.code_id))
            evidence = "; ".join(filter(None, (first.evidence, assignment.evidence)))
            own[unit.unit_id] = first._replace(evidence=evidence)
    return {
        place: sorted(rows.values(), key=lambda coded: rank[coded.code_id])
        for place, rows in found.items()
    }


def left_out_by(
    fates: Iterable[Fate], lying: Mapping[Where, Sequence[Coded]]
) -> dict[Where, dict[str, str]]:
    """The units that people left out of a condensate, see `Sorting.left_out_by_people`.

    `fates`: of the decisions to leave something out that hold.
    """
    found: dict[Where, dict[str, str]] = {}
    for fate in fates:
        for place, rows in lying.items():
            if place[0] == fate.group_id and fate.subgroup_id in ("", place[1]):
                for unit_id in {row.unit.unit_id for row in rows} & {*fate.unit_id.split(";")}:
                    own = found.setdefault(place, {})
                    why = f"left out by {fate.coder}: {fate.reason}"
                    own[unit_id] = "; ".join(filter(None, (own.get(unit_id), why)))
    return found


def standing_behind(lying: Mapping[Where, Sequence[Coded]]) -> dict[Where, Standing]:
    """Who and what stands behind each subgroup, from the units that lie there."""
    return {
        place: Standing(
            tuple(row.unit.unit_id for row in rows),
            tuple(sorted({f"{row.unit.transcript_id}:{speaker}"
                          for row in rows for speaker in row.unit.speakers})),
            tuple(sorted({row.unit.transcript_id for row in rows})),
        )
        for place, rows in lying.items()
    }  # fmt: skip
