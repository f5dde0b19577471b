"""Codes, subgroups or code groups against transcripts, speakers or an attribute."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from stc_cli.errors import UsageError
from stc_cli.records import Cell, Unit
from stc_cli.table_config import MatrixTable
from stc_cli.tables.attribution import natural, person_named
from stc_cli.tables.content import (
    Content,
    Paper,
    chosen_groups,
    code_names,
    in_rows,
    name_of,
    spanning,
)
from stc_cli.tables.material import Material
from stc_cli.tables.participants import values_of


class _Row(NamedTuple):
    """A code, subgroup or code group: under which group, its name, the units that lie there."""

    group_id: str
    name: str
    units: tuple[str, ...]


def content(entry: MatrixTable, material: Material, paper: Paper) -> Content:
    """How many units lie where two things meet; a unit counts once in a cell and in a total.

    Totals are numbers of units, also where cells say no more than whether there is one.

    Raises UsageError when it would name people whom the attribution does not name.
    """
    if entry.by == "speaker" and paper.attribution != "participant":
        raise UsageError(
            f'the table "{entry.id}" is by speaker, but the attribution is '
            f'"{paper.attribution}". Set `attribution: participant` or `by: transcript`.'
        )
    rows = _rows(entry, material, paper)
    if entry.sort == "units":
        rows.sort(key=lambda row: -len(row.units))
    belongs = _belonging(entry.by, material, paper)
    across = _across(entry.by, material, paper)
    columns = [
        [_cell(_in(name, row.units, belongs, material), entry) for row in rows] for name in across
    ]
    columns.append([_count(row.units) for row in rows])
    every = _units_of(unit for row in rows for unit in row.units)
    below = [_count(_in(name, every, belongs, material)) for name in across]
    told = paper.labels["units" if entry.cells == "presence" else "total"]
    total = Cell(told)
    names = [Cell(row.name) for row in rows]
    keys, headings, heads, last = ["code_group"], [paper.labels["one_group"]], [], [total]
    if entry.rows != "groups":
        groups = {g.id: name_of(g, material.book, paper.language) for g in material.book.groups}
        own = [Cell(groups[row.group_id]) for row in rows]
        heads, last = [spanning(own, [row.group_id for row in rows])], [total, Cell("")]
        keys.append(entry.rows.removesuffix("s"))
        headings.append(paper.labels[f"one_{entry.rows.removesuffix('s')}"])
    counted = [_column_key(name, entry.by) for name in across]
    return Content(
        (*keys, *counted, "total"), (*headings, *across, told),
        (*in_rows([*heads, names, *columns]), (*last, *below, _count(every))),
        frozenset({*counted, "total"}),
    )  # fmt: skip


def _column_key(name: str, by: str) -> str:
    """A key that no column of the table has but this one: "total" may be an attribute's value."""
    return name if by in ("transcript", "speaker") else f"{by}: {name}"


def _in(
    name: str, units: Sequence[str], belongs: Callable[[Unit], Sequence[str]], material: Material
) -> tuple[str, ...]:
    """Of some units those that count in a column."""
    return tuple(unit for unit in units if name in belongs(material.units[unit]))


def _count(units: tuple[str, ...]) -> Cell:
    return Cell(str(len(units)), 1, units)


def _cell(units: tuple[str, ...], entry: MatrixTable) -> Cell:
    return Cell(str(min(1, len(units)) if entry.cells == "presence" else len(units)), 1, units)


def _rows(entry: MatrixTable, material: Material, paper: Paper) -> list[_Row]:
    groups = chosen_groups(material.book, entry.groups)
    standing = material.standing
    if entry.rows == "groups":
        return [
            _Row(g.id, name_of(g, material.book, paper.language), _units_of(
                u for s in ("", *(s.id for s in g.subgroups))
                for u in (standing[g.id, s].units if (g.id, s) in standing else ())))
            for g in groups
        ]  # fmt: skip
    if entry.rows == "subgroups":
        return [
            _Row(g.id, name_of(s, material.book, paper.language),
                 standing[g.id, s.id].units if (g.id, s.id) in standing else ())
            for g in groups for s in g.subgroups
        ]  # fmt: skip
    names = code_names(material.book, paper.language)
    by_code: dict[str, list[str]] = {}
    for unit, codes in material.codes.items():
        for code in codes:
            by_code.setdefault(code, []).append(unit)
    shown = {group.id for group in groups}
    places = [place for place in material.book.places() if place.group_id in shown
              and (not entry.only.codes or place.code.id in entry.only.codes)]  # fmt: skip
    return [_Row(p.group_id, names[p.code.id], tuple(by_code.get(p.code.id, ()))) for p in places]


def _units_of(units: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(units))


def _across(by: str, material: Material, paper: Paper) -> list[str]:
    """The columns: transcripts in order, speakers who take part, or values of an attribute."""
    match by:
        case "transcript":
            return [transcript.transcript_id for transcript in material.transcripts]
        case "speaker":
            found = {name for unit in material.units.values() for name in _speakers(unit, material)}
            return sorted(found, key=natural)
        case _:
            values = sorted(set(filter(None, values_of(by, material.people))), key=natural)
            every = (material.units[u] for row in material.standing.values() for u in row.units)
            belongs = _belonging(by, material, paper)
            unknown = paper.labels["not_known"]
            return [*values, unknown] if any(unknown in belongs(u) for u in every) else values


def _belonging(by: str, material: Material, paper: Paper) -> Callable[[Unit], Sequence[str]]:
    """Of a unit the columns in which it counts."""
    if by == "transcript":
        return lambda unit: (unit.transcript_id,)
    if by == "speaker":
        return lambda unit: _speakers(unit, material)
    attribute = dict(zip(material.people.ids, values_of(by, material.people), strict=True))
    unknown = paper.labels["not_known"]
    return lambda unit: [attribute.get(name) or unknown for name in unit.speakers]


def _speakers(unit: Unit, material: Material) -> list[str]:
    return [person_named(s, unit.transcript_id, material.linked) for s in unit.speakers]
