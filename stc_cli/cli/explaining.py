"""`stc code --explain`: why rules fire on a unit, or nearly do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.text import Text

from stc_cli.records import Span, Unit
from stc_cli.text.explanations import Explanation

_SHOWN = 10  # rules that nearly fired


def explain(
    unit_id: str,
    transcripts: Path | None,
    config: Path | None,
    out: Path | None,
    workers: int,
    *,
    json: bool,
    all: bool,
) -> None:
    """Print which rules fire on a unit, which nearly do and why not; `all`: every rule."""
    from stc_cli.artefacts import unit_of
    from stc_cli.cli import console
    from stc_cli.errors import UsageError, did_you_mean
    from stc_cli.files import csv_rows, read_bytes
    from stc_cli.runner import map_task, run
    from stc_cli.text.explanations import explanations
    from stc_cli.workspace import open_study

    study = open_study(config=config, transcripts=transcripts, out=out)
    codebook = study.required_codebook()
    console.show_problems(run(study, "code", workers=workers))
    rows = csv_rows(read_bytes(study.out / "2_segment" / "units.csv"))
    units = {row[0]: row for row in rows}
    if unit_id not in units or unit_id == "unit_id":
        raise UsageError(f'there is no unit "{unit_id}".{did_you_mean(unit_id, units)} '
                         "units.csv has them all.")  # fmt: skip
    unit = unit_of(units[unit_id])
    rules = map_task(study, ("code",)).rules(study.config.language_of(unit.transcript_id))
    found = explanations(
        unit.text, codebook, rules,
        role=unit.role, speaker=unit.speakers[0], transcript=unit.transcript_id,
    )  # fmt: skip
    shown = found if all else _worth_showing(found)
    if json:
        console.show_json({
            "unit_id": unit.unit_id, "text": unit.text,
            "rules": [_as_dict(unit, explanation) for explanation in shown],
        })  # fmt: skip
    else:
        _show(unit, shown)


def _worth_showing(found: Sequence[Explanation]) -> list[Explanation]:
    """What fired, and the nearest rules of codes that the unit does not have."""
    fired = [explanation for explanation in found if explanation.fired]
    codes = {explanation.code_id for explanation in fired}
    nearly = [row for row in found if row.nearly and row.code_id not in codes]
    return [*fired, *nearly[:_SHOWN]]


def _show(unit: Unit, shown: Sequence[Explanation]) -> None:
    from stc_cli.cli import console

    text = Text(unit.text)
    for explanation in shown:
        if explanation.fired:
            for span in explanation.spans:
                text.stylize("reverse", span.start, span.end)
    console.out.print(Text(unit.unit_id, style="bold"), soft_wrap=True)
    console.out.print(text, soft_wrap=True)
    for heading, rows in (
        ("Fired", [row for row in shown if row.fired]),
        ("Did not fire, the nearest first", [row for row in shown if not row.fired]),
    ):
        if rows:
            console.out.print(Text(f"\n{heading}", style="bold"))
        for row in rows:
            line = f"  {row.code_id}, rule {row.rule} ({row.kind}): {_quoted(unit, row.spans)}"
            console.out.print(line.rstrip(" :"), markup=False, soft_wrap=True)
            for lack in row.lacks:
                console.out.print(f"      {lack}", markup=False, soft_wrap=True)
    if not shown:
        console.out.print("\nNo rule fires, and none nearly does; --all shows every rule.")


def _quoted(unit: Unit, spans: Sequence[Span]) -> str:
    return " … ".join(f'"{unit.text[span.start : span.end]}"' for span in spans)


def _as_dict(unit: Unit, row: Explanation) -> dict[str, object]:
    return {
        "code_id": row.code_id, "rule": row.rule, "keys": row.kind, "fired": row.fired,
        "words": [
            {"start": span.start, "end": span.end, "text": unit.text[span.start : span.end]}
            for span in row.spans
        ],
        "lacks": list(row.lacks), "distance": row.distance,
    }  # fmt: skip
