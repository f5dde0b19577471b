"""Lines of a PDF by the places of its pieces, and which of them are no talk.

The order is that of the file: programs write a page as it is read.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from stc_cli.readers import Block
from stc_cli.readers.lines import begins_with_label
from stc_cli.readers.pdf_pages import Page, Piece
from stc_cli.readers.reasons import (
    NUMBER_OF_PAGE,
    OUT_OF,
    PAGE_FOOTER,
    PAGE_HEADER,
    PAGE_NUMBER,
)
from stc_cli.text.characters import normalised, one_line, visible

_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_PAGE_NUMBER = re.compile(rf"^[-–—|\[(]? ?{NUMBER_OF_PAGE} ?[-–—|\])]?$", re.IGNORECASE)
_COUNTED = re.compile(rf"\b(\d{{1,4}}) ?{OUT_OF} ?(\d{{1,4}})$")
_NUMBER = re.compile(r"^\d{1,4}$")
_DIGITS = re.compile(r"\d+")
_EDGE_LINES = 3  # a header or footer has at most so many lines
_LONG = 20  # characters: two pages do not begin alike with so many by chance
_TILT = 10  # degrees

# What lines of a header have in common: the edge, the height in points, the text without digits.
_Mark = tuple[str, int, str]


class Line(NamedTuple):
    """Pieces beside each other on a page (counted from 0); `x` and `y` in points."""

    page: int
    x: float
    y: float
    size: float
    pieces: Sequence[Piece]

    @property
    def text(self) -> str:
        return text_of(self.pieces)


def letters(raw: str) -> str:
    """A text as stc keeps it; a ligature as its letters, or no rule would find its word."""
    return normalised(raw.translate(_LIGATURES))


def text_of(pieces: Iterable[Piece]) -> str:
    """The text of pieces on one line; one that stands before the last is parted by a space."""
    parts: list[str] = []
    x = -math.inf
    for piece in pieces:
        parts += [" ", piece.text] if piece.x < x - piece.size else [piece.text]
        x = piece.x
    return one_line(letters("".join(parts)))


def line_of(page: int, pieces: Sequence[Piece]) -> Line:
    """Pieces as a line, at the height of the longest."""
    longest = max(pieces, key=lambda piece: len(piece.text))
    return Line(page, min(piece.x for piece in pieces), longest.y, longest.size, pieces)


def lines_of(pages: Iterable[Page]) -> tuple[list[Line], list[Block]]:
    """The lines of all pages, and as blocks what stands at an angle or outside its page."""
    lines: list[Line] = []
    asides: list[Block] = []
    for number, page in enumerate(pages):
        level, others = _level(page)
        row: list[Piece] = []
        for piece in level:
            if row and not _beside(row[-1], piece):
                lines.append(line_of(number, row))
                row = []
            row.append(piece)
        if row:
            lines.append(line_of(number, row))
        asides += others
    return lines, asides


def _level(page: Page) -> tuple[list[Piece], list[Block]]:
    """The pieces that run as most of the page does, turned upright; the others as blocks."""
    turns: Counter[int] = Counter()
    for piece in page.pieces:
        turns[round(piece.angle / 90) % 4] += len(piece.text)
    turn = max(turns, key=lambda quarter: turns[quarter], default=0)
    level: list[Piece] = []
    others: dict[str, list[str]] = {}
    for piece in page.pieces:
        if not piece.seen:
            others.setdefault("outside the page", []).append(piece.text)
        elif abs((piece.angle - 90 * turn + 180) % 360 - 180) > _TILT:
            others.setdefault("text at an angle", []).append(piece.text)
        else:
            level.append(_upright(piece, turn))
    return level, [
        Block(one_line(letters(" ".join(texts))), skip=reason) for reason, texts in others.items()
    ]


def _upright(piece: Piece, turn: int) -> Piece:
    """A piece with its place as if the page were turned back by so many quarters."""
    along, up = ((1, 0), (0, 1), (-1, 0), (0, -1))[turn]
    x, y = along * piece.x + up * piece.y, along * piece.y - up * piece.x
    return piece._replace(x=x, y=y, angle=0)


def _beside(piece: Piece, following: Piece) -> bool:
    return abs(piece.y - following.y) <= max(piece.size, following.size) / 2


def text_edge(lines: Iterable[Line]) -> int:
    """Where the text of most lines begins, in points: right of numbers and of a speaker column."""
    begins = Counter(x for line in lines for x in {round(piece.x) for piece in line.pieces})
    enough = max(2, 0.9 * max(begins.values(), default=0))
    return max((x for x, times in begins.items() if times >= enough), default=0)


def parted(line: Line, edge: int) -> tuple[list[Piece], list[Piece]]:
    """The pieces of a line left of the text's edge, and the others."""
    left = [piece for piece in line.pieces if piece.x < edge - 1]
    return left, [piece for piece in line.pieces if piece.x >= edge - 1]


