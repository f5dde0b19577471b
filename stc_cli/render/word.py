"""A table as a Word document, as journals take them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Length, Mm, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from stc_cli.records import Table
from stc_cli.render.grid import (
    blocks,
    caption,
    clean,
    column_chars,
    is_numeric,
    name,
    notes,
    one_line,
    row_lines,
    shares,
)
from stc_cli.render.word_document import A4, document_bytes, new_document, style

_FONT = "Times New Roman"
_MARGIN = Mm(25)
_SMALL = " Small"
_MOST_COLUMNS = 12  # more of them need smaller type and hardly any space between them
_NARROW = 30  # twentieths of a point at each side of a cell then
_PORTRAIT_COLUMNS = 4  # more of them need the page's long side
_LINE_CHARS = {False: 95, True: 150}  # what stands in a line of a standing, a lying page
_SMALL_CHARS = 215  # in a line of a lying page of small type
_LONG_BLOCK = 8  # rows; a category of no more stays on one page, if it fits there
_PAGE_LINES = {False: 40, True: 20}  # what surely stands on a standing, a lying page
_LONG_ROW = 25  # lines; a row that may be taller than a page must be allowed to break
_THICK, _THIN, _HAIR = 8, 6, 4  # eighths of a point
_DIGITS_LAST = re.compile(r"(.*?)([1-9][0-9]*)")


def table_bytes(table: Table) -> bytes:
    """A .docx with the caption, the table and the notes; every look comes from a style.

    "Draft" also stands in the page header, for tables that run over pages.
    """
    document = _document(table, caption(table))
    _set_page(document.sections[0], wide=_is_wide(table))
    _add(document, table, {})
    return document_bytes(document)


def tables_bytes(tables: Sequence[Table]) -> bytes:
    """All tables in order as one .docx, each on a page of its own; wide ones on lying pages."""
    first = tables[0]
    document = _document(first, first.label)
    counted: dict[str, int] = {}
    for number, table in enumerate(tables):
        section = document.add_section() if number else document.sections[0]
        _set_page(section, wide=_is_wide(table))
        _add(document, table, counted)
    return document_bytes(document)


def _document(table: Table, title: str) -> Document:
    """An empty document in the table's language, with the styles and "Draft" in its header."""
    document = new_document(title=title, language=table.language, font=_FONT)
    _set_styles(document)
    if draft := one_line(table.draft):
        header = document.sections[0].header.paragraphs[0]
        header.text = draft
        header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return document


def _add(document: Document, table: Table, counted: dict[str, int]) -> None:
    """Add a table with what stands around it. `counted`: the last number of each counter."""
    if caption(table):
        _add_caption(document, table, counted)
    if table.headings:
        _add_table(document, table)
    for note in notes(table):
        document.add_paragraph(note, style="Table Footnote")
    if draft := one_line(table.draft):
        document.add_paragraph(draft, style="Table Note")


def _set_styles(document: Document) -> None:
    caption_style = style(document, "Caption", size=11, before=0, after=6)
    caption_style.font.color.rgb = RGBColor(0, 0, 0)
    caption_style.paragraph_format.keep_with_next = True
    for small, size in (("", 10), (_SMALL, 7)):
        style(document, f"Table Text{small}", size=size, before=2, after=2)
        together = style(document, f"Table Text Together{small}", size=size, before=2, after=2)
        together.paragraph_format.keep_with_next = True
        numbers = style(document, f"Table Number{small}", size=size, before=2, after=2)
        numbers.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        style(document, f"Table Heading{small}", size=size, before=2, after=2).font.bold = True
        over = style(document, f"Table Number Heading{small}", size=size, before=2, after=2)
        over.font.bold = True
        over.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    style(document, "Table Footnote", size=9, before=4, after=0)
    note = style(document, "Table Note", size=10, before=6, after=0)
    note.font.italic = True
    note.font.bold = True


def _is_wide(table: Table) -> bool:
    return len(table.headings) > _PORTRAIT_COLUMNS


def _small(table: Table) -> str:
    """What the names of styles end with in a table of very many columns."""
    return _SMALL if len(table.headings) > _MOST_COLUMNS else ""


def _line_chars(table: Table) -> int:
    return _SMALL_CHARS if _small(table) else _LINE_CHARS[_is_wide(table)]


def _set_page(section: Section, *, wide: bool) -> None:
    """Set A4, lying where `wide`."""
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = A4[::-1] if wide else A4
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = _MARGIN


