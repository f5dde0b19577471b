"""Ledger lines as a person writes them, and what a run makes of them, read from the files alone."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any, NamedTuple

Row = dict[str, str]
Line = dict[str, Any]


def line(act: str, words: str = "", **more: Any) -> Line:
    """The least that a line needs. `words`: the unit's; the transcript is A unless `more` says.

    >>> line("accept", "Yes.", code="calls")
    {'act': 'accept', 'transcript_id': 'A', 'unit': [{'exact': 'Yes.'}], 'code': 'calls'}
    """
    unit = {"transcript_id": "A", "unit": [{"exact": words}]} if words else {}
    return {"act": act, **unit, **more}


def ledger_file(study: Path, coder: str) -> Path:
    return study / "decisions" / "coding" / f"{coder}.jsonl"


def decide(study: Path, coder: str, *lines: Line) -> Path:
    """Write lines at the end of a coder's ledger."""
    path = ledger_file(study, coder)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in lines)
    return path


class Results(NamedTuple):
    """The artefacts of an output folder."""

    out: Path

    def rows(self, name: str) -> list[Row]:
        with (self.out / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def fates(self) -> list[Row]:
        return self.rows("3_code/decisions.csv")

    @property
    def unplaced(self) -> list[Row]:
        return self.rows("3_code/unplaced.csv")

    @property
    def conflicts(self) -> list[Row]:
        return self.rows("3_code/conflicts.csv")

    @property
    def units(self) -> dict[str, Row]:
        """Units by their text."""
        return {row["text"]: row for row in self.rows("2_segment/units.csv")}

    @property
    def outcomes(self) -> list[str]:
        """Of every line, `coder:line outcome`, with what took its place, if anything did."""
        return [
            f"{row['coder']}:{row['line']} {row['outcome']}"
            + (f" by {row['by']}" * bool(row["by"]))
            for row in self.fates
        ]

    def codes(self, words: str) -> list[str]:
        """What stands on the unit with this text: `code status subgroup source coder`."""
        unit_id = self.units[words]["unit_id"]
        keys = ("code_id", "status", "subgroup_id", "source", "coder")
        return [
            " ".join(row[key] or "-" for key in keys)
            for row in self.rows("3_code/assignments.csv")
            if row["unit_id"] == unit_id
        ]
