"""What a kind of table makes, and how the paper wants it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from stc_cli.codebook import Codebook, Group
from stc_cli.records import Cell
from stc_cli.table_config import Attribution


class Paper(NamedTuple):
    """How the paper wants a table: its language, the words for headings, how openly it names who
    spoke."""

    language: str
    labels: Mapping[str, str]
    attribution: Attribution


class Content(NamedTuple):
    """The inside of a table.

    `columns`: keys for CSV; `headings`: for people, one per column. `numeric`: the keys of columns
    of numbers. `footnotes`: what the table says of itself, before the config's own.
    """

    columns: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: frozenset[str] = frozenset()
    footnotes: tuple[str, ...] = ()


def chosen_groups(book: Codebook, wanted: Sequence[str]) -> list[Group]:
    """The groups a table shows, in its order; all of them when it names none."""
    if not wanted:
        return book.groups
    by_id = {group.id: group for group in book.groups}
    return [by_id[group_id] for group_id in wanted]
