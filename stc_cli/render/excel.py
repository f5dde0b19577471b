"""A table as an Excel workbook with one sheet."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from stc_cli.records import Table
from stc_cli.render.grid import (
    blocks,
    caption,
    clean,
    column_chars,
    is_numeric,
    line_count,
    missing_lines,
    name,
    notes,
    one_line,
    repeated,
    row_lines,
    shares,
)
from stc_cli.render.guarding import FORMULA_STARTS
from stc_cli.render.zipped import repacked

_DATE = datetime(2000, 1, 1, tzinfo=UTC)
_SHEET_WIDTH = 120  # the columns' widths together, in Excel's measure: digits
_SHEET_CHARS = 138  # what stands in them, letters being narrower
_LINE_POINTS = 15  # the height of a line
_TALLEST = 409  # points; Excel's limit for a row
_MOST_CHARS = 32_767  # Excel's limit for a cell
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
_A4 = 9  # Excel's number for the paper size
_MANY_COLUMNS = 8  # from here on the first stays in view
_CAPTION_ROW, _HEADER_ROW, _FIRST_ROW = 0, 1, 2


def table_bytes(table: Table) -> bytes:
    """An .xlsx: caption, header, rows, note; every cell a string.

    Spanning cells are merged; the cells beneath hold the same text, so that filtering for a
    category shows all its rows. A text longer than Excel allows ends with `… [→ <id>.csv]`.
    """
    buffer = io.BytesIO()
    workbook = Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"title": caption(table), "created": _DATE})
    named = name(table) or table.table_id
    sheet = workbook.add_worksheet(_NOT_IN_SHEET_NAMES.sub(" ", named)[:31])
    formats = _Formats(workbook)
    _set_page(sheet, table)
    _write_head(sheet, table, formats)
    _set_heights(sheet, table)
    _merge_spans(sheet, table, formats)  # before the texts: merging empties the cells
    _write_rows(sheet, table, formats)
    workbook.close()
    return repacked(buffer.getvalue())


class _Formats:
    """The workbook's cell formats, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def __call__(self, text: str = "", **properties: object) -> Format:
        """Wrapped text from the top, with these xlsxwriter properties besides.

        A text that begins like a formula stays text even when a person edits its cell.
        """
        if text.startswith(FORMULA_STARTS):
            properties["quote_prefix"] = True
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            look = {"text_wrap": True, "valign": "top", **properties}
            self._made[key] = self._workbook.add_format(look)
        return self._made[key]


def _set_page(sheet: Worksheet, table: Table) -> None:
    """Widths, what stays in view, the filter, and how the sheet prints."""
    last_row, last_column = _HEADER_ROW + len(table.rows), len(table.headings) - 1
    for column, share in enumerate(shares(table, _SHEET_CHARS)):
        sheet.set_column(column, column, _SHEET_WIDTH * share // 100)
    sheet.freeze_panes(_FIRST_ROW, 1 if len(table.headings) > _MANY_COLUMNS else 0)
    sheet.autofilter(_HEADER_ROW, 0, last_row, last_column)
    # Else Excel marks every "12" with a green corner.
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)
    if table.draft:
        sheet.set_header("&R" + one_line(table.draft).replace("&", "&&"))


def _write_head(sheet: Worksheet, table: Table, formats: _Formats) -> None:
    """Caption and header above the rows, the note below them."""
    title = caption(table)
    bold = formats(bold=True)
    if len(table.headings) > 1:
        sheet.merge_range(_CAPTION_ROW, 0, _CAPTION_ROW, len(table.headings) - 1, "", bold)
    sheet.write_string(_CAPTION_ROW, 0, title, bold)
    # A bold letter is wider, and rows do not grow with merged cells.
    sheet.set_row(_CAPTION_ROW, _height(line_count(title, _SHEET_CHARS * 9 // 10)) + 3)
    numeric = is_numeric(table)
    for column, heading in enumerate(table.headings):
        look = {"align": "right"} if numeric[column] else {}
        style = formats(bold=True, top=2, bottom=1, **look)
        sheet.write_string(_HEADER_ROW, column, clean(heading), style)
    for number, line in enumerate(notes(table)):
        row = _FIRST_ROW + len(table.rows) + 1 + number
        sheet.write_string(row, 0, line, formats(line, text_wrap=False))
    if table.draft:
        row = _FIRST_ROW + len(table.rows) + 1 + len(notes(table))
        note = formats(bold=True, italic=True, text_wrap=False)
        sheet.write_string(row, 0, one_line(table.draft), note)


def _set_heights(sheet: Worksheet, table: Table) -> None:
    """Heights that show every text: no program fits rows to merged cells, and not all to others."""
    chars = column_chars(table, _SHEET_CHARS)
    # Bold letters and the filter's button take about a quarter of a heading's line.
    header = max(
        line_count(heading, max(1, width * 3 // 4))
        for heading, width in zip(table.headings, chars, strict=True)
    )
    sheet.set_row(_HEADER_ROW, _height(header))
    for index, missing in enumerate(missing_lines(table.rows, chars)):
        sheet.set_row(_FIRST_ROW + index, _height(row_lines(table.rows[index], chars) + missing))


def _merge_spans(sheet: Worksheet, table: Table, formats: _Formats) -> None:
    for index, row in enumerate(table.rows, start=_FIRST_ROW):
        for column, cell in enumerate(row):
            if cell.rows > 1:
                sheet.merge_range(index, column, index + cell.rows - 1, column, "", formats())


def _write_rows(sheet: Worksheet, table: Table, formats: _Formats) -> None:
    texts = iter(repeated(table.rows))
    last = _HEADER_ROW + len(table.rows)
    row = _FIRST_ROW
    numeric = is_numeric(table)
    for number, block in enumerate(blocks(table.rows)):
        for index in range(len(block)):
            lines: dict[str, object] = {"top": 1} if number and not index else {}
            if row == last:
                lines["bottom"] = 2
            for column, text in enumerate(next(texts)):
                fitted = _fitted(clean(text), table.table_id)
                look = {**lines, "align": "right"} if numeric[column] else lines
                sheet.write_string(row, column, fitted, formats(fitted, **look))
            row += 1


def _height(lines: int) -> int:
    return min(_TALLEST, lines * _LINE_POINTS)


def _fitted(text: str, table_id: str) -> str:
    """`text`, or as much of it as a cell holds with a sign that the rest is in the CSV file."""
    if len(text) <= _MOST_CHARS:
        return text
    sign = f"… [→ {table_id}.csv]"
    return text[: _MOST_CHARS - len(sign)] + sign
