"""Promise 1: what a person wrote into an output file is never overwritten or lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from studies import Shell, contents

from stc_cli.pipeline import STAGES, owner
from stc_cli.pipeline import stage as found


def artefacts_of(stage: str) -> list[str]:
    names = {
        "ingest": "1_ingest/turns.csv",
        "overview": "overview/overview.md",
        "segment": "2_segment/units.csv",
        "code": "3_code/assignments.csv",
        "condense": "4_condense/condensates.md",
        "synthesize": "5_synthesize/analytic_text.md",
        "table": "6_tables/table1.docx",
        "report": "report/report.html",
        "figure": "figures/heat_map.svg",
        "methods": "methods/methods.md",
    }
    return [names[stage]]


@pytest.mark.parametrize("stage", [stage.name for stage in STAGES])
def test_an_edited_artefact_is_kept_and_the_command_named(
    stage: str, stc: Shell, study: Path
) -> None:
    command = stage if found(stage).only_asked else "analyze"
    stc(command)
    fresh = contents(study / "out")
    for name in artefacts_of(stage):
        path = study / "out" / name
        path.write_bytes(b"my own words")
        ran = stc(command, "--quiet")
        expected = owner(name)
        assert expected is not None
        assert ran.code == 0
        assert ran.err == (
            f"stc: {name} had been edited by hand and was kept as {path.name}.edited. "
            f"To take the change in, {expected.takes_edits}.\n"
        )
        assert f"`stc {stage}`" in ran.err
        assert path.with_name(f"{path.name}.edited").read_bytes() == b"my own words"
        assert path.read_bytes() == fresh[name]


def test_a_second_edit_does_not_replace_the_first(stc: Shell, study: Path) -> None:
    stc("analyze")
    path = study / "out" / "4_condense" / "condensates.md"
    for words in (b"first", b"second", b"third"):
        path.write_bytes(words)
        stc("analyze")
    kept = [f"{path.name}.edited", f"{path.name}.edited-2", f"{path.name}.edited-3"]
    assert [path.with_name(name).read_bytes() for name in kept] == [b"first", b"second", b"third"]


def test_an_edit_is_kept_even_when_cache_and_manifest_are_gone(stc: Shell, study: Path) -> None:
    stc("analyze")
    path = study / "out" / "6_tables" / "table1.md"
    path.write_bytes(b"mine")
    shutil.rmtree(study / "out" / ".cache")
    (study / "out" / "manifest.json").unlink()
    stc("analyze")
    assert path.with_name("table1.md.edited").read_bytes() == b"mine"


def test_without_the_cache_nothing_counts_as_edited(stc: Shell, study: Path) -> None:
    stc("analyze")
    before = contents(study / "out")
    shutil.rmtree(study / "out" / ".cache")
    transcript = study / "transcripts" / "A.txt"
    text = transcript.read_text("utf-8")
    transcript.write_text(text + "\nP1: And more.\n", "utf-8")
    assert stc("analyze", "--quiet") == (0, "", "")
    transcript.write_text(text, "utf-8")
    assert stc("analyze", "--quiet") == (0, "", "")
    assert contents(study / "out") == before


def test_files_of_a_table_or_transcript_that_is_gone_are_removed(stc: Shell, study: Path) -> None:
    stc("analyze")
    (study / "out" / "6_tables" / "table2.csv").write_bytes(b"mine")
    config = study / "stc.yaml"
    config.write_text(
        "\n".join(line for line in config.read_text("utf-8").split("\n") if "table2" not in line),
        "utf-8",
    )
    (study / "transcripts" / "B.txt").unlink()
    ran = stc("analyze", "--quiet")
    assert ran.code == 0
    assert "6_tables/table2.csv had been edited by hand" in ran.err
    names = set(contents(study / "out"))
    assert "1_ingest/text/B.txt" not in names
    assert "6_tables/table2.csv" not in names
    assert "6_tables/table2.csv.edited" in names


def test_files_a_person_put_beside_the_artefacts_stay(stc: Shell, study: Path) -> None:
    stc("analyze")
    mine = study / "out" / "6_tables" / "notes.txt"
    mine.write_bytes(b"mine")
    stc("analyze")
    assert mine.read_bytes() == b"mine"


def test_a_killed_run_does_not_take_its_own_files_for_edited(
    stc: Shell, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run dies after writing artefacts but before the manifest; then the input changes."""
    import stc_cli.runner

    def dies(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(stc_cli.runner, "write_manifest", dies)
        ran = stc("analyze")
        assert (ran.code, ran.err) == (
            130,
            "stc: interrupted; run the same command again to go on.\n",
        )
    transcript = study / "transcripts" / "A.txt"
    transcript.write_text(transcript.read_text("utf-8") + "\nP1: And more.\n", "utf-8")
    assert stc("analyze", "--quiet") == (0, "", "")
    assert stc("verify").code == 0
