"""`make bench`: times as ratios to a blank spaCy pipeline's first pass over the same turns.

Everything in one run on one machine, each measurement in a process of its own. Prints a table.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from corpus import write_codebook, write_corpus

MEASURE = Path(__file__).with_name("measure.py")
CONFIG = """\
language: en
transcripts: transcripts
codebook: codebook.yaml
output: out
tables:
  - {id: table1, columns: [units, speakers, transcripts, quotation], formats: [csv, md, html]}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--transcripts", type=int, default=200)
    parser.add_argument("--words", type=int, default=5_000, help="per transcript")
    parser.add_argument("--rules", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder)
        write_corpus(study / "transcripts", transcripts=options.transcripts, words=options.words)
        write_codebook(study / "codebook.yaml", rules=options.rules)
        (study / "stc.yaml").write_text(CONFIG, encoding="utf-8")
        report(study)


def report(study: Path) -> None:
    cold = measure("analyze", study, 1)
    again = measure("analyze", study, 1)
    changed = study / "transcripts" / "T0000.txt"
    changed.write_text(changed.read_text("utf-8") + "\nP1: One more thing.\n", encoding="utf-8")
    one_changed = measure("analyze", study, 1)
    unit = measure("spacy", study, 1)
    forget(study)
    two = measure("analyze", study, 2)
    print(f"{cold['words']:,} words, {unit['types']:,} types, {cold['units']:,} units, "
          f"{cold['coded']:,} coded")  # fmt: skip
    print(f"unit: first pass of a blank spaCy pipeline, {unit['work']:.2f} s")
    rows = [
        ("cold, one worker", cold),
        ("cold, two workers", two),
        ("nothing changed", again),
        ("one transcript changed", one_changed),
    ]
    print(f"{'':24}{'seconds':>9}{'of unit':>9}{'of cold':>9}{'peak MB':>9}")
    for name, row in rows:
        work = row["work"]
        print(f"{name:24}{work:9.2f}{work / unit['work']:9.2f}{work / cold['work']:9.1%}"
              f"{row['peak_mb']:9.0f}")  # fmt: skip


def measure(what: str, study: Path, workers: int) -> dict[str, Any]:
    command = [sys.executable, str(MEASURE), what, str(study), str(workers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def forget(study: Path) -> None:
    """Remove the output, so that the next run is cold."""
    import shutil

    shutil.rmtree(study / "out")


if __name__ == "__main__":
    main()
