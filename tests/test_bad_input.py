"""What people get wrong: one line on stderr, the right exit code, nothing half-written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from studies import Shell, contents

import stc_cli.files

KNOWN = (
    ".txt, .text, .md, .markdown, .docx, .odt, .rtf, .pdf, .html, .htm, .vtt, .srt, .sbv, .csv, "
    ".tsv, .xlsx, .json"
)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_empty_folder(stc: Shell, study: Path) -> None:
    for path in (study / "transcripts").iterdir():
        path.unlink()
    ran = stc("analyze")
    folder = study / "transcripts"
    assert ran == (1, "", f"stc: {folder}: holds no transcript that stc can read ({KNOWN}).\n")
    assert not (study / "out").exists()


def test_missing_folder(stc: Shell, study: Path) -> None:
    ran = stc("analyze", "nowhere")
    message = (
        f"stc: {study / 'nowhere'}: no such folder. Name the folder that holds the transcripts.\n"
    )
    assert ran == (2, "", message)
    assert not (study / "out").exists()


def test_missing_config(stc: Shell, study: Path) -> None:
    assert stc("analyze", "-c", "other.yaml") == (2, "", "stc: other.yaml: no such file.\n")


def test_nothing_to_go_by(stc: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert stc("analyze") == (
        2,
        "",
        "stc: there is no stc.yaml here. Name a study config with -c, name a folder of "
        "transcripts, or begin a study with `stc init`.\n",
    )


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        pytest.param("empty.txt", b"", "the file is empty.", id="empty file"),
        pytest.param("blank.txt", b" \n\n", "the file is empty.", id="blank file"),
        pytest.param(
            "film.mp4", b"\x00\x01", f"stc does not read such files ({KNOWN}).", id="unknown type"
        ),
        pytest.param(
            "word.txt",
            b"PK\x03\x04rest",
            "is a zip archive (perhaps a Word file?), not text: give it its own suffix.",
            id="zip named txt",
        ),
        pytest.param(
            "broken.docx",
            b"PK\x03\x04rest",
            "is not a readable Word document (damaged or cut short?).",
            id="truncated docx",
        ),
        pytest.param(
            "old.docx",
            b"\xd0\xcf\x11\xe0" + b"0" * 600,
            "is protected by a password or of an old format: save it as .docx without a password.",
            id="doc or protected",
        ),
        pytest.param(
            "zoom.vtt",
            b"WEBVTT\n\nhello",
            "has no captions in it (no line such as 00:00:01.000 --> 00:00:04.000).",
            id="vtt without cues",
        ),
    ],
)
def test_a_bad_file_does_not_lose_the_others(
    name: str, data: bytes, reason: str, stc: Shell, study: Path
) -> None:
    stc("analyze")
    good = contents(study / "out")
    (study / "transcripts" / name).write_bytes(data)
    ran = stc("analyze", "--quiet")
    line = f"stc: transcripts/{name}: {reason} The other transcripts were analysed.\n"
    assert (ran.code, ran.err) == (1, line)
    assert stc("analyze", "--quiet", "--skip-bad").code == 0
    after = contents(study / "out")
    assert {k: v for k, v in after.items() if k != "manifest.json"} == {
        k: v for k, v in good.items() if k != "manifest.json"
    }
    assert stc("verify").code == 0


def test_a_huge_file_is_refused_without_loading_it(stc: Shell, study: Path) -> None:
    with (study / "transcripts" / "huge.txt").open("wb") as file:
        file.truncate(500 * 2**20)  # a hole: it takes no room on the disk
    ran = stc("ingest", "--quiet")
    assert (ran.code, ran.err) == (
        1,
        "stc: transcripts/huge.txt: is larger than 200 MB, which no transcript is: split it. The "
        "other transcripts were analysed.\n",
    )


def test_a_long_line_of_megabytes_is_refused_or_read(stc: Shell, study: Path) -> None:
    (study / "transcripts" / "line.txt").write_bytes(b"P1: " + b"ja og nei " * 3_500_000)
    ran = stc("ingest", "--quiet")
    assert (ran.code, ran.err) == (
        1,
        "stc: transcripts/line.txt: is larger than 32 MB, which no transcript is: split it. The "
        "other transcripts were analysed.\n",
    )


def test_only_bad_files(stc: Shell, study: Path) -> None:
    for path in (study / "transcripts").iterdir():
        path.write_bytes(b"")
    ran = stc("analyze")
    assert ran.code == 1
    assert ran.err == (
        f"stc: {study / 'transcripts'}: no transcript could be read "
        "(transcripts/A.txt: the file is empty; transcripts/B.txt: the file is empty).\n"
    )
    assert contents(study / "out") == {}


def test_two_files_with_one_id(stc: Shell, study: Path) -> None:
    (study / "transcripts" / "a.md").write_text("P1: Hello there.\n", "utf-8")
    ran = stc("analyze")
    assert ran.code == 1
    assert ran.err == (
        'stc: transcripts/a.md: would get the same id "a" as transcripts/A.txt. '
        "Rename one of the two files.\n"
    )


CONFIG_CASES = [
    pytest.param("language: en", "language: [en", "stc.yaml, line 2: is not valid YAML: did "
                 "not find expected ',' or ']'.", id="invalid yaml"),
    pytest.param("output: out", "ouput: out", 'stc.yaml, line 4: unknown key "ouput". Did you '
                 'mean "output"?', id="unknown key"),
    pytest.param("output: out", "output: out\noutput: two", 'stc.yaml, line 5: "output" stands '
                 "here a second time (first in line 4). Keep one of them.", id="key twice"),
    pytest.param("language: en", "language: xq", '"xq" is not a language stc knows. With full '
                 "data: da, en, nb, nn, sv.", id="unknown language"),
    pytest.param("id: table1, ", "id: table1, groups: [savety], ", 'stc.yaml: the table "table1" '
                 'names the code group "savety", which is not in the codebook. Did you mean '
                 '"safety"?', id="misspelt group id"),
    pytest.param("id: table2", "id: Table1", 'stc.yaml, line 5: "tables": two tables have the id '
                 '"table1"; give each its own.', id="table id twice"),
    pytest.param("language: en", "segment: {max_words: many}\nlanguage: en", 'stc.yaml, line 1: '
                 '"segment.max_words": input should be a valid integer, unable to parse string as '
                 "an integer.", id="not a number"),
    pytest.param("codebook: codebook.yaml", "codebook: book.yaml", "{folder}/book.yaml: no such "
                 "file.", id="missing codebook"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), CONFIG_CASES)
def test_bad_config(old: str, new: str, message: str, stc: Shell, study: Path) -> None:
    edit(study / "stc.yaml", old, new)
    assert stc("analyze") == (2, "", f"stc: {message.format(folder=study)}\n")
    assert not (study / "out").exists()


CODEBOOK_CASES = [
    pytest.param("rules: [{lemma: not alone}]", "rules: [{lema: not alone}]",
                 'line 10: unknown key "lema". Did you mean "lemma"?', id="unknown rule key"),
    pytest.param("id: calls", "id: not_alone",
                 'line 11: the id "not_alone" is already used in line 10. Give each code an id of '
                 "its own.", id="code id twice"),
    pytest.param("id: numbers", "id: safety",
                 'line 12: the id "safety" is already used in line 4. Give each group or subgroup '
                 "an id of its own.", id="group id twice"),
    pytest.param("{lemma: not alone}", "{none: [alone]}",
                 'line 10: "rules" of "not_alone": a rule needs one of lemma, phrase, '
                 "near, all, any, regex or pattern; `none` and `where` only narrow another key.",
                 id="only none"),
    pytest.param("{lemma: not alone}", "{all: [alone], none: [alone]}",
                 'line 10: "rules" of "not_alone": can never fire: "alone" is both '
                 "required and under none.", id="impossible"),
    pytest.param("{lemma: not alone}", "{regex: '('}",
                 'line 10: "rules.regex" of "not_alone": is not a regular expression '
                 "(missing ), unterminated subpattern at position 0).", id="regex"),
    pytest.param("{lemma: not alone}", "{regex: 'a*'}",
                 'line 10: "rules.regex" of "not_alone": matches an empty text, so it '
                 "would fire on every unit.", id="empty regex"),
    pytest.param("heading: Company makes the nights shorter", "heading: Company\n        codez: []",
                 'line 9: unknown key "codez". Did you mean "codes"?', id="unknown key deep down"),
]  # fmt: skip


@pytest.mark.parametrize("command", ["analyze", "check"])
def test_a_pattern_that_cannot_run_is_named_with_its_line(
    command: str, stc: Shell, study: Path
) -> None:
    edit(study / "codebook.yaml", "{lemma: not alone}", "{pattern: [{IS_ALPHA: true}]}")
    ran = stc(command, "--quiet")
    assert (ran.code, ran.out) == (2 if command == "analyze" else 3, "")
    assert ran.err == (
        f'stc: {study / "codebook.yaml"}, line 10: rule 1 of "not_alone": the pattern must name a '
        "word (LOWER, ORTH, TEXT or LEMMA) that every match holds, so that stc can look it up.\n"
    )


@pytest.mark.parametrize(("old", "new", "message"), CODEBOOK_CASES)
def test_bad_codebook(old: str, new: str, message: str, stc: Shell, study: Path) -> None:
    edit(study / "codebook.yaml", old, new)
    assert stc("analyze") == (2, "", f"stc: {study / 'codebook.yaml'}, {message}\n")
    assert not (study / "out").exists()


def test_no_codebook_runs_what_needs_none(stc: Shell, study: Path) -> None:
    edit(study / "stc.yaml", "codebook: codebook.yaml\n", "")
    ran = stc("analyze", "--quiet")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "stc: stc.yaml: names no codebook, so nothing can be coded yet; ingest, segment "
        "and overview run without one. Write one (`stc init` shows how), name it under "
        "`codebook:` and run "
        "the same command again.\n"
    )
    names = set(contents(study / "out"))
    assert {"1_ingest/turns.csv", "2_segment/units.csv", "overview/overview.md"} <= names
    assert not any(name.startswith(("3_", "4_", "5_", "6_")) for name in names)


def test_misspelt_group_in_decisions(stc: Shell, study: Path) -> None:
    themes = study / "decisions" / "themes"
    themes.mkdir(parents=True)
    (themes / "negotiated.yaml").write_text("themes:\n  - theme: x\n    group: savety\n", "utf-8")
    ran = stc("check")
    path = study / "decisions" / "themes" / "negotiated.yaml"
    assert ran == (
        2,
        "",
        f'stc: {path}, line 3: "savety" is not a code group of the codebook. Did you mean '
        '"safety"?\n',
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_unwritable_output(stc: Shell, study: Path) -> None:
    (study / "out").mkdir(mode=0o500)
    ran = stc("analyze")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"stc: {study / 'out'}")


def test_output_that_is_a_file(stc: Shell, study: Path) -> None:
    (study / "out").write_text("mine", "utf-8")
    ran = stc("analyze")
    assert ran == (1, "", f"stc: {study / 'out' / '.cache'}: cannot be made (not a directory).\n")
    assert (study / "out").read_text("utf-8") == "mine"


def test_a_table_open_in_word_gives_one_line(
    stc: Shell, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stc("analyze")
    before = contents(study / "out")
    edit(study / "codebook.yaml", "Company makes", "Good company makes")
    replace = Path.replace

    def refused(self: Path, target: Path) -> Path:
        if target.suffix == ".docx":
            raise PermissionError(13, "The process cannot access the file")
        return replace(self, target)

    monkeypatch.setattr(stc_cli.files.Path, "replace", refused)
    path = study / "out" / "6_tables" / "table1.docx"
    ran = stc("table")
    assert (ran.code, ran.err) == (
        1,
        f"stc: {path}: cannot be replaced, it is open in another program (Word or Excel?). "
        "Close it there and run the same command again.\n",
    )
    assert path.read_bytes() == before["6_tables/table1.docx"]
    assert not list(path.parent.glob("*.tmp"))
    monkeypatch.undo()
    monkeypatch.chdir(study)
    assert stc("analyze", "-c", study / "stc.yaml").code == 0
    assert not list((study / "out").rglob("*.edited"))
    assert stc("verify", "-c", study / "stc.yaml").code == 0
