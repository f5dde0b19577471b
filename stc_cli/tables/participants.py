"""Who took part, summarised or as a list."""

from __future__ import annotations

from stc_cli.table_config import ParticipantsTable
from stc_cli.tables.content import Content, Paper
from stc_cli.tables.material import Material


def content(entry: ParticipantsTable, material: Material, paper: Paper) -> Content:
    """To be written."""
    return Content((), (), ())