def without_margin_numbers(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """Lines without the numbers left of them, and how many characters those have.

    Numbers count lines or turns if they go up down the page; else they may be speakers.
    """
    edge = text_edge(lines)
    numbers = {
        place: text
        for place, line in enumerate(lines)
        if _NUMBER.match(text := text_of(parted(line, edge)[0]))
    }
    down = sorted(numbers, key=lambda place: (lines[place].page, -lines[place].y))
    pairs = [(a, b) for a, b in pairwise(down) if lines[a].page == lines[b].page]
    rising = sum(int(numbers[a]) < int(numbers[b]) for a, b in pairs)
    if len(pairs) < 2 or rising < 0.9 * len(pairs):
        return list(lines), 0
    kept: list[Line] = []
    for place, line in enumerate(lines):
        pieces = parted(line, edge)[1] if place in numbers else line.pieces
        if pieces:
            kept.append(line_of(line.page, pieces))
    return kept, sum(map(visible, numbers.values()))


def furniture(lines: Sequence[Line], pages: int) -> dict[int, str]:
    """Place in `lines` to reason, of what stands alike at the edge of most pages.

    Two pages are enough for a number or a long line, one for "Page 3 of 12" if it is true. A line
    that is found elsewhere too, or "I: Yes." on two pages, may be talk.
    """
    edges = list(_edges(lines))
    seen: Counter[_Mark] = Counter()
    for edge, levels in edges:
        seen.update({_mark(edge, lines[place]) for level in levels for place in level})
    everywhere = Counter(_DIGITS.sub("#", line.text) for line in lines)

    def reason(edge: str, line: Line) -> str:
        text, mark = line.text, _mark(edge, line)
        number = bool(_PAGE_NUMBER.match(text))
        long = len(text) >= _LONG and not begins_with_label(text)
        enough = min(2, pages) if number else 2 if long else 3
        counted = _COUNTED.search(text)
        if counted and (int(counted[1]), int(counted[2])) == (line.page + 1, pages):
            return PAGE_NUMBER if number else edge
        if seen[mark] < enough or 2 * seen[mark] < pages:
            return ""
        if number:
            return PAGE_NUMBER
        elsewhere = everywhere[mark[2]] - seen[mark]
        return edge if 2 * elsewhere <= seen[mark] else ""

    found: dict[int, str] = {}
    for edge, levels in edges:
        for level in levels:
            reasons = {place: reason(edge, lines[place]) for place in level}
            if not all(reasons.values()):
                break
            found.update(reasons)
    return found


def _edges(lines: Sequence[Line]) -> Iterator[tuple[str, list[list[int]]]]:
    """For top and bottom of each page the places of its lines, height by height inwards."""
    for _, group in groupby(range(len(lines)), key=lambda place: lines[place].page):
        heights: dict[int, list[int]] = {}
        for place in group:
            heights.setdefault(round(lines[place].y), []).append(place)
        upwards = [heights[height] for height in sorted(heights)]
        yield PAGE_HEADER, upwards[: -_EDGE_LINES - 1 : -1]
        yield PAGE_FOOTER, upwards[:_EDGE_LINES]


def _mark(edge: str, line: Line) -> _Mark:
    return edge, round(line.y), _DIGITS.sub("#", line.text)
