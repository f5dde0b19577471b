"""The focus groups or interviews."""

from __future__ import annotations

from stc_cli.table_config import FocusGroupsTable
from stc_cli.tables.content import Content, Paper
from stc_cli.tables.material import Material


def content(entry: FocusGroupsTable, material: Material, paper: Paper) -> Content:
    """To be written."""
    return Content((), (), ())
