"""A table as CSV, for scripts and spreadsheets."""

from __future__ import annotations

from stc_cli.files import csv_bytes
from stc_cli.records import Table
from stc_cli.render.grid import clean, repeated
from stc_cli.render.guarding import guarded


def table_bytes(table: Table) -> bytes:
    """UTF-8 CSV: the column keys, then one row per table row; no caption and no note.

    A covered cell repeats the text of the cell above, so that each row stands by itself. A cell
    that a spreadsheet would run as a formula begins with an apostrophe.
    """
    rows = [list(table.columns), *repeated(table.rows)]
    return csv_bytes([guarded(clean(text)) for text in row] for row in rows)
