"""Counter-evidence: what a reader finds of passages that may speak against the analytic text.

A sheet with a row per statement and passage is filled in and taken in into
`decisions/counter_evidence.csv`, a row per statement, passage and reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from stc_cli.decisions.anchors import Anchor
from stc_cli.decisions.counter import (
    NAME,
    Answer,
    Answers,
    answers_csv,
    placed_answers,
    plain,
    read_answers,
)
from stc_cli.decisions.validation import VERDICTS
from stc_cli.errors import UsageError
from stc_cli.files import write_bytes
from stc_cli.output import Output, required
from stc_cli.records import CounterEvidence, Unit
from stc_cli.runner import locked
from stc_cli.sheets.layout import ORIGIN, Cells, Column, Sheet
from stc_cli.sheets.naming import Names
from stc_cli.sheets.origin import Origin, origin_cell, origin_of
from stc_cli.sheets.pseudonymous import Teller
from stc_cli.sheets.reading import Row, Table
from stc_cli.sheets.so_far import is_told
from stc_cli.sheets.wishes import (
    NOT_SHOWN,
    UNDO,
    Remark,
    as_before,
    collected,
    refuse_formulas,
    stays,
)
from stc_cli.sheets.words import verdict
from stc_cli.text.characters import one_line
from stc_cli.workspace import Study, as_decided

COLUMNS = (
    Column("group_id", 14), Column("subgroup_id", 14), Column("statement", 50),
    Column("unit_id", 16), Column("speakers", 12), Column("reason", 22), Column("text", 60),
    Column("before", 26, hint="What you found before the statement was rewritten."),
    Column("disposition", 14, typed=True, choices="dispositions", hint="Read the passage in its "
           "place: the statement holds, needs a nuance, or the passage contradicts it."),
    Column("why", 60, typed=True, hint="Why, or what you changed because of it."),
    Column(ORIGIN, 4, hidden=True),
)  # fmt: skip
_MOVED = (
    f'its cells and its hidden column "{ORIGIN}" are about two statements or passages. Was the '
    f'sheet sorted without that column? Undo that, or delete the column "{ORIGIN}".'
)
Key = tuple[str, str, str, str]  # see `Answer.key`


class Answered(NamedTuple):
    """What came of a sheet.

    `replaced`: keys of earlier answers of the same reader to the same thing; `taken_back`: of those
    that are undone.
    """

    rows: int
    made: tuple[Answer, ...]
    replaced: tuple[Key, ...]
    taken_back: tuple[Key, ...]
    unchanged: int
    problems: tuple[Remark, ...]
    remarks: tuple[Remark, ...]


def counter_sheet(study: Study, output: Output, coder: str, *, undecided: bool = False) -> Sheet:
    """A row per statement and passage, with what a reader has found so far.

    `undecided`: only those that the reader has not answered.
    """
    own = _Own(study, output, coder)
    rows = [own.cells(row) for row in output.counter_evidence]
    place = [column.name for column in COLUMNS].index("disposition")
    headings = study.required_codebook().headings(study.config.language_out)
    legend = [("id", "heading"), *headings.items()]
    return Sheet(
        "counter_evidence", COLUMNS,
        [cells for cells in rows if not (undecided and cells[place])],
        {"dispositions": [*VERDICTS, UNDO]}, legend, study.config.language_out,
    )  # fmt: skip


@dataclass(frozen=True)
class _Own:
    """One reader's answers, by what they are about now."""

    study: Study
    output: Output
    coder: str

    @cached_property
    def _answers(self) -> Answers:
        study = self.study
        return placed_answers(study.answers, self.output.units, study.config.language_of)

    def on(self, group_id: str, unit_id: str) -> list[Answer]:
        """The reader's answers about a passage, whatever the statement."""
        answers = self._answers.at.get((group_id, unit_id), ())
        return [answer for answer in answers if answer.by == self.coder]

    def answer(self, group_id: str, statement: str, unit_id: str) -> Answer | None:
        """The reader's last answer."""
        own = self.on(group_id, unit_id)
        return next((a for a in reversed(own) if plain(a.statement) == plain(statement)), None)

    def cells(self, row: CounterEvidence) -> Cells:
        now = self.answer(row.group_id, row.statement, row.unit_id)
        said = (now.disposition, now.why) if now else ("", "")
        before = "; ".join(
            ": ".join(filter(None, (answer.disposition, answer.why)))
            for answer in ([] if now else self.on(row.group_id, row.unit_id))
        )
        transcript = self._transcripts.get(row.unit_id, "")
        origin = Origin(
            transcript, (Anchor(transcript, row.text),), revision=self.study.migrations.latest,
            was=(*said, row.statement), about=row.unit_id,
        )  # fmt: skip
        return (row.group_id, row.subgroup_id, row.statement, row.unit_id, ";".join(row.speakers),
                row.reason, row.text, before, *said, origin_cell(origin))  # fmt: skip

    @cached_property
    def _transcripts(self) -> dict[str, str]:
        return {unit.unit_id: unit.transcript_id for unit in self.output.units}


def take_in_counter(
    study: Study, coder: str, table: Table, *, skip_bad: bool = False, dry_run: bool = False
) -> Answered:
    """What came of a sheet; written as `importing.take_in` writes decisions."""
    output = required(study.out)
    if dry_run:
        return CounterImport(study, coder, table, output).taken()
    with locked(study):
        now = as_decided(study)
        taken = CounterImport(now, coder, table, output).taken()
        if (taken.made or taken.taken_back) and (skip_bad or not taken.problems):
            keep_answers(now, taken)
        return taken


