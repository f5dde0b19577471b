"""Every unit is coded or listed as uncoded, and every assignment is of a unit and a code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stc_cli.artefacts import UNCODED
from stc_cli.output import Output
from stc_cli.workspace import Study


def coding_breaks(output: Output, study: Study, proved: Counter[str]) -> Iterator[str]:
    """Assignments and uncoded.csv divide the units between them."""
    units = {unit.unit_id for unit in output.units}
    listed = output.rows("3_code/uncoded.csv", UNCODED, lambda row: row[0])
    coded: set[str] = set()
    places = {}
    if study.codebook is not None:
        places = {p.code.id: (p.subgroup_id, p.group_id) for p in study.codebook.places()}
    for number, row in enumerate(output.assignments, start=2):
        place = f"3_code/assignments.csv, row {number}"
        if row.unit_id not in units:
            yield f"{place}: the unit {row.unit_id} is not in units.csv."
        if places and row.code_id not in places:
            yield f'{place}: the code "{row.code_id}" is not in the codebook.'
        elif places and row.source == "rule" and places[row.code_id][1] != row.group_id:
            yield f'{place}: the code "{row.code_id}" does not lie in "{row.group_id}".'
        if row.status != "rejected":
            coded.add(row.unit_id)
    for number, unit_id in enumerate(listed, start=2):
        if unit_id not in units:
            yield f"3_code/uncoded.csv, row {number}: the unit {unit_id} is not in units.csv."
        if unit_id in coded:
            yield f"3_code/uncoded.csv, row {number}: the unit {unit_id} has a code."
    for unit_id in sorted(units - coded - set(listed)):
        yield f"3_code/uncoded.csv: the unit {unit_id} is neither coded nor listed as uncoded."
    proved["units are coded or listed as uncoded"] += len(units)
