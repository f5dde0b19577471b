"""Table: the tables of the paper, ready for any format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from stc_cli.config import Config, in_language
from stc_cli.records import Table
from stc_cli.table_config import (
    AnalysisTable,
    FocusGroupsTable,
    GroupsTable,
    MatrixTable,
    Only,
    ParticipantsTable,
    QuotesTable,
    ResultsTable,
    StepsTable,
    TableConfig,
    ThemesTable,
)
from stc_cli.tables import (
    analysis,
    focus_groups,
    groups,
    matrix,
    participants,
    quotes,
    results,
    steps,
    themes,
)
from stc_cli.tables.content import Content, Paper
from stc_cli.tables.material import Material
from stc_cli.tables.narrowing import Narrowed

NO_NUMBER = "none"
Needed = Literal["nothing", "ingest", "synthesize"]


def needed_for(table: TableConfig) -> Needed:
    """The last stage whose results a table shows; `nothing` where codebook and config will do."""
    match table:
        case ResultsTable():
            behind = results.NEEDS_UNITS.intersection(table.columns) or table.sort == "units"
            return "synthesize" if behind or table.only != Only() else "nothing"
        case ThemesTable() | GroupsTable():
            return "nothing"
        case ParticipantsTable() | FocusGroupsTable():
            return "ingest"
        case _:
            return "synthesize"


def table_of(entry: TableConfig, material: Material, *, traced: bool = False) -> Table:
    """One configured table: its content with caption, headings and footnotes.

    `traced`: every cell names the units it rests on, also where its text needs none of them; all
    stages must have run. Raises UsageError naming the table when it asks for what is not there.
    """
    config = material.config
    language = entry.language or config.language_out
    labels = config.labels_in(language)
    paper = Paper(language, labels, entry.attribution or config.attribution, traced)
    if entry.only != Only():
        material = Narrowed(material, entry.only)
    made = _content(entry, material, paper)

    def said(text: str | dict[str, str]) -> str:
        return in_language(text, language, config.language_out)

    headings = tuple(
        said(entry.headings.get(column, heading))
        for column, heading in zip(made.columns, made.headings, strict=True)
    )
    return Table(
        entry.id, entry.kind, numbers(config)[entry.id], said(entry.title), language,
        made.columns, headings, made.rows, labels["table"],
        "" if config.status == "final" else labels["draft"],
        (*made.footnotes, *map(said, entry.footnotes)), made.numeric,
    )  # fmt: skip


def numbers(config: Config) -> Mapping[str, str]:
    """Table id to its number as it is printed; tables without one of their own are counted."""
    found: dict[str, str] = {}
    count = 0
    for entry in config.tables:
        if entry.number is None:
            count += 1
            found[entry.id] = str(count)
        else:
            found[entry.id] = "" if entry.number == NO_NUMBER else entry.number
    return found


def _content(entry: TableConfig, material: Material, paper: Paper) -> Content:
    match entry:
        case ResultsTable():
            return results.content(entry, material, paper)
        case AnalysisTable():
            return analysis.content(entry, material, paper)
        case ThemesTable():
            return themes.content(entry, material, paper)
        case GroupsTable():
            return groups.content(entry, material, paper)
        case ParticipantsTable():
            return participants.content(entry, material, paper)
        case FocusGroupsTable():
            return focus_groups.content(entry, material, paper)
        case MatrixTable():
            return matrix.content(entry, material, paper)
        case StepsTable():
            return steps.content(entry, material, paper)
        case QuotesTable():
            return quotes.content(entry, material, paper)


def furthest(tables: Sequence[TableConfig]) -> Needed:
    """The last stage that any of the tables needs."""
    order: tuple[Needed, ...] = ("nothing", "ingest", "synthesize")
    return max(map(needed_for, tables), key=order.index, default="nothing")
