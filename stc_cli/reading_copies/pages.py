"""Pages to write on: a Word document with header, page numbers and the styles of print.

The body is put together as text of WordprocessingML and parsed once, which is much quicker than
asking python-docx for every paragraph. Every look comes from a style, so that people can change it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import CharacterStyle

from stc_cli.render.grid import clean
from stc_cli.render.word_document import A4, new_document, style

FONT = "Calibri"
GREY = RGBColor(0x59, 0x59, 0x59)
_TOP = Mm(22)
_LEFT = Mm(25)
_HEADER = Mm(11)


def pages(
    *, title: str, subject: str, language: str, right: Length, labels: Mapping[str, str]
) -> Document:
    """A document without content.

    `title`: its own; `subject`: what the header names, beside "Confidential"; `language`: of the
    words in it; `right`: the margin on the right; `labels`: words in the reader's language.
    """
    document = new_document(title=title, language=language, font=FONT)
    _set_styles(document)
    section = document.sections[0]
    section.left_margin, section.right_margin = _LEFT, right
    section.top_margin = section.bottom_margin = _TOP
    section.header_distance = section.footer_distance = _HEADER
    width = text_width(right)
    for part, left, end in (
        (section.header, run(subject), run(labels["confidential"])),
        (section.footer, "", f"{run(labels['page'] + ' ')}{_field('PAGE')}"
         f"{run(' ' + labels['pages_of'] + ' ')}{_field('NUMPAGES')}"),
    ):  # fmt: skip
        line = part.paragraphs[0]
        line.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
        for element in _parsed(f"{left}<w:r><w:tab/></w:r>{end}"):
            line._p.append(element)
    return document


def text_width(right: Length) -> Length:
    """The width of a line between the margins."""
    return Length(A4[0] - _LEFT - right)


def _set_styles(document: Document) -> None:
    title = style(document, "Title", size=20, before=0, after=2)
    title.font.name = FONT
    title.font.color.rgb = RGBColor(0, 0, 0)
    borders = title.element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        title.element.pPr.remove(borders)
    for name in ("Header", "Footer"):
        entry = style(document, name, size=9, before=0, after=0)
        entry.font.color.rgb = GREY
        for tabs in entry.element.pPr.findall(qn("w:tabs")):
            entry.element.pPr.remove(tabs)
    style(document, "About", size=10, before=0, after=8).font.color.rgb = GREY
    talk = style(document, "Talk", size=11, before=0, after=6, line=1.5)
    talk.paragraph_format.widow_control = True
    style(document, "Card Head", size=9, before=3, after=4)
    context = style(document, "Card Context", size=9, before=0, after=3)
    context.font.color.rgb = GREY
    style(document, "Card Text", size=12, before=1, after=4, line=1.15)
    style(document, "Card Note", size=9, before=2, after=3)
    for name, bold, size in (("Who", True, None), ("Number", False, 8)):
        mark = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        assert isinstance(mark, CharacterStyle)
        mark.font.bold = bold
        if size is not None:
            mark.font.size = Pt(size)
            mark.font.color.rgb = GREY


def number_lines(document: Document) -> None:
    """Number the lines from the first to the last, but for titles."""
    numbering = OxmlElement("w:lnNumType")
    for key, value in (("countBy", "1"), ("distance", "340"), ("restart", "continuous")):
        numbering.set(qn(f"w:{key}"), value)
    margins = document.sections[0]._sectPr.find(qn("w:pgMar"))
    assert margins is not None
    margins.addnext(numbering)
    for name in ("Title", "About"):
        properties = document.styles[name].element.get_or_add_pPr()
        properties.insert_element_before(
            OxmlElement("w:suppressLineNumbers"),
            "w:pBdr", "w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc",
            "w:outlineLvl", "w:rPr",
        )  # fmt: skip


def tab_at_end(document: Document, name: str, width: Length) -> None:
    """Let a tab in paragraphs of the style lead to the end of a line of that width."""
    found = style(document, name, size=9, before=3, after=4)
    found.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)


def fill(document: Document, parts: Iterable[str]) -> None:
    """Put the body's paragraphs and tables, as WordprocessingML, before the section's settings."""
    end = document.sections[0]._sectPr
    for element in _parsed("".join(parts)):
        rows = element.findall(qn("w:tr"))
        for row in rows:
            element.remove(row)
        end.addprevious(element)
        element.extend(rows)  # by itself: moving a large element takes lxml quadratic time


def paragraph(style_id: str, *runs: str) -> str:
    """A paragraph. `style_id`: the style's name without spaces."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style_id}"/></w:pPr>{"".join(runs)}</w:p>'


def run(text: str, style_id: str = "") -> str:
    """A stretch of text of one character style; its line breaks stay."""
    look = f'<w:rPr><w:rStyle w:val="{style_id}"/></w:rPr>' if style_id else ""
    lines = escape(clean(text)).split("\n")
    shown = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return f"<w:r>{look}{shown}</w:r>"


def tab() -> str:
    """A step to the next tab stop."""
    return "<w:r><w:tab/></w:r>"


def _field(name: str) -> str:
    """A number that Word counts."""
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _parsed(xml: str) -> list[BaseOxmlElement]:
    return list(parse_xml(f"<w:body {nsdecls('w')}>{xml}</w:body>"))
