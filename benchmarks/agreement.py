"""`stc agree` on 100,000 units × 200 codes and two coders: seconds to read, compare and list.

Writes an output folder as `stc code` leaves it, so that nothing but agreement is measured. Run
alone it prints the figures; `figures()` returns them.
"""

from __future__ import annotations

import random
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from stc_cli import artefacts
from stc_cli.agreement.codings import Codings, read_codings
from stc_cli.agreement.comparison import compare
from stc_cli.agreement.disagreements import adjudication_sheet, disagreements
from stc_cli.decisions.ledger import Ledger
from stc_cli.files import csv_bytes, write_bytes
from stc_cli.output import Output
from stc_cli.records import Assignment, Span, Turn, Unit
from stc_cli.sheets.writing import sheet_csv, sheet_xlsx
from stc_cli.workspace import Study, open_study

UNITS, CODES = 100_000, 200
_PER_TRANSCRIPT = 500
_AGREED = 0.6  # of the second coder's decisions are the first one's
_WORDS = "I was not sure at first but then somebody showed me how they do it every morning".split()


def figures(units: int = UNITS, codes: int = CODES) -> dict[str, float]:
    """Seconds of each step, disagreements found, and the peak memory of this process in MB."""
    with tempfile.TemporaryDirectory() as folder:
        study = _study(Path(folder), units, codes)
        output = Output(study.out)
        begin = time.perf_counter()
        codings = _read(study, output)
        read = time.perf_counter()
        comparison = compare(codings)
        compared = time.perf_counter()
        rows = disagreements(codings)
        sheet = adjudication_sheet(rows, codings.coders, study, output)
        as_csv = sheet_csv(sheet)
        listed = time.perf_counter()
        sheet_xlsx(sheet)
        done = time.perf_counter()
    assert comparison.units.counted == units and as_csv
    return {
        "read": read - begin,
        "compare": compared - read,
        "sheet_csv": listed - compared,
        "sheet_xlsx": done - listed,
        "disagreements": len(rows),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _read(study: Study, output: Output) -> Codings:
    return read_codings(
        output, study.required_codebook(), coders=("anna", "ben"), adjudicators=(), ledger=Ledger()
    )


def _study(folder: Path, units: int, codes: int) -> Study:
    """A study with its output; its ledgers are left out, as only `stc code` needs them."""
    entries = "".join(f"      - {{id: code{number}}}\n" for number in range(codes))
    book = f"groups:\n  - id: group\n    codes:\n{entries}"
    (folder / "codebook.yaml").write_text(book, encoding="utf-8")
    (folder / "stc.yaml").write_text("codebook: codebook.yaml\n", encoding="utf-8")
    _write(folder / "out", units, codes)
    return open_study(config=folder / "stc.yaml")


def _write(out: Path, units: int, codes: int) -> None:
    """Turns of one unit each, on which two coders each decided for one code."""
    chance = random.Random(1)
    turns, cut, assignments = [], [], []
    decisions: list[tuple[object, ...]] = []
    for number, (transcript, start, text) in enumerate(_talk(chance, units)):
        unit_id, turn_id = f"{transcript}-{number:010x}", f"{transcript}-t{number}"
        end = start + len(text)
        turns.append(Turn(turn_id, transcript, number + 1, "P1", "participant", None, None,
                          start, end, text))  # fmt: skip
        cut.append(Unit(unit_id, transcript, (turn_id,), ("P1",), "participant",
                        (Span(start, end),), text, len(text.split()), "", "candidate"))  # fmt: skip
        first = chance.randrange(codes)
        second = first if chance.random() < _AGREED else chance.randrange(codes)
        assignments.append(Assignment(unit_id, f"code{first}", "", "group", "rule", "rule 1",
                                      "accepted", "anna"))  # fmt: skip
        for coder, code in (("anna", first), ("ben", second)):
            what = (f"code{code}", "group", "", "applied", "position", "", "")
            name = (coder, number + 1, f"{number:010x}")
            decisions.append((*name, "accept", transcript, unit_id, *what))
    for transcript, text in _texts(turns):
        write_bytes(out / f"1_ingest/text/{transcript}.txt", text.encode())
    for name, columns, rows in (
        ("1_ingest/turns.csv", artefacts.TURNS, map(artefacts.turn_row, turns)),
        ("2_segment/units.csv", artefacts.UNITS, map(artefacts.unit_row, cut)),
        ("3_code/assignments.csv", artefacts.ASSIGNMENTS, iter(assignments)),
        ("3_code/decisions.csv", artefacts.DECISIONS, iter(decisions)),
    ):
        write_bytes(out / name, csv_bytes([columns, *rows]))


def _talk(chance: random.Random, units: int) -> Iterator[tuple[str, int, str]]:
    """Transcript, place and words of each turn."""
    place = 0
    for number in range(units):
        if number % _PER_TRANSCRIPT == 0:
            place = 0
        text = " ".join(chance.choices(_WORDS, k=chance.randint(10, 80))) + "."
        yield f"T{number // _PER_TRANSCRIPT:04}", place, text
        place += len(text) + 2


def _texts(turns: Sequence[Turn]) -> Iterator[tuple[str, str]]:
    for transcript, own in groupby(turns, key=lambda turn: turn.transcript_id):
        yield transcript, "\n\n".join(turn.text for turn in own)


if __name__ == "__main__":
    for name, value in figures().items():
        print(f"{name:16}{value:12,.2f}")
