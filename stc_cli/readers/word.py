"""Word documents, read from their XML parts.

Kept: paragraphs, tables, text in content controls, tracked insertions, soft line breaks.
Left out, as if changes were accepted: tracked deletions and the place a text was moved from.
Skipped with a reason: headings, page headers and footers, footnotes, comments, text boxes.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from stc_cli.errors import StcError
from stc_cli.readers import About, Block, Settings, Source
from stc_cli.readers.packages import Package, opened
from stc_cli.readers.tables import table_blocks
from stc_cli.text.characters import normalised, one_line, unseen, visible

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_ALTERNATES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_GONE = frozenset({f"{_W}del", f"{_W}moveFrom"})
_BREAKS = {
    f"{_W}tab": " ",
    f"{_W}ptab": " ",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
    f"{_W}p": "\n",
}
_TEXT = frozenset({f"{_W}t", _FORMULA, *_BREAKS})
_PARAGRAPH = frozenset({f"{_W}p"})
_TABLE = frozenset({f"{_W}tbl"})
_ROW = frozenset({f"{_W}tr"})
_CELL = frozenset({f"{_W}tc"})
_BOX = frozenset({f"{_W}txbxContent"})
_HEADINGS = ("title", "subtitle", "heading", "overskrift", "tittel", "rubrik", "toc")

_OTHER_PARTS = (
    ("word/header", "page header"),
    ("word/footer", "page footer"),
    ("word/footnotes", "footnote"),
    ("word/endnotes", "endnote"),
    ("word/comments.xml", "comment"),
)
ABOUT = About(
    "docx",
    kept="paragraphs, table rows, content controls, formulas, tracked insertions",
    skipped="headings, page headers and footers, footnotes, endnotes, comments, text boxes, "
    "table headings; as txt",
    structure="as txt",
    left_out="tracked deletions, the old place of moved text",
)


def read(data: bytes, settings: Settings) -> Source:
    """One block per paragraph, table row or skipped part: headers first, then the body, notes last.

    Raises StcError when the bytes are no Word document, protected, or of an absurd size.
    """
    main, parts = _parts(data)
    before: list[Block] = []
    after: list[Block] = []
    for name in sorted(parts):
        for prefix, reason in _OTHER_PARTS:
            if name.startswith(prefix):
                place = before if reason == "page header" else after
                place += [Block(one_line(p), skip=reason) for p in _texts(parts[name])]
    blocks = (*before, *_body_blocks(parts[main]), *after)
    raw = "\n".join(map(_raw_text, parts.values()))
    chars = visible(normalised(raw))
    if chars != sum(visible(f"{b.text} {b.speaker or ''}") + b.structure for b in blocks):
        raise StcError("holds text outside its paragraphs: open it in Word and save it again")
    return Source("docx", blocks, chars, "paragraph", unseen(raw))


def _parts(data: bytes) -> tuple[str, dict[str, Element]]:
    """The name of the main part, and the parts that hold text, parsed."""
    with opened(data, kind="Word document", suffix=".docx") as package:
        main = _main_part(package)
        wanted = tuple(prefix for prefix, _ in _OTHER_PARTS)
        names = [
            name
            for name in package.names
            if name == main or (name.startswith(wanted) and name.endswith(".xml"))
        ]
        if main not in names:
            raise StcError("is a zip archive without a Word document in it")
        return main, {name: _plain_namespace(package.xml(name)) for name in names}


def _main_part(package: Package) -> str:
    """The main document's name: word/document.xml, unless the package names another."""
    usual = "word/document.xml"
    if usual in package.names or "_rels/.rels" not in package.names:
        return usual
    for relation in package.xml("_rels/.rels").iter(_RELATION):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", usual).lstrip("/")
    return usual


def _plain_namespace(root: Element) -> Element:
    """Word's strict variant differs in the namespace alone."""
    if root.tag.startswith(_STRICT):
        for element in root.iter():
            element.tag = element.tag.replace(_STRICT, _W)
            if element.tag == f"{_W}pStyle":
                element.set(f"{_W}val", element.get(f"{_STRICT}val", ""))
    return root


def _raw_text(root: Element) -> str:
    """All text a reader of the document can see; that of a text box stands by itself."""
    places = (root, *_walk(root, frozenset(), _BOX))
    return "\n".join("".join(_pieces(place, _BOX)) for place in places)


def _walk(root: Element, stop: frozenset[str], found: frozenset[str]) -> Iterator[Element]:
    """Elements below `root` in file order that bear a tag of `found`.

    Does not look inside what was deleted or moved away, nor inside elements of `stop`; of
    alternatives only at the first. Without recursion, because a hostile file may nest without end.
    """
    stack = list(reversed(root))
    while stack:
        node = stack.pop()
        if node.tag in _GONE:
            continue
        if node.tag in found:
            yield node
        if node.tag == _ALTERNATES:
            stack.extend(node[:1])
        elif node.tag not in stop:
            stack.extend(reversed(node))


def _pieces(root: Element, stop: frozenset[str]) -> Iterator[str]:
    """The text of an element piece by piece; a paragraph or text box begins on a new line."""
    for node in _walk(root, stop, _TEXT):
        yield _BREAKS.get(node.tag) or node.text or ""


def _text(element: Element) -> str:
    """The text of a paragraph without text boxes anchored in it."""
    return normalised("".join(_pieces(element, _BOX)))


def _texts(root: Element, stop: frozenset[str] = frozenset()) -> list[str]:
    """The paragraphs below an element that hold any text, each on one line."""
    return [text for p in _walk(root, stop, _PARAGRAPH) if (text := one_line(_text(p)))]


def _body_blocks(root: Element) -> Iterator[Block]:
    body = root.find(f"{_W}body")
    container = body if body is not None else root
    for element in _walk(container, _PARAGRAPH | _TABLE, _PARAGRAPH | _TABLE):
        if element.tag == f"{_W}tbl":
            yield from table_blocks(
                ["\n".join(_texts(cell, _BOX)) for cell in _walk(row, _CELL, _CELL)]
                for row in _walk(element, _ROW, _ROW)
            )
        else:
            yield from _paragraph_blocks(element)
        for box in _walk(element, _BOX, _BOX):
            yield from (Block(text, skip="text box") for text in _texts(box))


def _paragraph_blocks(paragraph: Element) -> Iterator[Block]:
    """A paragraph is one block, or one per line where soft breaks divide it."""
    reason = "heading" if _is_heading(paragraph) else ""
    for line in _text(paragraph).split("\n"):
        if line.strip():
            yield Block(one_line(line), skip=reason)
    yield Block("")


def _is_heading(paragraph: Element) -> bool:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = (style.get(f"{_W}val") or "").lower() if style is not None else ""
    return name.startswith(_HEADINGS)
