"""Codes, subgroups or code groups against transcripts, speakers or an attribute."""

from __future__ import annotations

from stc_cli.table_config import MatrixTable
from stc_cli.tables.content import Content, Paper
from stc_cli.tables.material import Material


def content(entry: MatrixTable, material: Material, paper: Paper) -> Content:
    """To be written."""
    return Content((), (), ())
