"""Every unit is coded or listed as uncoded, and every assignment is of a unit and a code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple, get_args

from stc_cli.artefacts import UNCODED, uncoded_row
from stc_cli.codebook import Codebook
from stc_cli.output import Output
from stc_cli.records import Assignment, Source, Status, Unit
from stc_cli.stages.code import STANDING
from stc_cli.workspace import Study

ASSIGNMENTS, LEFT, MATRIX = "3_code/assignments.csv", "3_code/uncoded.csv", "3_code/matrix.csv"


def coding_breaks(output: Output, study: Study, proved: Counter[str]) -> Iterator[str]:
    """Assignments and uncoded.csv divide the units between them."""
    units = {unit.unit_id: unit for unit in output.units}
    tree = _Tree.of(study.codebook) if study.codebook is not None else None
    coded: set[str] = set()
    for number, row in enumerate(output.assignments, start=2):
        place = f"{ASSIGNMENTS}, row {number}"
        if row.unit_id not in units:
            yield f"{place}: the unit {row.unit_id} is not in units.csv."
        if row.status not in get_args(Status) or row.source not in get_args(Source):
            yield f"{place}: has a source or status that stc does not know."
        if tree is not None:
            yield from _place_breaks(place, row, tree)
        if row.status != "rejected":
            coded.add(row.unit_id)
    listed: set[str] = set()
    for number, cells in enumerate(output.rows(LEFT, UNCODED, tuple), start=2):
        listed.add(cells[0])
        yield from _uncoded_breaks(f"{LEFT}, row {number}", cells, units, coded)
    for unit_id in sorted(units.keys() - coded - listed):
        yield f"{LEFT}: the unit {unit_id} is neither coded nor listed as uncoded."
    if tree is not None:
        yield from _matrix_breaks(output, units, tree)
    proved["units are coded or listed as uncoded"] += len(units)


class _Tree(NamedTuple):
    """The codebook's tree: code to group in the codebook's order, group to its subgroups."""

    groups: dict[str, str]
    subgroups: dict[str, set[str]]

    @classmethod
    def of(cls, codebook: Codebook) -> _Tree:
        return cls(
            {place.code.id: place.group_id for place in codebook.places()},
            {group.id: {"", *(s.id for s in group.subgroups)} for group in codebook.groups},
        )


def _place_breaks(place: str, row: Assignment, tree: _Tree) -> Iterator[str]:
    """A rule's assignment lies in its code's group; a person may have sorted it within that."""
    if row.code_id not in tree.groups:
        yield f'{place}: the code "{row.code_id}" is not in the codebook.'
    elif row.source == "rule" and tree.groups[row.code_id] != row.group_id:
        yield f'{place}: the code "{row.code_id}" does not lie in "{row.group_id}".'
    elif row.subgroup_id not in tree.subgroups.get(row.group_id, ()):
        yield f'{place}: there is no subgroup "{row.subgroup_id}" in "{row.group_id}".'


def _uncoded_breaks(
    place: str, cells: Sequence[str], units: dict[str, Unit], coded: set[str]
) -> Iterator[str]:
    unit = units.get(cells[0])
    if unit is None:
        yield f"{place}: the unit {cells[0]} is not in units.csv."
    elif tuple(cells[: len(UNCODED)]) != tuple(uncoded_row(unit)):
        yield f"{place}: says something else than units.csv of the unit {cells[0]}."
    if cells[0] in coded:
        yield f"{place}: the unit {cells[0]} has a code."


def _matrix_breaks(output: Output, units: dict[str, Unit], tree: _Tree) -> Iterator[str]:
    """matrix.csv counts the assignments by transcript and code."""
    codes = list(tree.groups)
    counts = Counter(
        (units[row.unit_id].transcript_id, row.code_id)
        for row in output.assignments
        if row.unit_id in units and row.status in STANDING
    )
    rows = output.rows(MATRIX, ("transcript_id", *codes), tuple)
    for number, (transcript_id, *cells) in enumerate(rows, start=2):
        if cells != [str(counts[transcript_id, code_id]) for code_id in codes]:
            yield f"{MATRIX}, row {number}: counts other assignments than assignments.csv holds."
