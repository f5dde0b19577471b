"""The sample studies are what the README says, and their tables come out as the source has them."""

from __future__ import annotations

import csv
import json
import re
import statistics
from collections import Counter
from pathlib import Path

import pytest
from conftest import ROOT
from studies import Shell

from stc_cli.languages import load_language
from stc_cli.text.characters import WORD
from stc_cli.text.people_counts import people_counted

# Table 1 of Åkerblom et al. (2023), doi 10.1186/s13033-023-00588-5.
TABLE_1 = """\
category,subtheme
Peer workers boost a shift toward increased service user involvement,Managers facilitate peer workers' involvement
Peer workers boost a shift toward increased service user involvement,"Benefits to the organization, nonpeer workers, and service delivery"
Peer workers are highly valued in the service transformation process,Peer workers' contextual knowledge is vital when redefining services
Peer workers are highly valued in the service transformation process,Peer workers facilitate communication and build bridges
Managers acknowledge and involve peer workers as partners in co-creation,Managers commit to involving peer workers
Managers acknowledge and involve peer workers as partners in co-creation,Challenges when involving peer workers as partners in co-creation
"""  # noqa: E501


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def out(stc: Shell, tmp_path: Path) -> Path:
    ran = stc("analyze", "-c", ROOT / "configs" / "peer_workers.yaml", "-o", tmp_path / "out")
    assert (ran.code, ran.err) == (0, "")
    return tmp_path / "out"


def test_table_1_is_that_of_the_paper(out: Path) -> None:
    assert (out / "6_tables" / "table1.csv").read_text("utf-8") == TABLE_1


def test_four_focus_groups_with_seventeen_managers_and_two_moderators(out: Path) -> None:
    transcripts = rows(out / "1_ingest" / "transcripts.csv")
    assert [(t["transcript_id"], t["format"]) for t in transcripts] == [
        ("FG1", "docx"), ("FG2", "vtt"), ("FG3", "txt"), ("FG4", "md"),
    ]  # fmt: skip
    assert all(int(transcript["words"]) >= 2_500 for transcript in transcripts)
    speakers = rows(out / "1_ingest" / "speakers.csv")
    managers = {row["speaker"]: row["transcript_id"] for row in speakers
                if row["role"] == "participant"}  # fmt: skip
    groups = [4, 4, 4, 5]
    assert managers == {
        f"M{1 + sum(groups[:g]) + n}": f"FG{g + 1}" for g in range(4) for n in range(groups[g])
    }
    moderators = {row["speaker"] for row in speakers if row["role"] == "moderator"}
    assert moderators == {"Moderator", "Co-moderator"}
    assert not any(row["doubtful"] == "true" for row in speakers)


def test_the_participants_list_fits_the_transcripts() -> None:
    people = rows(ROOT / "sample_data" / "peer_workers" / "participants.csv")
    assert [p["id"] for p in people] == [f"M{n}" for n in range(1, 18)]
    assert sum(p["gender"] == "woman" for p in people) == 11


def test_a_third_of_the_talk_or_more_has_no_code(out: Path) -> None:
    units = {u["unit_id"]: int(u["words"]) for u in rows(out / "2_segment" / "units.csv")}
    uncoded = sum(units[row["unit_id"]] for row in rows(out / "3_code" / "uncoded.csv"))
    assert uncoded >= sum(units.values()) / 3


def test_every_subtheme_has_units_and_a_quotation(out: Path) -> None:
    for row in rows(out / "6_tables" / "table2.csv"):
        assert int(row["units"]) > 0
        assert row["quotation"].startswith("“")


def test_the_bokmaal_study_has_tables_in_norwegian_and_english(stc: Shell, tmp_path: Path) -> None:
    config = ROOT / "configs" / "hverdag_kols.yaml"
    assert stc("analyze", "-c", config, "-o", tmp_path / "out").code == 0
    tables = tmp_path / "out" / "6_tables"
    norwegian = (tables / "tabell1.md").read_text("utf-8")
    english = (tables / "table2.md").read_text("utf-8")
    assert "**Tabell 1. Oversikt over resultatene**" in norwegian
    assert "| Kategori | Undertema | Deltakere | Sitat |" in norwegian
    assert norwegian.rstrip().endswith("*Utkast*")
    assert "**Table 2. Overview of the results**" in english
    assert "| Category | Subtheme | Participants | Quotation |" in english


