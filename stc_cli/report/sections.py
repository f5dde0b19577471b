"""What stands in the page without its script: overview, themes, tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from stc_cli.findings import Findings
from stc_cli.records import Author, Category, Condensate, Table
from stc_cli.render.grid import blocks, caption, notes
from stc_cli.report.data import COLOURS
from stc_cli.stages.table import table_of
from stc_cli.tables.attribution import named, quoted, together
from stc_cli.tables.material import NOTHING

Words = Mapping[str, str]


class Said(NamedTuple):
    """A sentence, quotation or cell, with the ids of its units, a space between them."""

    text: str
    units: str


class Part(NamedTuple):
    """A subtheme, or what a category holds without one (`id` is empty)."""

    id: str
    heading: str
    statements: tuple[Said, ...]
    condensate: tuple[Said, ...]
    condensed_by: Author
    stale: tuple[str, ...]
    opposing: tuple[tuple[str, str], ...]
    left_out: int
    quotations: tuple[Said, ...]
    contributors: str
    units: int


class Theme(NamedTuple):
    """A category with its subthemes."""

    id: str
    heading: str
    colour: int
    author: Author
    stale: tuple[str, ...]
    contributors: str
    parts: tuple[Part, ...]


def themes(findings: Findings, labels: Words) -> list[Theme]:
    """The categories in order, each with its parts: the unsorted first, then its subthemes."""
    condensates = {(c.group_id, c.subgroup_id): c for c in findings.condensates}
    headings = findings.book.headings(findings.config.language_out)
    found = []
    for number, category in enumerate(findings.categories):
        group = next(g for g in findings.book.groups if g.id == category.group_id)
        places = [(group.id, ""), *((group.id, s.id) for s in group.subgroups)]
        parts = tuple(
            _part(place, condensates.get(place), category, headings.get(place[1], ""), findings)
            for place in places
            if place[1] or place in condensates
        )
        found.append(
            Theme(
                category.group_id, category.heading, number % COLOURS, category.author,
                category.stale_because,
                _together(group.id, findings), parts,
            )
        )  # fmt: skip
    return found


def _together(group_id: str, findings: Findings) -> str:
    """Who stands behind a whole category, as openly as the study's attribution allows."""
    own = [entry for place, entry in findings.standing.items() if place[0] == group_id]
    return named(together(own), findings.standing, linked=findings.linked,
                 attribution=findings.config.attribution)  # fmt: skip


def _part(
    place: tuple[str, str],
    condensate: Condensate | None,
    category: Category,
    heading: str,
    findings: Findings,
) -> Part:
    attribution = findings.config.attribution
    standing = findings.standing.get(place, NOTHING)
    return Part(
        place[1], heading,
        tuple(Said(s.text, " ".join(s.unit_ids)) for paragraph in category.paragraphs
              if paragraph.subgroup_id == place[1] for s in paragraph.statements),
        tuple(Said(s.text, " ".join(s.unit_ids)) for s in condensate.sentences)
        if condensate else (),
        condensate.author if condensate else "draft",
        condensate.stale_because if condensate else (),
        tuple(_opposing(condensate)) if condensate else (),
        len(condensate.left_out) if condensate else 0,
        tuple(Said(quoted(q, attribution), q.unit_id) for q in category.quotes
              if q.subgroup_id == place[1]),
        named(standing, findings.standing, linked=findings.linked, attribution=attribution),
        len(standing.units),
    )  # fmt: skip


def _opposing(condensate: Condensate) -> Iterator[tuple[str, str]]:
    """Pairs of sentences that may oppose each other, as text."""
    texts = {s.sentence_id: s.text for s in condensate.sentences}
    for pair in condensate.opposing:
        both = [texts.get(name, "") for name in pair[:2]]
        if all(both):
            yield both[0], both[1]


class Grid(NamedTuple):
    """A table for the page: `blocks` of rows of cells, None where a cell above reaches in."""

    id: str
    caption: str
    headings: tuple[str, ...]
    blocks: list[list[list[tuple[str, int, str, bool] | None]]]
    notes: list[str]
    draft: str


def tables(findings: Findings) -> list[Grid]:
    """Every table of the study, its cells with their units."""
    made = (table_of(entry, findings, traced=True) for entry in findings.config.tables)
    return [_grid(table) for table in made]


def _grid(table: Table) -> Grid:
    numeric = [column in table.numeric for column in table.columns]
    rows = [
        [
            [
                (cell.text, cell.rows, " ".join(cell.units), numeric[n]) if cell.rows else None
                for n, cell in enumerate(row)
            ]
            for row in block
        ]
        for block in blocks(table.rows)
    ]
    return Grid(table.table_id, caption(table), table.headings, rows, notes(table), table.draft)


def facts(findings: Findings, words: Words) -> list[tuple[str, str]]:
    """What the study holds, as names and numbers."""
    states = Counter(unit.state for unit in findings.units.values())
    known = findings.minutes if len(findings.minutes) == len(findings.transcripts) else {}
    rows: Sequence[tuple[str, int]] = (
        ("transcripts", len(findings.transcripts)),
        ("participants", len(findings.participants)),
        ("words", sum(t.words for t in findings.transcripts)),
        ("minutes", sum(known.values())),  # a part of them would mislead
        ("units", len(findings.units)),
        ("candidates", states["candidate"]),
        ("accepted", states["accepted"]),
        ("set_aside", states["set_aside"]),
        ("coded", len(findings.codes)),
        ("codes", sum(1 for _ in findings.book.places())),
        ("decisions", len(findings.study.ledger.standing)),
    )
    return [(words[name], f"{number:,}".replace(",", "\u202f")) for name, number in rows if number]
