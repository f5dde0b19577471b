"""RTF (Word, WordPad, macOS TextEdit, LibreOffice, pandoc), read by our own small reader.

Left out, as if changes were accepted: tracked deletions (else tracked insertions); pictures,
fields' codes, and what the file says of itself. Lists' numbers and bullets are structure.
"""

from __future__ import annotations

from stc_cli.readers import About, Block, Settings, Source
from stc_cli.readers.paragraphs import Paragraph, Table, Tally
from stc_cli.readers.reasons import PAGE_HEADER, TEXT_BOX
from stc_cli.readers.rtf_words import Piece, pieces

ABOUT = About(
    "rtf",
    kept="paragraphs, table rows, fields as shown, formulas, tracked insertions (or, where changes "
    "are rejected, deletions)",
    skipped="headings, tables of contents, page headers and footers, footnotes, endnotes, "
    "comments, text boxes, hidden text, table headings; as txt",
    structure="as txt; numbers and bullets of lists",
    left_out="tracked deletions (or insertions), field codes, numbers of notes, pictures, what the "
    "file says of itself",
)


def read(data: bytes, settings: Settings) -> Source:
    """One block per line of a paragraph, table row or skipped part: headers first, notes last.

    Raises StcError when the bytes are no RTF, cut short, of an absurd size, or not in the code page
    they say.
    """
    tally = Tally()
    document = _Document()
    for piece in pieces(data, settings):
        if piece.ends is None:
            tally.add((piece.story, piece.kind), piece.text)
            document.add(piece)
        else:
            for kind in document.end(piece):
                tally.end((piece.story, kind))
    return Source("rtf", document.blocks(), tally.visible(), "paragraph", tally.unseen())


class _Document:
    """The blocks of a document as its pieces come."""

    def __init__(self) -> None:
        self._open: dict[int, Paragraph] = {}  # by story
        self._table = Table()
        self._before: list[Block] = []  # page headers
        self._body: list[Block] = []
        self._beside: list[Block] = []  # text boxes of the paragraph or table that is open
        self._after: list[Block] = []  # page footers and notes

    def blocks(self) -> tuple[Block, ...]:
        return (*self._before, *self._body, *self._beside, *self._after)

    def add(self, piece: Piece) -> None:
        """Go on with the paragraph of a story."""
        self._open.setdefault(piece.story, Paragraph()).add(piece.text, piece.kind)

    def end(self, piece: Piece) -> tuple[str, ...]:
        """End the paragraph of a story, and a cell, row or the story with it.

        Returns the kinds of the pieces it had.
        """
        paragraph = self._open.pop(piece.story, Paragraph())
        if piece.story:
            self._place(piece.reason).extend(paragraph.blocks())
        elif piece.in_table or piece.ends in ("cell", "row"):
            self._go_on_with_table(paragraph, piece)
        else:
            self._end_table()
            self._body += paragraph.blocks(piece.style)
            self._body += [Block(""), *self._taken_beside()]
        if piece.story == 0 and piece.ends == "story":
            self._end_table()
        return paragraph.kinds

    def _place(self, reason: str) -> list[Block]:
        """Where the blocks of another story than the document's own belong."""
        if reason == PAGE_HEADER:
            return self._before
        return self._beside if reason == TEXT_BOX else self._after

    def _go_on_with_table(self, paragraph: Paragraph, piece: Piece) -> None:
        self._table.add(paragraph.blocks())
        if piece.ends == "cell":
            self._table.end_cell()
        elif piece.ends == "row":
            self._table.end_row()

    def _end_table(self) -> None:
        self._table.end_row()
        self._body += self._table.blocks()
        if self._table.rows:
            self._body += self._taken_beside()
            self._table = Table()

    def _taken_beside(self) -> list[Block]:
        taken, self._beside = self._beside, []
        return taken
