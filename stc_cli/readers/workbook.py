"""Excel workbooks: the rows of every sheet, as a person sees them."""

from __future__ import annotations

import io
import re
import warnings
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from stc_cli.errors import StcError
from stc_cli.readers import About, Block, Settings, Source
from stc_cli.readers.reasons import COMMENT, TEXT_BOX
from stc_cli.readers.tables import table_blocks
from stc_cli.readers.workbook_parts import checked_parts
from stc_cli.text.characters import normalised, one_line, unseen, visible

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_RETURN = "_x000D_"  # how Excel writes a carriage return in a cell
_NO_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]hms][^\]]*\]')  # of a number format: words, colours
ABOUT = About(
    "xlsx",
    kept="the speaker and text of each row, in hidden sheets and rows too; results of formulas",
    skipped="names of sheets, rows of names, comments, other columns that have a name, text boxes",
    structure="times, numbers of rows",
    left_out="formulas, charts, pictures, what stands at the edges of printed pages",
)


class _Sheet(NamedTuple):
    """A sheet's name, its rows that hold anything, each cell as it is shown, and its text cells."""

    name: str
    rows: list[list[str]]
    texts: list[str]


def read(data: bytes, settings: Settings) -> Source:
    """One turn per row of a table with a speaker in it; an empty block ends each row.

    Sheets in their order, then comments and text boxes. Raises StcError when the bytes are no
    workbook, protected, or of an absurd size.
    """
    parts = checked_parts(data)
    sheets = _sheets(parts.archive)
    read_texts = sorted(normalised(text) for sheet in sheets for text in sheet.texts)
    if read_texts != sorted(normalised(text) for text in parts.texts if text):
        raise StcError("holds text that cannot be read in full: open it in Excel and save it again")
    blocks: list[Block] = []
    raw = [*parts.comments, *parts.boxes]
    for sheet in sheets:
        rows = [list(map(_clean, row)) for row in sheet.rows]
        blocks += (Block(one_line(_clean(sheet.name)), skip="sheet name"), Block(""))
        blocks += table_blocks(rows)
        raw += (sheet.name, *(cell for row in sheet.rows for cell in row))
    for reason, texts in ((COMMENT, parts.comments), (TEXT_BOX, parts.boxes)):
        blocks += (Block(line, skip=reason) for text in texts if (line := one_line(_clean(text))))
    chars = sum(visible(_clean(text)) for text in raw)
    return Source("xlsx", tuple(blocks), chars, "paragraph", sum(map(unseen, raw)))


def _clean(text: str) -> str:
    return normalised(text.replace(_RETURN, ""))


def _sheets(archive: bytes) -> list[_Sheet]:
    """What openpyxl finds in a workbook of checked parts; it leaves out sheets that are charts."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about formats that make no difference here
            book = load_workbook(
                io.BytesIO(archive), read_only=True, data_only=True, keep_links=False
            )
            return [_sheet(sheet) for sheet in book.worksheets]
    except MemoryError:
        raise
    except Exception as error:
        # openpyxl raises whatever it stumbles over: KeyError, TypeError, its own and others'.
        raise StcError("is not a readable Excel workbook (damaged or cut short?)") from error


def _sheet(sheet: ReadOnlyWorksheet) -> _Sheet:
    sheet.reset_dimensions()  # the file may say less than it holds
    rows: list[list[str]] = []
    texts: list[str] = []
    for row in sheet.rows:
        cells = [_shown(cell.value, cell.number_format or "") for cell in row]
        texts += (cell.value for cell in row if isinstance(cell.value, str))
        if any(cells):
            rows.append(cells)
    return _Sheet(sheet.title, rows, texts)


def _shown(value: object, code: str) -> str:
    """A cell's value as a person sees it. `code`: its number format.

    Dates are written as 2021-05-03, in whatever order they are shown.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    if not isinstance(value, datetime | time | timedelta):
        return str(value)
    parts = _NO_CODE.sub("", code.split(";")[0]).lower()
    if isinstance(value, datetime) and re.search("[dy]", parts):
        day = f"{value:%Y-%m-%d}"
        return f"{day} {_clock(_since_midnight(value), parts)}" if re.search("[hs]", parts) else day
    passed = value if isinstance(value, timedelta) else _since_midnight(value)
    return _clock(passed, parts)


def _since_midnight(moment: datetime | time) -> timedelta:
    return timedelta(
        hours=moment.hour,
        minutes=moment.minute,
        seconds=moment.second,
        microseconds=moment.microsecond,
    )


def _clock(passed: timedelta, parts: str) -> str:
    """Hours, minutes and seconds as a number format shows them.

    Without seconds in it "12:03" stays two numbers: typed as minutes and seconds, Excel took it
    for hours and minutes.
    """
    milliseconds = round(abs(passed) / timedelta(milliseconds=1))
    seconds, rest = divmod(milliseconds, 1000)
    sign = "-" if passed < timedelta(0) else ""
    fraction = f".{rest:03}" if rest and re.search(r"s[.,]?0", parts) else ""
    hours, minutes = divmod(seconds // 60, 60)
    if "s" not in parts:
        return f"{sign}{hours}:{minutes:02}"
    if "h" not in parts:
        return f"{sign}{seconds // 60}:{seconds % 60:02}{fraction}"
    return f"{sign}{hours}:{minutes:02}:{seconds % 60:02}{fraction}"
