"""The four steps of the analysis, with an example from the study."""

from __future__ import annotations

from stc_cli.codebook import Group, Subgroup
from stc_cli.errors import UsageError, did_you_mean
from stc_cli.records import Cell
from stc_cli.table_config import StepsTable
from stc_cli.tables.analysis import sentences_of
from stc_cli.tables.content import Content, Paper, code_names, name_of
from stc_cli.tables.material import NOTHING, Material
from stc_cli.tables.quotes import first_of
from stc_cli.tables.themes import themes_of

COLUMNS = ("step", "what_was_done", "example")


def content(entry: StepsTable, material: Material, paper: Paper) -> Content:
    """The four steps (Malterud 2012), followed by way of one subgroup.

    Raises UsageError when the example names no subgroup.
    """
    group, subgroup = _followed(entry, material)
    examples = _examples(group, subgroup, material, paper)
    rows = tuple(
        (Cell(paper.labels[f"step_{n}"]), Cell(paper.labels[f"step_{n}_done"]), example)
        for n, example in enumerate(examples, start=1)
    )
    return Content(COLUMNS, tuple(paper.labels[c] for c in COLUMNS), rows)


def _followed(entry: StepsTable, material: Material) -> tuple[Group, Subgroup | None]:
    """The subgroup that the example follows: the one named, else that with most units."""
    places = [(g, s) for g in material.book.groups for s in g.subgroups]
    if not entry.example:

        def units(place: tuple[Group, Subgroup]) -> int:
            return len(material.standing.get((place[0].id, place[1].id), NOTHING).units)

        return max(places, key=units, default=(material.book.groups[0], None))
    for group, subgroup in places:
        if subgroup.id == entry.example:
            return group, subgroup
    known = [subgroup.id for _, subgroup in places]
    raise UsageError(
        f'the table "{entry.id}" follows "{entry.example}", which is no subgroup.'
        f"{did_you_mean(entry.example, known)}"
    )


def _examples(
    group: Group, subgroup: Subgroup | None, material: Material, paper: Paper
) -> tuple[Cell, Cell, Cell, Cell]:
    book, language, labels = material.book, paper.language, paper.labels
    themes = Cell("; ".join(themes_of(group, material)))
    where = (group.id, subgroup.id if subgroup else "")
    lying = material.lying.get(where, ())
    quote = first_of(material.quotes, where)
    named = [coded for coded in lying if quote and coded.unit.unit_id == quote.unit_id]
    heading = book.headings(language)
    lifted = f"{labels['category']}: {heading[group.id]}"
    if subgroup is not None:
        lifted += f"\n{labels['subtheme']}: {heading[subgroup.id]}"
    if not lying:
        return themes, Cell(""), Cell(""), Cell(lifted)
    coded = (named or list(lying))[0]
    unit = coded.unit
    code = code_names(book, language)[coded.code_id]
    condensates = (c for c in material.condensates if (c.group_id, c.subgroup_id) == where)
    condensed = next((sentences_of(c, unit.unit_id) for c in condensates), "")
    own = name_of(subgroup, book, language) if subgroup else ""
    sorted_into = f"{labels['one_subgroup']}: {own}\n" if own else ""
    units = (unit.unit_id,)
    return (
        themes,
        Cell(f"“{unit.text}”\n{labels['one_code']}: {code}", 1, units),
        Cell(f"{sorted_into}{labels['one_condensate']}: {condensed}", 1, units),
        Cell(lifted, 1, material.standing.get(where, NOTHING).units),
    )
