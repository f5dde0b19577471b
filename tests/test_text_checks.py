"""`stc check`: where people's texts count people, and who stands behind it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from studies import Shell

from stc_cli.decisions.texts import read_texts
from stc_cli.text_checks import counting_lines

ANALYTIC = """\
---
adopted: 2026-03-01
by: Anna
---
Most participants knew whom to ring.

## Company makes the nights shorter {#company}

They rang the nurse.
Everyone had somebody in the house.

## Numbers calm and numbers frighten

Half of
them measured every evening, and meetings were few.

> “Everyone measures.” (P1, A)

They said that “nobody looks at night”.
"""
GROUP = "In a focus group silence is neither agreement nor dissent."
COMPANY = "Behind it stand 3 of 3 participants (A:P1, B:P2, B:P3) in 2 of 2 transcripts. " + GROUP


def counts(stc: Shell) -> list[str]:
    findings = json.loads(stc("check", "--json").out)["findings"]
    return [f["text"] for f in findings if "counts people" in f["text"]]


def write(study: Path, name: str, text: str) -> None:
    path = study / "decisions" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_who_stands_behind_a_count(study: Path, stc: Shell) -> None:
    assert stc("analyze", "--quiet").code == 0
    write(study, "analytic_text/safety.md", ANALYTIC)
    name = "decisions/analytic_text/safety.md"
    assert counts(stc) == [
        f"{name}, line 5: counts people. {COMPANY}",
        f"{name}, line 10: counts people. {COMPANY}",
        f"{name}, line 14: counts people. Behind it stand 2 of 3 participants (A:P1, B:P2) in 2 of "
        f"2 transcripts. {GROUP}",
    ]


def test_a_gap_where_words_were_withdrawn(study: Path, stc: Shell) -> None:
    write(study, "analytic_text/safety.md", "They rest.\n\nP3 said: “(withdrawn)” (P3, B).\n")
    findings = json.loads(stc("check", "--json").out)["findings"]
    assert [f["text"] for f in findings if "gap" in f["text"]] == [
        "decisions/analytic_text/safety.md, line 3: has a gap where words were withdrawn. Close "
        "it, also where their name stands beside it."
    ]


def test_one_participant_of_interviews(study: Path, stc: Shell) -> None:
    (study / "transcripts" / "B.txt").unlink()
    assert stc("analyze", "--quiet").code == 0
    write(study, "condensates/numbers.md", "Everyone measures, I think.\n")
    assert counts(stc) == [
        "decisions/condensates/numbers.md, line 1: counts people. Behind it stands 1 of 1 "
        "participant (A:P1) in 1 of 1 transcript."
    ]


def test_before_a_run(study: Path, stc: Shell) -> None:
    write(study, "condensates/numbers.md", "Everyone measures, I think.\n")
    assert counts(stc) == [
        "decisions/condensates/numbers.md, line 1: counts people. Run `stc synthesize` to see who "
        "stands behind it."
    ]


@pytest.mark.parametrize(
    ("body", "languages", "lines"),
    [
        pytest.param("Participants agreed.", ["en"], [], id="nothing"),
        pytest.param("All left.\n\nAll said so, all agreed.", ["en"], [3], id="a line once"),
        pytest.param("Most\nparticipants left.", ["en"], [1], id="over the end of a line"),
        pytest.param("They met most\n\nParticipants left.", ["en"], [], id="not over a paragraph"),
        pytest.param("De fleste deltakerne gikk.", ["en"], [], id="another language"),
        pytest.param("De fleste deltakerne gikk.", ["nb", "en"], [1], id="one of two languages"),
        pytest.param("She said “all managers left”.", ["en"], [], id="somebody's words"),
        pytest.param("---\nby: all managers\n---\nWe left.", ["en"], [], id="front matter"),
    ],
)
def test_lines(tmp_path: Path, body: str, languages: list[str], lines: list[int]) -> None:
    write(tmp_path, "condensates/x.md", body)
    text = read_texts(tmp_path / "decisions").condensates["x"]
    assert counting_lines(text, languages) == lines
