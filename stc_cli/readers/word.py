"""Word documents, read from their XML parts.

Kept: paragraphs, tables, text in content controls, tracked insertions, soft line breaks.
Left out, as if changes were accepted: tracked deletions and the place a text was moved from.
Skipped with a reason: headings, page headers and footers, footnotes, comments, text boxes.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from stc_cli.errors import StcError
from stc_cli.readers import Block, Source
from stc_cli.text.characters import normalised, one_line, visible

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

MAX_UNPACKED = 100 * 2**20  # bytes of the parts with text; a long interview has under 5 MB
_OTHER_PARTS = (
    ("word/header", "page header"),
    ("word/footer", "page footer"),
    ("word/footnotes", "footnote"),
    ("word/endnotes", "endnote"),
    ("word/comments.xml", "comment"),
)
_DAMAGE = (  # what zipfile raises for archives that are cut short, garbled or encrypted
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_LABEL_WORDS = 6  # a first table cell longer than this is no speaker column
_COLUMN_HEADS = frozenset(
    "speaker name who time timestamp start end text utterance transcript content line nr no # "
    "taler navn hvem tid tidspunkt tekst ytring innhold linje person deltaker indhold "
    "talare namn vem innehåll rad".split()
)
_COUNT_OR_TIME = re.compile(r"^\[?(?:\d{1,4}|(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?)[\].]?$")


def read(data: bytes) -> Source:
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
    chars = sum(visible(_raw_text(root)) for root in parts.values())
    if chars != sum(visible(f"{b.text} {b.speaker or ''}") + b.structure for b in blocks):
        raise StcError("holds text outside its paragraphs: open it in Word and save it again")
    return Source(blocks, chars, "paragraph")


def _parts(data: bytes) -> tuple[str, dict[str, Element]]:
    """The name of the main part, and the parts that hold text, parsed."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise StcError(
            "is protected by a password or an old .doc file: save it as .docx without a password"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            main = _main_part(archive)
            wanted = tuple(prefix for prefix, _ in _OTHER_PARTS)
            infos = [
                info
                for info in archive.infolist()
                if info.filename == main
                or (info.filename.startswith(wanted) and info.filename.endswith(".xml"))
            ]
            if sum(info.file_size for info in infos) > MAX_UNPACKED:
                raise StcError("unpacks to more than 100 MB of text, which no transcript does")
            if not any(info.filename == main for info in infos):
                raise StcError("is a zip archive without a Word document in it")
            return main, {info.filename: _parsed(archive.read(info)) for info in infos}
    except (ParseError, DefusedXmlException, LookupError) as error:
        raise StcError("holds XML that is broken or unsafe") from error
    except _DAMAGE as error:
        raise StcError("is not a readable Word document (damaged or cut short?)") from error


def _main_part(archive: zipfile.ZipFile) -> str:
    """The main document's name: word/document.xml, unless the package names another."""
    usual = "word/document.xml"
    names = archive.namelist()
    if usual in names or "_rels/.rels" not in names:
        return usual
    if archive.getinfo("_rels/.rels").file_size > MAX_UNPACKED:
        return usual
    for relation in _parsed(archive.read("_rels/.rels")).iter(_RELATION):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", usual).lstrip("/")
    return usual


def _parsed(data: bytes) -> Element:
    root: Element = fromstring(data)
    if root.tag.startswith(_STRICT):  # Word's strict variant differs in the namespace alone
        for element in root.iter():
            element.tag = element.tag.replace(_STRICT, _W)
            if element.tag == f"{_W}pStyle":
                element.set(f"{_W}val", element.get(f"{_STRICT}val", ""))
    return root


def _raw_text(root: Element) -> str:
    """All text a reader of the document can see; that of a text box stands by itself."""
    places = (root, *_walk(root, frozenset(), _BOX))
    return normalised("\n".join("".join(_pieces(place, _BOX)) for place in places))


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
    """A table row: a short first cell may be the speaker of the rest, after a number or time."""
    filled = [text for cell in cells if (text := " ".join(_texts(cell, _BOX)))]
    heads = {word.casefold().rstrip(":.") for text in filled for word in text.split()}
    if len(filled) > 1 and heads <= _COLUMN_HEADS:
        yield Block(" ".join(filled), skip="table heading")
        return
    clock = filled[0] if len(filled) > 2 and _COUNT_OR_TIME.match(filled[0]) else ""
    name, said = (filled[1:] if clock else filled)[:1], filled[2 if clock else 1 :]
    if said and len(name[0].split()) <= _LABEL_WORDS:
        text = " ".join([clock, *said] if ":" in clock else said)
        label = name[0].rstrip(": ")
        structure = visible("".join(filled)) - visible(label + text)
        yield Block(text, structure, speaker=label)
    elif filled:
        yield Block(" ".join(filled))
    yield Block("")
