"""A sheet as bytes: an Excel workbook or CSV; the same sheet, the same bytes."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING

from stc_cli.errors import UsageError
from stc_cli.render.grid import clean
from stc_cli.render.guarding import FORMULA_STARTS, guarded
from stc_cli.sheets.layout import Cells, Column, Sheet

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

MOST_ROWS = 1_048_575  # below the row of names; Excel's limit
_MOST_CHARS = 32_767  # Excel's limit for a cell
_TALLEST, _LINE = 409, 15  # points: of a row, which is Excel's limit, and of a line
_MOST_LINES = 8  # of a cell that stands beside the unit's text
CUT = " … [cut: the rest is in 2_segment/units.csv]"
_DATE = datetime(2000, 1, 1, tzinfo=UTC)
_PART = "xl/worksheets/sheet1.xml"
_LISTS = "lists"
_SEMICOLONS = ("nb", "nn", "da", "sv")  # languages whose Excel parts cells by semicolons
_LEGEND_WIDTHS = (18, 28, 18, 18, 70)
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # else Excel reads a character's number in it


def sheet_csv(sheet: Sheet) -> bytes:
    """UTF-8 with a byte-order mark, which Excel needs, parted as Excel in its language parts it.

    A cell that a spreadsheet would run as a formula begins with an apostrophe.
    """
    rows = [tuple(column.name for column in sheet.columns), *sheet.rows]
    comma = ";" if sheet.language in _SEMICOLONS else ","
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=comma, lineterminator="\n")
    writer.writerows([guarded(_clean(cell)) for cell in row] for row in rows)
    return codecs.BOM_UTF8 + buffer.getvalue().encode()


def sheet_xlsx(sheet: Sheet) -> bytes:
    """An .xlsx with the sheet, its legend, and hidden the lists to choose from; cells are strings.

    xlsxwriter makes all but the rows: cell by cell it takes ten times as long as their markup.
    Raises UsageError when there are more rows than Excel holds.
    """
    from xlsxwriter import Workbook

    from stc_cli.render.zipped import repacked

    if len(sheet.rows) > MOST_ROWS:
        raise UsageError(
            f"the sheet has {len(sheet.rows):,} rows, and Excel holds {MOST_ROWS:,}. Name some "
            "transcripts or codes, or write a .csv file."
        )
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": f"stc {sheet.kind}", "created": _DATE})
    page = book.add_worksheet(sheet.kind)
    _write_frame(book, page, sheet)
    _write_legend(book, sheet)
    _write_lists(book, sheet.lists)
    _validate(page, sheet)
    book.close()
    archive = buffer.getvalue()
    return repacked(archive, {_PART: _with_rows(archive, sheet)})


def _write_frame(book: Workbook, page: Worksheet, sheet: Sheet) -> None:
    """Names, widths, filter, and two rows that are only there for their looks."""
    heading = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
    looks = {"text_wrap": True, "valign": "top", "border_color": "#D0D0D0"}
    lined, yellow = {"bottom": 1}, {"bg_color": "#FFF8DC", "border": 1}
    heads = [book.add_format(heading | more) for more in ({}, {"bg_color": "#F2D98B"})]
    cells = [
        [book.add_format(looks | more | quoted) for more in (lined, yellow)]
        # A text that begins like a formula stays text even when a person edits its cell.
        for quoted in ({}, {"quote_prefix": True})
    ]
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width, None, {"hidden": column.hidden})
        page.write_string(0, number, column.name, heads[column.typed])
        for row, look in enumerate(cells, start=1):
            page.write_blank(row, number, None, look[column.typed])
    page.set_row(0, 2 * _LINE)  # room for the filter's buttons
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.columns) - 1)
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _write_legend(book: Workbook, sheet: Sheet) -> None:
    page = book.add_worksheet("codebook")
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    widths = [(n, width * 9 // 8, _TALLEST) for n, width in enumerate(_LEGEND_WIDTHS)]
    for number, row in enumerate(sheet.legend):
        page.set_row(number, _height(row, widths[: len(row)]))
        for place, cell in enumerate(row):
            page.write_string(number, place, fitted(clean(cell)), wrapped if number else bold)
    for place in range(len(sheet.legend[0])):
        page.set_column(place, place, _LEGEND_WIDTHS[place])
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _write_lists(book: Workbook, lists: Mapping[str, Sequence[str]]) -> None:
    page = book.add_worksheet(_LISTS)
    for place, values in enumerate(lists.values()):
        for number, value in enumerate(values):
            page.write_string(number, place, value)
    page.hide()


def _validate(page: Worksheet, sheet: Sheet) -> None:
    """Lists to choose from. Other words are allowed: people write `ja`, or a code's name."""
    last = max(1, len(sheet.rows))
    places = {name: place for place, name in enumerate(sheet.lists)}
    for number, column in enumerate(sheet.columns):
        if not column.typed:
            continue
        hint = {"input_title": column.name, "input_message": column.hint[:255]}
        if not column.choices or not sheet.lists[column.choices]:
            page.data_validation(1, number, last, number, {"validate": "any", **hint})
            continue
        letter = chr(ord("A") + places[column.choices])
        source = f"={_LISTS}!${letter}$1:${letter}${len(sheet.lists[column.choices])}"
        asked = {
            "validate": "list", "source": source, "error_type": "warning",
            "error_title": "Not in the list", "error_message": "stc may not know this word.",
        }  # fmt: skip
        page.data_validation(1, number, last, number, asked | hint)


