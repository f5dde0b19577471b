"""Code groups across, their subgroups below."""

from __future__ import annotations

from stc_cli.codebook import Group, Subgroup
from stc_cli.records import Cell
from stc_cli.table_config import GroupsTable
from stc_cli.tables.content import Content, Paper, chosen_groups, name_of
from stc_cli.tables.material import NOTHING, Material


def content(entry: GroupsTable, material: Material, paper: Paper) -> Content:
    """One column per code group, as many rows as the longest has subgroups."""
    groups = chosen_groups(material.book, entry.groups)
    headings = material.book.headings(paper.language)

    def said(of: Group | Subgroup) -> str:
        if entry.show == "headings":
            return headings[of.id]
        return name_of(of, material.book, paper.language)

    def cell(group: Group, row: int) -> Cell:
        if row >= len(group.subgroups):
            return Cell("")
        subgroup = group.subgroups[row]
        standing = material.standing if paper.traced else {}
        return Cell(said(subgroup), 1, standing.get((group.id, subgroup.id), NOTHING).units)

    longest = max((len(group.subgroups) for group in groups), default=0)
    return Content(
        tuple(group.id for group in groups), tuple(map(said, groups)),
        tuple(tuple(cell(group, row) for group in groups) for row in range(longest)),
    )  # fmt: skip
