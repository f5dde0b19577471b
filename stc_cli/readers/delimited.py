"""Tables as text: CSV with any delimiter, and TSV."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from stc_cli.errors import StcError
from stc_cli.readers import MAX_TEXT, About, Block, Settings, Source
from stc_cli.readers.columns import named
from stc_cli.readers.encoding import decoded
from stc_cli.readers.tables import table_blocks
from stc_cli.text.characters import visible

_DELIMITERS = "\t|;,"  # of two that fit, the one that prose has less of
_NONE = "\a"  # a delimiter that no text has, for tables of one column
_SEPARATOR = re.compile(r'^"?sep=([^\w\s"]|\t)"?\n', re.IGNORECASE)
_MOST_CELLS = 2_000_000
_MOST_COLUMNS = 200
ABOUT = About(
    "csv, tsv",
    kept="the speaker and text of each row; columns without a name",
    skipped="the row of names, comments, other columns that have a name",
    structure="times, numbers of rows, the line that names the delimiter (`sep=;`)",
    left_out="delimiters and the quotation marks around cells, which a spreadsheet does not show",
)


class _Table(NamedTuple):
    """A file's rows as one delimiter parts them.

    `quoted`: whether quotation marks hold cells together, else they are characters like others.
    `spaced`: whether a space may stand before such a mark. `fault`: why the file cannot be read
    so, else empty.
    """

    rows: tuple[tuple[str, ...], ...]
    delimiter: str
    spaced: bool = False
    quoted: bool = True
    fault: str = ""

    @property
    def regularity(self) -> float:
        """The share of rows that have the usual number of cells; 0 for a table of one column."""
        widths = Counter(len(row) for row in self.rows if any(row))
        usual, times = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        share = times / max(widths.total(), 1)
        return share if usual > 1 and share > 0.5 else 0.0

    @property
    def names(self) -> int:
        """How many cells of the first row are names of columns."""
        return sum(named(cell.strip()) is not None for cell in self.rows[0]) if self.rows else 0


def read(data: bytes, settings: Settings) -> Source:
    """One turn per row of a table with a speaker in it; an empty block ends each row.

    Raises StcError when quotation marks are not closed, naming the line.
    """
    text, unseen = decoded(data, settings.encoding)
    head = _SEPARATOR.match(text)
    body = text[head.end() :] if head else text
    table = _table(body, head[1] if head else _DELIMITERS, lines_above=1 if head else 0)
    widest = max(map(len, table.rows), default=0)
    if widest > _MOST_COLUMNS:
        raise StcError(f"has {widest} cells in one row, which no transcript has")
    before = (Block("", structure=visible(head[0])),) if head else ()
    rows, joined = _mended(table)
    chars = visible(head[0] if head else "") + _visible_in_cells(body, table)
    return Source(
        "tsv" if table.delimiter == "\t" else "csv",
        (*before, *table_blocks(rows)),
        chars + joined * visible(table.delimiter),
        "paragraph",
        unseen,
    )


def _table(text: str, delimiters: str, *, lines_above: int) -> _Table:
    """The rows by the delimiter that gives the most regular table, with names if it can be."""
    if max(map(text.count, delimiters)) > _MOST_CELLS:
        raise StcError("has more cells than any transcript: split it")
    tables = [
        _parsed(text, delimiter, spaced, lines_above)
        for delimiter in delimiters
        if delimiter in text
        for spaced in ((False, True) if f'{delimiter} "' in text else (False,))
    ]
    best = max(
        tables,
        key=lambda table: (table.regularity, table.names, not table.fault),
        default=_Table((), _NONE),
    )
    if not best.rows or (best.regularity == 0 and len(delimiters) > 1):
        best = _parsed(text, _NONE, False, lines_above)
        return _plain(text, best) if best.fault else best
    if best.fault:
        raise StcError(best.fault)
    return best


def _parsed(text: str, delimiter: str, spaced: bool, lines_above: int) -> _Table:
    """The rows by one delimiter.

    Marks that do not hold cells together (`P1;"Ja", sa hun`) may be plain characters: they are
    where no cell has a mark at both ends and every row has the same number of cells.
    """
    rows: list[tuple[str, ...]] = []
    line = 0
    limit = csv.field_size_limit(MAX_TEXT)  # else a long answer is an error
    lines = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=spaced
    )
    try:
        for row in lines:
            rows.append(tuple(row))
            line = lines.line_num
    except csv.Error as error:
        if "unexpected end" in str(error):
            what = f"has a quotation mark in line {line + 1 + lines_above} that is never closed"
        else:
            what = f"has text after a closing quotation mark in line {lines.line_num + lines_above}"
        plain = _plain(text, _Table((), delimiter, spaced))
        held = any(len(cell) > 1 and cell[0] == cell[-1] == '"' for r in plain.rows for cell in r)
        if plain.regularity == 1 and not held:
            return plain
        return plain._replace(fault=f'{what}: double the marks inside a cell ("")')
    finally:
        csv.field_size_limit(limit)
    return _Table(tuple(rows), delimiter, spaced)


def _plain(text: str, table: _Table) -> _Table:
    rows = tuple(tuple(line.split(table.delimiter)) for line in text.split("\n"))
    return table._replace(rows=rows, quoted=False, fault="")


def _mended(table: _Table) -> tuple[Sequence[Sequence[str]], int]:
    """The rows, the text put together again where it holds the delimiter without marks around it.

    Also how many delimiters were so put back. Only if the last column is named as the text.
    """
    width = len(table.rows[0]) if table.rows else 0
    if table.names < 2 or named(table.rows[0][-1]) != "text":
        return table.rows, 0
    rows: list[Sequence[str]] = []
    joined = 0
    for row in table.rows:
        if any(row[width:]):
            joined += len(row) - width
            row = (*row[: width - 1], table.delimiter.join(row[width - 1 :]))
        rows.append(row)
    return rows, joined


def _visible_in_cells(text: str, table: _Table) -> int:
    """The visible characters of a file but for delimiters and the marks around cells."""
    inside = 0
    if table.quoted:
        edge = f"[{re.escape(table.delimiter)}\n]"
        space = " *" if table.spaced else ""
        cell = re.compile(rf'(?:(?<={edge})|(?<![\s\S])){space}"([^"]*(?:""[^"]*)*)"(?={edge}|\Z)')
        inside = sum(visible(match[1].replace('""', '"')) for match in cell.finditer(text))
        text = cell.sub("", text)
    return inside + visible(text.replace(table.delimiter, ""))