def _with_rows(archive: bytes, sheet: Sheet) -> bytes:
    """The sheet's part with its rows in the place of the two that show how cells look."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(archive)) as package:
        xml = package.read(_PART).decode()
    cells = re.findall(r'<c r="([A-Z]+)([23])" s="(\d+)"/>', xml)
    looks = {(letters, row): style for letters, row, style in cells}
    head, rest = xml.split('<row r="2"', 1)
    tail = rest[rest.index("</sheetData>") :]
    letters = [name for name, row in looks if row == "2"]
    end = f'"A1:{letters[-1]}{len(sheet.rows) + 1}"'
    head = re.sub(r'(<dimension ref=)"[^"]*"', rf"\1{end}", head)
    styles = [(name, looks[name, "2"], looks[name, "3"]) for name in letters]
    rows = _rows(sheet.rows, styles, sheet.columns)
    return b"".join(part.encode() for part in (head, *rows, tail))


def _rows(
    rows: Sequence[Cells], styles: Sequence[tuple[str, str, str]], columns: Sequence[Column]
) -> Iterator[str]:
    """The markup of every row. `styles`: each column's letters, look, and look of a quoted text."""
    widths = [
        (place, column.width * 9 // 8, _TALLEST if column.name == "text" else _MOST_LINES)
        for place, column in enumerate(columns)
        if not column.hidden
    ]
    for number, row in enumerate(rows, start=2):
        parts = [f'<row r="{number}" ht="{_height(row, widths)}">']
        for (letters, look, quoted), text in zip(styles, row, strict=True):
            if text:
                style = quoted if text.startswith(FORMULA_STARTS) else look
                parts.append(
                    f'<c r="{letters}{number}" s="{style}" t="inlineStr"><is>'
                    f'<t xml:space="preserve">{_markup(text)}</t></is></c>'
                )
            else:
                parts.append(f'<c r="{letters}{number}" s="{look}"/>')
        parts.append("</row>")
        yield "".join(parts)


def _height(row: Cells, widths: Sequence[tuple[int, int, int]]) -> int:
    """About as high as the row's longest text; not all programs see to that by themselves.

    `widths`: place of each column, characters in a line, and how many lines it may claim.
    """
    lines = 1
    for place, chars, most in widths:
        text = row[place]
        if len(text) > chars or "\n" in text:
            lines = max(lines, min(most, text.count("\n") + len(text) // chars + 1))
    return min(_TALLEST, lines * _LINE)


def _clean(text: str) -> str:
    """`clean`, which looks at every character, only where there is something to clean."""
    return text if text.isprintable() else clean(text)


def _markup(text: str) -> str:
    text = fitted(_clean(text))
    if "_x" in text:
        text = _ESCAPE.sub("_x005F_", text)
    return escape(text, quote=False)


def fitted(text: str) -> str:
    """As much of a text as a cell of Excel holds, with a sign that there is more.

    Excel counts UTF-16 units, of which a character has two at most.
    """
    if len(text) * 2 <= _MOST_CHARS:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= _MOST_CHARS * 2:
        return text
    return units[: (_MOST_CHARS - len(CUT)) * 2].decode("utf-16-le", "ignore") + CUT
