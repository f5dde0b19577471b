"""The four steps of the analysis, with an example from the study."""

from __future__ import annotations

from stc_cli.table_config import StepsTable
from stc_cli.tables.content import Content, Paper
from stc_cli.tables.material import Material


def content(entry: StepsTable, material: Material, paper: Paper) -> Content:
    """To be written."""
    return Content((), (), ())
