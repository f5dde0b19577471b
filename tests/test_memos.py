"""Memos and preliminary themes: kept with what they are about, and shown with it."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from studies import CODEBOOK, Shell

from stc_cli.codebook import load_codebook
from stc_cli.decisions.anchors import Anchor
from stc_cli.decisions.memos import Memo, Subject, add_memo, read_memos
from stc_cli.decisions.placing import NOT_FOUND, TWICE
from stc_cli.decisions.themes import fates, negotiated, readings, theme_remarks
from stc_cli.errors import UsageError

TODAY = re.compile(r"\d{4}-\d\d-\d\d")
BY_HAND = """\
---
about: group safety
by: Anna
title: "Numbers: too many?"
---

Two thoughts.

And another.
"""


def units(study: Path) -> list[str]:
    rows = (study / "out/2_segment/units.csv").read_text("utf-8").splitlines()[1:]
    return [row.split(",")[0] for row in rows]


def kinds(node: dict[str, object]) -> list[tuple[str, str, str]]:
    children = node["children"]
    assert isinstance(children, list)
    return [(child["kind"], child["id"], child["text"]) for child in children]


def memos_of(stc: Shell, name: str) -> list[tuple[str, str]]:
    node = json.loads(stc("show", name, "--json").out)
    return [(name, text) for kind, name, text in kinds(node) if kind == "memo"]


def test_a_memo_is_written_listed_and_shown_with_its_subject(stc: Shell, study: Path) -> None:
    stc("analyze")
    unit = units(study)[0]
    ran = stc("memo", unit, "--by", "Anna", "--title", "Never alone?", "--text", "Says it twice.")
    assert ran == (0, "wrote decisions/memos/never-alone.md\n", "")
    text = (study / "decisions/memos/never-alone.md").read_text("utf-8")
    assert TODAY.sub("2026-01-02", text) == (
        "---\n"
        f"about: unit {unit}\n"
        "by: Anna\n"
        "date: 2026-01-02\n"
        'title: "Never alone?"\n'
        'speakers: ["P1"]\n'
        "passages:\n"
        '  - transcript_id: "A"\n'
        '    exact: "Um, I\'m not alone any more, you know."\n'
        '    prefix: "How are the nights? "\n'
        '    suffix: " I I ring the nurse when it gets bad. Sh"\n'
        "    start: 20\n"
        "    end: 57\n"
        "    elsewhere: 0\n"
        "---\n"
        "\n"
        "Says it twice.\n"
    )
    assert memos_of(stc, unit) == [("memos/never-alone.md (Anna)", "Never alone?\nSays it twice.")]
    (row,) = json.loads(stc("memo", unit, "--list", "--json").out)["memos"]
    assert (row["about"], row["problem"], row["text"]) == (f"unit {unit}", "", "Says it twice.")
    shown = json.loads(stc("show", "not_alone", "--json").out)
    below = next(child for child in shown["children"] if child["id"].startswith(unit))
    assert "memo" in {kind for kind, *_ in kinds(below)}


@pytest.mark.parametrize(
    ("subject", "about"),
    [
        ("study", "study"), ("A", "transcript A"), ("safety", "group safety"),
        ("company", "subgroup company"), ("calls", "code calls"), ("code calls", "code calls"),
    ],
)  # fmt: skip
def test_memos_are_about_all_kinds_of_things(
    subject: str, about: str, stc: Shell, study: Path
) -> None:
    stc("analyze")
    assert stc("memo", subject, "--by", "Bo", "--text", "Hm.").code == 0
    (path,) = (study / "decisions/memos").iterdir()
    assert path.name == f"{about.replace(' ', '-').replace('_', '-').lower()}.md"
    assert stc("memo", "--list").out.splitlines()[1] == f"  about {about}, in memos/{path.name}"
    assert stc("memo", "--list", subject).out == stc("memo", "--list").out
    assert memos_of(stc, subject.rpartition(" ")[2]) == [(f"memos/{path.name} (Bo)", "Hm.")]


def test_a_memo_is_piped_in_and_never_overwrites_another(
    stc: Shell, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("We both are nurses.\n", "It colours what we hear.\n"):
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        assert stc("memo", "study", "--by", "Anna", "--title", "Før vi leste").code == 0
    folder = study / "decisions" / "memos"
    assert {path.name for path in folder.iterdir()} == {"før-vi-leste.md", "før-vi-leste-2.md"}
    assert [memo.text for memo in read_memos(study / "decisions")] == [
        "It colours what we hear.", "We both are nurses.",
    ]  # fmt: skip


def test_a_memo_finds_its_unit_after_corrections(stc: Shell, study: Path) -> None:
    stc("analyze")
    unit = units(study)[0]
    stc("memo", unit, "--by", "Anna", "--text", "Twice.")
    transcript = study / "transcripts" / "A.txt"
    text = transcript.read_text("utf-8")
    corrected = text.replace("How are the nights?", "So, how are the nights, then?")
    for now in (corrected, corrected.replace("any more, you", "anymore, you")):
        transcript.write_text(now, "utf-8")
        stc("analyze")
        assert memos_of(stc, units(study)[0]) == [
            (f"memos/unit-{unit.lower()}.md (Anna)", "Twice."),
        ]
    assert unit not in units(study)
    transcript.write_text(text.replace("I'm not alone any more, you know", "I sleep"), "utf-8")
    stc("analyze")
    assert f"about unit {unit} ({NOT_FOUND}), in" in stc("memo", "--list").out


def test_a_passage_that_stands_twice_is_not_guessed(stc: Shell, study: Path) -> None:
    stc("analyze")
    memo = Memo("", Subject("unit", "A-gone"), "Anna", "", "", "Hm.", (),
                (Anchor("A", "the", "", "", 0, 3),))  # fmt: skip
    add_memo(study / "decisions", memo)
    add_memo(study / "decisions", memo._replace(passages=()))
    listed = stc("memo", "--list").out
    assert f"about unit A-gone ({TWICE}), in" in listed
    assert "about unit A-gone (there is no such unit), in" in listed


def test_memos_written_by_hand(stc: Shell, study: Path) -> None:
    folder = study / "decisions" / "memos"
    folder.mkdir(parents=True)
    (folder / "plain.md").write_text("# Preconceptions\n\nNurses both.\n", "utf-8")
    (folder / "numbers.md").write_bytes(BY_HAND.replace("\n", "\r\n").encode("utf-8-sig"))
    (folder / "gone.md").write_text("---\nabout: code gone\n---\nOld.\n", "utf-8")
    assert read_memos(study / "decisions") == [
        Memo("gone.md", Subject("code", "gone"), "", "", "", "Old."),
        Memo("numbers.md", Subject("group", "safety"), "Anna", "", "Numbers: too many?",
             "Two thoughts.\n\nAnd another."),
        Memo("plain.md", Subject("study"), "", "", "", "# Preconceptions\n\nNurses both."),
    ]  # fmt: skip
    assert "about code gone (there is no such code), in memos/gone.md" in (
        stc("memo", "--list").out
    )


@pytest.mark.parametrize(
    ("front", "message"),
    [
        pytest.param("about: chapter 1", 'line 2: "about": "chapter 1" is no subject; write '
                     '"study", or one of unit, code, subgroup, group, transcript and an id.',
                     id="kind"),
        pytest.param("by: A\nabout: group", 'line 3: "about": "group" is no subject; write '
                     '"study", or one of unit, code, subgroup, group, transcript and an id.',
                     id="no-id"),
        pytest.param("by: A\nabaut: study", 'line 3: unknown key "abaut". Did you mean "about"?',
                     id="key"),
        pytest.param("by: A\ntitle: so: what", "line 3: the lines between --- are not valid YAML. "
                     "Put texts with a colon in quotation marks.", id="yaml"),
    ],
)  # fmt: skip
def test_front_matter_that_cannot_be_read(front: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "memos" / "x.md"
    path.parent.mkdir()
    path.write_text(f"---\n{front}\n---\nText.\n", "utf-8")
    with pytest.raises(UsageError) as error:
        read_memos(tmp_path)
    assert str(error.value) == f"{path}, {message}"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("memo",), "say what the memo is about and who writes it: `stc memo study "
                     '--by Anna --text "…"`. `stc memo --list` shows all memos.', id="nothing"),
        pytest.param(("memo", "saftey", "--by", "A", "--text", "x"),
                     'there is no unit, transcript, code, subgroup or group "saftey". Did you mean '
                     '"safety"? A memo about the whole study is about "study".', id="subject"),
        pytest.param(("memo", "study", "--by", "A", "--text", " "), "the memo says nothing. Give "
                     "it a text with --text, or pipe one into `stc memo`.", id="empty"),
        pytest.param(("memo", "company", "--by", "A", "--text", "x"), '"company" means more than '
                     'one thing here. Write "code company" or "subgroup company".', id="twice"),
    ],
)  # fmt: skip
def test_memos_that_cannot_be_written(
    arguments: tuple[str, ...], message: str, stc: Shell, study: Path
) -> None:
    book = CODEBOOK.replace("id: calls", "id: company")
    (study / "codebook.yaml").write_text(book, "utf-8")
    assert stc(*arguments) == (2, "", f"stc: {message}\n")
    assert not (study / "decisions").exists()


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)


@example("a\x85b\x7f", "c\u2028d\ufeff", "e\u2029f\uffff: #")
@given(WORDS, WORDS, st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_a_memo_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, title: str, by: str, exact: str
) -> None:
    folder = tmp_path_factory.mktemp("decisions")
    anchor = Anchor("A", exact, "before ", " after", 3, 3 + len(exact), 0)
    memo = Memo(
        "", Subject("unit", "A-1"), by, "2026-01-02", title, "Text\n---\nmore", ("P 1",), (anchor,)
    )
    path = add_memo(folder, memo)
    assert read_memos(folder) == [memo._replace(file=path.name)]


def test_a_withdrawal_takes_their_words_out_of_memos(stc: Shell, study: Path) -> None:
    stc("analyze")
    unit = next(name for name in units(study) if name.startswith("B-"))
    stc("memo", unit, "--by", "Anna", "--text", "She says: I never ring the nurse. Why?")
    assert stc("withdraw", "B:P2", "--yes").code == 0
    (path,) = (study / "decisions" / "memos").iterdir()
    assert "ring" not in path.read_text("utf-8")
    listed = stc("memo", "--list").out
    assert f"about unit {unit} ({NOT_FOUND}), in" in listed
    assert "She says: (withdrawn). Why?" in listed
    assert "1 memo: `stc memo --list`.\n" in stc("overview").out


# -- preliminary themes --------------------------------------------------------------------------

NEGOTIATED = """\
themes:
  - {theme: Nights, readers: [anna], group: safety, why: All begin there.}
  - {theme: Phones, readers: [bo], merged_into: Nights, why: At night.}
  - {theme: Food, readers: [bo], dropped: true, why: Not the question.}
  - {theme: Round, merged_into: And round}
  - {theme: And round, merged_into: Round}
  - {theme: Lost, merged_into: Night}