def keep_answers(study: Study, taken: Answered) -> None:
    """Put new answers into the file: in the place of those with the same key, or at its end."""
    before = read_answers(study.decisions, study.migrations)
    # Of the rows as they stand there, which may hold what the pseudonym key replaces.
    keys = {told.key: raw.key for told, raw in zip(study.answers, before, strict=True)}
    rows = {row.key: row for row in before}
    for key in {*taken.replaced, *taken.taken_back} - {answer.key for answer in taken.made}:
        rows.pop(keys.get(key, key), None)
    for answer in taken.made:
        rows[keys.get(answer.key, answer.key)] = answer
    write_bytes(study.decisions / NAME, answers_csv(rows.values()), durable=True)


@dataclass(frozen=True)
class CounterImport:
    """A sheet of counter-evidence, taken in. Nothing is written before `keep_answers`."""

    study: Study
    coder: str
    table: Table
    output: Output  # of the last run
    date: str = ""  # YYYY-MM-DD; today's when empty

    def taken(self) -> Answered:
        """What is new in the sheet."""
        answers, problems, remarks = collected(
            self.table.rows, self._asked, lambda answer: (answer.disposition, answer.why)
        )
        asked = [(new, self._before(new)) for new in answers]
        made = [(new, old) for new, old in asked
                if new.disposition != UNDO and not _says(new, old)]  # fmt: skip
        undone = [old.key for new, old in asked if new.disposition == UNDO and old]
        return Answered(
            len(self.table.rows), tuple(new for new, _ in made),
            tuple(old.key for _, old in made if old), tuple(undone),
            len(asked) - len(made) - len(undone), tuple(sorted(problems)), tuple(remarks),
        )  # fmt: skip

    def _asked(self, row: Row) -> Iterator[Answer | Remark]:
        """What a row says, if it says anything new. Raises UsageError when it is not understood."""
        refuse_formulas(row, ("group_id", "statement", "unit_id", "disposition", "why"))
        raw = origin_of(row[ORIGIN])
        if raw.about and _is_about_another(row, raw):
            if row["disposition"] or row["why"]:
                raise UsageError(_MOVED)
            return
        origin = self._teller.origin(raw)
        row = self._teller.row(row, origin)
        was = origin.was if len(origin.was) == 3 else ("", "", "")
        if as_before(row["disposition"], was[0]) and as_before(row["why"], was[1]):
            return
        said = verdict(row["disposition"], "disposition")
        if not said:
            if row["why"] and not as_before(row["why"], was[1]):
                raise UsageError('says why and gives nothing under "disposition". Write it.')
            if was[0]:
                yield stays(row, was[0])
            return
        if said == UNDO and not was[0]:
            raise UsageError(NOT_SHOWN)
        asked = self._answer(row, origin, said)
        old = self._before(asked)
        if said == UNDO and old and (old.disposition, old.why) != was[:2]:
            yield Remark(row.number, '"undo": what is there is newer than the sheet, and stays.')
        else:
            yield asked

    def _answer(self, row: Row, origin: Origin, said: str) -> Answer:
        """The answer that a row gives. Raises UsageError for what is not there."""
        unit_id, statement = row["unit_id"], one_line(row["statement"])
        if not statement:
            raise UsageError('has nothing under "statement". Write what the answer is about.')
        unit = self._units.get(unit_id)
        if unit is not None:
            transcript, exact = unit.transcript_id, unit.text
        elif origin.about:  # its transcript was corrected since
            transcript, exact = origin.transcript_id, row["text"]
            exact = origin.unit[0].exact if origin.unit else exact
        else:
            raise UsageError('there is no such unit as under "unit_id". Export the sheet anew.')
        group = self._names.group(row["group_id"], origin.revision, "group_id").id
        return Answer(
            group, row["subgroup_id"], statement, unit_id, transcript, exact, said,
            one_line(row["why"]), self.coder, self.date or date.today().isoformat(),
            self.study.migrations.latest,
        )  # fmt: skip

    def _before(self, new: Answer) -> Answer | None:
        """What the reader answered to the same before, also where the passage's id was another."""
        own = (a for a in reversed(self.study.answers) if a.key == new.key)
        return next(own, None) or self._own.answer(new.group_id, new.statement, new.unit_id)

    @cached_property
    def _own(self) -> _Own:
        return _Own(self.study, self.output, self.coder)

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {unit.unit_id: unit for unit in self.output.units}

    @cached_property
    def _teller(self) -> Teller:
        return Teller(self.study.key)

    @cached_property
    def _names(self) -> Names:
        return Names(self.study.required_codebook(), self.study.migrations)


def _is_about_another(row: Row, origin: Origin) -> bool:
    """Whether a row's cells are about another statement or passage than its column for stc."""
    statement = origin.was[2] if len(origin.was) == 3 else row["statement"]
    return row["unit_id"] != origin.about or plain(row["statement"]) != plain(statement)


def _says(new: Answer, old: Answer | None) -> bool:
    """Whether an answer with the same disposition and reason is there."""
    return old is not None and old.disposition == new.disposition and is_told(new.why, old.why)
