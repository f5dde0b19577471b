"""Tables of any format as blocks: who speaks in each row, when, what is said, what else is there.

What a column holds is judged for the whole table at once (`columns.py`). A cell that does not fit
its column, such as a remark where a time should be, is text like the rest of its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from stc_cli.readers import Block
from stc_cli.readers.columns import LONGEST_LABEL, Columns, Row, columns_of, is_count, is_heading
from stc_cli.readers.reasons import COMMENT, TABLE_HEADING
from stc_cli.readers.times import Spoken, Times, in_seconds, parted, time_of
from stc_cli.text.characters import one_line, visible, word_count

_LONGEST_NAME = 30  # characters of a column's name in a reason


class _Taken(NamedTuple):
    """A row taken apart. `said`: the cells that are talk, in order, of any number of lines."""

    label: str
    said: tuple[str, ...]
    start: float | None
    end: float | None
    asides: tuple[Block, ...]


def table_blocks(rows: Iterable[Sequence[str]]) -> Iterator[Block]:
    """The rows of a table as blocks in reading order; an empty block ends each row.

    `rows`: the text of each cell, normalised, of any number of lines.
    """
    written = [tuple(row) for row in rows]
    lines = [tuple(map(one_line, row)) for row in written]
    columns = columns_of(lines)
    timed = [n for n, role in enumerate(columns.roles) if role in ("start", "end")]
    times = [row[n] for row in lines for n in timed if n < len(row) and time_of(row[n])]
    taken = _in_seconds([_taken(row, columns) for row in written], times)
    speakers = _speakers(taken)
    for place, (row, cells) in enumerate(zip(taken, lines, strict=True)):
        text = " ".join(filter(None, cells))
        across = row.label and row.label == text.rstrip(": ") and row.label not in speakers
        if columns.heading is not None and place < columns.heading:
            yield Block(text)
        elif place == columns.heading or is_heading(cells, columns) or across:
            yield Block(text, skip=TABLE_HEADING)  # across: "Part 2" in a row of its own
        else:
            yield from _row_blocks(row, cells, certain=columns.certain)
        yield Block("")


def _speakers(taken: Sequence[_Taken]) -> set[str]:
    """Who says something: in the same row, or in the next if that names nobody."""
    same = {row.label for row in taken if row.said}
    return same | {row.label for row, below in pairwise(taken) if below.said and not below.label}


def _row_blocks(row: _Taken, cells: Row, *, certain: bool) -> Iterator[Block]:
    """What is said in a row, then what stands beside it.

    Without a speaker each line of a cell stays a line, for it may begin with a label.
    """
    if row.label or not any("\n" in cell for cell in row.said):
        texts = [one_line(" ".join(row.said))]
    else:
        texts = [line for line in map(one_line, "\n".join(row.said).split("\n")) if line]
    asides = sum(visible(aside.text) for aside in row.asides)
    structure = sum(map(visible, cells)) - sum(map(visible, texts)) - visible(row.label) - asides
    speaker = row.label or None
    for text in texts:
        if text or structure or speaker:
            sure = certain and speaker is not None
            yield Block(text, structure, "", speaker, row.start, row.end, certain=sure)
        structure, speaker = 0, None
    yield from row.asides


def _taken(cells: Row, columns: Columns) -> _Taken:
    label = ""
    said: list[str] = []
    asides: list[Block] = []
    times: dict[str, Times] = {}
    for place, cell in enumerate(cells):
        text, role, head = one_line(cell), columns.role(place), columns.head(place)
        if not text:
            continue
        time = time_of(text) if role in ("start", "end", "time") else None
        if time is not None:
            times[role] = time
        elif role == "speaker" and len(text) <= LONGEST_LABEL:
            label = text.rstrip(": ")
        elif role == "comment":
            asides.append(Block(text, skip=COMMENT))
        elif role == "count" and is_count(text):
            continue
        elif role in ("other", "count", "time") and head:
            asides.append(Block(text, skip=f'column "{head[:_LONGEST_NAME]}"'))
        else:
            said.append(cell)
    label, beside = parted(label)
    label = label.rstrip(": ")
    first, last = times.get("start"), times.get("end")
    start = first.start if first else beside
    end = last.start if last else first.end if first else None
    return _Taken(label, tuple(said), start, end, tuple(asides))


def _in_seconds(taken: Sequence[_Taken], times: Sequence[str]) -> list[_Taken]:
    """The rows with their times in seconds. `times`: the cells that these were read from."""
    items = [Spoken(row.start, row.end, word_count(" ".join(row.said))) for row in taken]
    spans = in_seconds(items, times)
    return [row._replace(start=a, end=b) for row, (a, b) in zip(taken, spans, strict=True)]
