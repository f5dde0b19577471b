"""Code groups across, their subgroups below."""

from __future__ import annotations

from stc_cli.table_config import GroupsTable
from stc_cli.tables.content import Content, Paper
from stc_cli.tables.material import Material


def content(entry: GroupsTable, material: Material, paper: Paper) -> Content:
    """To be written."""
    return Content((), (), ())
