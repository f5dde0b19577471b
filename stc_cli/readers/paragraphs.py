"""Paragraphs of formats whose text comes in pieces, some of it no talk (RTF, HTML)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import chain

from stc_cli.readers import Block
from stc_cli.readers.reasons import HEADING
from stc_cli.readers.tables import table_blocks
from stc_cli.text.characters import normalised, one_line, unseen, visible

# What a piece is, beside "" (talk) and the reasons why it is none.
MARK = "mark"  # a list's number or bullet, a note's number: structure
SPEAKER = "speaker"  # a name by what the format says of it
LONGEST_MARK = 20  # characters; a longer one is text
_NAME_WORDS = 6  # a name longer than this is none


class Tally:
    """Counts the characters of text that comes in pieces, apart from the blocks.

    A stream is text that stands together: only within it a letter and its accent become one.
    """

    def __init__(self) -> None:
        self._streams: dict[Hashable, list[str]] = {}

    def add(self, stream: Hashable, text: str) -> None:
        self._streams.setdefault(stream, []).append(text)

    def end(self, stream: Hashable) -> None:
        """What follows in a stream stands by itself."""
        self.add(stream, "\n")

    def visible(self) -> int:
        return sum(visible(normalised("".join(pieces))) for pieces in self._streams.values())

    def unseen(self) -> int:
        return sum(unseen("".join(pieces)) for pieces in self._streams.values())


class Paragraph:
    """A paragraph that is being read. `\\n` in a piece parts its lines."""

    def __init__(self) -> None:
        self._pieces: dict[str, list[str]] = {}

    def add(self, text: str, kind: str = "") -> None:
        """`kind`: "" for talk, MARK, SPEAKER, or the reason why the text is no talk."""
        self._pieces.setdefault(kind, []).append(text)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its pieces, in order of the first of each."""
        return tuple(self._pieces)

    def text(self, kind: str = "") -> str:
        return normalised("".join(self._pieces.get(kind, ())))

    def blocks(self, reason: str = "") -> list[Block]:
        """One block per line that is not empty; the lines of one kind stand together.

        `reason`: why what else would be talk is none. Marks are structure of the first block.
        """
        named = _named(self._lines(SPEAKER), self._lines()) if SPEAKER in self._pieces else []
        blocks: list[Block] = []
        for kind in self.kinds:
            if kind == SPEAKER:
                blocks += named
            elif kind != MARK and (kind or not named):
                blocks += [Block(line, skip=kind or reason) for line in self._lines(kind)]
        if MARK in self._pieces and (structure := visible(self.text(MARK))):
            first = blocks[0] if blocks else Block("")
            blocks[:1] = [first._replace(structure=first.structure + structure)]
        return blocks

    def _lines(self, kind: str = "") -> list[str]:
        return [line for part in self.text(kind).split("\n") if (line := one_line(part))]


def _named(names: list[str], lines: list[str]) -> list[Block]:
    """The blocks of a paragraph where text that may be a name stands apart; none if none does."""
    label = "".join(names).rstrip(": ")
    if len(names) != 1 or not label or ":" in label or len(label.split()) > _NAME_WORDS:
        return [Block(line) for line in (*names, *lines)] if names else []
    first = lines[0] if lines else ""
    said = first.removeprefix(":").strip()
    structure = visible(names[0] + first) - visible(label + said)
    return [Block(said, structure, speaker=label), *map(Block, lines[1:])]


class Table:
    """A table that is being read: rows of cells, a cell being the blocks of its paragraphs.

    `flow`: what stands in it, in its order, as if it were no table. `in_cell`: whether a cell that
    was begun is open.
    """

    def __init__(self) -> None:
        self.rows: list[list[list[Block]]] = []
        self.flow: list[Block] = []
        self.in_cell = False
        self._row: list[list[Block]] = []
        self._cell: list[Block] = []

    def add(self, blocks: Sequence[Block], flow: Sequence[Block] = ()) -> None:
        """Go on with the cell. `flow`: the blocks as they are where this is no table, if others."""
        self._cell += blocks
        self.flow += flow or blocks

    def begin_cell(self) -> None:
        self.in_cell = True

    def end_cell(self) -> None:
        self._row.append(self._cell)
        self._cell, self.in_cell = [], False

    def end_row(self) -> None:
        if self._cell:
            self.end_cell()
        if self._row:
            self.rows.append(self._row)
            self._row = []

    def blocks(self) -> Iterator[Block]:
        """Its rows, then what is skipped in it. A heading in a cell is text."""
        if not self.rows:
            return
        yield from table_blocks([[_text(cell) for cell in row] for row in self.rows])
        yield from (block for block in self.inside() if not _is_told(block))
        if structure := sum(block.structure for block in self.inside() if _is_told(block)):
            yield Block("", structure)

    def inside(self) -> Iterator[Block]:
        """The blocks of its cells."""
        return chain.from_iterable(chain.from_iterable(self.rows))


def _text(cell: list[Block]) -> str:
    return "\n".join(f"{b.speaker or ''} {b.text}" for b in cell if _is_told(b))


def _is_told(block: Block) -> bool:
    return block.skip in ("", HEADING)
