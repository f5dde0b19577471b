"""`stc log`: what was decided when, told from the files of decisions and the manifest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from studies import Shell, contents

from stc_cli.decision_log.gathering import Log, gathered
from stc_cli.decision_log.markdown import log_markdown
from stc_cli.languages import COMPLETE, load_language
from stc_cli.workspace import open_study

FILES = {
    "themes/anna.md": "---\ndate: 2026-01-10\n---\n- Nights\n- Being alone\n",
    "themes/ben.md": "- Numbers\n",
    "themes/negotiated.yaml": (
        "themes:\n"
        "  - {theme: Nights, merged_into: Being alone, why: The same matter.}\n"
        "  - {theme: Being alone, group: safety}\n"
        "  - {theme: Numbers, dropped: true, why: Too few | said it.}\n"
    ),
    "codebook.jsonl": (
        '{"id": "0000000001", "act": "rename", "kind": "code", "from": ["phone"], '
        '"to": ["calls"], "date": "2026-02-01", "by": "anna"}\n'
        '{"id": "0000000002", "act": "move", "kind": "code", "from": ["calls"], '
        '"to": ["calls"], "into": "company", "date": "2026-02-02", "by": "ben"}\n'
    ),
    "coding/anna.jsonl": "".join(
        json.dumps(line) + "\n"
        for line in (
            {"act": "accept", "transcript_id": "A", "unit": [{"exact": "She always answers."}],
             "date": "2026-02-03", "id": "a"},
            {"act": "accept", "transcript_id": "A", "unit": [{"exact": "I measure every evening"}],
             "date": "2026-02-03", "id": "b"},
            {"act": "accept", "transcript_id": "A", "unit": [{"exact": "I measure every evening"}],
             "code": "measuring", "date": "2026-02-03", "id": "c"},
            {"act": "sort", "transcript_id": "A", "unit": [{"exact": "She always answers."}],
             "group": "safety", "subgroup": "voices", "name": "A voice at night",
             "date": "2026-02-03", "id": "d"},
            {"act": "set_aside", "transcript_id": "B", "unit": [{"exact": "the weather was awful"}],
             "date": "2026-02-04", "id": "e"},
            {"act": "undo", "of": "e", "date": "2026-02-05", "id": "f"},
        )
    ),
    "condensates/company.md": (
        "---\nadopted: 2026-02-10\nby: Anna\nreviewed: 2026-02-20\nreviewed_by: Ben\n---\n"
        "I am not alone.\n"
    ),
    "analytic_text/safety.md": "Participants were not alone.\n",
    "validation.csv": (
        "transcript_id,group_id,by,verdict,changed,date,revision\n"
        "A,safety,Ben,holds,,2026-02-12,0000000002\n"
        "B,safety,Ben,nuance,numbers calm too,2026-02-12,0000000002\n"
    ),
    "counter_evidence.csv": (
        "group_id,subgroup_id,statement,unit_id,transcript_id,exact,disposition,why,by,date,"
        "revision\n"
        "safety,company,One,A-1,A,x,holds,,Ben,2026-02-13,\n"
        "safety,company,Two,A-1,A,x,holds,,Ben,2026-02-13,\n"
        "safety,company,Two,A-2,A,y,nuance,,Ben,2026-02-13,\n"
    ),
    "memos/first.md": (
        "---\nabout: study\nby: Anna\ndate: 2026-01-05\ntitle: What I expect\n---\nSecret.\n"
    ),
    "withdrawn.jsonl": '{"transcripts": ["B"], "speaker": "P3", "date": "2026-02-11"}\n',
}  # fmt: skip

EXPECTED = """\
# Decision log

*Put together by stc from the files of decisions and the manifest of the last run. It tells what was decided and by whom.*

## 1 Total impression

| Reader | Date | Preliminary themes |
| --- | --- | --- |
| ben | undated | 1 |
| anna | 2026-01-10 | 2 |

