"""One measurement in a fresh process: `measure.py spacy|analyze STUDY WORKERS`, told as JSON.

Start-up is importing spaCy and making a blank pipeline; it is timed apart from the work.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path


def main() -> None:
    what, study, workers = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    begin = time.perf_counter()
    result = spacy_pass(study) if what == "spacy" else analyze(study, workers)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    result |= {"total": time.perf_counter() - begin, "peak_mb": max(own, children) / 1024}
    print(json.dumps(result))


def start_up() -> float:
    begin = time.perf_counter()
    import spacy

    spacy.blank("en")
    return time.perf_counter() - begin


def spacy_pass(study: Path) -> dict[str, float]:
    """A fresh blank pipeline's first pass over the turns of an analysed study."""
    import csv

    csv.field_size_limit(2**31 - 1)
    with (study / "out" / "1_ingest" / "turns.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    startup = start_up()
    import spacy

    nlp = spacy.blank("en")
    begin = time.perf_counter()
    tokens = sum(len(doc) for doc in nlp.pipe(texts))
    work = time.perf_counter() - begin
    types = len({word.lower() for text in texts for word in text.split() if word.isalpha()})
    return {"start_up": startup, "work": work, "tokens": tokens, "types": types}


def analyze(study: Path, workers: int) -> dict[str, float]:
    startup = start_up()
    begin = time.perf_counter()
    from stc_cli.runner import run
    from stc_cli.workspace import open_study

    report = run(open_study(config=study / "stc.yaml"), workers=workers)
    work = time.perf_counter() - begin
    return {"start_up": startup, "work": work, "words": report.counts["words"],
            "coded": report.counts["units"] - report.counts["uncoded"],
            "units": report.counts["units"]}  # fmt: skip


if __name__ == "__main__":
    main()
