"""Tables as files: one module per format, each with one pure function `table_bytes`.

A renderer's module is imported when its format is first asked for: python-docx, xlsxwriter and
Jinja take longer to import than `stc --help` may take.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module

from stc_cli.records import DocumentFormat, Table, TableFormat

RENDERERS: dict[TableFormat, str] = {
    "csv": "csv_table",
    "md": "markdown",
    "html": "html",
    "tex": "latex",
    "docx": "word",
    "xlsx": "excel",
}


def render(table: Table, format: TableFormat) -> bytes:
    """The content of a file in `format` that shows `table`; same table, same bytes."""
    module = import_module(f"{__name__}.{RENDERERS[format]}")
    table_bytes: Callable[[Table], bytes] = module.table_bytes
    return table_bytes(table)


def render_all(tables: Sequence[Table], format: DocumentFormat) -> bytes:
    """One document with the tables in order; same tables, same bytes."""
    module = import_module(f"{__name__}.{RENDERERS[format]}")
    document_bytes: Callable[[Sequence[Table]], bytes] = module.tables_bytes
    return document_bytes(tables)
