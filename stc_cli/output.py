"""An output folder read back: the artefacts as records, with the line each stands on.

What `verify` and `show` go by. They read what is on disk, never the cache.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from stc_cli import artefacts as files_of
from stc_cli.errors import CheckFailed, StcError
from stc_cli.files import csv_rows, read_bytes
from stc_cli.records import Assignment, Category, Condensate, Quote, Turn, Unit

Record = TypeVar("Record")


class Output:
    """The artefacts of an output folder. Raises StcError naming what is missing or malformed."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self._texts: dict[str, str] = {}

    def text(self, transcript_id: str) -> str:
        """The stored text of a transcript."""
        if transcript_id not in self._texts:
            data = read_bytes(self.out / "1_ingest" / "text" / f"{transcript_id}.txt")
            try:
                self._texts[transcript_id] = data.decode("utf-8")
            except UnicodeDecodeError as error:
                name = f"1_ingest/text/{transcript_id}.txt"
                raise CheckFailed(f"{name}: is no longer UTF-8 text.") from error
        return self._texts[transcript_id]

    def rows(
        self, artefact: str, columns: Sequence[str], record: Callable[[Sequence[str]], Record]
    ) -> list[Record]:
        """The records of a CSV artefact, in order."""
        data = read_bytes(self.out / artefact)
        number = 1
        try:
            lines = csv_rows(data)
            header = next(lines, [])
            if tuple(header[: len(columns)]) != tuple(columns):
                raise ValueError("the header row")
            found: list[Record] = []
            for row in lines:
                number += 1
                found.append(record(row))
        except (ValueError, IndexError, TypeError) as error:
            raise CheckFailed(f"{artefact}, row {number}: cannot be read ({error}).") from error
        return found

    def lines(self, artefact: str) -> list[dict[str, object]]:
        """The objects of a JSON-lines artefact, in order."""
        data = read_bytes(self.out / artefact)
        found = []
        number = 0
        try:
            for line in data.decode("utf-8").split("\n")[:-1]:
                number += 1
                found.append(json.loads(line))
        except ValueError as error:
            raise CheckFailed(f"{artefact}, line {number}: cannot be read.") from error
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
    def condensates(self) -> list[Condensate]:
        return self._records("4_condense/condensates.jsonl", files_of.condensate_of)

    @cached_property
    def categories(self) -> list[Category]:
        return self._records(
            "5_synthesize/categories.jsonl",
            lambda data: files_of.category_of(data, self.quotes),
        )

    def _records(
        self, artefact: str, record: Callable[[dict[str, object]], Record]
    ) -> list[Record]:
        found: list[Record] = []
        for number, data in enumerate(self.lines(artefact), start=1):
            try:
                found.append(record(data))
            except (KeyError, TypeError) as error:
                raise CheckFailed(f"{artefact}, line {number}: lacks {error}.") from error
        return found

    def has(self, artefact: str) -> bool:
        return (self.out / artefact).is_file()


def required(out: Path) -> Output:
    """An output folder that holds something. Raises StcError when it does not."""
    if not (out / "1_ingest" / "turns.csv").is_file():
        raise StcError(f"{out}: holds no analysis yet. Run `stc analyze` first.")
    return Output(out)
