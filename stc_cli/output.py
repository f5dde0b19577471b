"""An output folder read back: the artefacts as records, with the line each stands on.

What `verify` and `show` go by. They read what is on disk, never the cache.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from stc_cli import artefacts as files_of
from stc_cli.errors import CheckFailed, StcError
from stc_cli.files import csv_rows, read_bytes
from stc_cli.records import (
    Assignment,
    Category,
    Condensate,
    CounterEvidence,
    PassedOver,
    Quote,
    Sentence,
    Turn,
    Unit,
)

Record = TypeVar("Record")


class Output:
    """The artefacts of an output folder.

    Raises StcError naming the artefact that is missing, CheckFailed naming the row or line that
    is malformed.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self._texts: dict[str, str] = {}

    def text(self, transcript_id: str) -> str:
        """The stored text of a transcript."""
        if transcript_id not in self._texts:
            self._texts[transcript_id] = self.document(f"1_ingest/text/{transcript_id}.txt")
        return self._texts[transcript_id]

    def document(self, artefact: str) -> str:
        """The text of an artefact, character for character."""
        try:
            return self.data(artefact).decode("utf-8")
        except UnicodeDecodeError as error:
            raise CheckFailed(f"{artefact}: is no longer UTF-8 text.") from error

    def data(self, artefact: str) -> bytes:
        """The bytes of an artefact."""
        try:
            return read_bytes(self.out / artefact)
        except StcError as error:
            raise StcError(f"{artefact}: is not there or cannot be read.") from error

    def rows(
        self, artefact: str, columns: Sequence[str], record: Callable[[Sequence[str]], Record]
    ) -> list[Record]:
        """The records of a CSV artefact, in order."""
        data = self.data(artefact)
        number = 1
        try:
            lines = csv_rows(data)
            header = next(lines, [])
            if tuple(header[: len(columns)]) != tuple(columns):
                raise ValueError("other columns")
            found: list[Record] = []
            for row in lines:
                number += 1
                found.append(record(row))
        except (ValueError, IndexError, TypeError, csv.Error) as error:
            raise CheckFailed(f"{artefact}, row {number}: cannot be read.") from error
        return found

    def lines(self, artefact: str) -> list[dict[str, object]]:
        """The objects of a JSON-lines artefact, in order."""
        *lines, rest = self.document(artefact).split("\n")
        found = []
        for number, line in enumerate([*lines, rest] if rest else lines, start=1):
            try:
                data = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise CheckFailed(f"{artefact}, line {number}: cannot be read.") from error
            if not isinstance(data, dict):
                raise CheckFailed(f"{artefact}, line {number}: is no record.")
            found.append(data)
        return found

    @cached_property
    def turns(self) -> list[Turn]:
        return self.rows("1_ingest/turns.csv", files_of.TURNS, files_of.turn_of)

    @cached_property
    def units(self) -> list[Unit]:
        return self.rows("2_segment/units.csv", files_of.UNITS, files_of.unit_of)

    @cached_property
    def assignments(self) -> list[Assignment]:
        return self.rows("3_code/assignments.csv", files_of.ASSIGNMENTS, files_of.assignment_of)

    @cached_property
    def quotes(self) -> list[Quote]:
        return self.rows("5_synthesize/quotes.csv", files_of.QUOTES, files_of.quote_of)

    @cached_property
    def counter_evidence(self) -> list[CounterEvidence]:
        artefact = "5_synthesize/counter_evidence.csv"
        return self.rows(artefact, files_of.COUNTER, files_of.counter_of)

    @cached_property
    def condensates(self) -> list[Condensate]:
        return self._records(
            "4_condense/condensates.jsonl",
            files_of.condensate_of,
            lambda condensate: (
                _are_text(condensate.group_id, condensate.subgroup_id)
                and all(_are_text(*row) for row in (*condensate.left_out, *condensate.opposing))
                and all(map(_is_passed_over, condensate.passed_over))
                and _are_text(*condensate.covers, *condensate.stale_because)
                and all(map(_is_sound, condensate.sentences))
            ),
        )

    @cached_property
    def categories(self) -> list[Category]:
        return self._records(
            "5_synthesize/categories.jsonl",
            lambda data: files_of.category_of(data, self.quotes),
            lambda category: (
                _are_text(category.group_id, category.heading)
                and _are_text(*category.covers, *category.stale_because)
                and all(_are_text(p.subgroup_id) for p in category.paragraphs)
                and all(_is_sound(s) for p in category.paragraphs for s in p.statements)
            ),
        )

    def _records(
        self,
        artefact: str,
        record: Callable[[dict[str, object]], Record],
        is_sound: Callable[[Record], bool],
    ) -> list[Record]:
        found: list[Record] = []
        for number, data in enumerate(self.lines(artefact), start=1):
            try:
                found.append(record(data))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise CheckFailed(f"{artefact}, line {number}: lacks a field.") from error
            if not is_sound(found[-1]):
                raise CheckFailed(f"{artefact}, line {number}: a field of another kind.")
        return found

    def has(self, artefact: str) -> bool:
        return (self.out / artefact).is_file()


def _are_text(*values: object) -> bool:
    return all(isinstance(value, str) for value in values)


def _is_passed_over(row: PassedOver) -> bool:
    return _are_text(row.unit_id, row.reason) and type(row.start) is type(row.end) is int


def _is_sound(sentence: Sentence) -> bool:
    """Whether a sentence that came from JSON holds text and numbers where it should."""
    operations: Iterable[Sequence[object]] = sentence.operations
    return _are_text(sentence.sentence_id, sentence.text, *sentence.unit_ids) and all(
        _are_text(op, source, was, now) and type(at) is int
        for op, source, at, was, now in operations
    )


def required(out: Path) -> Output:
    """An output folder that holds something. Raises StcError when it does not."""
    if not (out / "1_ingest" / "turns.csv").is_file():
        raise StcError(f"{out}: holds no analysis yet. Run `stc analyze` first.")
    return Output(out)
