"""Report, figures, methods: made when asked for, from what the stages wrote, and kept current."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from studies import Shell, contents

PRODUCTS = {
    "report": "report/report.html",
    "figure": "figures/heat_map.svg",
    "methods": "methods/methods.md",
}


def states(stc: Shell) -> dict[str, str]:
    rows = json.loads(stc("status", "--json").out)["stages"]
    return {row["stage"]: row["state"] for row in rows}


@pytest.mark.parametrize("command", PRODUCTS)
def test_made_only_when_asked_for(command: str, stc: Shell, study: Path) -> None:
    stc("analyze")
    assert command not in states(stc)
    ran = stc(command)
    assert (ran.code, ran.err) == (0, "")
    assert str(study / "out" / PRODUCTS[command]) in ran.out.split("\n")
    assert states(stc)[command] == "current"
    assert stc("verify", "--quiet").code == 0


@pytest.mark.parametrize("command", PRODUCTS)
def test_a_second_time_nothing_is_written(command: str, stc: Shell, study: Path) -> None:
    stc(command)
    before = contents(study / "out")
    summary = json.loads(stc(command, "--json").out)
    assert (summary["written"], summary["computed"]) == ([], [])
    assert contents(study / "out") == before


@pytest.mark.parametrize("command", PRODUCTS)
def test_an_analysis_leaves_it_and_says_that_it_is_behind(
    command: str, stc: Shell, study: Path
) -> None:
    stc(command)
    path = study / "out" / PRODUCTS[command]
    before = path.read_bytes()
    transcript = study / "transcripts" / "B.txt"
    transcript.write_text(
        transcript.read_text("utf-8") + "\nP2: I measure the number every day now.\n", "utf-8"
    )
    stc("analyze")
    assert path.read_bytes() == before
    assert states(stc)[command] == "stale"
    assert stc("status", "--check").err == (
        f"stc: {command} is stale: what it is made from has changed.\n"
    )
    stc(command)
    assert path.read_bytes() != before
    assert states(stc)[command] == "current"


def test_a_memo_makes_the_report_stale(stc: Shell, study: Path) -> None:
    stc("report")
    stc("memo", "study", "--by", "ann", "--text", "What I expected.")
    assert states(stc)["report"] == "stale"


def test_without_a_codebook_the_reason_is_given(stc: Shell, study: Path) -> None:
    config = study / "stc.yaml"
    lines = config.read_text("utf-8").split("\n")
    config.write_text("\n".join(n for n in lines if not n.startswith("codebook")), "utf-8")
    ran = stc("report")
    assert ran.code == 2
    assert ran.err == (
        "stc: stc.yaml: names no codebook, so nothing can be coded yet; ingest, segment and "
        "overview run without one. Write one (`stc init` shows how), name it under `codebook:` "
        "and run the same command again.\n"
    )


def test_what_could_not_be_read_is_not_forgotten(stc: Shell, study: Path) -> None:
    (study / "transcripts" / "C.docx").write_bytes(b"no archive")
    assert stc("report", "--quiet").code == 1
    assert list(json.loads((study / "out/manifest.json").read_text())["refused"]) == [
        "transcripts/C.docx"
    ]
    assert (study / "out" / "report" / "report.html").is_file()


def test_a_withdrawal_reaches_them(stc: Shell, study: Path) -> None:
    for command in PRODUCTS:
        stc(command)
    ran = stc("withdraw", "P3", "--yes")
    assert ran.code == 0, ran.err
    for name, data in contents(study / "out").items():
        assert b"weather was awful" not in data, name
    assert {states(stc)[command] for command in PRODUCTS} == {"current"}


def test_the_studys_own_words_stand_in_every_document(stc: Shell, study: Path) -> None:
    config = study / "stc.yaml"
    own = "labels: {subtheme: Theme, draft: Not final, left_out: Without}\n"
    config.write_text(own + config.read_text("utf-8"), "utf-8")
    stc("analyze")
    assert "| Category | Theme |" in (study / "out/6_tables/table1.md").read_text("utf-8")
    assert "*Not final*" in (study / "out/6_tables/table1.md").read_text("utf-8")
    assert stc("verify", "--quiet").code == 0


def test_an_unknown_label_is_refused(stc: Shell, study: Path) -> None:
    config = study / "stc.yaml"
    config.write_text("labels: {subthem: Theme}\n" + config.read_text("utf-8"), "utf-8")
    assert stc("analyze").err == (
        'stc: stc.yaml, line 1: "labels": "subthem" is no label of stc. Did you mean "subtheme"?\n'
    )


def test_a_history_beside_the_decisions_is_no_decision(stc: Shell, study: Path) -> None:
    stc("report")
    (study / "decisions" / ".git").mkdir(parents=True)
    (study / "decisions" / ".git" / "index").write_bytes(b"1")
    assert states(stc)["report"] == "current"
