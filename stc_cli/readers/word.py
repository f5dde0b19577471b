"""Word documents, read from their XML parts as if tracked changes were accepted or rejected."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from stc_cli.errors import StcError
from stc_cli.readers import About, Settings, Source
from stc_cli.readers.composition import Composition
from stc_cli.readers.packages import Package, opened, walked
from stc_cli.readers.reasons import (
    COMMENT,
    ENDNOTE,
    FOOTNOTE,
    PAGE_FOOTER,
    PAGE_HEADER,
    TEXT_BOX,
)
from stc_cli.readers.word_text import (
    BOX,
    CELL,
    PARAGRAPH,
    ROW,
    RUN,
    TABLE,
    View,
    W,
    readied,
    said,
    value_of,
)

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_EMBEDDED = frozenset({f"{W}altChunk", f"{W}subDoc"})
_OTHER_PARTS = {  # how their names begin
    "header": PAGE_HEADER,
    "footer": PAGE_FOOTER,
    "footnotes": FOOTNOTE,
    "endnotes": ENDNOTE,
    "comments.xml": COMMENT,
}
ABOUT = About(
    "docx",
    kept="paragraphs, table rows, content controls, formulas, fields as shown, symbols, tracked "
    "insertions (or, where changes are rejected, deletions)",
    skipped="headings, tables of contents, page headers and footers, footnotes, endnotes, "
    "comments, text boxes, hidden text, table headings; as txt",
    structure="as txt",
    left_out="tracked deletions and the old place of moved text (or insertions and the new place), "
    "field codes, numbers of lists and notes, pictures, charts",
)


def read(data: bytes, settings: Settings) -> Source:
    """One block per paragraph, table row or skipped part: headers first, then the body, notes last.

    Raises StcError when the bytes are no Word document, protected, or of an absurd size.
    """
    main, parts, styles = _parts(data)
    view = View.of(styles, settings.tracked_changes)
    reasons = {name: _reason(name, main) for name in sorted(parts)}
    composition = Composition()
    for name in sorted(reasons, key=lambda name: (reasons[name] != PAGE_HEADER, name != main)):
        if name == main:
            _compose(parts[name], view, composition)
        else:
            composition.begin_aside(reasons[name])
            _compose(parts[name], view, composition)
            composition.end_aside()
    raw = "\n".join(_raw_text(root, view) for root in parts.values())
    return composition.source("docx", raw, program="Word")


def _parts(data: bytes) -> tuple[str, dict[str, Element], Element]:
    """The name of the main part, the parts that hold text by their names, and the styles."""
    with opened(data, kind="Word document", suffix=".docx") as package:
        main = _main_part(package)
        if main not in package.names:
            raise StcError("is a zip archive without a Word document in it")
        names = [name for name in package.names if name == main or _reason(name, main)]
        parts = {name: readied(package.xml(name)) for name in names}
        styles = f"{_folder(main)}styles.xml"
        found = readied(package.xml(styles)) if styles in package.names else Element("none")
    if any(element.tag in _EMBEDDED for element in parts[main].iter()):
        raise StcError("holds its text in an embedded file: open it in Word and save it again")
    return main, parts, found


def _main_part(package: Package) -> str:
    """The main document's name: word/document.xml, unless the package names another."""
    usual = "word/document.xml"
    if usual in package.names or "_rels/.rels" not in package.names:
        return usual
    for relation in package.xml("_rels/.rels").iter(_RELATION):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", usual).lstrip("/")
    return usual


def _folder(main: str) -> str:
    return main[: main.rfind("/") + 1]


def _reason(name: str, main: str) -> str:
    """Why the text of a part is no talk; empty for parts that hold none, and for the main one."""
    folder, file = _folder(name), name.rpartition("/")[2]
    if name == main or folder != _folder(main) or not name.endswith(".xml"):
        return ""
    return next((why for begin, why in _OTHER_PARTS.items() if file.startswith(begin)), "")


def _compose(root: Element, view: View, composition: Composition) -> None:
    hidden = [False]  # of the paragraphs and runs that are open
    for element, begins in walked(root, view.inside):
        tag = element.tag
        if tag in (PARAGRAPH, RUN) and begins:
            hidden.append(view.hides(element, tag == RUN and hidden[-1]))
        elif tag in (PARAGRAPH, RUN):
            hidden.pop()
        if tag == PARAGRAPH and begins:
            composition.begin_paragraph()
        elif tag == PARAGRAPH:
            composition.end_paragraph(view.reason(element), joined=view.runs_on(element))
        elif tag == BOX and begins:
            composition.begin_aside(TEXT_BOX)
        elif tag == BOX:
            composition.end_aside()
        elif tag in (TABLE, ROW, CELL):
            _compose_table(element, begins, composition)
        elif begins:
            composition.add(said(element), hidden=hidden[-1])


def _compose_table(element: Element, begins: bool, composition: Composition) -> None:
    if element.tag == ROW and begins:
        composition.begin_row()
        before = _columns(element.find(f"{W}trPr"), "gridBefore")
        if before:
            composition.begin_cell()
            composition.end_cell(before)
    elif element.tag == CELL and begins:
        composition.begin_cell()
    elif element.tag == CELL:
        composition.end_cell(_columns(element.find(f"{W}tcPr"), "gridSpan") or 1)
    elif element.tag == TABLE and begins:
        composition.begin_table()
    elif element.tag == TABLE:
        composition.end_table()


def _columns(properties: Element | None, name: str) -> int:
    value = value_of(properties, name)
    return int(value) if re.fullmatch("[0-9]{1,4}", value) else 0


def _raw_text(root: Element, view: View) -> str:
    """All text a reader of a part can see; that of a text box stands by itself."""
    places: list[list[str]] = [[]]
    boxes: list[str] = []
    for element, begins in walked(root, view.inside):
        if element.tag == BOX:
            if begins:
                places.append([])
            else:
                boxes.append("".join(places.pop()))
        elif element.tag in (TABLE, ROW, CELL):
            places[-1].append("\n")
        elif element.tag == PARAGRAPH:
            places[-1].append("" if begins or view.runs_on(element) else "\n")
        elif begins:
            places[-1].append(said(element))
    return "\n".join(["".join(places[0]), *boxes])
