"""From preliminary themes by way of code groups to categories."""

from __future__ import annotations

from stc_cli.table_config import ThemesTable
from stc_cli.tables.content import Content, Paper
from stc_cli.tables.material import Material


def content(entry: ThemesTable, material: Material, paper: Paper) -> Content:
    """To be written."""
    return Content((), (), ())
