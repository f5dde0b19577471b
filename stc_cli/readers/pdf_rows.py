"""Rows of a PDF: lines of text, and what stands left of them in columns, such as who speaks.

A program writes the cells of a row as one line or as several, one after the other.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from stc_cli.readers.pdf_lines import Line, parted, text_of
from stc_cli.readers.pdf_pages import Piece

_SOFT_HYPHEN = "\u00ad"
_CELL = 40  # characters that what stands left of the talk has at most


class Cell(NamedTuple):
    """What stands left of the talk, from `x` to about `end`, in points."""

    x: float
    end: float
    text: str


class Row(NamedTuple):
    """A line of talk.

    `x`: where its text begins, in points. `cells`: what stands left of it in columns of their
    own. `hyphen`: whether its last word goes on in the next row.
    """

    line: Line
    x: float
    text: str
    cells: Sequence[Cell]
    hyphen: bool


def rows_of(lines: Iterable[Line], edge: int) -> Iterator[Row]:
    """Lines with the cells left of them, on the same line or as lines of their own before it."""
    waiting: list[Line] = []  # may be cells; the text beside them would follow
    for line in lines:
        left, right = parted(line, edge)
        if left and not right and _is_cell(left, edge):
            waiting.append(line)
            continue
        first = 0
        while first < len(waiting) and (left or not _is_beside(waiting[first], line)):
            yield _row(waiting[first], waiting[first].pieces)
            first += 1
        cells = [cell for cell_line in waiting[first:] for cell in _cells(cell_line.pieces)]
        waiting = []
        if left and right and _is_cell(left, edge) and _is_column(left, right, edge):
            yield _row(line, right, _cells(left))
        else:
            yield _row(line, line.pieces, cells)
    yield from (_row(line, line.pieces) for line in waiting)


def _row(line: Line, pieces: Sequence[Piece], cells: Sequence[Cell] = ()) -> Row:
    raw = "".join(piece.text for piece in pieces).rstrip()
    x = min(piece.x for piece in pieces)
    return Row(line, x, text_of(pieces), cells, raw.endswith(_SOFT_HYPHEN))


def _end(piece: Piece) -> float:
    """About where a piece ends; a letter is half as wide as its font is high."""
    return piece.x + piece.size * len(piece.text.strip()) / 2


def _is_cell(left: Sequence[Piece], edge: int) -> bool:
    """Whether pieces are short enough for a column, with a gap between them and the talk."""
    last = max(left, key=lambda piece: piece.x)
    return len(text_of(left)) <= _CELL and _end(last) + 0.7 * last.size <= edge


def _is_column(left: Sequence[Piece], right: Sequence[Piece], edge: int) -> bool:
    """Whether what stands left is no part of the line; "Anna:" is left to `labels.py`."""
    return abs(min(piece.x for piece in right) - edge) < 2 and not text_of(left).endswith(":")


def _is_beside(cell: Line, line: Line) -> bool:
    return cell.page == line.page and cell.y <= line.y + line.size / 2


def _cells(left: Iterable[Piece]) -> list[Cell]:
    """Pieces as cells; those without a gap between them are one."""
    groups: list[list[Piece]] = []
    for piece in left:
        if groups and piece.x - _end(groups[-1][-1]) < piece.size:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [Cell(group[0].x, _end(group[-1]), text_of(group)) for group in groups]


def runs(rows: Iterable[Row], edge: int) -> Iterator[list[Row]]:
    """Tables, from a row with cells to the last that begins at the edge; what stands between."""
    run: list[Row] = []
    for row in rows:
        in_table = bool(run and run[0].cells)
        if run and bool(row.cells or (in_table and abs(row.x - edge) < 2)) != in_table:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def grid(rows: Sequence[Row]) -> list[list[str]]:
    """The cells of a table row by row, the talk last; a row without cells goes on in the last."""
    columns = _columns(cell for row in rows for cell in row.cells)
    grid: list[list[list[str]]] = []
    for row in rows:
        if row.cells:
            grid.append([[] for _ in range(len(columns) + 1)])
        for cell in row.cells:
            grid[-1][bisect_right(columns, cell.x) - 1].append(cell.text)
        grid[-1][-1].append(row.text)
    return [["\n".join(cell) for cell in cells[:-1]] + [" ".join(cells[-1])] for cells in grid]


def without_repeats(rows: Sequence[Row]) -> tuple[list[Row], list[str]]:
    """A table without its first row where a program put that again, at the top of a page."""
    heading = _with_cells(rows[0])
    table, headings = [rows[0]], []
    for before, row in pairwise(rows):
        if row.cells and row.line.page > before.line.page and _with_cells(row) == heading:
            headings.append(heading)
        else:
            table.append(row)
    return table, headings


def _with_cells(row: Row) -> str:
    return " ".join([*(cell.text for cell in row.cells), row.text])


def _columns(cells: Iterable[Cell]) -> list[float]:
    """Where columns begin: cells that stand above each other are of one."""
    begins: list[float] = []
    end = -math.inf
    for cell in sorted(cells):
        if cell.x > end:
            begins.append(cell.x)
        end = max(end, cell.end)
    return begins
