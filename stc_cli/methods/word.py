"""The methods appendix as a Word document."""

from __future__ import annotations

from docx.document import Document
from docx.oxml import OxmlElement
from docx.shared import Length, Mm, RGBColor

from stc_cli.methods.appendix import Appendix, Item
from stc_cli.methods.markdown import remark
from stc_cli.render.grid import clean
from stc_cli.render.word_document import document_bytes, new_document, style

_WIDTHS = (Mm(20), Mm(45), Mm(95))


def appendix_docx(made: Appendix) -> bytes:
    """The bytes of a .docx: headings, the paragraph, a table per domain; same text, same bytes."""
    document = new_document(title=made.title, language=made.language, font="Times New Roman")
    for level, size in ((1, 15), (2, 12)):
        look = style(document, f"Heading {level}", size=size, before=12, after=6)
        look.font.color.rgb = RGBColor(0, 0, 0)
    style(document, "Table Text", size=10, before=2, after=2)
    _heading(document, made.title, 1)
    if made.draft:
        document.add_paragraph(clean(f"{made.draft}. {made.words['notice']}"))
    _heading(document, made.words["paragraph"], 2)
    document.add_paragraph(clean(made.paragraph))
    for heading, items in made.domains:
        _heading(document, heading, 2)
        _table(document, items, made)
    return document_bytes(document)


def _heading(document: Document, text: str, level: int) -> None:
    document.add_paragraph(clean(text), style=f"Heading {level}")


def _table(document: Document, items: tuple[Item, ...], made: Appendix) -> None:
    words = made.words
    table = document.add_table(rows=len(items) + 1, cols=3, style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Length(width)
    cells = table._cells  # once: asking for them walks the whole table each time
    rows = [
        (words["number"], words["asked"], words["answer"]),
        *((i.number, i.name, f"{i.text} {remark(i, made)}") for i in items),
    ]
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            cell = cells[number * 3 + column]
            cell.width = Length(_WIDTHS[column])
            paragraph = cell.paragraphs[0]
            paragraph.style = document.styles["Table Text"]
            paragraph.add_run(clean(text)).bold = number == 0
    for row_element in table._tbl.tr_lst:
        row_element.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    table._tbl.tr_lst[0].get_or_add_trPr().append(OxmlElement("w:tblHeader"))
