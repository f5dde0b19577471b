"""Draw the README's picture: what `stc analyze` shows for the sample study, as an SVG."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    from stc_cli.cli import console
    from stc_cli.runner import run
    from stc_cli.workspace import open_study

    study = open_study(config=ROOT / "configs" / "peer_workers.yaml")
    report = run(study)
    assert report.reduces is not None
    console.out = Console(record=True, width=100, file=io.StringIO(), highlight=False)
    console.out.print("[bold]$ stc analyze -c configs/peer_workers.yaml[/bold]")
    console.show_table(report.reduces.table(study.config.tables[0]))
    report.out = Path("out/peer_workers")
    report.written = ["shown as on a first run"]
    console.show_report(report)
    svg = console.out.export_svg(title="stc", unique_id="stc")
    # No web fonts: the picture must open offline.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    (ROOT / "docs" / "table1.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
