"""The commands as a person or a script meets them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from studies import Shell, contents

from stc_cli import __version__
from stc_cli.pipeline import STAGES

ARTEFACTS = {
    "1_ingest/transcripts.csv", "1_ingest/turns.csv", "1_ingest/skipped.csv",
    "1_ingest/speakers.csv", "1_ingest/text/A.txt", "1_ingest/text/B.txt",
    "overview/overview.md", "overview/terms.csv",
    "2_segment/units.csv",
    "3_code/assignments.csv", "3_code/uncoded.csv", "3_code/matrix.csv",
    "3_code/decisions.csv", "3_code/unplaced.csv", "3_code/conflicts.csv",
    "4_condense/condensates.jsonl", "4_condense/condensates.md", "4_condense/coverage.csv",
    "5_synthesize/categories.jsonl", "5_synthesize/analytic_text.md", "5_synthesize/quotes.csv",
    "5_synthesize/contributors.csv",
    "5_synthesize/counter_evidence.csv",
    "6_tables/table1.csv", "6_tables/table1.md", "6_tables/table1.docx", "6_tables/table2.csv",
    "6_tables/tables.md", "6_tables/tables.docx",
    "manifest.json",
}  # fmt: skip


def test_analyze_writes_the_whole_contract(stc: Shell, study: Path) -> None:
    ran = stc("analyze")
    assert ran.code == 0
    assert ran.err == ""
    assert set(contents(study / "out")) == ARTEFACTS
    assert "Table 1. Results" in ran.out
    assert "2 transcripts, " in ran.out
    assert str(study / "out") in ran.out


def test_a_second_run_writes_nothing(stc: Shell, study: Path) -> None:
    stc("analyze")
    before = {path: path.stat().st_mtime_ns for path in (study / "out").rglob("*")}
    ran = stc("analyze")
    assert "Everything was up to date; nothing was written." in ran.out
    for name in ARTEFACTS:
        path = study / "out" / name
        assert path.stat().st_mtime_ns == before[path]


def test_json_is_one_object_on_stdout(stc: Shell, study: Path) -> None:
    summary = json.loads(stc("analyze", "--json").out)
    assert summary["transcripts"] == 2
    assert summary["units"] >= summary["uncoded"]
    assert set(summary["written"]) == ARTEFACTS - {"manifest.json"}


def test_quiet_prints_nothing(stc: Shell, study: Path) -> None:
    assert stc("analyze", "--quiet") == (0, "", "")


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_every_stage_is_a_command_that_runs_what_it_needs(
    stage: object, stc: Shell, study: Path
) -> None:
    name, folder = stage.name, stage.folder  # type: ignore[attr-defined]
    assert stc(name).code == 0
    assert any((study / "out" / folder).iterdir())
    later = [entry.folder for entry in STAGES[STAGES.index(stage) + 1 :]]  # type: ignore[arg-type]
    assert not any((study / "out" / folder).exists() for folder in later)


def test_a_stage_says_which_stages_it_ran_first(stc: Shell, study: Path) -> None:
    assert stc("code").err == "stc: ran ingest, segment first.\n"


def test_table_that_needs_only_the_codebook_reads_no_transcript(stc: Shell, study: Path) -> None:
    config = (study / "stc.yaml").read_text("utf-8")
    (study / "stc.yaml").write_text(
        config.replace("[units, speakers, quotation]", "[codes]"), "utf-8"
    )
    (study / "transcripts").rename(study / "elsewhere")
    ran = stc("table")
    assert ran.code == 0
    assert (study / "out" / "6_tables" / "table1.csv").read_text("utf-8") == (
        "category,subtheme\n"
        "Feeling safe takes other people,Company makes the nights shorter\n"
        "Feeling safe takes other people,Numbers calm and numbers frighten\n"
    )
    assert not (study / "out" / "1_ingest").exists()


def test_one_table_to_stdout_for_scripts(stc: Shell, study: Path) -> None:
    ran = stc("table", "--id", "table1", "--format", "csv")
    assert ran == (0, (study / "out" / "6_tables" / "table1.csv").read_text("utf-8"), "")


def test_status_knows_current_stale_missing_and_edited(stc: Shell, study: Path) -> None:
    def states() -> dict[str, str]:
        rows = json.loads(stc("status", "--json").out)["stages"]
        return {row["stage"]: row["state"] for row in rows}

    assert set(states().values()) == {"missing"}
    stc("analyze")
    assert set(states().values()) == {"current"}
    assert stc("status", "--check").code == 0
    transcript = study / "transcripts" / "B.txt"
    transcript.write_text(transcript.read_text("utf-8") + "\nP3: One more.\n", "utf-8")
    assert states()["ingest"] == "stale"
    ran = stc("status", "--check", "--quiet")
    assert ran == (3, "", "stc: ingest is stale: transcripts/B.txt must be read again.\n")
    stc("analyze")
    (study / "out" / "2_segment" / "units.csv").unlink()
    (study / "out" / "4_condense" / "condensates.md").write_text("mine", "utf-8")
    assert states()["segment"] == "missing"
    assert states()["condense"] == "edited"
    assert states()["ingest"] == "current"


def test_status_after_a_changed_heading_spares_the_maps(stc: Shell, study: Path) -> None:
    stc("analyze")
    book = study / "codebook.yaml"
    book.write_text(
        book.read_text("utf-8").replace("Company makes", "Company really makes"), "utf-8"
    )
    rows = {row["stage"]: row["state"] for row in json.loads(stc("status", "--json").out)["stages"]}
    assert {rows[name] for name in ("ingest", "overview", "segment", "code")} == {"current"}
    assert rows["table"] == "stale"
    summary = json.loads(stc("analyze", "--json").out)
    assert not {"ingest", "segment", "code"} & set(summary["computed"])


def test_show_walks_down_from_a_table_row_and_up_from_a_unit(stc: Shell, study: Path) -> None:
    stc("analyze")
    row = json.loads(stc("show", "table1:2", "--json").out)
    assert (row["kind"], row["id"]) == ("table row", "table1:2")
    category, subtheme = row["children"]
    assert (category["id"], category["text"]) == ("Category", "Feeling safe takes other people")
    assert subtheme["text"] == "Numbers calm and numbers frighten"
    units = [child for child in subtheme["children"] if child["kind"] == "unit"]
    unit_id = units[0]["id"].split(" ")[0]
    unit = json.loads(stc("show", unit_id, "--json").out)
    kinds = [child["kind"] for child in unit["children"]]
    assert {"passage", "code", "condensate sentence"} <= set(kinds)
    passage = next(child for child in unit["children"] if child["kind"] == "passage")
    start, end = passage["mark"]
    assert passage["text"][start:end] in (study / "out/1_ingest/text/A.txt").read_text("utf-8")
    sentence = next(child for child in unit["children"] if child["kind"] == "condensate sentence")
    assert unit_id in stc("show", sentence["id"]).out
    assert "company" in stc("show", "company").out
    assert "A-t2" in stc("show", "A-t2").out


def test_show_of_nothing_says_what_there_is(stc: Shell, study: Path) -> None:
    stc("analyze")
    ran = stc("show", "compani")
    assert ran.code == 2
    assert ran.err == (
        'stc: there is no unit, turn, sentence, code or table row "compani". Did you mean '
        '"company"? Ids stand in units.csv, turns.csv, condensates.jsonl and categories.jsonl; '
        "a table row is written table1:2.\n"
    )


def test_init_begins_a_study_that_runs(stc: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "ny studie"
    assert stc("init", folder, "--language", "nb").code == 0
    (folder / "transcripts" / "Intervju.txt").write_text(
        "I: Hvordan går det?\n\nR: Bra.\n", "utf-8"
    )
    assert stc("analyze", "-c", folder / "stc.yaml").code == 0
    assert stc("check", "-c", folder / "stc.yaml").code == 0
    ran = stc("init", folder)
    assert ran.code == 2
    assert ran.err == (
        f"stc: {folder / 'stc.yaml'}: is there already. Choose another folder for a new study.\n"
    )


def test_check_advises_and_passes(stc: Shell, study: Path) -> None:
    stc("analyze")
    ran = stc("check")
    assert ran.code == 0
    assert "the codebook has 1 code group; 3 to 6 are usual." in ran.out


def test_check_grants_final_only_when_it_is(stc: Shell, study: Path) -> None:
    config = study / "stc.yaml"
    config.write_text("status: final\n" + config.read_text("utf-8"), "utf-8")
    ran = stc("check", "--quiet")
    assert ran.code == 3
    assert ran.err == "stc: status is final, but ingest is missing: has not run.\n"


def test_draft_mark_goes_when_the_study_is_final(stc: Shell, study: Path) -> None:
    stc("analyze")
    assert "*Draft*" in (study / "out/6_tables/table1.md").read_text("utf-8")
    config = study / "stc.yaml"
    config.write_text("status: final\n" + config.read_text("utf-8"), "utf-8")
    stc("analyze")
    assert "Draft" not in (study / "out/6_tables/table1.md").read_text("utf-8")


def test_version(stc: Shell) -> None:
    assert stc("--version") == (0, f"stc {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ["analyse"],
            "No such command 'analyse'. Did you mean 'analyze'? See `stc --help`.",
            id="command",
        ),
        pytest.param(
            ["analyze", "--workers", "0"],
            "Invalid value for '--workers': Input should be greater than or equal to 1. "
            "See `stc --help`.",
            id="workers",
        ),
        pytest.param(
            ["table", "--id", "tabel1"],
            'there is no table "tabel1". Did you mean "table1"?',
            id="table id",
        ),
        pytest.param(
            ["table", "--format", "docx"],
            '"docx" cannot be printed; choose one of csv, md, html, tex.',
            id="format",
        ),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(
    arguments: list[str], message: str, stc: Shell, study: Path
) -> None:
    assert stc(*arguments) == (2, "", f"stc: {message}\n")


def test_help_imports_neither_spacy_nor_pandas() -> None:
    program = (
        "import sys; sys.argv = ['stc', '--help']\n"
        "from stc_cli.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'spacy', 'pandas', 'numpy', 'docx', 'xlsxwriter', 'simplemma', 'jinja2'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_changed_imports_no_spacy(study: Path, stc: Shell) -> None:
    stc("analyze")
    program = (
        "import sys; sys.argv = ['stc', 'analyze', '--quiet']\n"
        "from stc_cli.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "sys.exit('spacy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=study).returncode == 0


@pytest.mark.parametrize("group", ["decide", "sheet", "codebook"])
def test_a_group_of_commands_alone_shows_its_help(stc: Shell, group: str) -> None:
    ran = stc(group)
    assert (ran.code, ran.err) == (2, "")
    assert ran.out.startswith(f"Usage: stc {group} [OPTIONS] COMMAND [ARGS]...\n\n")
