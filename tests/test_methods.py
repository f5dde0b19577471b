"""The methods appendix: true numbers, open questions, and a person's own words before both."""

from __future__ import annotations

import io
import re
from pathlib import Path

import decided_study
import docx
import pytest
import yaml
from conftest import ROOT
from studies import Shell

from stc_cli.runner import run
from stc_cli.workspace import open_study

WORDING = ROOT / "stc_cli" / "methods" / "wording"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("methods") / "out"
    run(open_study(config=ROOT / "configs/peer_workers.yaml", out=folder), "methods")
    return folder / "methods"


def row(text: str, number: int) -> str:
    return next(line for line in text.split("\n") if line.startswith(f"| {number} |"))


def test_the_items_of_coreq_are_there_once(sample: Path) -> None:
    text = (sample / "methods.md").read_text("utf-8")
    assert re.findall(r"^\| (\d+) \|", text, re.MULTILINE) == [str(n) for n in range(1, 33)]


def test_numbers_of_the_sample_study(sample: Path) -> None:
    """From the study: four groups, 17 managers, 11 women, one to twelve years in post."""
    text = (sample / "methods.md").read_text("utf-8")
    assert "17 participants in 4 transcripts." in row(text, 12)
    assert "woman 11, man 6" in row(text, 16)
    assert "6 (1–12)" in row(text, 16)
    assert "3 code groups, 6 subgroups, 36 codes." in row(text, 25)
    assert "from 2 readers" in row(text, 26)


def test_nothing_is_claimed_that_nobody_did(sample: Path) -> None:
    text = (sample / "methods.md").read_text("utf-8")
    assert "validated against the transcripts" not in text
    assert "0 of 12 pairs of transcript and category are read" in row(text, 30)
    assert "The condensates are still drafts of the program." in text
    assert "accepted 0, rejected 0, added 0" in row(text, 27)
    assert not re.search("kappa|alpha|coefficient|saturation was", text, re.IGNORECASE)
    for number in (2, 3, 4, 6, 7, 10, 11, 13, 17, 18, 19, 20, 23, 24, 28):
        assert "Not in the data: to be written by the researchers. *(open)*" in row(text, number)


def test_no_row_of_the_list_identifies(sample: Path) -> None:
    text = (sample / "methods.md").read_text("utf-8")
    assert not re.search(r"\bM\d+\b", text)
    assert "psychosis team" not in text  # only how many different services there are


def test_word_says_what_markdown_says(sample: Path) -> None:
    document = docx.Document(io.BytesIO((sample / "methods.docx").read_bytes()))
    cells = [cell.text for table in document.tables for cell in table._cells]
    assert sum(cell.isdecimal() for cell in cells) == 32
    assert any("17 participants in 4 transcripts." in cell for cell in cells)
    styles = {p.style.name for p in document.paragraphs if p.style is not None}
    assert {"Heading 1", "Heading 2"} <= styles


def test_a_persons_words_win(stc: Shell, study: Path) -> None:
    config = study / "stc.yaml"
    own = (
        "methods:\n  items: {12: We met three people.}\n  ethics: Approved by nobody yet.\n"
        "  information_power: {aim: A narrow aim}\n"
    )
    config.write_text(own + config.read_text("utf-8"), "utf-8")
    assert stc("methods").code == 0
    text = (study / "out/methods/methods.md").read_text("utf-8")
    assert row(text, 12).endswith("We met three people. *(the researchers' own words)* |")
    assert "Approved by nobody yet." in text
    assert "aim: A narrow aim; specificity of the sample: open;" in row(text, 22)
    assert "three people" not in (study / "out/manifest.json").read_text("utf-8")


def test_an_unknown_item_is_refused(stc: Shell, study: Path) -> None:
    config = study / "stc.yaml"
    config.write_text("methods: {items: {33: x}}\n" + config.read_text("utf-8"), "utf-8")
    assert stc("methods").err == (
        'stc: stc.yaml, line 1: "methods.items": "33" is no item of COREQ; they are 1 to 32.\n'
    )


def test_validated_when_every_pair_was_read(stc: Shell, study: Path) -> None:
    stc("analyze")
    decisions = study / "decisions"
    decisions.mkdir(exist_ok=True)
    (decisions / "validation.csv").write_text(
        "transcript_id,group_id,by,date,verdict,changed\n"
        "A,safety,ann,2026-01-05,holds,\nB,safety,ann,2026-01-05,holds,\n",
        "utf-8",
    )
    assert stc("methods").code == 0
    text = (study / "out/methods/methods.md").read_text("utf-8")
    assert text.count("every transcript was read again for every category") == 2


@pytest.mark.parametrize("language", ["nb", "nn", "da", "sv"])
def test_every_language_has_all_words(language: str) -> None:
    english = yaml.safe_load((WORDING / "en.yaml").read_text("utf-8"))
    own = yaml.safe_load((WORDING / f"{language}.yaml").read_text("utf-8"))
    assert list(own) == list(english)
    for name, text in english.items():
        fields = sorted(re.findall(r"{\w+}", text))
        assert sorted(re.findall(r"{\w+}", own[name])) == fields, name


@pytest.mark.parametrize("language", ["nb", "nn", "da", "sv"])
def test_the_appendix_in_every_language(language: str, stc: Shell, study: Path) -> None:
    config = study / "stc.yaml"
    config.write_text(f"output_language: {language}\n" + config.read_text("utf-8"), "utf-8")
    assert stc("methods").code == 0
    text = (study / "out/methods/methods.md").read_text("utf-8")
    assert "Not in the data" not in text and "{" not in text.replace("\\{", "")


def test_what_people_decided_is_counted(stc: Shell, tmp_path: Path) -> None:
    """As `decided_study.decide` does: one coder, three golden quotes, two condensates rewritten."""
    config = decided_study.write_study(tmp_path / "study")
    decided_study.decide(config.parent, stc)
    assert stc("methods", "-c", config).code == 0
    text = (config.parent / "out/methods/methods.md").read_text("utf-8")
    assert "recorded of 1 coder." in row(text, 24)
    assert "accepted 0, rejected 1, added 1, parked 0" in row(text, 27)
    assert "analytic texts 1 of 2" in row(text, 27)
    assert "condensates 2 of" in row(text, 27)
    assert "chosen by people: 3; edited or translated for print" in row(text, 29)
    assert "linked: 1." in row(text, 29)
    assert "of which people have answered 1" in row(text, 32)
    assert "2 of" in text and "condensates are written by the researchers" in text


def test_without_list_or_times_both_are_open(stc: Shell, study: Path) -> None:
    stc("methods")
    text = (study / "out/methods/methods.md").read_text("utf-8")
    for number in (16, 21, 24, 26):
        assert row(text, number).endswith("*(open)* |")
    assert "preliminary themes" not in text.split("##")[1]
    assert "1 code group and 2 subgroups" in text
