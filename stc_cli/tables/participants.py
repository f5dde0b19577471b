"""Who took part, summarised or as a list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from stc_cli.participants import Participants
from stc_cli.records import Cell
from stc_cli.table_config import ParticipantsTable
from stc_cli.tables.attribution import natural
from stc_cli.tables.content import Content, Paper
from stc_cli.tables.material import Material

COLUMNS = ("characteristic", "value", "number")
MOST_VALUES = 10  # more different ones are not listed one by one
ENOUGH_FOR_SHARES = 20  # of fewer, one person more or less moves a percentage by 5 and more
SHARES = "n (%)"  # in every language
UNKNOWN = "–"
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


def content(entry: ParticipantsTable, material: Material, paper: Paper) -> Content:
    """A summary of each attribute, or one row per participant."""
    people = material.people
    chosen = tuple(entry.columns or people.attributes)
    if entry.layout == "list":
        return _list(entry, people, chosen, paper)
    rows: list[tuple[Cell, ...]] = [
        (Cell(paper.labels["speakers"]), Cell(""), Cell(str(len(people.rows))))
    ]
    for attribute in chosen:
        rows += _summary(attribute, values_of(attribute, people), paper)
    headings = tuple(paper.labels[column] for column in COLUMNS)
    if len(people.rows) >= ENOUGH_FOR_SHARES:
        headings = (*headings[:-1], SHARES)
    return Content(COLUMNS, headings, tuple(rows), frozenset({"number"}))


def values_of(attribute: str, people: Participants) -> list[str]:
    """An attribute of every participant, in the order of the list."""
    at = people.attributes.index(attribute)
    return [row[at].strip() for _, row in people.rows]


def rare_combinations(attributes: Sequence[str], people: Participants) -> int:
    """How many participants are the only one with their values of these attributes together."""
    columns = [values_of(attribute, people) for attribute in attributes]
    counted = Counter(zip(*columns, strict=True)) if columns else Counter()
    return sum(1 for count in counted.values() if count == 1)


def _summary(attribute: str, values: Sequence[str], paper: Paper) -> list[tuple[Cell, ...]]:
    """Numbers as median and range, a few values with how many have each, many by their number."""
    known = [value for value in values if value]
    name = heading_of(attribute)
    if known and all(_NUMBER.fullmatch(value) for value in known):
        numbers = sorted(float(value.replace(",", ".")) for value in known)
        middle, low, high = (f"{n:g}" for n in (median(numbers), numbers[0], numbers[-1]))
        lines = [(paper.labels["median_range"], f"{middle} ({low}–{high})")]
    else:
        counted = Counter(known)
        if len(counted) > MOST_VALUES:
            lines = [(paper.labels["different_values"], str(len(counted)))]
        else:
            ordered = sorted(counted.items(), key=lambda pair: (-pair[1], natural(pair[0])))
            lines = [(value, _share(count, len(values))) for value, count in ordered]
    if len(known) < len(values):
        lines.append((paper.labels["not_known"], _share(len(values) - len(known), len(values))))
    return [
        (Cell(name, len(lines) if n == 0 else 0), Cell(value), Cell(number))
        for n, (value, number) in enumerate(lines)
    ]


def _share(count: int, everybody: int) -> str:
    """A number of people, with its percentage where there are enough.

    >>> _share(6, 24), _share(6, 12)
    ('6 (25)', '6')
    """
    if everybody < ENOUGH_FOR_SHARES:
        return str(count)
    return f"{count} ({100 * count / everybody:.0f})"


def _list(
    entry: ParticipantsTable, people: Participants, chosen: tuple[str, ...], paper: Paper
) -> Content:
    columns = [values_of(attribute, people) for attribute in chosen]
    rows = [
        (name, *values)
        for (name, _), values in zip(
            people.rows, zip(*columns, strict=True) if columns else [()] * len(people.rows),
            strict=True,
        )
    ]  # fmt: skip
    if entry.sort:
        at = people.attributes.index(entry.sort)
        order = {name: natural(row[at]) for name, row in people.rows}
        rows.sort(key=lambda row: order[row[0]])
    if paper.attribution != "participant":
        rows = [(str(n), *row[1:]) for n, row in enumerate(rows, start=1)]
    return Content(
        ("id", *chosen), (paper.labels["participant"], *map(heading_of, chosen)),
        tuple(tuple(Cell(text or UNKNOWN) for text in row) for row in rows),
    )  # fmt: skip


def heading_of(attribute: str) -> str:
    """An attribute's column as a heading: `years_in_post` as `Years in post`.

    >>> heading_of("years_in_post")
    'Years in post'
    """
    words = attribute.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
