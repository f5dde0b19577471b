"""The participants' list: a CSV file with a column `id` and any attributes beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from stc_cli.errors import UsageError
from stc_cli.files import read_bytes

_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Participants:
    """Who took part. `attributes`: the names of the columns beside `id`; `rows`: id to values."""

    attributes: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.rows)

    def told(self, replaced: Callable[[str], str]) -> Participants:
        """The same list with every text as `replaced` gives it."""
        return Participants(
            tuple(map(replaced, self.attributes)),
            tuple((replaced(name), tuple(map(replaced, row))) for name, row in self.rows),
        )

    def values(self, participant: str) -> tuple[str, ...]:
        """The attributes of a participant; empty ones for somebody who is not listed."""
        return dict(self.rows).get(participant, ("",) * len(self.attributes))


def load_participants(path: Path) -> Participants:
    """Read a participants' list: commas, semicolons or tabs; UTF-8, or cp1252 as Excel saves it.

    Raises UsageError naming the line of a missing or doubled id or a row of another length, and
    when there is no column `id` or two columns of one name.
    """
    if not path.is_file():
        raise UsageError(f"{path}: no such file (named under `participants:`).")
    header, *lines = _table(path)
    names = [name.strip() for name in header]
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(f'{path}, line 1: has two columns "{twice}". Rename one of them.')
    column = next((n for n, name in enumerate(names) if name.casefold() == "id"), None)
    if column is None:
        raise UsageError(
            f'{path}, line 1: has no column "id". Add one with each participant\'s id.'
        )
    rows: dict[str, tuple[str, ...]] = {}
    for number, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        participant, values = _row(path, number, cells, names, column)
        if participant in rows:
            raise UsageError(f'{path}, line {number}: the id "{participant}" stands here a second '
                             "time. Give each participant one line.")  # fmt: skip
        rows[participant] = values
    attributes = tuple(name for n, name in enumerate(names) if n != column and name)
    return Participants(attributes, tuple(rows.items()))


def _table(path: Path) -> list[list[str]]:
    data = read_bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    head = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UsageError(f"{path}: is not a readable CSV file ({error}).") from error
    if not rows:
        raise UsageError(f"{path}: is empty. Its first line names the columns, one of them `id`.")
    return rows


def _row(
    path: Path, number: int, cells: Sequence[str], names: Sequence[str], column: int
) -> tuple[str, tuple[str, ...]]:
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        raise UsageError(
            f"{path}, line {number}: has {len(cells)} cells where line 1 names {len(names)} "
            "columns. Put a cell that holds the delimiter in double quotes."
        )
    padded = [cell.strip() for cell in cells] + [""] * (len(names) - len(cells))
    if not padded[column]:
        raise UsageError(f'{path}, line {number}: has no participant id in the column "id".')
    values = tuple(padded[n] for n, name in enumerate(names) if n != column and name)
    return padded[column], values
