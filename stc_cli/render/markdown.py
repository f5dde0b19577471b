"""A table as GitHub-flavoured Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from stc_cli.records import Table
from stc_cli.render.grid import caption, clean, is_numeric, notes, one_line

# What Markdown, its HTML, its entities or GitHub's mathematics would read as more than text.
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>|~^$&#!]")
_MARKER = re.compile(r"^(\d*)([-+.)=])")  # what would make a line a list or a heading


def table_bytes(table: Table) -> bytes:
    """UTF-8 Markdown: the caption in bold, a pipe table, notes and "Draft" below.

    Covered cells are empty; a line end inside a cell becomes `<br>`.
    """
    return _bytes(_lines(table))


def tables_bytes(tables: Sequence[Table]) -> bytes:
    """All tables in order, as one document."""
    lines: list[str] = []
    for table in tables:
        lines += [*(["", ""] if lines else []), *_lines(table)]
    return _bytes(lines)


def _bytes(lines: Sequence[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode("utf-8")


def _lines(table: Table) -> list[str]:
    title = caption(table)
    if not table.headings:
        lines = [f"**{_escaped(title)}**"] if title else []
        return [*lines, *([f"*{_escaped(one_line(table.draft))}*"] if table.draft else [])]
    lines = [
        *([f"**{_escaped(title)}**", ""] if title else []),
        _row(table.headings),
        "|" + "".join(" ---: |" if numeric else " --- |" for numeric in is_numeric(table)),
        *(_row(cell.text if cell.rows else "" for cell in row) for row in table.rows),
    ]
    lines += [line for note in notes(table) for line in ("", _paragraph(note))]
    if table.draft:
        lines += ["", f"*{_escaped(one_line(table.draft))}*"]
    return lines


def _row(texts: Iterable[str]) -> str:
    cells = (_escaped(clean(text).strip()).replace("\n", "<br>") for text in texts)
    return "|" + "".join(f" {cell} |" for cell in cells)


def _paragraph(text: str) -> str:
    """A line of its own that is no list, whatever it begins with."""
    return _MARKER.sub(r"\g<1>\\\g<2>", _escaped(text))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)
