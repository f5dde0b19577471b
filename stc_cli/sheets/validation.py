"""Step 4's re-reading: whether each transcript bears out each category.

`decisions/validation.csv` has a row per transcript, code group and reader; a sheet of every
transcript and code group is filled in and taken in like the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from stc_cli.codebook import heading_of
from stc_cli.config import in_language
from stc_cli.decisions.validation import NAME as NAME
from stc_cli.decisions.validation import VERDICTS, Validation, read_validation
from stc_cli.errors import UsageError, did_you_mean
from stc_cli.files import csv_bytes, write_bytes
from stc_cli.output import Output, required
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
from stc_cli.sheets.words import may_be_named, verdict
from stc_cli.text.characters import one_line
from stc_cli.workspace import Study, as_decided

_MOVED = (
    f'its cells and its hidden column "{ORIGIN}" are about two transcripts or groups. Was the '
    f'sheet sorted without that column? Undo that, or delete the column "{ORIGIN}".'
)
_NOT_USED = ("rejected", "parked", "disputed")
COLUMNS = (
    Column("transcript_id", 14), Column("group_id", 18), Column("heading", 48), Column("units", 8),
    Column("verdict", 14, typed=True, choices="verdicts", hint="Read the whole transcript with the "
           "category in mind: it holds, needs a nuance, or the transcript contradicts it."),
    Column("changed", 60, typed=True, hint="What you changed in the category because of it."),
    Column("by", 14, typed=True, hint="Who re-read."),
    Column(ORIGIN, 4, hidden=True),
)  # fmt: skip


class Validated(NamedTuple):
    """What came of a sheet. `taken_back`: keys of rows that are undone."""

    rows: int
    made: tuple[Validation, ...]
    taken_back: tuple[tuple[str, str, str], ...]
    unchanged: int
    problems: tuple[Remark, ...]
    remarks: tuple[Remark, ...]


def keep_validation(study: Study, validated: Validated) -> None:
    """Put new rows into the file: in the place of those with the same key, or at its end."""
    before = read_validation(study.decisions, study.migrations)
    rows = {row.key: row for row in before} | {row.key: row for row in validated.made}
    for key in validated.taken_back:
        rows.pop(key, None)
    data = csv_bytes([Validation._fields, *rows.values()])
    write_bytes(study.decisions / NAME, data, durable=True)


def take_in_validation(
    study: Study, coder: str, table: Table, *, skip_bad: bool = False, dry_run: bool = False
) -> Validated:
    """What came of a sheet of the re-reading; written as `importing.take_in` writes decisions."""
    turns = required(study.out).turns
    transcripts = list(dict.fromkeys(turn.transcript_id for turn in turns))
    if dry_run:
        return ValidationImport(study, coder, table, transcripts).taken()
    with locked(study):
        now = as_decided(study)
        taken = ValidationImport(now, coder, table, transcripts).taken()
        if (taken.made or taken.taken_back) and (skip_bad or not taken.problems):
            keep_validation(now, taken)
        return taken


def validation_sheet(study: Study, output: Output, coder: str) -> Sheet:
    """A row per transcript and code group, with what a coder has found so far."""
    codebook, language = study.required_codebook(), study.config.language_out
    teller = Teller(study.key)
    said = {row.key: row for row in read_validation(study.decisions, study.migrations)}
    where = {unit.unit_id: unit.transcript_id for unit in output.units}
    used = {
        (row.unit_id, row.group_id) for row in output.assignments if row.status not in _NOT_USED
    }
    units = Counter((where[unit_id], group) for unit_id, group in used)
    rows: list[Cells] = []
    headings = {
        group.id: in_language(heading_of(group), language, codebook.language)
        for group in codebook.groups
    }
    for name in dict.fromkeys(turn.transcript_id for turn in output.turns):
        for group, heading in headings.items():
            own = said.get((name, group, coder))
            was = (own.verdict, teller.told(own.changed), coder) if own else ("", "", coder)
            origin = origin_cell(
                Origin(name, revision=study.migrations.latest, was=was, about=group)
            )
            rows.append((name, group, heading, str(units[name, group]), *was, origin))
    lists = {"verdicts": [*VERDICTS, UNDO]}
    legend = [("group_id", "heading"), *headings.items()]
    return Sheet("validation", COLUMNS, rows, lists, legend, language)


@dataclass(frozen=True)
class ValidationImport:
    """A sheet of a re-reading, taken in. Nothing is written before `keep_validation`."""

    study: Study
    coder: str
    table: Table
    transcripts: Sequence[str]  # those of the last run
    date: str = ""  # YYYY-MM-DD; today's when empty

    def taken(self) -> Validated:
        """What is new in the sheet."""
        before = self._before
        asked, problems, remarks = collected(self.table.rows, self._asked, lambda new: new)
        made = [new for new in asked if new.verdict != UNDO and not _says(before, new)]
        undone = [new.key for new in asked if new.verdict == UNDO and new.key in before]
        unchanged = len(asked) - len(made) - len(undone)
        return Validated(
            len(self.table.rows), tuple(made), tuple(undone), unchanged, tuple(sorted(problems)),
            tuple(remarks),
        )  # fmt: skip

    def _asked(self, row: Row) -> Iterator[Validation | Remark]:
        """What a row says, if it says anything new. Raises UsageError when it is not understood."""
        names = ("transcript_id", "group_id", "verdict", "changed", "by")
        refuse_formulas(row, names)
        raw = origin_of(row[ORIGIN])
        where = (row["transcript_id"], row["group_id"])
        if raw.transcript_id and where != (raw.transcript_id, raw.about):
            if row["verdict"] or row["changed"]:
                raise UsageError(_MOVED)
            return
        origin = self._teller.origin(raw)
        row = self._teller.row(row, origin)
        was = origin.was if len(origin.was) == 3 else ("", "", "")
        now = (row["verdict"], row["changed"], row["by"])
        if all(map(as_before, now, was)):
            return
        said = verdict(row["verdict"])
        if not said:
            if row["changed"] and not as_before(now[1], was[1]):
                raise UsageError("says what was changed and gives no verdict. Write one.")
            if was[0]:
                yield stays(row, was[0])
            return
        if said == UNDO and not origin.decided:
            raise UsageError(NOT_SHOWN)
        asked = Validation(
            self._transcript(row["transcript_id"]),
            self.names.group(row["group_id"], origin.revision, "group_id").id,
            one_line(row["by"]) or self.coder, said, row["changed"],
            self.date or date.today().isoformat(), self.study.migrations.latest,
        )  # fmt: skip
        old = self._before.get(asked.key)
        if said == UNDO and old and (old.verdict, self._teller.told(old.changed)) != was[:2]:
            yield Remark(row.number, '"undo": what is there is newer than the sheet, and stays.')
        else:
            yield asked

    @cached_property
    def _before(self) -> dict[tuple[str, str, str], Validation]:
        rows = read_validation(self.study.decisions, self.study.migrations)
        return {row.key: row for row in rows}

    @cached_property
    def _teller(self) -> Teller:
        return Teller(self.study.key)

    @cached_property
    def names(self) -> Names:
        """What groups are called."""
        return Names(self.study.required_codebook(), self.study.migrations)

    def _transcript(self, name: str) -> str:
        if name not in self.transcripts:
            known = may_be_named(name, self.transcripts)
            what = f'transcript "{name}"' if known else 'such transcript as under "transcript_id"'
            raise UsageError(f"there is no {what}.{did_you_mean(name, self.transcripts)}")
        return name


def _says(before: dict[tuple[str, str, str], Validation], new: Validation) -> bool:
    """Whether a row with the same verdict and change is there."""
    old = before.get(new.key)
    return old is not None and old.verdict == new.verdict and is_told(new.changed, old.changed)
