"""What every format asks of a table: its caption, clean text, blocks of rows, column widths."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isqrt

from stc_cli.records import Cell, Table

Row = tuple[Cell, ...]

# Lone surrogates are among them: they cannot be written as UTF-8 either.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_BREAK = re.compile(r"\s|(?<=-)")  # lines break after hyphens too
_LONGEST_WORD = 24  # a longer word may break, so that one address cannot squeeze the other columns
_BOLD = 125  # hundredths of a plain letter's width
_PADDING = 2  # characters' worth of space beside a column's text


def clean(text: str) -> str:
    """`text` without the characters that XML forbids, every kind of line end as `\\n`.

    >>> clean("a\\x00b\\r\\nc")
    'ab\\nc'
    """
    return _LINE_END.sub("\n", without_controls(text))


def without_controls(text: str) -> str:
    """`text` without the characters that XML forbids (control characters, lone surrogates)."""
    return _NOT_XML.sub("", text)


def one_line(text: str) -> str:
    """`text` cleaned, every stretch of white space as one space."""
    return " ".join(clean(text).split())


def name(table: Table) -> str:
    """What the paper's text calls the table: `Table 1`; empty for one without a number."""
    return f"{one_line(table.label)} {one_line(table.number)}" if table.number else ""


def caption(table: Table) -> str:
    """`Table 1. Title`, as far as the table has number and title; always one line."""
    return ". ".join(filter(None, (name(table), one_line(table.title))))


def notes(table: Table) -> list[str]:
    """What stands below the table: its footnotes, each one line."""
    return [line for line in map(one_line, table.footnotes) if line]


def is_numeric(table: Table) -> list[bool]:
    """Of each column whether it holds numbers only."""
    return [column in table.numeric for column in table.columns]


def repeated(rows: Sequence[Row]) -> list[list[str]]:
    """The rows' texts as they are; a covered cell repeats the text of the cell that covers it."""
    filled: list[list[str]] = []
    for row in rows:
        above = filled[-1] if filled else [""] * len(row)
        filled.append([c.text if c.rows else up for c, up in zip(row, above, strict=True)])
    return filled


def blocks(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows parted where no cell reaches from one into the next: one block per category."""
    parts: list[list[Row]] = []
    for row in rows:
        if not parts or all(cell.rows for cell in row):
            parts.append([])
        parts[-1].append(row)
    return parts


def shares(table: Table, chars: int) -> tuple[int, ...]:
    """How many hundredths of a line of `chars` characters each column takes; they add up to 100.

    Every column holds its longest word. What is left goes by the square root of the mean text:
    rows stay low and no column starves.
    """
    cells, headings, roots = [], [], []
    for column, heading in enumerate(map(clean, table.headings)):
        texts = [clean(row[column].text) for row in table.rows if row[column].rows]
        cells.append(max(map(_longest_word, texts), default=0))
        headings.append(_longest_word(heading) * _BOLD // 100)
        texts.append(heading)
        roots.append(isqrt(100 * sum(map(len, texts)) // len(texts)) + 1)
    floors = [_floor(cell, heading) for cell, heading in zip(cells, headings, strict=True)]
    if sum(floors) > chars:  # headings over numbers may break before other columns starve
        numeric = is_numeric(table)
        floors = [_floor(cells[n]) if numeric[n] else floor for n, floor in enumerate(floors)]
    left = max(0, chars - sum(floors))
    needs = [floor + left * root // sum(roots) for floor, root in zip(floors, roots, strict=True)]
    whole = sum(needs)
    percent = [100 * need // whole for need in needs]
    # What rounding left goes where most was cut off, not all to one column.
    short = sorted(range(len(needs)), key=lambda n: (-(100 * needs[n] % whole), n))
    for column in short[: 100 - sum(percent)]:
        percent[column] += 1
    return tuple(percent)


def _longest_word(text: str) -> int:
    return max(map(len, _BREAK.split(text)))


def _floor(*words: int) -> int:
    """The characters that a column takes at least, for the lengths of its longest words."""
    return min(max(words), _LONGEST_WORD) + _PADDING


def column_chars(table: Table, chars: int) -> list[int]:
    """How many characters stand side by side in each column of a line of `chars` characters."""
    return [max(1, chars * share // 100 - _PADDING // 2) for share in shares(table, chars)]


def line_count(text: str, chars: int) -> int:
    """About how many lines `text` fills in a column `chars` characters wide; at least 1."""
    lines = 0
    for line in clean(text).split("\n"):
        lines += 1
        used = 0
        for word in line.split():
            if used and used + 1 + len(word) <= chars:
                used += 1 + len(word)
                continue
            lines += bool(used) + (len(word) - 1) // chars  # a word that no line holds breaks
            used = (len(word) - 1) % chars + 1
    return lines


def row_lines(row: Row, chars: Sequence[int]) -> int:
    """About how many lines the row's own cells fill; cells that span rows do not count."""
    own = [line_count(c.text, width) for c, width in zip(row, chars, strict=True) if c.rows == 1]
    return max(own, default=1)


def missing_lines(rows: Sequence[Row], chars: Sequence[int]) -> list[int]:
    """Per row: the lines to add below it so that the spanning cells which end there fit.

    LaTeX and Excel let a long spanning cell run over what follows; Word and browsers make room.
    """
    lines = [row_lines(row, chars) for row in rows]
    missing = [0] * len(rows)
    for start, row in enumerate(rows):
        for cell, width in zip(row, chars, strict=True):
            if cell.rows > 1:
                end = min(start + cell.rows, len(rows))
                room = sum(lines[start:end]) + sum(missing[start:end])
                missing[end - 1] += max(0, line_count(cell.text, width) - room)
    return missing
