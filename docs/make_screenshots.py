"""Pictures of the report for the docs, from the sample study in a headless Chromium."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser import Browser  # noqa: E402

from stc_cli.runner import run  # noqa: E402
from stc_cli.workspace import open_study  # noqa: E402


def main() -> None:
    """Write docs/report_*.png."""
    docs = ROOT / "docs"
    with tempfile.TemporaryDirectory() as out, Browser() as browser:
        run(open_study(config=ROOT / "configs/peer_workers.yaml", out=Path(out)), "report")
        page = browser.open(Path(out) / "report" / "report.html").page
        page.evaluate("document.getElementById('themes').scrollIntoView()")
        page.screenshot(path=docs / "report_themes.png")
        page.locator("#themes .sentence").nth(4).click()
        page.screenshot(path=docs / "report_passage.png")
        page.locator("#passages-body button").first.click()
        page.screenshot(path=docs / "report_transcript.png")
        page.click("#theme")
        page.evaluate("document.getElementById('figures').scrollIntoView()")
        page.screenshot(path=docs / "report_dark.png")


if __name__ == "__main__":
    main()
