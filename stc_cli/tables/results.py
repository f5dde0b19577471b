"""The results table: categories and subthemes, with what stands behind them."""

from __future__ import annotations

from collections.abc import Sequence

from stc_cli.codebook import Group
from stc_cli.config import in_language
from stc_cli.records import Cell, Standing
from stc_cli.table_config import ResultsTable
from stc_cli.tables.attribution import named, quoted, together
from stc_cli.tables.content import Content, Paper, chosen_groups, in_rows, spanning
from stc_cli.tables.material import NOTHING, Material, Where

# Columns that need more than the codebook.
NEEDS_UNITS = frozenset({"units", "speakers", "transcripts", "quotation"})


def content(entry: ResultsTable, material: Material, paper: Paper) -> Content:
    """One row per subtheme, the category cell spanning, or one row per category.

    What lies in no subgroup yet is no subtheme, so it has no row (`stc check` lists it).
    """
    columns = ("category", "subtheme", *entry.columns)
    places = _places(entry, material, paper)
    rows: list[tuple[Group, tuple[str, ...]]] = []
    for group, subgroups in places:
        if entry.layout == "subthemes":
            rows += [(group, (subgroup,)) for subgroup in subgroups]
        else:
            rows.append((group, tuple(subgroups)))
    headings = material.book.headings(paper.language)
    behind = paper.traced or bool(NEEDS_UNITS & set(columns))
    standing = [
        _together(group, subgroups, material) if behind else NOTHING for group, subgroups in rows
    ]
    category = [Cell(headings[g.id], 1, s.units) for (g, _), s in zip(rows, standing, strict=True)]
    subtheme = [
        Cell("\n".join(headings.get(name, "") for name in subgroups), 1, own.units)
        for (_, subgroups), own in zip(rows, standing, strict=True)
    ]
    others = [
        [Cell(_text(column, group, subgroups, own, material, paper), 1, own.units)
         for (group, subgroups), own in zip(rows, standing, strict=True)]
        for column in entry.columns
    ]  # fmt: skip
    spans = spanning(category, [group.id for group, _ in rows])
    return Content(
        columns, tuple(paper.labels[c] for c in columns), in_rows([spans, subtheme, *others]),
        frozenset({"units"}),
    )  # fmt: skip


def _places(entry: ResultsTable, material: Material, paper: Paper) -> list[tuple[Group, list[str]]]:
    """The groups a table shows with their subgroups' ids, in its order; "" for a group without."""
    headings = material.book.headings(paper.language)
    found = [
        (group, [s.id for s in group.subgroups] or [""])
        for group in chosen_groups(material.book, entry.groups)
    ]
    if entry.sort == "heading":
        found = [(g, sorted(own, key=lambda n: headings.get(n, "").casefold())) for g, own in found]
        found.sort(key=lambda place: headings[place[0].id].casefold())
    elif entry.sort == "units":
        found = [
            (g, sorted(own, key=lambda n: -len(_standing((g.id, n), material).units)))
            for g, own in found
        ]
        found.sort(key=lambda place: -len(_together(place[0], place[1], material).units))
    return found


def _standing(where: Where, material: Material) -> Standing:
    return material.standing.get(where, NOTHING)


def _together(group: Group, subgroups: Sequence[str], material: Material) -> Standing:
    return together(_standing((group.id, name), material) for name in subgroups)


def _text(
    column: str,
    group: Group,
    subgroups: Sequence[str],
    own: Standing,
    material: Material,
    paper: Paper,
) -> str:
    match column:
        case "codes":
            return "; ".join(_code_names(subgroups, group, material, paper.language))
        case "units":
            return str(len(own.units))
        case "speakers":
            return named(own, material.standing, linked=material.linked,
                         attribution=paper.attribution)  # fmt: skip
        case "transcripts":
            # An interview's transcript is a person.
            shown = own.transcripts if paper.attribution != "none" else ()
            return ", ".join(shown) or str(len(own.transcripts))
        case _:
            quotes = (q for name in subgroups for q in material.quotes
                      if (q.group_id, q.subgroup_id) == (group.id, name))  # fmt: skip
            first = next(quotes, None)
            return quoted(first, paper.attribution) if first else ""


def _code_names(
    subgroups: Sequence[str], group: Group, material: Material, language: str
) -> list[str]:
    codes = [c for s in group.subgroups if s.id in subgroups for c in s.codes]
    codes = codes if group.subgroups else list(group.codes)
    return [in_language(c.name or c.id, language, material.book.language) for c in codes]
