"""The results table: categories and subthemes, with what stands behind them."""

from __future__ import annotations

from stc_cli.codebook import Group
from stc_cli.config import in_language
from stc_cli.records import Cell
from stc_cli.table_config import ResultsTable
from stc_cli.tables.attribution import named, quoted
from stc_cli.tables.content import Content, Paper, chosen_groups
from stc_cli.tables.material import NOTHING, Material, Where

# Columns that need more than the codebook.
NEEDS_UNITS = frozenset({"units", "speakers", "transcripts", "quotation"})


def content(entry: ResultsTable, material: Material, paper: Paper) -> Content:
    """One row per subtheme, the category cell spanning its rows.

    What lies in no subgroup yet is no subtheme, so it has no row (`stc check` lists it).
    """
    columns = ("category", "subtheme", *entry.columns)
    headings = material.book.headings(paper.language)
    behind = bool(NEEDS_UNITS & set(columns))
    rows: list[tuple[Cell, ...]] = []
    for group in chosen_groups(material.book, entry.groups):
        subthemes = [(s.id, headings[s.id]) for s in group.subgroups] or [("", "")]
        for position, (subgroup_id, name) in enumerate(subthemes):
            where = (group.id, subgroup_id)
            units = material.standing.get(where, NOTHING).units if behind else ()
            rows.append(
                (
                    Cell(headings[group.id], len(subthemes) if position == 0 else 0),
                    Cell(name, 1, units),
                    *(Cell(_text(column, where, group, material, paper), 1, units)
                      for column in entry.columns),
                )
            )  # fmt: skip
    return Content(
        columns, tuple(paper.labels[c] for c in columns), tuple(rows), frozenset({"units"})
    )


def _text(column: str, where: Where, group: Group, material: Material, paper: Paper) -> str:
    if column == "codes":
        return "; ".join(_code_names(where[1], group, material, paper.language))
    standing = material.standing.get(where, NOTHING)
    match column:
        case "units":
            return str(len(standing.units))
        case "speakers":
            return named(standing, material.standing, linked=material.linked,
                         attribution=paper.attribution)  # fmt: skip
        case "transcripts":
            return ", ".join(standing.transcripts)
        case _:
            quotes = [q for q in material.quotes if (q.group_id, q.subgroup_id) == where]
            return quoted(quotes[0], paper.attribution) if quotes else ""


def _code_names(subgroup_id: str, group: Group, material: Material, language: str) -> list[str]:
    codes = next((s.codes for s in group.subgroups if s.id == subgroup_id), group.codes)
    return [in_language(c.name or c.id, language, material.book.language) for c in codes]
