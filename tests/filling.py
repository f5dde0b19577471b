"""Sheets as people fill them in, for tests of `stc sheet`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from openpyxl import load_workbook
from studies import Shell

from stc_cli.decisions.ledger import read_ledger
from stc_cli.decisions.lines import Decision

Rows = list[dict[str, str]]
Edit = dict[str, str]

# Row numbers of the sheet of the small study, as a person sees them.
ALONE, RING, EVENING, NUMBERS, NEVER, NUMBER, BUILDING = range(2, 9)
RULES = ["not_alone", "calls", "measuring", "measuring", "calls", "measuring", "not_alone"]


def exported(stc: Shell, *options: str, name: str = "s.csv", coder: str = "anna") -> Path:
    """A sheet of the study in the current folder."""
    ran = stc("sheet", "export", name, "--coder", coder, "--force", *options)
    assert ran.code == 0, ran.err
    return Path(name)


def rows_of(path: Path) -> Rows:
    """The rows of a sheet, whatever kind of file it is; each cell as it stands there."""
    if path.suffix == ".xlsx":
        page = load_workbook(path).worksheets[0]
        lines = [["" if c.value is None else str(c.value) for c in row] for row in page.rows]
    else:
        lines = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def write_csv(path: Path, rows: Rows, comma: str = ",", encoding: str = "utf-8-sig") -> None:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, list(rows[0]), delimiter=comma, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(buffer.getvalue().encode(encoding))


def fill(path: Path, edits: dict[int, Edit]) -> None:
    """Type into cells. `edits`: row, as a person sees it, to column to text."""
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        page = book.worksheets[0]
        names = {cell.value: cell.column for cell in page[1]}
        for row, edit in edits.items():
            for name, text in edit.items():
                page.cell(row, names[name]).value = text or None
        book.save(path)
    else:
        rows = rows_of(path)
        for row, edit in edits.items():
            rows[row - 2].update(edit)
        write_csv(path, rows)


def imported(stc: Shell, path: Path, *options: str, coder: str = "anna") -> dict[str, object]:
    """The summary of an import that worked."""
    ran = stc("sheet", "import", path, "--coder", coder, "--json", *options)
    assert ran.code == 0, ran.err + ran.out
    found: dict[str, object] = json.loads(ran.out)
    return found


def ledger(coder: str = "anna") -> list[Decision]:
    return [d for d in read_ledger(Path("decisions")).decisions if d.coder == coder]


def said(decisions: Sequence[Decision]) -> list[tuple[str, ...]]:
    """Decisions in short: act, how the unit begins, and what was said."""
    return [
        tuple(
            filter(None, (d.act, " ".join(a.exact for a in d.unit)[:9], d.code, d.subgroup, d.said))
        )
        for d in decisions
    ]
