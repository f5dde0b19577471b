"""ODT documents, read from their XML parts as if tracked changes were accepted or rejected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

from stc_cli.errors import StcError
from stc_cli.readers import About, Settings, Source
from stc_cli.readers.composition import Composition, inherited
from stc_cli.readers.odt_text import (
    DRAW,
    INLINE,
    MATH,
    ODF,
    OFFICE,
    PARAGRAPHS,
    STYLE,
    TABLE,
    TEXT,
    Step,
    rejected,
    steps,
)
from stc_cli.readers.packages import Package, opened, protected
from stc_cli.readers.reasons import (
    COMMENT,
    CONTENTS,
    ENDNOTE,
    FOOTNOTE,
    HEADING,
    PAGE_FOOTER,
    PAGE_HEADER,
    TEXT_BOX,
    style_reason,
)

_HREF = "{http://www.w3.org/1999/xlink}href"
_SECTION, _HIDDEN_TEXT, _HIDDEN_PARAGRAPH = (
    f"{TEXT}{name}" for name in "section hidden-text hidden-paragraph".split()
)
_HIDING = INLINE | {_SECTION, _HIDDEN_TEXT}
_CONTENTS = f"{TEXT}table-of-content"
_NOTE, _CITATION = f"{TEXT}note", f"{TEXT}note-citation"
_ANNOTATION = f"{OFFICE}annotation"
_TABLE, _ROW = f"{TABLE}table", f"{TABLE}table-row"
_CELLS = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})
_TABLES = frozenset({_TABLE, _ROW}) | _CELLS
_OBJECT = f"{DRAW}object"
# Of drawings what stands in a sentence, or is only wrapped around others.
_NO_BOXES = frozenset({f"{DRAW}frame", f"{DRAW}a", f"{DRAW}g", _OBJECT})
_ENCRYPTED = re.compile(rb"<(?:[\w-]{1,40}:)?encryption-data")
ABOUT = About(
    "odt",
    kept="paragraphs, lists, table rows, fields as shown, formulas, tracked insertions (or, where "
    "changes are rejected, deletions)",
    skipped="headings, tables of contents, page headers and footers, footnotes, endnotes, "
    "comments, text boxes, hidden text, table headings; as txt",
    structure="as txt; numbers of notes",
    left_out="tracked deletions (or insertions), who commented and when, numbers of lists, "
    "pictures, charts, fields of forms",
)

_Hidden = Literal["", "style", "place"]


@dataclass(frozen=True, slots=True)
class _Looks:
    """What the styles of a part say.

    `hiding`: whether a style, by family and name, hides its text; without those that say nothing.
    `named`: the style with a name of its own that one of the part's unnamed styles is made from.
    """

    hiding: Mapping[tuple[str, str], bool]
    named: Mapping[str, str]

    def hidden(self, element: Element, around: _Hidden) -> _Hidden:
        """Whether and how the text in an element is hidden. `around`: that of what is around it."""
        if element.tag in (_SECTION, _HIDDEN_TEXT):
            gone = _is_hidden(element) or element.get(f"{TEXT}display") == "none"
        else:
            gone = any(child.tag == _HIDDEN_PARAGRAPH and _is_hidden(child) for child in element)
        if gone or around == "place":
            return "place"  # no style inside can show it again
        family = "paragraph" if element.tag in PARAGRAPHS else "text"
        hides = self.hiding.get((family, element.get(f"{TEXT}style-name", "")))
        return around if hides is None else "style" if hides else ""

    def reason(self, paragraph: Element) -> str:
        """Why a paragraph is no talk, by its kind or style."""
        style = paragraph.get(f"{TEXT}style-name", "")
        heading = HEADING if paragraph.tag == f"{TEXT}h" else ""
        return heading or style_reason(self.named.get(style, style))


def read(data: bytes, settings: Settings) -> Source:
    """One block per paragraph, table row or skipped part: page headers first, then the body, page
    footers, notes and comments.

    Raises StcError when the bytes are no ODT document, protected, or of an absurd size.
    """
    content, styles = _parts(data)
    common = styles.find(f"{OFFICE}styles")
    looks = _looks(common, content), _looks(common, styles)
    reject = settings.tracked_changes == "reject"
    composition = Composition()
    raws: list[str] = []
    for root, reason in _places(content, styles):
        dropped = rejected(root) if reject else frozenset[str]()
        if reason:
            composition.begin_aside(reason)
        _compose(steps(root, dropped), looks[bool(reason)], composition)
        if reason:
            composition.end_aside()
        raws.append(_raw_text(steps(root, dropped)))
    return composition.source("odt", "\n".join(raws), program="LibreOffice")


def _parts(data: bytes) -> tuple[Element, Element]:
    """The content, with its formulas in place, and the styles."""
    if not data.startswith(b"PK") and ODF.encode() in data[:10_000]:
        raise StcError("is a flat ODF file, of XML without a zip archive: save it as .odt")
    with opened(data, kind="ODT document", suffix=".odt") as package:
        manifest = "META-INF/manifest.xml"
        if manifest in package.names and _ENCRYPTED.search(package.part(manifest)):
            raise protected(".odt")
        if "content.xml" not in package.names:
            raise StcError("is a zip archive without an ODT document in it")
        content = package.xml("content.xml")
        styles = package.xml("styles.xml") if "styles.xml" in package.names else Element("none")
        _fetch_formulas(content, package)
    return content, styles


def _fetch_formulas(content: Element, package: Package) -> None:
    """Put formulas, which have parts of their own, where they are shown."""
    names = set(package.names)
    for shown in content.iter(_OBJECT):
        name = f"{shown.get(_HREF, '').removeprefix('./').rstrip('/')}/content.xml"
        if name in names:
            names.remove(name)  # once, or a file could show one of them a million times
            root = package.xml(name)
            if root.tag == f"{MATH}math":
                shown.append(root)


def _places(content: Element, styles: Element) -> list[tuple[Element, str]]:
    """The roots of all text, each with the reason why it is no talk; empty for the body."""
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        if content.find(f"{OFFICE}body/{OFFICE}spreadsheet") is not None:
            raise StcError("is a spreadsheet, not a text document: save it as .xlsx")
        raise StcError("is an OpenDocument file, but no text document: save it as .odt")
    pages = [
        (part, PAGE_HEADER if "}header" in part.tag else PAGE_FOOTER)
        for page in styles.iter(f"{STYLE}master-page")
        for part in page
        if part.tag.startswith((f"{STYLE}header", f"{STYLE}footer"))
        and part.get(f"{STYLE}display") != "false"
    ]
    order = (PAGE_HEADER, "", PAGE_FOOTER)
    return sorted([*pages, (body, "")], key=lambda place: order.index(place[1]))


def _aside(element: Element) -> str:
    """Why what stands in an element is no talk, where it is set apart from the text around it."""
    if element.tag == _NOTE:
        return ENDNOTE if element.get(f"{TEXT}note-class") == "endnote" else FOOTNOTE
    if element.tag == _ANNOTATION:
        return COMMENT
    return TEXT_BOX if element.tag.startswith(DRAW) and element.tag not in _NO_BOXES else ""


def _compose(walk: Iterable[Step], looks: _Looks, composition: Composition) -> None:
    hidden: list[_Hidden] = [""]
    citations = contents = 0  # begun and not ended
    for element, begins, text, runs_on in walk:
        tag = element.tag
        if tag in _HIDING and begins:
            hidden.append(looks.hidden(element, hidden[-1]))
        elif tag in _HIDING:
            hidden.pop()
        if tag in PARAGRAPHS:
            if begins:
                composition.begin_paragraph()
            else:
                reason = CONTENTS if contents else looks.reason(element)
                composition.end_paragraph(reason, joined=runs_on)
        elif tag == _CITATION:
            citations += 1 if begins else -1
        elif tag == _CONTENTS:
            contents += 1 if begins else -1
        elif tag in _TABLES:
            _compose_table(element, begins, composition)
        elif aside := _aside(element):
            if begins:
                composition.begin_aside(aside, later=aside != TEXT_BOX)
            else:
                composition.end_aside()
        if citations:
            composition.add_structure(text)
        else:
            composition.add(text, hidden=bool(hidden[-1]))


def _compose_table(element: Element, begins: bool, composition: Composition) -> None:
    if element.tag == _ROW and begins:
        composition.begin_row()  # once, however often it is said to be repeated
    elif element.tag in _CELLS and begins:
        composition.begin_cell()
    elif element.tag in _CELLS:
        times = element.get(f"{TABLE}number-columns-repeated", "")
        composition.end_cell(int(times) if re.fullmatch("[0-9]{1,99}", times) else 1)
    elif element.tag == _TABLE and begins:
        composition.begin_table()
    elif element.tag == _TABLE:
        composition.end_table()


def _raw_text(walk: Iterable[Step]) -> str:
    """All text a reader of a place can see; that of notes and text boxes stands by itself."""
    places: list[list[str]] = [[]]
    apart: list[str] = []
    for element, begins, text, runs_on in walk:
        if element.tag == _CITATION or _aside(element):
            if begins:
                places.append([])
            else:
                apart.append("".join(places.pop()))
        elif element.tag in _TABLES or (element.tag in PARAGRAPHS and not begins and not runs_on):
            places[-1].append("\n")
        places[-1].append(text)
    return "\n".join(["".join(places[0]), *apart])


def _is_hidden(field: Element) -> bool:
    return field.get(f"{TEXT}is-hidden") == "true"


def _looks(common: Element | None, part: Element) -> _Looks:
    """The looks of a part by its own styles and those of the whole document."""
    automatic = part.find(f"{OFFICE}automatic-styles")
    styles = {
        (style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")): style
        for group in (common, automatic)
        if group is not None
        for style in group.iter(f"{STYLE}style")
    }
    hiding = {key: hides for key, style in styles.items() if (hides := _hides(style)) is not None}
    base = {
        (family, name): (family, style.get(f"{STYLE}parent-style-name", ""))
        for (family, name), style in styles.items()
    }
    named = {
        style.get(f"{STYLE}name", ""): style.get(f"{STYLE}parent-style-name", "")
        for style in (automatic if automatic is not None else ())
        if style.get(f"{STYLE}family") == "paragraph"
    }
    return _Looks(inherited(hiding, base), named)


def _hides(style: Element) -> bool | None:
    """Whether a style hides its text by itself; None where it does not say."""
    properties = style.find(f"{STYLE}text-properties")
    display = properties.get(f"{TEXT}display") if properties is not None else None
    return None if display is None else display == "none"
