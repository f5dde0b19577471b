"""PDF files with text in them.

A PDF says where each piece of text stands, and knows no lines, paragraphs or tables. pypdf finds
the pieces (`pdf_pages.py`); by their places they are put together to lines (`pdf_lines.py`), rows
of tables (`pdf_rows.py`) and, here, paragraphs. What is no talk stands behind the talk, so that no
page break parts a turn.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from stc_cli.errors import StcError
from stc_cli.readers import About, Block, Settings, Source
from stc_cli.readers.apart import apart
from stc_cli.readers.pdf_lines import (
    Line,
    furniture,
    letters,
    lines_of,
    text_edge,
    without_margin_numbers,
)
from stc_cli.readers.pdf_pages import Page, Piece, extracted
from stc_cli.readers.pdf_rows import Row, grid, rows_of, runs, without_repeats
from stc_cli.readers.reasons import TABLE_HEADING
from stc_cli.readers.tables import table_blocks
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
    for run in runs(_unhyphenated(rows_of(lines, edge)), edge):
        if run[0].cells:
            table, headings = without_repeats(run)
            yield from table_blocks(grid(table))
            yield from (Block(text, skip=TABLE_HEADING) for text in headings)
        else:
            yield from _paragraphs(run)
            yield Block("")


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
