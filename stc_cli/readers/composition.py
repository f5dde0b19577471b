"""Paragraphs, tables and asides of an office document (docx, odt), put together to blocks.

Also what its styles hand down, which both formats say in the same way.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeVar

from stc_cli.errors import StcError
from stc_cli.readers import Block, Source
from stc_cli.readers.reasons import HIDDEN
from stc_cli.readers.tables import table_blocks
from stc_cli.text.characters import normalised, one_line, unseen, visible

_MAX_COLUMNS = 64  # that cells are stretched over; Word has no wider table
_MAX_STRETCHED = 500_000  # in a document; a hostile file may say of every cell that it is wide
_DEEPEST = 20  # styles based on each other; programs allow for fewer

_Style = TypeVar("_Style", bound=Hashable)


@dataclass(slots=True)
class _Place:
    """What paragraphs stand in: the body, or something set into it such as a footnote."""

    reason: str = ""  # why nothing in it is talk; empty for the body
    later: bool = False  # whether its blocks come after the body
    depth: int = 0  # of paragraphs begun and not ended
    pieces: list[str] = field(default_factory=list)  # of the paragraph
    hidden: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)  # structure
    blocks: list[Block] = field(default_factory=list)  # those of an aside: of the paragraph


@dataclass(slots=True)
class Composition:
    """Blocks in the making. A reader says what begins and ends, in the order of the file.

    Text outside every paragraph is not taken; a table within a cell, or within an aside, is
    paragraphs.
    """

    _places: list[_Place] = field(default_factory=lambda: [_Place()])
    # Asides by paragraph, in the order of their beginnings: behind the body's paragraph or table
    # that is open, and behind the whole body.
    _near: list[list[Block]] = field(default_factory=list)
    _later: list[list[Block]] = field(default_factory=list)
    _tables: int = 0  # begun in the body and not ended
    _cells: int = 0  # … of these tables
    _rows: list[list[str]] = field(default_factory=list)
    _cell: list[str] = field(default_factory=list)  # its lines
    _stretched: int = 0  # columns over which cells were stretched

    def source(self, format: str, raw: str, *, program: str) -> Source:
        """The document: the body, where asides stand behind their paragraph, then later asides.

        `raw`: all its visible text, gathered apart from the blocks. Raises StcError when they do
        not hold the same; `program` is where to open the file then.
        """
        self._finish_paragraph()
        self._place_asides()
        blocks = (*self._places[0].blocks, *chain.from_iterable(self._later))
        chars = visible(normalised(raw))
        if chars != sum(visible(b.text) + visible(b.speaker or "") + b.structure for b in blocks):
            raise StcError(
                f"holds text outside its paragraphs: open it in {program} and save it again"
            )
        return Source(format, blocks, chars, "paragraph", unseen(raw))

    def add(self, text: str, *, hidden: bool = False) -> None:
        """A piece of the paragraph; `\\n` is a soft line break."""
        place = self._places[-1]
        if place.depth and text:
            (place.hidden if hidden else place.pieces).append(text)

    def add_structure(self, text: str) -> None:
        """Text within an aside that belongs to no sentence, such as a footnote's number."""
        if text:
            self._places[-1].marks.append(text)

    def begin_paragraph(self) -> None:
        if self._places[-1].reason and not self._places[-1].depth:
            self._begin_blocks()
        self._places[-1].depth += 1

    def end_paragraph(self, skip: str = "", *, joined: bool = False) -> None:
        """`skip`: why it is no talk. `joined`: whether the next paragraph goes on with it."""
        if not joined:
            self._finish_paragraph(skip)
        self._places[-1].depth -= 1
        self._place_asides()

    def begin_aside(self, reason: str, *, later: bool = False) -> None:
        """`later`: whether its blocks come after the body, as those of notes do."""
        self._places.append(_Place(reason, later or self._places[-1].later))
        self._begin_blocks()

    def end_aside(self) -> None:
        self._finish_paragraph()
        self._places.pop()
        self._place_asides()

    def begin_table(self) -> None:
        self._finish_paragraph()
        if len(self._places) == 1:
            self._tables += 1

    def end_table(self) -> None:
        self._finish_paragraph()
        if len(self._places) > 1:
            return
        self._tables -= 1
        if not self._tables:
            self._places[0].blocks += table_blocks(self._rows)
            self._rows = []
            self._place_asides()

    def begin_row(self) -> None:
        self._finish_paragraph()
        if len(self._places) == 1 and self._tables and not self._cells:
            self._rows.append([])

    def begin_cell(self) -> None:
        self._finish_paragraph()
        if len(self._places) == 1 and self._tables:
            self._cells += 1

    def end_cell(self, columns: int = 1) -> None:
        """`columns`: how many it spans; all but the first are empty."""
        self._finish_paragraph()
        if len(self._places) > 1 or not self._tables:
            return
        self._cells -= 1
        if not self._cells:
            self._rows = self._rows or [[]]
            row = self._rows[-1]
            room = min(_MAX_COLUMNS - len(row) - 1, _MAX_STRETCHED - self._stretched)
            empty = max(min(columns - 1, room), 0)
            row += ["\n".join(self._cell), *[""] * empty]
            self._stretched += empty
            self._cell = []

    def _finish_paragraph(self, skip: str = "") -> None:
        place = self._places[-1]
        if not (place.pieces or place.hidden or place.marks or (place.depth and not place.reason)):
            return
        text = normalised("".join(place.pieces))
        lines = [line for part in text.split("\n") if (line := one_line(part))]
        hidden = one_line(normalised("".join(place.hidden)))
        structure = visible(normalised("\n".join(place.marks)))
        for pieces in (place.pieces, place.hidden, place.marks):
            pieces.clear()
        if place.reason:
            if lines or structure:
                reason = place.reason if lines else ""
                place.blocks.append(Block(" ".join(lines), structure, skip=reason))
        elif self._cells:
            self._cell += lines
        elif self._tables:
            self._rows += [[line] for line in lines]  # of no cell; nothing is lost
        else:
            place.blocks += [*(Block(line, skip=skip) for line in lines), Block("")]
        if hidden and place.reason:
            place.blocks.append(Block(hidden, skip=HIDDEN))
        elif hidden:
            self._near.append([Block(hidden, skip=HIDDEN)])

    def _begin_blocks(self) -> None:
        """Blocks of an aside have their place now, before those of what is set into it."""
        place = self._places[-1]
        place.blocks = []
        (self._later if place.later else self._near).append(place.blocks)

    def _place_asides(self) -> None:
        body = self._places[0]
        if len(self._places) == 1 and not body.depth and not body.pieces and not self._tables:
            body.blocks += chain.from_iterable(self._near)
            self._near.clear()


def inherited(own: Mapping[_Style, bool], base: Mapping[_Style, _Style]) -> dict[_Style, bool]:
    """What every style says by itself, or else by the nearest style it is based on that says it.

    `own`: of styles that say it. `base`: the style that each is based on. Without those that say
    nothing.
    """
    found = dict(own)
    for _ in range(_DEEPEST):
        found |= {
            style: found[above]
            for style, above in base.items()
            if style not in found and above in found
        }
    return found
