"""How meaning units became a category, by examples."""

from __future__ import annotations

from stc_cli.table_config import AnalysisTable
from stc_cli.tables.content import Content, Paper
from stc_cli.tables.material import Material


def content(entry: AnalysisTable, material: Material, paper: Paper) -> Content:
    """To be written."""
    return Content((), (), ())
