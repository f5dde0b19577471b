"""The report of 60 transcripts of 10,000 words, and a Word table of 500 rows.

Size and build time of the page, and in a headless Chromium the time until it can be used and until
a search is answered. Build time is also told as a ratio to a blank spaCy pipeline's first pass over
the same turns in the same run. Run alone it prints the figures; `figures()` returns them.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from corpus import ROOT, write_corpus

from stc_cli.findings import Findings
from stc_cli.records import Cell, Table
from stc_cli.report.page import report_html
from stc_cli.runner import run
from stc_cli.workspace import open_study

sys.path.insert(0, str(ROOT / "tests"))
from browser import Browser

TRANSCRIPTS, WORDS, ROWS = 60, 10_000, 500


def figures() -> dict[str, float]:
    """Megabytes and seconds by name."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        write_corpus(base / "transcripts", transcripts=TRANSCRIPTS, words=WORDS)
        config = base / "stc.yaml"
        codebook = ROOT / "configs/peer_workers.codebook.yaml"
        config.write_text(f"codebook: {codebook}\ncondense: {{max_words: 2000}}\n", "utf-8")
        study = open_study(config=config)
        run(study, "all")
        begin = time.perf_counter()
        page = report_html(Findings(study))
        found = {"build": time.perf_counter() - begin, "megabytes": len(page) / 1e6}
        found["build_units"] = found["build"] / _spacy_pass(study.out)
        path = base / "report.html"
        path.write_bytes(page)
        return found | _used(path) | {"word_table": _word_table()}


def _spacy_pass(out: Path) -> float:
    """Seconds of a fresh blank pipeline's first pass over the study's turns."""
    from measure import spacy_pass

    return spacy_pass(out.parent)["work"]


def _used(path: Path) -> dict[str, float]:
    """Seconds until the page can be used, a transcript is drawn, a search answered."""
    with Browser() as browser:
        browser.open(path).page.close()  # the browser's own start
        begin = time.perf_counter()
        page = browser.open(path).page
        found = {"interactive": time.perf_counter() - begin}
        begin = time.perf_counter()
        page.locator("[data-transcript]").first.click()
        page.wait_for_selector("#transcript .turn", state="attached")
        found["transcript"] = time.perf_counter() - begin
        page.wait_for_timeout(1000)  # the index is made in idle time
        found["search"] = page.evaluate(
            """() => new Promise((done) => {
                 const field = document.getElementById("search");
                 const counted = document.getElementById("search-count");
                 const begin = performance.now();
                 new MutationObserver(() => done((performance.now() - begin) / 1000))
                   .observe(counted, { childList: true });
                 field.value = "kitchen";
                 field.dispatchEvent(new Event("input"));
               })"""
        )
        return found


def _word_table() -> float:
    """Seconds to write a Word table of 500 rows and four columns."""
    from stc_cli.render import render

    rows = tuple(
        (Cell(f"Category {n // 10}", 10 if n % 10 == 0 else 0), Cell(f"Subtheme {n}"),
         Cell("A sentence that somebody said, as long as such sentences are."), Cell(str(n)))
        for n in range(ROWS)
    )  # fmt: skip
    names = ("category", "subtheme", "quotation", "units")
    table = Table("t", "results", "1", "Title", "en", names, names, rows, "Table", "Draft")
    render(table, "docx")  # imports
    begin = time.perf_counter()
    render(table, "docx")
    return time.perf_counter() - begin


if __name__ == "__main__":
    for name, value in figures().items():
        print(f"{name:>14} {value:8.2f}")
