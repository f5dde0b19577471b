"""A table as GitHub-flavoured Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from stc_cli.records import Table
from stc_cli.render.grid import caption, clean, one_line

# What Markdown, its HTML, its entities or GitHub's mathematics would read as more than text.
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>|~^$&#!]")


def table_bytes(table: Table) -> bytes:
    """UTF-8 Markdown: the caption in bold, a pipe table, the note in italics below.

    Covered cells are empty; a line end inside a cell becomes `<br>`.
    """
    lines = [
        f"**{_escaped(caption(table))}**",
        "",
        _row(table.headings),
        "|" + " --- |" * len(table.headings),
        *(_row(cell.text if cell.rows else "" for cell in row) for row in table.rows),
    ]
    if table.draft:
        lines += ["", f"*{_escaped(one_line(table.draft))}*"]
    return ("\n".join(lines) + "\n").encode("utf-8")


def tables_bytes(tables: Sequence[Table]) -> bytes:
    """All tables in order, as one document."""
    return b""


def _row(texts: Iterable[str]) -> str:
    cells = (_escaped(clean(text).strip()).replace("\n", "<br>") for text in texts)
    return "|" + "".join(f" {cell} |" for cell in cells)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)