def _add_caption(document: Document, table: Table, counted: dict[str, int]) -> None:
    """The caption with a number that Word counts, so that cross-references and lists find it."""
    paragraph = document.add_paragraph(style="Caption")
    before, digits = _parted(table.number)
    label = one_line(table.label)
    if table.number:
        paragraph.add_run(f"{label} {before}")
    if digits:
        _add_field_mark(paragraph, "begin")
        instruction = OxmlElement("w:instrText")
        instruction.set(qn("xml:space"), "preserve")
        # Word's own captions count by their label: "Tabell" in a Norwegian Word. Where the number
        # is not the next one (as for the only caption of a document), \r sets it.
        counter = f"{label if label.isalpha() else 'Table'}{before if before.isalnum() else ''}"
        reset = "" if int(digits) == counted.get(counter, 0) + 1 else f" \\r {digits}"
        counted[counter] = int(digits)
        instruction.text = f" SEQ {counter} \\* ARABIC{reset} "
        paragraph.add_run()._r.append(instruction)
        _add_field_mark(paragraph, "separate")
        paragraph.add_run(digits)
        _add_field_mark(paragraph, "end")
    paragraph.add_run(caption(table).removeprefix(name(table)))


def _parted(number: str) -> tuple[str, str]:
    """A number's letters and the digits after them, which alone Word can count: A, 2.

    >>> _parted("A2")
    ('A', '2')
    """
    match = _DIGITS_LAST.fullmatch(one_line(number))
    return (match[1], match[2]) if match else (one_line(number), "")


def _add_field_mark(paragraph: Paragraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def _add_table(document: Document, table: Table) -> None:
    count = len(table.headings)
    word_table = document.add_table(rows=len(table.rows) + 1, cols=count)
    word_table.autofit = False
    line = A4[_is_wide(table)] - 2 * _MARGIN
    line_chars = _line_chars(table)
    widths = [line * share // 100 for share in shares(table, line_chars)]
    for column, column_width in zip(word_table.columns, widths, strict=True):
        column.width = Length(column_width)
    # Once: asking a row or the table for its cells walks the whole table each time.
    cells = word_table._cells
    for index, cell in enumerate(cells):
        cell.width = Length(widths[index % count])
    small = _small(table)
    if small:
        _narrow_cells(word_table)
    styles = [f"Table {'Number ' if n else ''}Heading{small}" for n in is_numeric(table)]
    for cell, heading, look in zip(cells, table.headings, styles, strict=False):
        _write(cell, heading, look)
        _border(cell, top=_THICK, bottom=_THIN)
    _fill(cells[count:], table)
    _set_rows(word_table, table)
    if not table.rows:
        return
    for cell in cells[-count:]:
        _border(cell, bottom=_THICK)


def _narrow_cells(word_table: WordTable) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(_NARROW))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    # Before tblLook: the order that the schema asks for.
    properties = word_table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(margins)
    else:
        look.addprevious(margins)


def _fill(cells: list[_Cell], table: Table) -> None:
    """Write the rows below the header, merged where a cell spans, a hairline between blocks."""
    remaining = iter(cells)
    numeric, small = is_numeric(table), _small(table)
    chars = column_chars(table, _line_chars(table))
    for number, block in enumerate(blocks(table.rows)):
        lines = sum(row_lines(row, chars) for row in block)
        fits = len(block) <= _LONG_BLOCK and lines <= _PAGE_LINES[_is_wide(table)]
        for index, row in enumerate(block):
            together = fits and index < len(block) - 1
            style = f"Table Text{' Together' if together else ''}{small}"
            for column, cell in enumerate(row):
                target = next(remaining)
                if cell.rows != 1:
                    target._tc.vMerge = "restart" if cell.rows else "continue"
                own = f"Table Number{small}" if numeric[column] else style
                _write(target, cell.text if cell.rows else "", own)
                if number and not index:
                    _border(target, top=_HAIR)


def _write(cell: _Cell, text: str, style: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph._p.style = style.replace(" ", "")  # the style's id; looking it up is slow
    paragraph.add_run(clean(text).strip())


def _border(cell: _Cell, **edges: int) -> None:
    """Draw lines at the cell's edges, widths in eighths of a point."""
    properties = cell._tc.get_or_add_tcPr()
    borders = properties.find(qn("w:tcBorders"))
    if borders is None:
        borders = OxmlElement("w:tcBorders")
        properties.append(borders)
    for edge in ("top", "bottom"):  # the order that the schema asks for
        if edge in edges:
            borders.append(_line(edge, edges[edge]))


def _line(edge: str, eighths: int) -> BaseOxmlElement:
    line = OxmlElement(f"w:{edge}")
    for key, value in (("val", "single"), ("sz", str(eighths)), ("space", "0"), ("color", "auto")):
        line.set(qn(f"w:{key}"), value)
    return line


def _set_rows(word_table: WordTable, table: Table) -> None:
    """Repeat the header on every page and keep each row on one, unless it is very long."""
    chars = column_chars(table, _line_chars(table))
    header, *rows = word_table._tbl.tr_lst
    for row, content in zip(rows, table.rows, strict=True):
        if row_lines(content, chars) <= _LONG_ROW:
            row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    header_properties = header.get_or_add_trPr()
    header_properties.append(OxmlElement("w:cantSplit"))
    header_properties.append(OxmlElement("w:tblHeader"))
