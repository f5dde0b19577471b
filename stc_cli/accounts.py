"""The account of the ledger: every line of it, with what became of it (`3_code/decisions.csv`).

And what needs a person: decisions without a place, with where their passages may be now, and what
coders contradict each other about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from stc_cli import artefacts as files_of
from stc_cli.decisions.coding import Fate, Unplaced, fate, unplaced
from stc_cli.decisions.lines import Decision
from stc_cli.decisions.telling import told_decision
from stc_cli.files import csv_bytes, csv_rows
from stc_cli.reduces import Reduces

CANDIDATES = 3  # units named for a decision without a place
LIKE = 50.0  # from this similarity on (rapidfuzz ratio, 0 to 100)
NO_TRANSCRIPT = "there is no such transcript any more, or it could not be read"


def decisions_csv(reduces: Reduces) -> bytes:
    """Every line of every ledger with what became of it, by coder and line."""
    rows = [*_in_parts(reduces), *_beside_parts(reduces)]
    return csv_bytes([files_of.DECISIONS, *sorted(rows, key=lambda row: (row.coder, row.line))])


def _in_parts(reduces: Reduces) -> Iterator[Fate]:
    for outcome in reduces.outcomes:
        if outcome.parts["code"].counts["decisions"]:
            rows = csv_rows(reduces.section(outcome, "code", "decisions.csv"))
            yield from map(files_of.fate_of, rows)


def _beside_parts(reduces: Reduces) -> Iterator[Fate]:
    """Lines that belong to no transcript of the study."""
    ledger = reduces.ledger
    for decision in ledger.decisions:
        name = (decision.coder, decision.line)
        if decision.act == "undo":
            yield fate(decision, "applied")
        elif name in ledger.undone:
            yield fate(decision, "undone", by=str(ledger.undone[name]))
    for decision in lost(reduces):
        gone = reduces.study.withdrawn.holds(decision.transcript_id)
        yield fate(decision, "withdrawn" if gone else "unplaced")


def lost(reduces: Reduces) -> Iterator[Decision]:
    """Decisions on transcripts that are gone and that no other has succeeded."""
    there = {outcome.transcript_id for outcome in reduces.outcomes}
    for name, decisions in reduces.ledger.by_transcript.items():
        if name not in there:
            yield from decisions


def unplaced_rows(reduces: Reduces) -> list[Unplaced]:
    """The decisions that could not be applied, by coder and line."""
    rows = [
        Unplaced(row[0], int(row[1]), *row[2:5])
        for outcome in reduces.outcomes
        if outcome.parts["code"].counts["unplaced"]
        for row in csv_rows(reduces.section(outcome, "code", "unplaced.csv"))
    ]
    key = reduces.study.key
    rows += [
        unplaced(told_decision(decision, key) if key else decision, NO_TRANSCRIPT)
        for decision in lost(reduces)
        if not reduces.study.withdrawn.holds(decision.transcript_id)
    ]
    return sorted(rows, key=lambda row: (row.coder, row.line))


def unplaced_csv(reduces: Reduces) -> bytes:
    """The decisions that could not be applied, each with the units most like its quotation."""
    rows = unplaced_rows(reduces)
    near = _nearest([row.quotation for row in rows], reduces) if rows else []
    cells = [(*row, ";".join(units)) for row, units in zip(rows, near, strict=True)]
    return csv_bytes([files_of.UNPLACED, *cells])


def _nearest(quotations: Sequence[str], reduces: Reduces) -> list[list[str]]:
    """For each quotation the ids of the units of any transcript that are most like it."""
    from rapidfuzz import fuzz, process

    texts = dict(reduces.unit_texts())
    known: dict[str, list[str]] = {}
    for quotation in quotations:
        if quotation not in known:
            found: Iterable[tuple[str, float, str]] = process.extract(
                quotation, texts, scorer=fuzz.ratio, score_cutoff=LIKE, limit=CANDIDATES
            )
            known[quotation] = [unit_id for _, _, unit_id in found]
    return [known[quotation] for quotation in quotations]


def conflicts_csv(reduces: Reduces) -> bytes:
    """What coders contradict each other about, in the order of the transcripts."""
    parts = (reduces.section(o, "code", "conflicts.csv") for o in reduces.outcomes)
    return b"".join([csv_bytes([files_of.CONFLICTS]), *parts])
