"""Word documents, read from their XML parts.

Kept: paragraphs, tables, text in content controls, tracked insertions, soft line breaks.
Left out, as if changes were accepted: tracked deletions and the place a text was moved from.
Skipped with a reason: headings, page headers and footers, footnotes, comments, text boxes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from stc_cli.errors import StcError
from stc_cli.readers import Block, Source
from stc_cli.text.characters import normalised, one_line, visible

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = frozenset({f"{_W}del", f"{_W}moveFrom", _FALLBACK})
_BREAKS = {
    f"{_W}tab": " ",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
    f"{_W}p": "\n",
}
_TEXT = frozenset({f"{_W}t", *_BREAKS})
_PARAGRAPH = frozenset({f"{_W}p"})
_TABLE = frozenset({f"{_W}tbl"})
_ROW = frozenset({f"{_W}tr"})
_CELL = frozenset({f"{_W}tc"})
_BOX = frozenset({f"{_W}txbxContent"})
_HEADINGS = ("title", "subtitle", "heading", "overskrift", "tittel", "rubrik", "toc")

MAX_PART = 200 * 2**20  # bytes of one part when unpacked; a long interview has under 5 MB
_OTHER_PARTS = (
    ("word/header", "page header"),
    ("word/footer", "page footer"),
    ("word/footnotes", "footnote"),
    ("word/endnotes", "endnote"),
    ("word/comments.xml", "comment"),
)
_LABEL_WORDS = 6  # a first table cell longer than this is no speaker column


def read(data: bytes) -> Source:
    """One block per paragraph, table row or skipped part: headers first, then the body, notes last.

    Raises StcError when the bytes are no Word document, protected, or of an absurd size.
    """
    parts = _parts(data)
    body = parts.get("word/document.xml")
    if body is None:
        raise StcError("is a zip archive without a Word document in it")
    before: list[Block] = []
    after: list[Block] = []
    for name in sorted(parts):
        for prefix, reason in _OTHER_PARTS:
            if name.startswith(prefix):
                place = before if reason == "page header" else after
                place += [Block(one_line(p), skip=reason) for p in _texts(parts[name])]
    blocks = (*before, *_body_blocks(body), *after)
    chars = sum(visible(_raw_text(root)) for root in parts.values())
    return Source(blocks, chars, "paragraph")


def _parts(data: bytes) -> dict[str, Element]:
    """The parts that hold text, parsed."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise StcError(
            "is protected by a password or an old .doc file: save it as .docx without a password"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            wanted = ("word/document.xml", *(prefix for prefix, _ in _OTHER_PARTS))
            infos = [
                info
                for info in archive.infolist()
                if info.filename.startswith(wanted) and info.filename.endswith(".xml")
            ]
            if any(info.file_size > MAX_PART for info in infos):
                raise StcError("unpacks to more than 200 MB of text, which no transcript does")
            return {info.filename: _parsed(archive.read(info)) for info in infos}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, RuntimeError, NotImplementedError,
            OSError, ValueError) as error:  # fmt: skip
        if isinstance(error, ParseError | DefusedXmlException):
            raise StcError("holds XML that is broken or unsafe") from error
        raise StcError("is not a readable Word document (damaged or cut short?)") from error
    except (ParseError, DefusedXmlException) as error:
        raise StcError("holds XML that is broken or unsafe") from error


def _parsed(data: bytes) -> Element:
    # Word's strict variant differs in the namespace alone.
    data = data.replace(_STRICT[1:-1].encode(), _W[1:-1].encode())
    root: Element = fromstring(data)
    return root


def _raw_text(root: Element) -> str:
    """All text a reader of the document can see, in file order."""
    return normalised("".join(_pieces(root, stop=frozenset())))


def _walk(root: Element, stop: frozenset[str], found: frozenset[str]) -> Iterator[Element]:
    """Elements below `root` in file order that bear a tag of `found`.

    Does not look inside what was deleted or moved away, nor inside elements of `stop`. Without
    recursion, because a hostile file may nest without end.
    """
    stack = list(reversed(root))
    while stack:
        node = stack.pop()
        if node.tag in _GONE:
            continue
        if node.tag in found:
            yield node
        if node.tag not in stop:
            stack.extend(reversed(node))


def _pieces(root: Element, stop: frozenset[str]) -> Iterator[str]:
    """The text of an element piece by piece; a paragraph begins on a new line."""
    for node in _walk(root, stop, _TEXT):
        if node.tag == f"{_W}t":
            yield node.text or ""
        else:
            yield _BREAKS[node.tag]


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
            for row in _walk(element, _ROW, _ROW):
                yield from _row_blocks(list(_walk(row, _CELL, _CELL)))
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


def _row_blocks(cells: list[Element]) -> Iterator[Block]:
    """A table row: a short first cell is the speaker of the rest."""
    filled = [text for cell in cells if (text := " ".join(_texts(cell, _BOX)))]
    if len(filled) > 1 and len(filled[0].split()) <= _LABEL_WORDS:
        name = filled[0].rstrip(": ")
        yield Block(" ".join(filled[1:]), visible(filled[0]) - visible(name), speaker=name)
    elif filled:
        yield Block(" ".join(filled))
    yield Block("")
