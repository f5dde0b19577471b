"""What stands behind the categories, and what may speak against them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from stc_cli import artefacts as files_of
from stc_cli.decisions.counter import placed_answers
from stc_cli.files import csv_rows
from stc_cli.languages import load_language
from stc_cli.records import CounterEvidence, Sentence, Unit
from stc_cli.reduces import Reduces
from stc_cli.stages.contributors import Contribution, contributions, participants_by_key
from stc_cli.stages.counter_evidence import Talk, counter_evidence
from stc_cli.stages.ingest import WITHDREW
from stc_cli.text.tokens import Lexicon, lexicon
from stc_cli.work import units_of


def counter_evidence_of(reduces: Reduces) -> list[CounterEvidence]:
    """Passages of all participants that may speak against the categories' statements."""
    units: list[Unit] = []
    contents: list[frozenset[str]] = []
    for outcome in reduces.outcomes:
        sections = reduces.store.sound("segment", outcome.parts["segment"].key)
        lines = sections["content"].decode().split("\n")
        for unit, content in zip(units_of(sections), lines, strict=False):
            if unit.state != "set_aside":
                units.append(unit)
                contents.append(frozenset(content.split()))
    coded = {row.unit.unit_id for rows in reduces.sorting.units.values() for row in rows}
    talk = Talk(units, contents, reduces.lexicons, coded=coded, linked=reduces.study.linked)
    answers = placed_answers(reduces.study.answers, units, reduces.config.language_of)
    rows = counter_evidence(
        reduces.categories, talk, _lexicon_of(reduces, units),
        most=reduces.config.synthesize.counter_evidence, asked=answers.asked(reduces.categories),
    )  # fmt: skip
    return answers.given(rows, reduces.categories)


def _lexicon_of(reduces: Reduces, units: Sequence[Unit]) -> Callable[[Sentence], Lexicon]:
    """The language of a statement: of its first unit, or that of people's texts."""
    written = lexicon(load_language(reduces.config.language_out))
    theirs = {
        sentence.sentence_id
        for condensate in reduces.condensates
        for sentence in condensate.sentences
        if any(operation.op == "write" for operation in sentence.operations)
    }
    spoken = {unit.unit_id: unit.transcript_id for unit in units}

    def of(statement: Sentence) -> Lexicon:
        drafted = not any(op.op == "write" or op.source in theirs for op in statement.operations)
        first = next((spoken[u] for u in statement.unit_ids if u in spoken), "")
        return reduces.lexicons.of(first) if drafted and first else written

    return of


def contributions_of(reduces: Reduces) -> Iterator[Contribution]:
    """How much of each category and subtheme comes from whom; see stages/contributors.py."""
    speakers = (
        row
        for outcome in reduces.outcomes
        for row in map(
            files_of.speaker_of, csv_rows(reduces.section(outcome, "ingest", "speakers.csv"))
        )
        if row.why != WITHDREW
    )
    lying = {place: [row.unit for row in rows] for place, rows in reduces.sorting.units.items()}
    names = [outcome.transcript_id for outcome in reduces.outcomes]
    return contributions(lying, participants_by_key(speakers, reduces.study.linked), names)
