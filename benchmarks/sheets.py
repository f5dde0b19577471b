"""`stc sheet` on 100,000 units × 200 codes: seconds to write a sheet and to take it in.

Writes an output folder as `stc code` leaves it, so that nothing but sheets is measured. Run alone
it prints the figures; `figures()` returns them.
"""

from __future__ import annotations

import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from stc_cli import artefacts
from stc_cli.decisions.ledger import add_decisions
from stc_cli.files import csv_bytes, write_bytes
from stc_cli.records import Assignment, Span, Turn, Unit
from stc_cli.sheets.exporting import Export
from stc_cli.sheets.importing import Import, Taken
from stc_cli.sheets.reading import read_sheet
from stc_cli.sheets.writing import sheet_csv, sheet_xlsx
from stc_cli.workspace import Study, open_study

UNITS, CODES = 100_000, 200
DECIDED = 10  # one row in so many
_PER_TRANSCRIPT = 200  # an hour and a half of talk
_WORDS = "I was not sure at first but then somebody showed me how they do it every morning".split()
Made = TypeVar("Made")


def figures(units: int = UNITS, codes: int = CODES) -> dict[str, float]:
    """Seconds of each step, sizes of the files and the peak memory of this process in MB.

    The sheet that is taken in has a decision in one row of ten; the second time none is new.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder, units, codes)
        rows, sheet = _timed(lambda: Export(_study(folder), "anna").coding())
        as_csv, csv_data = _timed(partial(sheet_csv, sheet))
        as_xlsx, xlsx_data = _timed(partial(sheet_xlsx, sheet))
        exported = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        place = [column.name for column in sheet.columns].index("decision")
        filled = sheet._replace(
            rows=[
                (*row[:place], "accept" if n % DECIDED == 0 else "", *row[place + 1 :])
                for n, row in enumerate(sheet.rows)
            ]
        )
        write_bytes(folder / "s.csv", sheet_csv(filled))
        write_bytes(folder / "s.xlsx", sheet_xlsx(filled))
        took, taken = _timed(partial(_taken, folder, "s.csv"))
        add_decisions(_study(folder).decisions, taken.made)
        again, second = _timed(partial(_taken, folder, "s.xlsx"))
        assert len(taken.made) == second.unchanged > 0 == len(second.made)
    return {
        "rows": rows,
        "csv": as_csv,
        "xlsx": as_xlsx,
        "import_csv": took,
        "import_xlsx_again": again,
        "csv_mb": len(csv_data) / 2**20,
        "xlsx_mb": len(xlsx_data) / 2**20,
        "decisions": len(taken.made),
        "export_peak_mb": exported,
    }


def _timed(work: Callable[[], Made]) -> tuple[float, Made]:
    begin = time.perf_counter()
    made = work()
    return time.perf_counter() - begin, made


def _study(folder: Path) -> Study:
    return open_study(config=folder / "stc.yaml")


def _taken(folder: Path, name: str) -> Taken:
    return Import(_study(folder), "anna", read_sheet(folder / name), date="2026-01-01").taken()


def _write(folder: Path, units: int, codes: int) -> None:
    """A study of turns with one unit each; nine in ten have a proposed code, one in four two."""
    chance = random.Random(1)
    turns, cut, assignments = [], [], []
    texts: dict[str, list[str]] = {}
    for number, (transcript, start, text) in enumerate(_talk(chance, units)):
        unit_id, turn_id = f"{transcript}-{number:010x}", f"{transcript}-t{number}"
        end = start + len(text)
        texts.setdefault(transcript, []).append(text)
        turns.append(Turn(turn_id, transcript, number + 1, "P1", "participant", None, None,
                          start, end, text))  # fmt: skip
        cut.append(Unit(unit_id, transcript, (turn_id,), ("P1",), "participant",
                        (Span(start, end),), text, len(text.split()), "", "candidate"))  # fmt: skip
        own = chance.sample(range(codes), k=chance.choice((1, 1, 1, 2)))
        if chance.random() < 0.9:
            assignments += (
                Assignment(unit_id, f"code{code}", "", "group", "rule", "rule 1", "proposed", "")
                for code in own
            )
    out = folder / "out"
    for name, columns, rows in (
        ("1_ingest/turns.csv", artefacts.TURNS, map(artefacts.turn_row, turns)),
        ("2_segment/units.csv", artefacts.UNITS, map(artefacts.unit_row, cut)),
        ("3_code/assignments.csv", artefacts.ASSIGNMENTS, iter(assignments)),
        ("3_code/decisions.csv", artefacts.DECISIONS, iter(())),
    ):
        write_bytes(out / name, csv_bytes([columns, *rows]))
    for name, said in texts.items():
        write_bytes(out / "1_ingest" / "text" / f"{name}.txt", "\n\n".join(said).encode())
    listed = "".join(f"      - {{id: code{number}}}\n" for number in range(codes))
    book = f"codebook: 1\nlanguage: en\ngroups:\n  - id: group\n    codes:\n{listed}"
    write_bytes(folder / "codebook.yaml", book.encode())
    write_bytes(folder / "stc.yaml", b"language: en\ncodebook: codebook.yaml\noutput: out\n")
    (folder / "transcripts").mkdir()


def _talk(chance: random.Random, units: int) -> Iterator[tuple[str, int, str]]:
    """Transcript, place and words of each turn."""
    place = 0
    for number in range(units):
        if number % _PER_TRANSCRIPT == 0:
            place = 0
        text = " ".join(chance.choices(_WORDS, k=chance.randint(10, 80))) + "."
        yield f"T{number // _PER_TRANSCRIPT:04}", place, text
        place += len(text) + 2


if __name__ == "__main__":
    for name, value in figures().items():
        print(f"{name:20}{value:12,.2f}")