| Preliminary theme | Reader | What became of it | Reason |
| --- | --- | --- | --- |
| Nights | anna | merged into “Being alone” → Feeling safe takes other people | The same matter. |
| Being alone | anna | Feeling safe takes other people |  |
| Numbers | ben | dropped | Too few \\| said it. |

## 2 Codes and code groups

### Code groups, subgroups and codes as they are now

- **Feeling safe takes other people**
  - Company makes the nights shorter: not\\_alone, calls
  - Numbers calm and numbers frighten: measuring
  - A voice at night

### Changes to the codebook

| Date | Who | What |
| --- | --- | --- |
| 2026-02-01 | anna | code phone renamed calls |
| 2026-02-02 | ben | code calls moved to company |

## 3 Sorting into subgroups and condensates

| Date | Who | What |
| --- | --- | --- |
| 2026-02-03 | anna | New subgroup made while sorting: A voice at night (in Feeling safe takes other people) |

### Meaning units decided about

| Date | Who | accepted | sorted |
| --- | --- | --- | --- |
| 2026-02-03 | anna | 2 | 1 |

### Condensates

| Subgroup | Adopted | Who | Reviewed again |
| --- | --- | --- | --- |
| Company makes the nights shorter | 2026-02-10 | Anna | 2026-02-20 Ben |
| Numbers calm and numbers frighten | draft, not adopted |  |  |
| A voice at night | draft, not adopted |  |  |

## 4 Synthesis

### Headings

| Code group | Category | Subtheme |
| --- | --- | --- |
|  | Feeling safe takes other people | Company makes the nights shorter; Numbers calm and numbers frighten; A voice at night |

### Analytic text

| Category | Adopted | Who | Reviewed again |
| --- | --- | --- | --- |
| Feeling safe takes other people | undated |  |  |

### Re-reading against the whole transcripts

| Date | Who | Transcript | Category | Finding | What was changed |
| --- | --- | --- | --- | --- | --- |
| 2026-02-12 | Ben | A | Feeling safe takes other people | holds |  |
| 2026-02-12 | Ben | B | Feeling safe takes other people | needs a nuance | numbers calm too |

### Counter-evidence answered

| Date | Who | holds | needs a nuance | contradicts |
| --- | --- | --- | --- | --- |
| 2026-02-13 | Ben | 2 | 1 |  |

### Memos

| Date | Who | About | Title |
| --- | --- | --- | --- |
| 2026-01-05 | Anna | study | What I expect |

## Course of the analysis

| Date | Who | What |
| --- | --- | --- |
| undated | ben | Preliminary themes: 1 |
| undated |  | Adopted: Analytic text on Feeling safe takes other people |
| 2026-01-05 | Anna | Memo: What I expect (study) |
| 2026-01-10 | anna | Preliminary themes: 2 |
| 2026-02-01 | anna | code phone renamed calls |
| 2026-02-02 | ben | code calls moved to company |
| 2026-02-03 | anna | New subgroup made while sorting: A voice at night (in Feeling safe takes other people) |
| 2026-02-03 | anna | Meaning units decided about: accepted 2, sorted 1 |
| 2026-02-10 | Anna | Adopted: Condensate of Company makes the nights shorter |
| 2026-02-11 |  | A withdrawal of consent was carried out. |
| 2026-02-12 | Ben | Re-read: A × Feeling safe takes other people (holds); B × Feeling safe takes other people (needs a nuance) |
| 2026-02-13 | Ben | Counter-evidence answered: holds 2, needs a nuance 1 |
| 2026-02-20 | Ben | Reviewed again: Condensate of Company makes the nights shorter |

## Made with

