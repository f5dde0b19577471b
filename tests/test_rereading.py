"""What nobody has re-read yet: `decisions/validation.csv` against transcripts and categories."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from studies import Shell

from stc_cli.decisions.validation import Validation, unread

HEADER = "transcript_id,group_id,by,verdict,changed,date,revision\n"


def row(transcript: str, group: str, by: str = "anna", verdict: str = "holds") -> Validation:
    return Validation(transcript, group, by, verdict, "", "2026-03-01", "")


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        pytest.param([], [("A", "x"), ("A", "y"), ("B", "x"), ("B", "y")], id="nobody read"),
        pytest.param([row("A", "y")], [("A", "x"), ("B", "x"), ("B", "y")], id="one pair"),
        pytest.param(
            [row("A", "y"), row("A", "y", "ben", "contradicts")],
            [("A", "x"), ("B", "x"), ("B", "y")],
            id="two readers, one pair",
        ),
        pytest.param(
            [row("C", "x"), row("A", "z"), row("B", "x")],
            [("A", "x"), ("A", "y"), ("B", "y")],
            id="transcripts and groups that are gone count for nothing",
        ),
    ],
)
def test_what_is_unread(rows: list[Validation], left: list[tuple[str, str]]) -> None:
    assert unread(rows, ["A", "B"], ["x", "y"]) == left


def said(stc: Shell, what: str) -> str:
    """The line of `stc status` on something, or nothing."""
    lines = stc("status").out.splitlines()
    return next((line for line in lines if line.startswith(f"{what}:")), "")


def test_status_says_what_is_unread(study: Path, stc: Shell) -> None:
    ran = stc("status", "--json")
    assert json.loads(ran.out)["unread"] == []  # there is no category yet
    assert said(stc, "re-reading") == said(stc, "counter-evidence") == ""
    assert stc("analyze", "--quiet").code == 0
    assert said(stc, "re-reading") == (
        "re-reading: 2 of 2 (transcript × category) not read yet: A × safety, B × safety"
    )
    (study / "decisions").mkdir(exist_ok=True)
    path = study / "decisions" / "validation.csv"
    path.write_text(f"{HEADER}A,safety,anna,nuance,,2026-03-01,\n", encoding="utf-8")
    assert said(stc, "re-reading") == (
        "re-reading: 1 of 2 (transcript × category) not read yet: B × safety"
    )
    assert json.loads(stc("status", "--json").out)["unread"] == [["B", "safety"]]
    assert stc("status", "--check", "--quiet").code == 0
    path.write_text(f"{path.read_text()}B,safety,ben,holds,,2026-03-01,\n", encoding="utf-8")
    assert said(stc, "re-reading") == ""


def test_five_are_named(study: Path, stc: Shell) -> None:
    for number in range(5):
        talk = f"I: How?\n\nQ{number}: I ring the nurse in house {number}."
        (study / "transcripts" / f"C{number}.txt").write_text(talk, encoding="utf-8")
    assert stc("analyze", "--quiet").code == 0
    assert said(stc, "re-reading") == (
        "re-reading: 7 of 7 (transcript × category) not read yet: A × safety, B × safety, "
        "C0 × safety, C1 × safety, C2 × safety, …"
    )


def test_status_says_how_much_counter_evidence_is_open(study: Path, stc: Shell) -> None:
    assert stc("analyze", "--quiet").code == 0
    artefact = study / "out" / "5_synthesize" / "counter_evidence.csv"
    rows = list(csv.DictReader(artefact.open(encoding="utf-8")))
    assert rows[0]["disposition"] == ""
    number = f"{len(rows)} of {len(rows)}"
    assert said(stc, "counter-evidence") == f"counter-evidence: {number} passages not answered yet"
    answer = {
        "group_id": rows[0]["group_id"], "subgroup_id": rows[0]["subgroup_id"],
        "statement": rows[0]["statement"], "unit_id": rows[0]["unit_id"],
        "transcript_id": rows[0]["unit_id"][0], "exact": rows[0]["text"],
        "disposition": "holds", "why": "", "by": "anna", "date": "2026-03-01", "revision": "",
    }  # fmt: skip
    path = study / "decisions" / "counter_evidence.csv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, answer.keys())
        writer.writeheader()
        writer.writerow(answer)
    assert stc("analyze", "--quiet").code == 0
    asked = (rows[0]["statement"], rows[0]["unit_id"])  # may stand in two subgroups
    left = sum((row["statement"], row["unit_id"]) != asked for row in rows)
    assert json.loads(stc("status", "--json").out)["unanswered"] == left
    number = f"{left} of {len(rows)}"
    assert said(stc, "counter-evidence") == f"counter-evidence: {number} passages not answered yet"
