"""PDF files with text in them.

A PDF says where each piece of text stands, and knows no lines, paragraphs or tables. pypdf finds
the pieces (`pdf_pages.py`); by their places they are put together to lines (`pdf_lines.py`), and
here to paragraphs and table rows. What is no talk stands behind the talk, so that no page break
parts a turn.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from stc_cli.errors import StcError
from stc_cli.readers import About, Block, Settings, Source
from stc_cli.readers.apart import apart
from stc_cli.readers.pdf_lines import (
    Line,
    furniture,
    letters,
    lines_of,
    parted,
    text_edge,
    text_of,
    without_margin_numbers,
)
from stc_cli.readers.pdf_pages import Page, Piece, extracted
from stc_cli.readers.tables import HEADING, table_blocks
from stc_cli.text.characters import one_line, unseen, visible

ABOUT = About(
    "pdf",
    kept="lines of text, in the order of the file; a left column as speakers",
    skipped="page headers and footers, page numbers, comments, form fields, text at an angle, "
    "text outside the page; tables as docx; as txt",
    structure="as txt; line numbers in the margin",
    left_out="pictures",
)
SCANNED = "has no text in it, only pictures: run text recognition (OCR) on it first"
MOSTLY_SCANNED = (
    "has text on {} of its {} pages, the others are pictures: run text recognition (OCR) on it "
    "first"
)
NO_LETTERS = (
    "does not say which letters its fonts show: print it to PDF from the program it was made "
    "with, or run text recognition (OCR) on it"
)
UNPLACED = "holds text that has no clear place on its pages: print it to PDF anew"
_SENTENCE_END = re.compile(r"[.!?…][»”\"')\]]?$")
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


def read(data: bytes, settings: Settings) -> Source:
    """One block per line or table row, an empty one where a paragraph ends."""
    pages = [
        Page(text, [Piece(*piece) for piece in pieces], *rest)
        for text, pieces, *rest in apart(extracted, data)
    ]
    _refuse_unreadable(pages)
    lines, asides = lines_of(pages)
    lines, numbers = without_margin_numbers(lines)
    edges = furniture(lines, len(pages))
    asides += [Block(lines[place].text, skip=reason) for place, reason in edges.items()]
    asides += [
        Block(one_line(letters(note)), skip=reason) for page in pages for reason, note in page.notes
    ]
    asides += [Block("", structure=numbers)] if numbers else []
    body = [line for place, line in enumerate(lines) if place not in edges]
    blocks = (*_blocks(body), *asides)
    raw = "\n".join(part for page in pages for part in (page.text, *(n for _, n in page.notes)))
    return Source("pdf", blocks, visible(letters(raw)), "page", unseen(raw))


def _refuse_unreadable(pages: Sequence[Page]) -> None:
    written = [page for page in pages if page.text.strip()]
    if not written:
        raise StcError(SCANNED)
    if 2 * len(written) < len(pages):
        raise StcError(MOSTLY_SCANNED.format(len(written), len(pages)))
    characters = Counter("".join("".join(page.text.split()) for page in written))
    strange = sum(times for character, times in characters.items() if _is_strange(character))
    if 10 * (strange + sum(page.unknown for page in pages)) > characters.total():
        raise StcError(NO_LETTERS)
    for page in written:
        if visible(letters(page.text)) != visible(letters("".join(p.text for p in page.pieces))):
            raise StcError(UNPLACED)


def _is_strange(character: str) -> bool:
    """Whether a character is a control, private or unassigned one, as fonts without names give."""
    return character == "\ufffd" or unicodedata.category(character) in ("Cc", "Co", "Cn")


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    edge = text_edge(lines)
    for run in _runs(_unhyphenated(_rows(lines, edge)), edge):
        if run[0].cells:
            table, headings = _without_repeats(run)
            yield from table_blocks(_grid(table))
            yield from (Block(text, skip=HEADING) for text in headings)
        else:
            yield from _paragraphs(run)
            yield Block("")


# Columns left of the talk.


def _rows(lines: Iterable[Line], edge: int) -> Iterator[Row]:
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


def _runs(rows: Iterable[Row], edge: int) -> Iterator[list[Row]]:
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


def _grid(rows: Sequence[Row]) -> list[list[str]]:
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


def _without_repeats(rows: Sequence[Row]) -> tuple[list[Row], list[str]]:
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


# Paragraphs.


def _unhyphenated(rows: Iterable[Row]) -> list[Row]:
    """Rows where a word that a soft hyphen parts stands whole, in the row where it begins."""
    done: list[Row] = []
    for row in rows:
        if done and done[-1].hyphen and not row.cells:
            word, _, rest = row.text.partition(" ")
            done[-1] = done[-1]._replace(text=done[-1].text + word, hyphen=False)
            row = row._replace(text=rest)
        if row.text:
            done.append(row)
    return done


def _paragraphs(rows: Sequence[Row]) -> Iterator[Block]:
    """A block for each row, an empty one where a paragraph ends."""
    widths: dict[int, int] = {}  # of the longest row that begins at a place, in characters
    for row in rows:
        widths[round(row.x)] = max(widths.get(round(row.x), 0), len(row.text))
    pitch = _pitch(rows, widths)
    yield Block(rows[0].text)
    for row, following in pairwise(rows):
        if _ends(row, following, widths[round(row.x)], pitch):
            yield Block("")
        yield Block(following.text)


def _pitch(rows: Sequence[Row], widths: Mapping[int, int]) -> float:
    """How far lines of one paragraph are apart, in points: at the least, after a full line.

    The least but a fifth, because lines may be out of place.
    """
    gaps = sorted(
        row.line.y - following.line.y
        for row, following in pairwise(rows)
        if row.line.page == following.line.page
        and row.line.y > following.line.y
        and len(row.text) >= 0.8 * widths[round(row.x)]
    )
    return gaps[len(gaps) // 5] if gaps else math.inf


def _ends(row: Row, following: Row, width: int, pitch: float) -> bool:
    """Whether a paragraph ends with a row: a gap follows, or the next word had room on it.

    `width`: of a full row, in characters. At the end of a page, where no gap is to be seen, a
    sentence must end too.
    """
    first_word = following.text.split(" ", 1)[0]
    room = len(row.text) + 1 + len(first_word) <= 0.75 * width
    broken_off = room and not first_word[:1].islower()
    if row.line.page != following.line.page:
        return broken_off and bool(_SENTENCE_END.search(row.text))
    return broken_off or row.line.y - following.line.y > 1.3 * pitch
