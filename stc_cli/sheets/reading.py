"""A sheet that people filled in, as rows of named cells: from Excel, LibreOffice or CSV.

Rows may be sorted, deleted or copied, columns moved, added or taken away: a cell is known by the
name above it. Lines above the row of names are passed over. What stands in cells that were merged
holds for each of their rows.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from stc_cli.errors import StcError, UsageError
from stc_cli.files import read_bytes
from stc_cli.readers.packages import opened
from stc_cli.render.guarding import unguarded
from stc_cli.sheets.layout import KEYS, Kind
from stc_cli.sheets.words import may_be_named
from stc_cli.text.characters import normalised

SUFFIXES = (".xlsx", ".csv", ".tsv", ".txt")
_ABOVE = 20  # rows in which the names of columns are looked for
_MOST_UNPACKED = 2 * 2**30  # bytes of a workbook
_MOST_COLUMNS = 200
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
          (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_SEPARATOR = re.compile(r'"?sep=(.)"?\n', re.IGNORECASE)
_RETURN, _UNDERSCORE = "_x000D_", "_x005F_"  # how Excel writes these in a cell
# Logical values are formulas in LibreOffice; in the file their names are English.
_LOGICAL = re.compile(r"=\s*(TRUE|FALSE)\s*(?:\(\s*\))?\s*", re.IGNORECASE)
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
Numbered = tuple[int, list[str], frozenset[int]]  # a row, its cells, which of them are formulas
Merged = Mapping[tuple[int, int], int]  # row and place of a merged cell to its last row


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds anything. `number`: as the person sees it, 1 is the first.

    `formulas`: the columns in which it has a formula; what that gives is not in `cells`.
    """

    number: int
    cells: dict[str, str]
    formulas: frozenset[str] = frozenset()

    def __getitem__(self, column: str) -> str:
        """A cell's text without white space at its ends; "" where there is no such column."""
        return self.cells.get(column, "")


class Table(NamedTuple):
    """What a sheet holds. `columns`: their names, in lower case with `_` for spaces."""

    kind: Kind
    columns: tuple[str, ...]
    rows: list[Row]


def read_sheet(path: Path) -> Table:
    """The rows of a sheet.

    Raises UsageError when it is no sheet to take in, StcError when it cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(f"{path}: sheets are taken in as .xlsx or .csv. Save it as one of these.")
    data = read_bytes(path)
    try:
        tables = _workbook_tables(data) if suffix == ".xlsx" else _csv_tables(data)
        found = max(tables, key=lambda table: len(table.columns), default=None)
    except (UsageError, StcError) as error:
        raise type(error)(f"{path}: {error}.") from error
    if found is None:
        raise UsageError(
            f"{path}: no row of it names the columns of a sheet (unit_id, code and decision, for "
            "example). Take in a sheet that `stc sheet export` wrote, with its names of columns."
        )
    return found


def _table(rows: Iterator[Numbered], merged: Merged | None = None) -> Table | None:
    """The table whose names of columns stand in one of the first rows, or None."""
    for _, cells, _ in islice(rows, _ABOVE):
        names = [_name(cell) for cell in cells]
        kind = next((kind for kind, keys in KEYS.items() if keys <= set(names)), None)
        if kind is not None:
            twice = next((name for name in names if name and names.count(name) > 1), None)
            if twice is not None:
                plain = may_be_named(cells[names.index(twice)], ())
                named = f' "{twice}"' if plain else " of the same name"
                raise UsageError(f"has two columns{named}: rename or delete one of them")
            spread = _spread(rows, merged) if merged else rows
            return Table(kind, tuple(filter(None, names)), [*_named(spread, names)])
    return None


def _name(cell: str) -> str:
    return re.sub(r"[\s\-]+", "_", cell.strip().casefold())


def _spread(rows: Iterable[Numbered], merged: Merged) -> Iterator[Numbered]:
    """Rows with what a merged cell says in each of the rows that it covers."""
    open_: dict[int, tuple[int, str, bool]] = {}  # by place: last row, cell, whether a formula
    for number, cells, formulas in rows:
        for place, cell in enumerate(cells):
            if (last := merged.get((number, place))) is not None:
                open_[place] = (last, cell, place in formulas)
        open_ = {place: held for place, held in open_.items() if held[0] >= number}
        longest = max([len(cells), *(place + 1 for place in open_)])
        row = [*cells, *[""] * (longest - len(cells))]
        for place, (_, cell, _) in open_.items():
            row[place] = cell
        computed = formulas | {place for place, held in open_.items() if held[2]}
        yield number, row, computed


def _named(rows: Iterable[Numbered], names: list[str]) -> Iterator[Row]:
    for number, cells, formulas in rows:
        said = {
            name: cell.strip() for name, cell in zip(names, cells, strict=False) if name and cell
        }
        computed = frozenset(names[place] for place in formulas if place < len(names))
        if computed or any(said.values()):
            yield Row(number, said, computed - {""})


# -- text ----------------------------------------------------------------------------------------


def _csv_tables(data: bytes) -> list[Table]:
    """The table by every delimiter that gives one."""
    text = normalised(_decoded(data))
    named = _SEPARATOR.match(text)
    body = text[named.end() :] if named else text
    tables: list[Table] = []
    faults: list[StcError] = []
    for comma in named[1] if named else ";,\t":
        try:
            table = _table(_csv_rows(body, comma))
        except StcError as error:
            faults.append(error)
        else:
            tables += [] if table is None else [table]
    if faults and not tables:
        raise faults[0]
    return tables


def _decoded(data: bytes) -> str:
    """By its byte-order mark, else UTF-8, else the code page of Excel in Western Europe."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    for candidate in [encoding] if encoding else ["utf-8", "cp1252"]:
        try:
            return data.decode(candidate)
        except UnicodeDecodeError:
            continue
    raise StcError("is neither UTF-8 nor text that Excel writes: save it as CSV UTF-8")