| What |  |
| --- | --- |
| Status of the study | draft |
"""  # noqa: E501


@pytest.fixture
def decided(study: Path) -> Path:
    """A study in which something of everything was decided; it has not been run."""
    for name, text in FILES.items():
        path = study / "decisions" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return study


def log_of(study: Path) -> Log:
    return gathered(open_study(config=study / "stc.yaml"))


def test_the_whole_log(decided: Path, stc: Shell) -> None:
    ran = stc("log")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == EXPECTED
    assert stc("log").out == EXPECTED


def test_nothing_is_decided_yet(study: Path, stc: Shell) -> None:
    ran = stc("log")
    assert "## 1 Total impression\n\nNothing is recorded.\n\n## 2" in ran.out
    assert "## Course of the analysis\n\nNothing is recorded.\n" in ran.out


def test_what_it_was_made_with_comes_from_the_manifest(study: Path, stc: Shell) -> None:
    stc("analyze", "--quiet")
    manifest = json.loads((study / "out" / "manifest.json").read_text())
    made = json.loads(stc("log", "--json").out)["material"]
    assert made["transcripts"] == 2
    assert made["versions"] == manifest["versions"]
    assert made["language_data"] == manifest["language_data"]
    first = made["inputs_sha256"]
    assert f"| Hash of the inputs | {first} |" in stc("log").out
    path = study / "transcripts" / "A.txt"
    path.write_text(path.read_text() + "\nP1: One thing more, I sleep better now.\n")
    stc("analyze", "--quiet")
    assert json.loads(stc("log", "--json").out)["material"]["inputs_sha256"] != first


def test_as_data(decided: Path, stc: Shell) -> None:
    data = json.loads(stc("log", "--json").out)
    assert data["coding"] == [
        {"date": "2026-02-03", "by": "anna", "units": {"accept": 2, "sort": 1}},
    ]
    assert data["withdrawals"] == ["2026-02-11"]
    assert data["changes"][1] == {
        "date": "2026-02-02", "by": "ben", "act": "move", "kind": "code", "sources": ["calls"],
        "targets": ["calls"], "into": "company",
    }  # fmt: skip
    assert data["memos"] == [
        {"date": "2026-01-05", "by": "Anna", "about": "study", "title": "What I expect"}
    ]
    assert "P3" not in json.dumps(data)
    assert "Secret" not in json.dumps(data)


def test_pseudonyms_are_told(decided: Path, stc: Shell) -> None:
    key = decided.parent / "key" / "names.yaml"
    key.parent.mkdir()
    key.write_text("pseudonyms: 1\nnames: {Kari: P9}\n", encoding="utf-8")
    config = decided / "stc.yaml"
    config.write_text(config.read_text() + "pseudonyms: ../key/names.yaml\n")
    for name in ("themes/negotiated.yaml", "validation.csv", "memos/first.md"):
        path = decided / "decisions" / name
        text = path.read_text(encoding="utf-8")
        for words in ("The same matter", "numbers calm too", "What I expect"):
            text = text.replace(words, "because of Kari")
        path.write_text(text, encoding="utf-8")
    shown = stc("log").out
    assert "Kari" not in shown
    assert shown.count("because of P9") == 4  # a reason, a change, and a title in two tables


def test_to_a_file(decided: Path, stc: Shell) -> None:
    before = contents(decided / "decisions")
    assert stc("log", "--to", "appendix.md") == (0, "wrote appendix.md\n", "")
    path = decided / "appendix.md"
    assert path.read_text(encoding="utf-8") == EXPECTED
    path.write_text("mine", encoding="utf-8")
    assert stc("log", "--to", "appendix.md") == (
        2, "", "stc: appendix.md: is there already. Name another file, or add --overwrite.\n"
    )  # fmt: skip
    assert path.read_text() == "mine"
    assert stc("log", "--to", "appendix.md", "--overwrite").code == 0
    assert path.read_text(encoding="utf-8") == EXPECTED
    assert contents(decided / "decisions") == before
    assert stc("log", "--to", "x.md", "--json") == (
        2, "", "stc: --to writes Markdown and --json prints to stdout; choose one of them.\n"
    )  # fmt: skip


@pytest.mark.parametrize("code", COMPLETE)
def test_every_language_has_the_words(decided: Path, code: str) -> None:
    text = log_markdown(log_of(decided), load_language(code).labels)
    assert "{" not in text
    assert "Kondens" in text or code == "en"
    if code != "en":
        assert not {"renamed", "undated", "Adopted", "Decision"} & set(text.split())
