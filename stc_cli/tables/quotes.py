"""The quotation bank."""

from __future__ import annotations

from collections.abc import Sequence

from stc_cli.records import Cell, Quote
from stc_cli.table_config import QuotesTable
from stc_cli.tables.attribution import natural, speakers_named
from stc_cli.tables.content import Content, Paper, chosen_groups, in_rows, spanning
from stc_cli.tables.material import Material


def content(entry: QuotesTable, material: Material, paper: Paper) -> Content:
    """One row per quotation as it is printed, under its category and subtheme."""
    quotes = _sorted(entry, material)
    columns = []
    for column in entry.columns:
        cells = [Cell(_text(column, q, material, paper), 1, (q.unit_id,)) for q in quotes]
        if entry.sort == "codebook" and column == "category":
            cells = spanning(cells, [quote.group_id for quote in quotes])
        elif entry.sort == "codebook" and column == "subtheme":
            cells = spanning(cells, [(quote.group_id, quote.subgroup_id) for quote in quotes])
        columns.append(cells)
    return Content(
        tuple(entry.columns), tuple(paper.labels[_LABELS[c]] for c in entry.columns),
        in_rows(columns),
    )  # fmt: skip


_LABELS = {
    "category": "category", "subtheme": "subtheme", "quotation": "quotation",
    "speakers": "speakers", "transcript": "transcript", "unit": "one_unit",
}  # fmt: skip


def _sorted(entry: QuotesTable, material: Material) -> list[Quote]:
    groups = {g.id: n for n, g in enumerate(chosen_groups(material.book, entry.groups))}
    order = {where: n for n, where in enumerate(material.lying)}
    found = [quote for quote in material.quotes if quote.group_id in groups]
    found.sort(key=lambda q: (groups[q.group_id], order.get((q.group_id, q.subgroup_id), -1)))
    match entry.sort:
        case "transcript":
            found.sort(key=lambda q: natural(q.transcript_id))
        case "length":
            found.sort(key=lambda q: len(q.printed or q.quote))
    return found


def _text(column: str, quote: Quote, material: Material, paper: Paper) -> str:
    headings = material.book.headings(paper.language)
    match column:
        case "category":
            return headings[quote.group_id]
        case "subtheme":
            return headings.get(quote.subgroup_id, "")
        case "quotation":
            return f"“{quote.printed or quote.quote}”"
        case "speakers":
            return speakers_named(quote.speakers, quote.transcript_id, paper.attribution)
        case "transcript":
            return "" if paper.attribution == "none" else quote.transcript_id
        case _:
            return "" if paper.attribution == "none" else quote.unit_id


def first_of(quotes: Sequence[Quote], where: tuple[str, str]) -> Quote | None:
    """The first quotation of a subgroup."""
    return next((q for q in quotes if (q.group_id, q.subgroup_id) == where), None)
