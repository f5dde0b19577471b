"""Counter-evidence is what other people said, against statements that are there, as answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from stc_cli.decisions.counter import placed_answers
from stc_cli.output import Output
from stc_cli.proofs.coverage import used_units
from stc_cli.proofs.drafts import is_written
from stc_cli.workspace import Study

COUNTER = "5_synthesize/counter_evidence.csv"


def counter_breaks(output: Output, study: Study, proved: Counter[str]) -> Iterator[str]:
    """Every passage is a unit's text, letter for letter, and no moderator's or of the statement."""
    units = {unit.unit_id: unit for unit in output.units}
    coded = {unit_id for own in used_units(output, study).values() for unit_id in own}
    statements = {
        (category.group_id, paragraph.subgroup_id, statement.sentence_id): statement
        for category in output.categories
        for paragraph in category.paragraphs
        for statement in paragraph.statements
    }
    for number, row in enumerate(output.counter_evidence, start=2):
        place = f"{COUNTER}, row {number}"
        unit = units.get(row.unit_id)
        if unit is None or (unit.text, unit.speakers) != (row.text, row.speakers):
            yield f"{place}: is not what the unit {row.unit_id} says."
            continue
        statement = statements.get((row.group_id, row.subgroup_id, row.statement_id))
        if statement is None or statement.text != row.statement:
            yield f"{place}: is held against a statement that is not there."
        elif row.unit_id in statement.unit_ids and not is_written(statement):
            yield f"{place}: the statement has its words from the unit {row.unit_id}."
        if unit.role in ("moderator", "observer") or unit.state == "set_aside":
            yield f"{place}: the unit {row.unit_id} is no participant's, or was set aside."
        if row.coded != (row.unit_id in coded):
            yield f'{place}: "coded" is not what the assignments say.'
        proved["counter-evidence is verbatim"] += 1
    yield from _answer_breaks(output, study)


def _answer_breaks(output: Output, study: Study) -> Iterator[str]:
    """What people are said to have found is what `decisions/counter_evidence.csv` says."""
    standing = [unit for unit in output.units if unit.state != "set_aside"]
    answers = placed_answers(study.answers, standing, study.config.language_of)
    rows = output.counter_evidence
    bare = [replace(row, disposition="", by="", why="") for row in rows]
    for number, (row, given) in enumerate(
        zip(rows, answers.given(bare, output.categories), strict=True), start=2
    ):
        if (row.disposition, row.by, row.why) != (given.disposition, given.by, given.why):
            yield f"{COUNTER}, row {number}: its disposition is not what people found."
