"""The XML parts of an Excel workbook, checked before openpyxl sees them.

openpyxl fills the gaps between cells, drops rows that stand in the wrong order and, in the mode
that saves memory, knows nothing of comments. So here cells that stand far off are refused, the text
of all cells is taken from the XML for comparison, and what stands beside the cells is read.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, tostring

from stc_cli.errors import StcError
from stc_cli.readers.packages import opened, walked

_X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_THREADED = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Parts without cells, comments and text boxes. Without its part openpyxl passes over a chart.
_NOT_READ = ("xl/chart", "xl/externalLinks/", "xl/pivot", "xl/theme/", "docProps/", "customXml/")
_CELL = re.compile(r"^([A-Z]{1,3})\d{1,7}$", re.ASCII)
_NUMBER = re.compile(r"^\d{1,7}$", re.ASCII)
_LAST_ROW, _LAST_COLUMN = 200_000, 200  # of cells that hold anything
_MOST_CELLS = 5_000_000  # of all sheets, with the empty ones that openpyxl puts between
_LONGEST_FORMAT = 255  # characters of a number format; what Excel allows


class Parts(NamedTuple):
    """What the XML parts of a workbook say.

    `archive`: a workbook of the checked parts alone. `texts`: those of all cells that hold text.
    `comments`, `boxes`: the text of each comment and of each paragraph in a text box.
    """

    archive: bytes
    texts: Sequence[str]
    comments: Sequence[str]
    boxes: Sequence[str]


def checked_parts(data: bytes) -> Parts:
    """Read and check the parts of an Excel file.

    Raises StcError, as a clause, for what is no workbook, is unsafe or would take too long.
    """
    buffer = io.BytesIO()
    roots: list[Element] = []
    with (
        opened(data, kind="Excel workbook", suffix=".xlsx") as package,
        zipfile.ZipFile(buffer, "w") as archive,
    ):
        for name in package.names:
            if name.endswith((".xml", ".rels")) and not name.startswith(_NOT_READ):
                root = package.xml(name)
                _check(root)
                archive.writestr(name, _written_anew(root))
                roots.append(root)
    tags = {root.tag for root in roots}
    if f"{_STRICT}workbook" in tags:
        raise StcError('is a "Strict Open XML" workbook: save it as an ordinary Excel workbook')
    if f"{_X}workbook" not in tags:
        raise StcError("is a zip archive without an Excel workbook in it")
    sheets = [root for root in roots if root.tag == f"{_X}worksheet"]
    _check_size(sheets)
    strings = [_shared(item) for root in roots if root.tag == f"{_X}sst" for item in root]
    texts = [text for sheet in sheets for text in _texts(sheet, strings)]
    return Parts(buffer.getvalue(), texts, [*_comments(roots)], [*_boxes(roots)])


def _check(root: Element) -> None:
    """Trim a part and refuse what would keep openpyxl busy."""
    for data in root.findall(f"{_X}sheetData"):
        _trim(data)
    formats = root.iter(f"{_X}numFmt")
    if any(len(found.get("formatCode", "")) > _LONGEST_FORMAT for found in formats):
        raise StcError("has a number format that is longer than Excel allows")


def _written_anew(root: Element) -> bytes:
    try:
        data: bytes = tostring(root)
    except RecursionError as error:
        raise StcError("holds XML that is nested deeper than in any workbook") from error
    return data


def _trim(data: Element) -> None:
    """Take away rows and ends of rows that hold nothing, however they look; number the others."""
    place = 0
    rows: list[Element] = []
    for row in data:
        place = int(row.get("r", "")) if _NUMBER.match(row.get("r", "")) else place + 1
        while len(row) and not _holds(row[-1]):
            del row[-1]
        if len(row):
            row.set("r", str(place))
            rows.append(row)
    data[:] = rows


def _holds(cell: Element) -> bool:
    """Whether there is anything in a cell.

    Raises StcError for a formula that was never worked out: nobody can see what it gives.
    """
    holds = bool(cell.findtext(f"{_X}v")) or cell.find(f"{_X}is") is not None
    if not holds and cell.find(f"{_X}f") is not None and cell.get("t") != "str":
        where = f" ({cell.get('r')})" if _CELL.match(cell.get("r", "")) else ""
        raise StcError(f"has formulas without results{where}: open it in Excel and save it again")
    return holds


def _check_size(sheets: Sequence[Element]) -> None:
    cells = 0
    for row in (row for sheet in sheets for row in sheet.iter(f"{_X}row")):
        last = len(row)
        for cell in row:
            letters = _CELL.match(cell.get("r", ""))
            last = max(last, _column(letters[1]) if letters else 0)
        cells += last
        if int(row.get("r", "0")) > _LAST_ROW or last > _LAST_COLUMN or cells > _MOST_CELLS:
            raise StcError(
                f"has cells beyond row {_LAST_ROW:,} or column {_LAST_COLUMN}, or too many for a "
                "transcript: copy its table to a new workbook"
            )


def _column(letters: str) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _shared(item: Element) -> str:
    """A text that cells share, as openpyxl gives it."""
    return _rich(item).replace("x005F_", "")


def _rich(element: Element) -> str:
    """A text in one format or several; how it is pronounced stands elsewhere."""
    runs = (run.findtext(f"{_X}t", "") for run in element.findall(f"{_X}r"))
    return element.findtext(f"{_X}t", "") + "".join(runs)


def _texts(sheet: Element, strings: Sequence[str]) -> Iterator[str]:
    """The text of every cell of a sheet that holds text; an error such as #N/A is text."""
    for cell in sheet.iter(f"{_X}c"):
        value, kind, inside = cell.findtext(f"{_X}v", ""), cell.get("t"), cell.find(f"{_X}is")
        if kind == "s" and _NUMBER.match(value) and int(value) < len(strings):
            yield strings[int(value)]
        elif kind in ("str", "e"):
            yield value
        elif kind == "inlineStr" and inside is not None:
            yield _rich(inside)


def _comments(roots: Sequence[Element]) -> Iterator[str]:
    """Notes, and comments with their answers.

    Excel writes a comment with answers twice, the second time for its older versions.
    """
    threads = [text.text or "" for root in roots for text in root.iter(f"{_THREADED}text")]
    yield from threads
    for root in roots:
        authors = [author.text or "" for author in root.iter(f"{_X}author")]
        for comment in root.iter(f"{_X}comment"):
            place = comment.get("authorId", "")
            known = _NUMBER.match(place) and int(place) < len(authors)
            again = threads and known and authors[int(place)].startswith("tc=")
            text = comment.find(f"{_X}text")
            if text is not None and not again:
                yield _rich(text)


def _boxes(roots: Sequence[Element]) -> Iterator[str]:
    """The paragraphs of text boxes, each once, whatever versions of Excel they are written for."""
    for root in roots:
        for element, begins in walked(root, _written):
            if begins and element.tag == f"{_DRAWING}p":
                yield "".join(text.text or "" for text in element.iter(f"{_DRAWING}t"))


def _written(element: Element) -> Iterable[Element]:
    return () if element.tag == _FALLBACK else element