"""


@pytest.fixture
def with_themes(study: Path) -> Path:
    folder = study / "decisions" / "themes"
    folder.mkdir(parents=True)
    (folder / "anna.md").write_text("- Nights\n- Numbers\n", "utf-8")
    (folder / "bo.md").write_text("- nights\n- Phones\n- Food\n", "utf-8")
    (folder / "negotiated.yaml").write_text(NEGOTIATED, "utf-8")
    book = CODEBOOK.replace("- id: safety", "- id: safety\n    preliminary_themes: [Phones, Trust]")
    (study / "codebook.yaml").write_text(book, "utf-8")
    return study


def test_themes_lead_to_their_groups(stc: Shell, with_themes: Path) -> None:
    found = json.loads(stc("themes", "--json").out)["themes"]
    told = {f["theme"]: (f["readers"], f["by_way_of"], f["group"], f["dropped"]) for f in found}
    assert told == {
        "Nights": (["anna", "bo"], [], "safety", False),
        "Numbers": (["anna"], [], "", False),
        "Phones": (["bo"], ["Nights"], "safety", False),
        "Food": (["bo"], [], "", True),
        "Round": ([], ["And round", "Round"], "", False),
        "And round": ([], ["Round", "And round"], "", False),
        "Lost": ([], ["Night"], "", False),
    }
    assert found[0]["heading"] == "Feeling safe takes other people"
    assert found[2]["whys"] == ["At night.", "All begin there."]
    shown = stc("themes").out
    assert shown.startswith("safety Feeling safe takes other people\n")
    assert re.search(r"^ Food +bo +\(dropped\) +Not the question\. *$", shown, re.MULTILINE)
    assert re.search(r"^ Numbers +anna +\(not said yet\) *$", shown, re.MULTILINE)


def test_a_group_shows_the_themes_it_grew_from(stc: Shell, with_themes: Path) -> None:
    stc("analyze")
    node = json.loads(stc("show", "safety", "--json").out)
    assert [row for row in kinds(node) if row[0] == "preliminary theme"] == [
        ("preliminary theme", "(anna, bo)", "Nights\nAll begin there."),
        ("preliminary theme", "(bo)", "Phones → Nights\nAt night. All begin there."),
        ("preliminary theme", "(codebook)", "Trust"),
    ]
    theme = json.loads(stc("show", "phones", "--json").out)
    assert kinds(theme) == [("code group", "safety", "Feeling safe takes other people")]


def test_what_differs_between_readers_negotiation_and_codebook(with_themes: Path) -> None:
    decisions = with_themes / "decisions"
    book = load_codebook(with_themes / "codebook.yaml")
    found, themes = readings(decisions), negotiated(decisions, ["safety"])
    name = "decisions/themes/negotiated.yaml"
    assert list(theme_remarks(found, themes, book)) == [
        f'{name}: no reader names the theme "Round".',
        f'{name}: no reader names the theme "And round".',
        f'{name}: no reader names the theme "Lost".',
        f'{name}: "Lost" was merged into "Night", which is not there. Did you mean "Nights"?',
        f'{name}: "Round" was merged in a circle, so it is in no code group.',
        f'{name}: "And round" was merged in a circle, so it is in no code group.',
        f'the code group "safety" lists other preliminary themes than {name} (only in the '
        'codebook: "Trust"; only there: "Nights").',
    ]
    assert list(theme_remarks(found, [], book)) == []
    assert fates([], []) == []


def test_without_themes_the_command_says_how_to_begin(stc: Shell, study: Path) -> None:
    told = "Nobody has named preliminary themes yet (decisions/themes/<reader>.md).\n"
    assert stc("themes") == (0, told, "")


def test_a_memo_older_than_the_pseudonym_key_keeps_its_unit(stc: Shell, study: Path) -> None:
    transcript = study / "transcripts" / "B.txt"
    talk = transcript.read_text("utf-8").replace("I never ring the nurse", "I never ring Berit")
    transcript.write_text(talk, "utf-8")
    stc("analyze", "--quiet")
    unit = next(name for name in units(study) if name.startswith("B-"))
    stc("memo", unit, "--by", "anna", "--text", "Who is Berit?")
    key = study.parent / "key.yaml"
    key.write_text("pseudonyms: 1\nnames: {Berit: Kari}\n", "utf-8")
    with (study / "stc.yaml").open("a", encoding="utf-8") as config:
        config.write("pseudonyms: ../key.yaml\n")
    stc("analyze", "--quiet")
    renamed = next(name for name in units(study) if name.startswith("B-"))
    assert renamed != unit
    assert [text for _, text in memos_of(stc, renamed)] == ["Who is Kari?"]
