"""Figures as shapes: what stands where, in pixels from the upper left corner.

Shades run from 0 (nothing) to 9 (most) and differ in lightness alone, so that they read in black
and white; every number is written in its place too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from stc_cli.figures.counting import Course, Grid

SHADES = 10
_LETTER = 7.0  # pixels a letter of small type takes, about
_LONGEST = 46  # letters of a label; the whole stands in its tooltip
_ROW, _CELL, _GAP, _MARGIN = 24, 46, 10, 16
_BAR, _CHART = 360, 220
_FEW = 4  # units; where no cell has more, the darkest shade is not reached
_SLANT = 0.72  # height and width of a slanted label, as a share of its length


class Rect(NamedTuple):
    """A filled rectangle with a shade; `tip` is told of it."""

    x: float
    y: float
    width: float
    height: float
    shade: int
    tip: str = ""


class Label(NamedTuple):
    """A text at a point. `anchor`: start, middle, end; `slanted`: going up to the right."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    slanted: bool = False
    on: int = 0  # the shade of what lies below it
    tip: str = ""


class Path(NamedTuple):
    """A line through points; `dashed` tells two apart without colour."""

    points: tuple[tuple[float, float], ...]
    dashed: bool = False


class Figure(NamedTuple):
    """A figure to be written; `caption` is one or more sentences."""

    name: str
    title: str
    caption: str
    language: str
    width: int
    height: int
    shapes: tuple[Rect | Label | Path, ...]


Frame = tuple[int, int, tuple[Rect | Label | Path, ...]]


def heat_map(grid: Grid) -> Frame:
    """Rows by columns, each cell shaded and numbered."""
    left = _MARGIN + _widest(grid.rows) + _GAP
    top = _MARGIN + _SLANT * _widest(grid.columns) + _GAP
    most = max(_FEW, *(number for row in grid.numbers for number in row))
    shapes: list[Rect | Label | Path] = []
    for n, name in enumerate(grid.columns):
        x = left + n * _CELL + _CELL / 2
        shapes.append(Label(x, top - 6, short(name), "start", True, 0, name))
    for m, (name, row) in enumerate(zip(grid.rows, grid.numbers, strict=True)):
        y = top + m * _ROW
        shapes.append(Label(left - _GAP, y + 16, short(name), "end", False, 0, name))
        for n, number in enumerate(row):
            shade = shade_of(number, most)
            tip = f"{name} – {grid.columns[n]}: {number}"
            x = left + n * _CELL
            shapes.append(Rect(x, y, _CELL - 1, _ROW - 1, shade, tip))
            if number:
                shapes.append(Label(x + _CELL / 2, y + 16, str(number), "middle", False, shade))
    right = max(
        left + n * _CELL + max(_CELL, _CELL / 2 + _SLANT * _widest([name]))
        for n, name in enumerate(grid.columns)
    )
    return _frame(right + _MARGIN, top + len(grid.rows) * _ROW + _MARGIN, shapes)


def bars(grid: Grid, words: Mapping[str, str]) -> Frame:
    """A bar per row for its first column; the second stands beside it in words."""
    left = _MARGIN + _widest(grid.rows) + _GAP
    most = max((row[0] for row in grid.numbers), default=0) or 1
    shapes: list[Rect | Label | Path] = []
    for m, (name, (units, transcripts)) in enumerate(zip(grid.rows, grid.numbers, strict=True)):
        y = _MARGIN + m * _ROW
        length = _BAR * units / most
        told = words["units_in"].format(units=units, transcripts=transcripts)
        shapes += [
            Label(left - _GAP, y + 16, short(name), "end", False, 0, name),
            Rect(left, y + 3, length, _ROW - 7, 6, f"{name}: {told}"),
            Label(left + length + 6, y + 16, told),
        ]
    return _frame(left + _BAR + 190, 2 * _MARGIN + len(grid.rows) * _ROW, shapes)


def growth(course: Course, words: Mapping[str, str]) -> Frame:
    """New codes per transcript as bars, all codes so far as a line."""
    left, top = _MARGIN + 40.0, _MARGIN + 24.0
    wide = max(34.0, min(72.0, 900 / max(1, len(course.transcripts))))
    most = max(course.so_far, default=0) or 1
    floor = top + _CHART
    shapes: list[Rect | Label | Path] = [
        Label(_MARGIN, _MARGIN + 6, words["codes"]),
        Path(((left, top), (left, floor), (left + wide * len(course.transcripts), floor))),
        Label(left - 6, floor + 4, "0", "end"),
        Label(left - 6, top + 4, str(most), "end"),
    ]
    line = []
    for n, name in enumerate(course.transcripts):
        x = left + n * wide
        high = _CHART * course.new[n] / most
        tip = f"{name}: {words['new']} {course.new[n]}, {words['so_far']} {course.so_far[n]}"
        shapes.append(Rect(x + 6, floor - high, wide - 12, high, 4, tip))
        shapes.append(Label(x + wide / 2, floor - 5, str(course.new[n]), "middle"))
        shapes.append(Label(x + wide / 2 + 4, floor + 14, short(name), "end", True, 0, name))
        line.append((x + wide / 2, floor - _CHART * course.so_far[n] / most))
    shapes.append(Path(tuple(line), dashed=True))
    right = left + wide * len(course.transcripts)
    key = right + 14
    shapes += [
        Rect(key, top, 22, 12, 4), Label(key + 30, top + 11, words["new"]),
        Path(((key, top + 30), (key + 22, top + 30)), dashed=True),
        Label(key + 30, top + 34, words["so_far"]),
    ]  # fmt: skip
    below = floor + 22 + _SLANT * _widest(course.transcripts)
    return _frame(key + 190, below + _MARGIN, shapes)


def nothing(words: Mapping[str, str]) -> Frame:
    """What stands in place of a figure without numbers."""
    return _frame(520, 60, [Label(_MARGIN, 36, words["nothing"])])


def short(name: str) -> str:
    """A label as it is drawn, in one line and not too long."""
    line = " ".join(name.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


def shade_of(number: int, most: int) -> int:
    """0 for nothing, else 1 to 9 by the share of the most.

    >>> [shade_of(n, 10) for n in (0, 1, 5, 10)]
    [0, 1, 5, 9]
    """
    return -(-number * (SHADES - 1) // most) if number else 0


def _widest(names: Sequence[str]) -> float:
    return _LETTER * max((len(short(name)) for name in names), default=0)


def _frame(width: float, height: float, shapes: Sequence[Rect | Label | Path]) -> Frame:
    return round(width), round(height), tuple(shapes)
