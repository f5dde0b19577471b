"""Promise 5: only what changed runs, and what runs gives what a fresh run would."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from studies import Shell, contents

import stc_cli.reduces
import stc_cli.work


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was really computed, in order: `ingest A`, `condense safety/company` …"""
    done: list[str] = []
    for name in ("ingest", "segment", "code"):
        method = getattr(stc_cli.work.Work, name)

        def counted(self: object, *arguments: object, name=name, method=method) -> object:  # type: ignore[no-untyped-def]
            done.append(f"{name} {self.entry.transcript_id}")  # type: ignore[attr-defined]
            return method(self, *arguments)

        monkeypatch.setattr(stc_cli.work.Work, name, counted)
    for name in ("condense", "synthesize"):
        function = getattr(stc_cli.reduces, name)

        def noted(*arguments: object, name=name, function=function, **named: object) -> object:  # type: ignore[no-untyped-def]
            place = [named["group_id"]] if "group_id" in named else list(arguments[0][:2])  # type: ignore[index]
            done.append(" ".join([name, *place]).strip())  # type: ignore[list-item]
            return function(*arguments, **named)

        monkeypatch.setattr(stc_cli.reduces, name, noted)
    return done


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_cold_run_computes_everything_once(stc: Shell, study: Path, worked: list[str]) -> None:
    stc("analyze")
    assert sorted(worked) == [
        "code A", "code B", "condense safety company", "condense safety numbers",
        "ingest A", "ingest B", "segment A", "segment B", "synthesize safety",
    ]  # fmt: skip
    worked.clear()
    stc("analyze")
    assert worked == []


CASES = [
    pytest.param(
        "transcripts/B.txt", "the weather was awful", "the weather was lovely",
        ["ingest B", "segment B", "code B", "condense safety company"],
        id="one transcript: only it, and the subgroup whose unit changed",
    ),
    pytest.param(
        "transcripts/B.txt", "[laughs]", "[laughs]\n\n\n", ["ingest B"],
        id="a blank line: read again, nothing more",
    ),
    pytest.param(
        "codebook.yaml", "{any: [measure, number]}", "{any: [measure]}",
        ["code A", "code B", "condense safety numbers", "synthesize safety"],
        id="one rule: coding, and the subgroup that lost a unit",
    ),
    pytest.param(
        "codebook.yaml", "heading: Company makes", "heading: Good company makes", [],
        id="a subtheme's heading: tables and documents only",
    ),
    pytest.param(
        "stc.yaml", "title: Results", "title: Findings", [], id="a table's title: that table only"
    ),
    pytest.param(
        "stc.yaml", "language: en", "condense: {near_duplicate: 0.8}\nlanguage: en",
        ["condense safety company", "condense safety numbers", "synthesize safety"],
        id="a setting of condense",
    ),
    pytest.param(
        "stc.yaml", "language: en", "segment: {max_words: 40}\nlanguage: en",
        ["segment A", "segment B"],
        id="a setting of segment that changes no unit stops there",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "expected"), CASES)
def test_a_change_runs_what_depends_on_it(
    file: str, old: str, new: str, expected: list[str], stc: Shell, study: Path, worked: list[str]
) -> None:
    stc("analyze")
    worked.clear()
    edit(study / file, old, new)
    assert stc("analyze", "--quiet").code == 0
    without_synthesis = [step for step in worked if not step.startswith("synthesize")]
    assert without_synthesis == [s for s in expected if not s.startswith("synthesize")]
    incremental = contents(study / "out")
    stc("analyze", "-o", study / "fresh")
    assert incremental == contents(study / "fresh")


def test_only_the_changed_table_is_written(stc: Shell, study: Path) -> None:
    stc("analyze")
    edit(study / "stc.yaml", "title: Results", "title: Findings")
    written = json.loads(stc("analyze", "--json").out)["written"]
    names = ("table1.md", "table1.docx", "tables.md", "tables.docx")  # a CSV has no title
    assert written == [f"6_tables/{name}" for name in names]


def test_a_damaged_part_is_made_again(stc: Shell, study: Path, worked: list[str]) -> None:
    stc("analyze")
    before = contents(study / "out")
    for part in (study / "out" / ".cache" / "segment").glob("*/*"):
        part.write_bytes(part.read_bytes()[:-3] + b"???")
    (study / "out" / "2_segment" / "units.csv").unlink()
    assert stc("analyze", "--quiet") == (0, "", "")
    assert contents(study / "out") == before


def test_parts_nothing_uses_are_forgotten(stc: Shell, study: Path) -> None:
    stc("analyze")

    def parts() -> int:
        return sum(1 for _ in (study / "out" / ".cache").glob("*/*/*"))

    before = parts()
    edit(study / "transcripts" / "B.txt", "awful", "lovely")
    stc("analyze")
    assert parts() == before
