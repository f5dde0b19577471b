"""What a sheet consists of, whatever file it is written to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

Kind = Literal["coding", "sorting", "validation", "counter_evidence"]
ORIGIN = "stc"  # the column that people need not read; see `origin.py`
ADDED = ("add_1", "add_2", "add_3")
Cells = tuple[str, ...]


class Column(NamedTuple):
    """A column by its name. `width`: in Excel's measure, digits.

    `typed`: whether people write in it; `choices`: the list they may choose from; `hint`: what
    Excel shows beside a cell that is chosen.
    """

    name: str
    width: int
    typed: bool = False
    choices: str = ""
    hint: str = ""
    hidden: bool = False


class Sheet(NamedTuple):
    """A sheet to fill in. `rows`: a cell per column. `lists`: what may be chosen, by name.

    `legend`: a second sheet to read beside it, its names of columns first.
    """

    kind: Kind
    columns: tuple[Column, ...]
    rows: Sequence[Cells]
    lists: Mapping[str, Sequence[str]]
    legend: Sequence[Cells]
    language: str  # of the people who fill it in


KEYS: Mapping[Kind, frozenset[str]] = {
    "validation": frozenset({"transcript_id", "group_id", "verdict"}),
    "counter_evidence": frozenset({"unit_id", "statement", "disposition"}),
    "sorting": frozenset({"unit_id", "group", "subgroup"}),
    "coding": frozenset({"unit_id", "code", "decision"}),
}
"""The columns that tell what kind of sheet one is."""
