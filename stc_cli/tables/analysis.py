"""How meaning units became a category, by examples."""

from __future__ import annotations

from collections.abc import Iterator

from stc_cli.errors import UsageError
from stc_cli.records import Cell, Coded, Condensate
from stc_cli.table_config import AnalysisTable
from stc_cli.tables.attribution import speakers_named
from stc_cli.tables.content import (
    Content,
    Paper,
    chosen_groups,
    code_names,
    in_rows,
    name_of,
    spanning,
)
from stc_cli.tables.material import Material, Where

GAP = " (…) "  # between sentences of a condensate that are not neighbours


def content(entry: AnalysisTable, material: Material, paper: Paper) -> Content:
    """One row per example: the unit, and what became of it.

    Raises UsageError when a chosen unit lies nowhere.
    """
    examples = list(_chosen(entry, material) if entry.units else _best(entry, material))
    texts = _Texts(material, paper)
    columns = []
    for column in entry.columns:
        cells = [Cell(texts.of(column, w, c), 1, (c.unit.unit_id,)) for w, c in examples]
        match column:
            case "group" | "category":
                cells = spanning(cells, [where[0] for where, _ in examples])
            case "subgroup":
                cells = spanning(cells, [where for where, _ in examples])
        columns.append(cells)
    return Content(
        tuple(entry.columns), tuple(paper.labels[f"one_{c}"] for c in entry.columns),
        in_rows(columns),
    )  # fmt: skip


def _chosen(entry: AnalysisTable, material: Material) -> Iterator[tuple[Where, Coded]]:
    groups = {group.id for group in chosen_groups(material.book, entry.groups)}
    for unit_id in entry.units:
        found = [
            (where, coded)
            for where, rows in material.lying.items()
            for coded in rows
            if coded.unit.unit_id == unit_id and where[0] in groups
        ]
        if not found:
            raise UsageError(
                f'the table "{entry.id}" names the unit "{unit_id}" under `units:`, which lies '
                "in none of its code groups. Name units that are coded there "
                "(3_code/assignments.csv)."
            )
        yield from found


def _best(entry: AnalysisTable, material: Material) -> Iterator[tuple[Where, Coded]]:
    """Of every subgroup the units that people quote, then those stc quotes, then the first."""
    for group in chosen_groups(material.book, entry.groups):
        for subgroup in group.subgroups:
            where = (group.id, subgroup.id)
            lying = {coded.unit.unit_id: coded for coded in material.lying.get(where, ())}
            quotes = [q for q in material.quotes if (q.group_id, q.subgroup_id) == where]
            golden = [q.unit_id for q in quotes if q.golden_by]
            order = dict.fromkeys([*golden, *(q.unit_id for q in quotes), *lying])
            best = [unit_id for unit_id in order if unit_id in lying]
            yield from ((where, lying[unit_id]) for unit_id in best[: entry.per_subgroup])


class _Texts:
    """What stands in the cells of an example."""

    def __init__(self, material: Material, paper: Paper) -> None:
        self.material = material
        self.paper = paper
        book = material.book
        self.codes = code_names(book, paper.language)
        self.homes = {place.code.id: place.group_id for place in book.places()}
        self.headings = book.headings(paper.language)
        self.names = {e.id: name_of(e, book, paper.language) for e in book.entries()}

    def of(self, column: str, where: Where, coded: Coded) -> str:
        match column:
            case "unit":
                return coded.unit.text
            case "speaker":
                unit = coded.unit
                return speakers_named(unit.speakers, unit.transcript_id, self.paper.attribution)
            case "code":
                own = [c for c in self.material.codes.get(coded.unit.unit_id, ())
                       if self.homes[c] == where[0]]  # fmt: skip
                return "; ".join(self.codes[c] for c in own or [coded.code_id])
            case "subgroup":
                return self.names.get(where[1], "")
            case "group":
                return self.names[where[0]]
            case "category":
                return self.headings[where[0]]
            case _:
                return self._condensed(where, coded.unit.unit_id)

    def _condensed(self, where: Where, unit_id: str) -> str:
        for condensate in self.material.condensates:
            if (condensate.group_id, condensate.subgroup_id) == where:
                return sentences_of(condensate, unit_id)
        return ""


def sentences_of(condensate: Condensate, unit_id: str) -> str:
    """The sentences of a condensate that hold a unit, with a sign where others stand between."""
    text, last = "", None
    for number, sentence in enumerate(condensate.sentences):
        if unit_id in sentence.unit_ids:
            gap = "" if last is None else " " if number == last + 1 else GAP
            text, last = f"{text}{gap}{sentence.text}", number
    return text