def test_output_language_turns_headings_and_labels(stc: Shell, tmp_path: Path) -> None:
    """The same study with `output_language: en`: headings, labels and documents in English."""
    text = (ROOT / "configs" / "hverdag_kols.yaml").read_text("utf-8")
    text = text.replace("output_language: nb", "output_language: en")
    for name in ("transcripts", "decisions"):
        text = text.replace(f"../sample_data/hverdag_kols/{name}",
                            str(ROOT / "sample_data" / "hverdag_kols" / name))  # fmt: skip
    text = text.replace("hverdag_kols.codebook", str(ROOT / "configs" / "hverdag_kols.codebook"))
    config = tmp_path / "study.yaml"
    config.write_text(text, "utf-8")
    assert stc("analyze", "-c", config, "-o", tmp_path / "out").code == 0
    out = tmp_path / "out"
    assert "| Category | Subtheme |" in (out / "6_tables" / "tabell1.md").read_text("utf-8")
    assert (out / "4_condense" / "condensates.md").read_text("utf-8").startswith("# Condensates\n")
    assert (
        (out / "5_synthesize" / "analytic_text.md")
        .read_text("utf-8")
        .startswith("# Analytic text\n")
    )


# -- condensates: what was asked of them, of words and not of meaning ------------------------------


def condensates(out: Path) -> list[dict]:
    lines = (out / "4_condense" / "condensates.jsonl").read_text("utf-8").splitlines()
    return [made for made in map(json.loads, lines) if made["sentences"]]


@pytest.fixture(params=["peer_workers", "hverdag_kols"])
def analysed(request: pytest.FixtureRequest, stc: Shell, tmp_path: Path) -> Path:
    name = request.param
    assert stc("analyze", "-c", ROOT / "configs" / f"{name}.yaml", "-o", tmp_path / name).code == 0
    return tmp_path / name


def test_condensates_are_shorter_than_their_units_and_in_their_words(analysed: Path) -> None:
    """Published ones hold 0.59 to 0.68 of the words, and 78 to 100 % of theirs are the units'."""
    units = {row["unit_id"]: row for row in rows(analysed / "2_segment" / "units.csv")}
    ratios = []
    for made in condensates(analysed):
        own = {unit_id for sentence in made["sentences"] for unit_id in sentence["unit_ids"]}
        said = WORD.findall(" ".join(units[unit_id]["text"] for unit_id in own).lower())
        kept = WORD.findall(" ".join(s["text"] for s in made["sentences"]).lower())
        assert sum((Counter(kept) & Counter(said)).values()) >= 0.78 * len(kept), made[
            "subgroup_id"
        ]
        ratios.append(len(kept) / len(said))
    assert 0.59 <= statistics.median(ratios) <= 0.85


def test_no_sentence_of_a_condensate_begins_with_a_filler(analysed: Path) -> None:
    language = load_language({"peer_workers": "en", "hverdag_kols": "nb"}[analysed.name])
    for made in condensates(analysed):
        for sentence in made["sentences"]:
            first = WORD.findall(sentence["text"].lower())[0]
            assert first not in language.sounds
            opening = re.match(r"(?:\w+ ){0,3}\w+(?=,)", sentence["text"].lower())
            phrases = {filler for filler in language.set_off if filler not in OTHERWISE}
            assert opening is None or opening.group() not in phrases, sentence["text"]


# Set off by a comma they may be an answer, not a filler: "Yes, a little."
OTHERWISE = {"ja", "yes", "yeah", "jo", "nei", "no"}


def test_a_draft_of_the_analytic_text_counts_nobody(analysed: Path) -> None:
    language = load_language({"peer_workers": "en", "hverdag_kols": "nb"}[analysed.name])
    for line in (analysed / "5_synthesize" / "categories.jsonl").read_text("utf-8").splitlines():
        for paragraph in json.loads(line)["paragraphs"]:
            for statement in paragraph["statements"]:
                told = re.sub("“[^”]*”", "", statement["text"])
                assert people_counted(told, language) == []
