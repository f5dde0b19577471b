"""Counter-evidence is what other people said, against statements that are there, as answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from stc_cli.decisions.counter import Answers, placed_answers, plain
from stc_cli.output import Output
from stc_cli.proofs.coverage import used_units
from stc_cli.stages.counter_evidence import ANSWERED, behind, people, people_behind
from stc_cli.text.opposition import NO_REASON, rank
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
        elif row.unit_id in {own.unit_id for own in behind(statement, units)}:
            yield f"{place}: the statement has its words from the unit {row.unit_id}."
        elif not people_behind(statement, units, study.linked).isdisjoint(
            people(unit, study.linked)
        ):
            yield f"{place}: is said by somebody whom the statement has its words from."
        if unit.role in ("moderator", "observer") or unit.state == "set_aside":
            yield f"{place}: the unit {row.unit_id} is no participant's, or was set aside."
        if not (rank(row.reason) < NO_REASON or (row.reason == ANSWERED and row.disposition)):
            yield f"{place}: is offered for a reason that stc does not know."
        if row.coded != (row.unit_id in coded):
            yield f'{place}: "coded" is not what the assignments say.'
        proved["counter-evidence is verbatim"] += 1
    yield from _answer_breaks(output, study)


def _answer_breaks(output: Output, study: Study) -> Iterator[str]:
    """What people are said to have found is what `decisions/counter_evidence.csv` says."""
    standing = [unit for unit in output.units if unit.state != "set_aside"]
    answers = placed_answers(study.answers, standing, study.config.language_of)
    yield from _lost_breaks(output, study, answers)
    rows = output.counter_evidence
    bare = [replace(row, disposition="", by="", why="") for row in rows]
    for number, (row, given) in enumerate(
        zip(rows, answers.given(bare, output.categories), strict=True), start=2
    ):
        if (row.disposition, row.by, row.why) != (given.disposition, given.by, given.why):
            yield f"{COUNTER}, row {number}: its disposition is not what people found."


def _lost_breaks(output: Output, study: Study, answers: Answers) -> Iterator[str]:
    """A passage that people answered about is listed with the statement they answered about."""
    units = {unit.unit_id: unit for unit in output.units}
    shown = {(row.group_id, row.statement_id, row.unit_id) for row in output.counter_evidence}
    answered = answers.asked(output.categories).answered
    for category in output.categories:
        for statement in (s for paragraph in category.paragraphs for s in paragraph.statements):
            for unit_id in sorted(answered.get((category.group_id, plain(statement.text)), ())):
                theirs = people_behind(statement, units, study.linked)
                others = theirs.isdisjoint(people(units[unit_id], study.linked))
                speaks = units[unit_id].role not in ("moderator", "observer")
                own = {unit.unit_id for unit in behind(statement, units)}
                key = (category.group_id, statement.sentence_id, unit_id)
                if others and speaks and unit_id not in own and key not in shown:
                    yield (f"{COUNTER}: lacks the unit {unit_id}, about which somebody answered, "
                           f"for {statement.sentence_id}.")  # fmt: skip
