"""What a kind of table makes, and how the paper wants it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

from stc_cli.codebook import Codebook, Group, Subgroup
from stc_cli.config import in_language
from stc_cli.records import Cell
from stc_cli.table_config import Attribution


class Paper(NamedTuple):
    """How the paper wants a table: its language, the words for headings, how openly it names who
    spoke. `traced`: whether cells must name their units also where the text needs none."""

    language: str
    labels: Mapping[str, str]
    attribution: Attribution
    traced: bool = False


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


def name_of(entry: Group | Subgroup, book: Codebook, language: str) -> str:
    """The working name of a code group or subgroup; its heading, then its id, where it has none."""
    return in_language(entry.name or entry.heading or entry.id, language, book.language)


def code_names(book: Codebook, language: str) -> dict[str, str]:
    """Code id to its name; the id where it has none."""
    return {
        place.code.id: in_language(place.code.name or place.code.id, language, book.language)
        for place in book.places()
    }


def spanning(cells: Sequence[Cell], keys: Sequence[Hashable]) -> list[Cell]:
    """A column whose cells with equal keys below each other are one; it rests on all their units.

    >>> [cell.rows for cell in spanning([Cell("a"), Cell("a"), Cell("b")], ["a", "a", "b"])]
    [2, 0, 1]
    """
    made: list[Cell] = []
    start = 0
    while start < len(cells):
        end = start + 1
        while end < len(cells) and keys[end] == keys[start]:
            end += 1
        units = tuple(dict.fromkeys(unit for cell in cells[start:end] for unit in cell.units))
        made.append(Cell(cells[start].text, end - start, units))
        made += [Cell(cell.text, 0, ()) for cell in cells[start + 1 : end]]
        start = end
    return made


def in_rows(columns: Sequence[Sequence[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    """Columns of cells as rows."""
    return tuple(zip(*columns, strict=True))