def _csv_rows(text: str, comma: str) -> Iterator[Numbered]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
    try:
        for number, cells in enumerate(lines, start=1):
            yield number, [_logical(cell) or unguarded(cell) for cell in cells], frozenset()
    except csv.Error as error:
        raise StcError(
            f"has a quotation mark near line {lines.line_num} that is not closed, or not doubled "
            "within a cell"
        ) from error


# -- workbooks -----------------------------------------------------------------------------------


def _workbook_tables(data: bytes) -> list[Table]:
    """The table of every worksheet that has one."""
    with opened(data, kind="Excel workbook", suffix=".xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _MOST_UNPACKED:
                raise StcError(f"unpacks to more than {_MOST_UNPACKED >> 30} GB: split it")
        try:
            return _read_workbook(data)
        except (MemoryError, StcError):
            raise
        except Exception as error:
            # openpyxl raises whatever it stumbles over: KeyError, TypeError, its own and others'.
            raise StcError("is not a readable Excel workbook (damaged or cut short?)") from error


def _read_workbook(data: bytes) -> list[Table]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about formats that make no difference here
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        archive = zipfile.ZipFile(io.BytesIO(data))
        found = []
        for page in book.worksheets:
            page.reset_dimensions()  # the file may say less than it holds
            table = _table(_page_rows(page.rows), _merged(archive, page))
            found += [] if table is None else [table]
        return found


def _merged(archive: zipfile.ZipFile, page: Any) -> Merged:
    """The merged cells of a worksheet that cover several rows; openpyxl passes over them."""
    from openpyxl.utils import range_boundaries

    found: dict[tuple[int, int], int] = {}
    xml = archive.read(page._worksheet_path)
    for match in _MERGED.finditer(xml, max(0, xml.rfind(b"sheetData>"))):
        column, first, _, last = map(int, range_boundaries(match[1].decode()))  # type: ignore[arg-type]
        if last > first:
            found[first, column - 1] = last
    return found


def _page_rows(rows: Iterable[Sequence[Any]]) -> Iterator[Numbered]:
    for number, row in enumerate(rows, start=1):
        own = row[:_MOST_COLUMNS]
        logical = {p: _logical(c.value) for p, c in enumerate(own) if c.data_type == "f"}
        formulas = frozenset(place for place, said in logical.items() if not said)
        cells = [logical[p] if p in logical else _shown(c.value) for p, c in enumerate(own)]
        yield number, cells, formulas


def _logical(value: object) -> str:
    """TRUE or FALSE for the formula that gives just that, else nothing."""
    found = _LOGICAL.fullmatch(value) if isinstance(value, str) else None
    return found[1].upper() if found else ""


def _shown(value: object) -> str:
    """A cell's value as text; numbers and logical values as a person sees them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    return normalised(str(value).replace(_RETURN, "").replace(_UNDERSCORE, "_"))
