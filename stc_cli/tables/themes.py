"""From preliminary themes by way of code groups to categories."""

from __future__ import annotations

from stc_cli.codebook import Group
from stc_cli.records import Cell
from stc_cli.table_config import ThemesTable
from stc_cli.tables.content import Content, Paper, chosen_groups, name_of
from stc_cli.tables.material import NOTHING, Material


def content(entry: ThemesTable, material: Material, paper: Paper) -> Content:
    """One row per code group; themes that were dropped, or not settled yet, in rows of their own.

    Lines of a cell: themes as readers named them, then those only the codebook lists; the group,
    then its subgroups.
    """
    rows = [
        tuple(_cell(column, group, material, paper) for column in entry.columns)
        for group in chosen_groups(material.book, entry.groups)
    ]
    if not entry.groups:
        dropped = [fate.theme for fate in material.themes if fate.dropped]
        unsettled = [f.theme for f in material.themes if not f.group and not f.dropped]
        rows += [
            tuple(Cell("\n".join(themes)) if column == "preliminary_themes" else
                  Cell(paper.labels[label]) if column == "code_groups" else Cell("")
                  for column in entry.columns)
            for themes, label in ((dropped, "log_dropped"), (unsettled, "log_open"))
            if themes
        ]  # fmt: skip
    return Content(tuple(entry.columns), tuple(paper.labels[c] for c in entry.columns), tuple(rows))


def themes_of(group: Group, material: Material) -> list[str]:
    """The preliminary themes a code group grew from, by readers, then by the codebook alone."""
    told = [fate.theme for fate in material.themes if fate.group == group.id]
    known = {theme.casefold() for theme in told}
    return [*told, *(t for t in group.preliminary_themes if t.casefold() not in known)]


def _cell(column: str, group: Group, material: Material, paper: Paper) -> Cell:
    book, language = material.book, paper.language
    match column:
        case "preliminary_themes":
            return Cell("\n".join(themes_of(group, material)))
        case "code_groups":
            subgroups = (f"– {name_of(s, book, language)}" for s in group.subgroups)
            return Cell("\n".join([name_of(group, book, language), *subgroups]))
        case _:
            return Cell(book.headings(language)[group.id], 1, _units(group, material, paper))


def _units(group: Group, material: Material, paper: Paper) -> tuple[str, ...]:
    if not paper.traced:
        return ()
    places = ((group.id, name) for name in ("", *(s.id for s in group.subgroups)))
    found = (unit for place in places for unit in material.standing.get(place, NOTHING).units)
    return tuple(dict.fromkeys(found))
