"""The quotation bank."""

from __future__ import annotations

from stc_cli.table_config import QuotesTable
from stc_cli.tables.content import Content, Paper
from stc_cli.tables.material import Material


def content(entry: QuotesTable, material: Material, paper: Paper) -> Content:
    """To be written."""
    return Content((), (), ())
