"""What every Word document that stc writes has: little ballast, a language, no date, no author."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle

from stc_cli.render.grid import one_line
from stc_cli.render.zipped import repacked

A4 = (Mm(210), Mm(297))
_DATE = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST_TITLE = 255  # characters, by the format

# Word's proofing wants a region. British English accepts both -ise and -ize.
_PROOFING = {
    "en": "en-GB",
    "nb": "nb-NO",
    "nn": "nn-NO",
    "no": "nb-NO",
    "da": "da-DK",
    "sv": "sv-SE",
}


def new_document(*, title: str, language: str, font: str) -> Document:
    """An empty A4 document. `language`: what Word proofs its text in."""
    document = docx.Document()
    _slim(document)
    _set_language(document, language)
    _set_properties(document, title, language)
    style(document, "Normal", size=11, before=0, after=0).font.name = font
    section = document.sections[0]
    section.page_width, section.page_height = A4
    return document


def document_bytes(document: Document) -> bytes:
    """The bytes of a .docx; same document, same bytes."""
    buffer = io.BytesIO()
    document.save(buffer)
    return repacked(buffer.getvalue())


def style(
    document: Document, name: str, *, size: float, before: int, after: int, line: float = 1.0
) -> ParagraphStyle:
    """The document's paragraph style of that name, made where it is missing.

    `size`, `before`, `after`: points; `line`: of a single line's height.
    """
    if name in document.styles:
        found = document.styles[name]
    else:
        found = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        found.base_style = document.styles["Normal"]  # its font
    assert isinstance(found, ParagraphStyle)
    found.font.size = Pt(size)
    found.paragraph_format.space_before = Pt(before)
    found.paragraph_format.space_after = Pt(after)
    found.paragraph_format.line_spacing = line
    return found


def _slim(document: Document) -> None:
    """Take out what nothing here uses: most of the template's megabyte (files are stored plain)."""
    styles = document.styles.element
    for entry in list(styles.findall(qn("w:style"))):
        table_style = entry.get(qn("w:type")) == "table"
        if table_style and entry.get(qn("w:styleId")) not in ("TableNormal", "TableGrid"):
            styles.remove(entry)
    for relationships in (document.part.rels, document.part.package.rels):
        for key, relationship in list(relationships.items()):
            if relationship.reltype.endswith(("/stylesWithEffects", "/thumbnail")):
                del relationships[key]


def _set_language(document: Document, language: str) -> None:
    tag = _PROOFING.get(language, one_line(language))
    for root in (document.styles.element, document.settings.element):
        for element in root.iter(qn("w:lang"), qn("w:themeFontLang")):
            element.set(qn("w:val"), tag)


def _set_properties(document: Document, title: str, language: str) -> None:
    properties = document.core_properties
    properties.title = one_line(title)[:_LONGEST_TITLE]
    properties.language = one_line(language)
    properties.author = properties.last_modified_by = ""
    properties.comments = properties.subject = properties.keywords = properties.category = ""
    properties.created = properties.modified = _DATE
    properties.revision = 1
