"""People's texts: after any edit they are theirs, byte for byte, and what is stale is said."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from studies import CODEBOOK, FIRST, SECOND, Shell, contents, write_study

COMPANY = "decisions/condensates/company.md"
NUMBERS = "decisions/condensates/numbers.md"
SAFETY = "decisions/analytic_text/safety.md"
CONDENSATES = "4_condense/condensates.jsonl"
REWRITTEN = 'The condensate of "company" was changed after this text was adopted.'
NO_B = 'the transcript "B" is not there any more, or it could not be read'
THIRD = "P4: Nobody should be alone, and I'm not alone.\n"

Stale = dict[str, list[str]]  # file to what changed


@pytest.fixture
def adopted(stc: Shell, study: Path) -> Path:
    """The small study with every draft adopted."""
    ran = stc("adopt", "--all", "--by", "Anna")
    assert (ran.code, ran.err) == (0, "")
    return study


def theirs(study: Path) -> dict[str, bytes]:
    """The bytes of people's texts."""
    return {
        name: data for name, data in contents(study).items() if name in (COMPANY, NUMBERS, SAFETY)
    }


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new).encode())


def rewrite(path: Path, old: str, new: str) -> None:
    """Change the body of a text."""
    front, dashes, body = path.read_text("utf-8").rpartition("---\n")
    assert old in body
    path.write_text(front + dashes + body.replace(old, new), "utf-8")


def unit(study: Path, words: str) -> str:
    """The id of the unit that begins with some words."""
    rows = (study / "out/2_segment/units.csv").read_text("utf-8").splitlines()
    (row,) = (row for row in rows if re.search(f',"?{re.escape(words)}', row))
    return row.split(",")[0]


def stale(stc: Shell) -> Stale:
    """What is stale in each text after a run."""
    assert stc("analyze", "--quiet").code == 0
    assert stc("verify", "--quiet").code in (0, 3)
    rows = json.loads(stc("status", "--json").out)["texts"]
    assert all((row["state"] == "stale") == bool(row["because"]) for row in rows)
    return {row["file"]: row["because"] for row in rows if row["because"]}


def line_of(study: Path, file: str, words: str) -> int:
    lines = (study / file).read_text("utf-8").splitlines()
    (number,) = (n for n, line in enumerate(lines, start=1) if line.startswith(words))
    return number


def records(study: Path, name: str) -> list[dict[str, Any]]:
    lines = (study / "out" / name).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def condensate(study: Path, subgroup: str) -> dict[str, Any]:
    rows = records(study, "4_condense/condensates.jsonl")
    return next(row for row in rows if row["subgroup_id"] == subgroup)


# -- ten edits -----------------------------------------------------------------------------------


def test_an_adopted_draft_is_theirs_and_keeps_its_way_back(stc: Shell, adopted: Path) -> None:
    before = theirs(adopted)
    stc("analyze", "--quiet")
    made = condensate(adopted, "company")
    assert stale(stc) == {}
    assert (made["author"], made["left_out"]) == ("human", [])
    assert {op["op"] for s in made["sentences"] for op in s["operations"]}.isdisjoint({"write"})
    assert theirs(adopted) == before
    assert stc("verify", "--quiet").code == 0
    (category,) = records(adopted, "5_synthesize/categories.jsonl")
    assert category["author"] == "human"
    assert stc("diff").out.count("The same as the draft of now.") == 3


def test_a_rewritten_condensate_is_used(stc: Shell, adopted: Path) -> None:
    own = "I was alone once. Now I ring the nurse when it gets bad, and she comes.\n"
    head = (adopted / COMPANY).read_text("utf-8").rpartition("---\n")[0]
    (adopted / COMPANY).write_text(f"{head}---\n\n{own}", "utf-8")
    before = theirs(adopted)
    assert stale(stc) == {SAFETY: [REWRITTEN]}
    assert theirs(adopted) == before
    one, other = condensate(adopted, "company")["sentences"]
    assert [op["op"] for op in (*one["operations"], *other["operations"])] == ["write", "write"]
    # The first shares no four words in a row with a unit, so it may be about any of them.
    assert one["unit_ids"] == condensate(adopted, "company")["covers"]
    assert other["unit_ids"] == [unit(adopted, "I I ring the nurse")]
    assert own in (adopted / "out/4_condense/condensates.md").read_text("utf-8")
    assert "ring the nurse when it gets [-bad. She always answers. " in stc("diff", "company").out
    assert stc("verify", "--quiet").code == 0


def test_a_unit_that_is_sorted_elsewhere(stc: Shell, adopted: Path) -> None:
    name, before = unit(adopted, "Um"), theirs(adopted)
    stc("decide", "sort", name, "--group", "safety", "--subgroup", "numbers", "--coder", "anna")
    assert stale(stc) == {
        COMPANY: [f'{name} left: now in "numbers".'],
        NUMBERS: [f"{name} joined."],
        SAFETY: [f'{name} moved from "company" to "numbers".'],
    }
    assert theirs(adopted) == before
    assert condensate(adopted, "numbers")["left_out"] == [
        {"unit_id": name, "reason": "joined since the text was adopted"}
    ]
    assert stc("verify", "--quiet").code == 0


ACTS = [
    pytest.param(["reject", "--code", "not_alone"], "the code was rejected", id="reject"),
    pytest.param(["park", "--group", "safety"], "parked", id="park"),
    pytest.param(["set-aside"], "set aside", id="set-aside"),
    pytest.param(
        ["leave-out", "--group", "safety", "--reason", "Says nothing new."],
        "left out of the condensate by a person", id="leave-out",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("act", "reason"), ACTS)
def test_a_unit_that_a_person_takes_out(
    act: list[str], reason: str, stc: Shell, adopted: Path
) -> None:
    name, before = unit(adopted, "Um"), theirs(adopted)
    assert stc("decide", act[0], name, *act[1:], "--coder", "anna").code == 0
    left = f"{name} left: {reason}."
    assert stale(stc) == {COMPANY: [left], SAFETY: [left]}
    assert theirs(adopted) == before


def test_two_coders_who_contradict_each_other(stc: Shell, adopted: Path) -> None:
    name, before = unit(adopted, "Um"), theirs(adopted)
    stc("decide", "accept", name, "--code", "not_alone", "--coder", "anna")
    stc("decide", "reject", name, "--code", "not_alone", "--coder", "bo")
    left = f"{name} left: coders contradict each other about the code."
    assert stale(stc) == {COMPANY: [left], SAFETY: [left]}
    assert theirs(adopted) == before


def test_a_new_code_lets_a_unit_join(stc: Shell, adopted: Path) -> None:
    name, before = unit(adopted, "The numbers frighten"), theirs(adopted)
    edit(
        adopted / "codebook.yaml",
        "          - {id: calls",
        "          - {id: dark, definition: Nights, rules: [{lemma: look}]}\n"
        "          - {id: calls",
    )
    assert stale(stc) == {COMPANY: [f"{name} joined."], SAFETY: [f'{name} joined "company".']}
    assert theirs(adopted) == before


def test_a_transcript_that_is_gone(stc: Shell, adopted: Path) -> None:
    alone, calls = unit(adopted, "Well"), unit(adopted, "I never ring")
    before = theirs(adopted)
    (adopted / "transcripts" / "B.txt").unlink()
    both, one = f"{alone} and {calls} left: {NO_B}.", f"{calls} left: {NO_B}."
    text = (adopted / SAFETY).read_text("utf-8").splitlines()
    lines = [n for n, line in enumerate(text, start=1) if line.startswith("> “I never ring")]
    lost = [f"The quotation in line {n} does not stand in the transcripts any more." for n in lines]
    assert len(lines) == 2
    assert stale(stc) == {COMPANY: [both], NUMBERS: [one], SAFETY: [both, *lost]}
    assert theirs(adopted) == before


def test_a_transcript_that_comes(stc: Shell, adopted: Path) -> None:
    before = theirs(adopted)
    (adopted / "transcripts" / "C.txt").write_text(THIRD, "utf-8")
    found = stale(stc)
    name = unit(adopted, "Nobody should")
    assert found == {COMPANY: [f"{name} joined."], SAFETY: [f'{name} joined "company".']}
    assert theirs(adopted) == before


def test_a_transcript_with_another_name_is_the_same(stc: Shell, adopted: Path) -> None:
    before = theirs(adopted)
    (adopted / "transcripts" / "B.txt").rename(adopted / "transcripts" / "Group_2.txt")
    assert stale(stc) == {}
    assert theirs(adopted) == before
    assert any(name.startswith("Group_2-") for name in condensate(adopted, "company")["covers"])


RENAMED = [
    pytest.param(["calls", "ringing"], {}, id="code"),
    pytest.param(["company", "fellowship"], {COMPANY: "decisions/condensates/fellowship.md"},
                 id="subgroup"),
    pytest.param(["safety", "calm"], {SAFETY: "decisions/analytic_text/calm.md"}, id="group"),
]  # fmt: skip


@pytest.mark.parametrize(("names", "files"), RENAMED)
def test_other_names_make_nothing_stale(
    names: list[str], files: dict[str, str], stc: Shell, adopted: Path
) -> None:
    before = theirs(adopted)
    assert stc("codebook", "rename", *names).code == 0
    assert stale(stc) == {}
    after = contents(adopted)
    assert {name: after[files.get(name, name)] for name in before} == before
    (category,) = records(adopted, "5_synthesize/categories.jsonl")
    first = names[1] if names[0] == "company" else "company"
    assert [p["subgroup_id"] for p in category["paragraphs"]] == [first, "numbers"]


def test_other_rules_and_headings_make_nothing_stale(stc: Shell, adopted: Path) -> None:
    before = theirs(adopted)
    book = adopted / "codebook.yaml"
    edit(book, "{any: [measure, number]}", "{any: [number, measure, ruler]}")
    edit(book, "heading: Company makes", "heading: Good company makes")
    assert stale(stc) == {}
    assert theirs(adopted) == before


def test_a_typo_inside_a_quotation(stc: Shell, adopted: Path) -> None:
    old, before = unit(adopted, "I I ring"), theirs(adopted)
    edit(adopted / "transcripts/A.txt", "She always answers", "She mostly answers")
    found = stale(stc)
    new = unit(adopted, "I I ring")
    change = f"{old} is {new} now: a word was corrected."
    text = (adopted / SAFETY).read_text("utf-8").splitlines()
    lines = [n for n, line in enumerate(text, start=1) if line.startswith("> “I I ring")]
    lost = [f"The quotation in line {n} does not stand in the transcripts any more." for n in lines]
    assert len(lines) == 2
    assert found == {COMPANY: [change], NUMBERS: [change], SAFETY: [change, *lost]}
    assert theirs(adopted) == before
    ran = stc("verify", "--quiet")
    assert (ran.code, f"safety.md, line {lines[0]}" in ran.err) == (3, True)


def test_a_typo_in_a_unit(stc: Shell, adopted: Path) -> None:
    old, before = unit(adopted, "The numbers frighten"), theirs(adopted)
    edit(adopted / "transcripts/A.txt", "frighten me a bit", "frightened me a lot")
    found = stale(stc)
    change = f"{old} is {unit(adopted, 'The numbers frightened')} now: 2 words were corrected."
    assert found == {NUMBERS: [change], SAFETY: [change]}
    assert theirs(adopted) == before


def test_a_unit_with_other_ends(stc: Shell, adopted: Path) -> None:
    name, before = unit(adopted, "I I ring"), theirs(adopted)
    stc("decide", "trim", name, "--to", "I I ring the nurse when it gets bad.", "--coder", "anna")
    found = stale(stc)
    assert theirs(adopted) == before
    new = unit(adopted, "I I ring")
    assert f"{name} is {new} now: it begins or ends elsewhere." in found[COMPANY]


def test_results_that_were_deleted(stc: Shell, adopted: Path) -> None:
    stc("analyze")
    before = contents(adopted)
    shutil.rmtree(adopted / "out")
    assert stale(stc) == {}
    assert contents(adopted) == before


def test_the_drafts_of_before_come_back_without_the_files(stc: Shell, study: Path) -> None:
    stc("analyze")
    before = contents(study / "out")
    stc("adopt", "--all", "--by", "Anna")
    stc("analyze")
    shutil.rmtree(study / "decisions")
    stc("analyze")
    assert contents(study / "out") == before


# -- staleness ends by a person's act -------------------------------------------------------------


def test_reviewed_ends_it_and_keeps_the_text(stc: Shell, adopted: Path) -> None:
    name = unit(adopted, "Um")
    body = (adopted / COMPANY).read_text("utf-8").rpartition("---\n")[2]
    stc("decide", "reject", name, "--code", "not_alone", "--coder", "anna")
    remark = (
        f"stc: {COMPANY} is stale. {name} left: the code was rejected. `stc diff company` shows "
        "all. Rewrite it where need be; when it is about the units of now, run `stc adopt company "
        "--reviewed --by NAME`.\n"
    )
    assert remark in stc("analyze", "--quiet").err
    ran = stc("adopt", "company", "--reviewed", "--by", "Bo")
    assert (ran.code, ran.out) == (0, f"{COMPANY}: is about the units of now. `stc analyze` uses "
                                      "it.\n")  # fmt: skip
    assert list(stale(stc)) == [SAFETY]
    front, _, after = (adopted / COMPANY).read_text("utf-8").rpartition("---\n")
    assert after == body
    today = date.today().isoformat()
    assert f"adopted: {today}\nby: Anna\nreviewed: {today}\nreviewed_by: Bo\n" in front
    assert name not in front


def test_a_text_without_front_matter_is_theirs(stc: Shell, study: Path) -> None:
    (study / COMPANY).parent.mkdir(parents=True)
    raw = "\ufeffI ring the nurse when it gets bad.\r\n\r\nNobody is alone.\r\n".encode()
    (study / COMPANY).write_bytes(raw)
    assert stale(stc) == {COMPANY: ["It does not say which units it is about."]}
    made = condensate(study, "company")
    assert [s["text"] for s in made["sentences"]] == [
        "I ring the nurse when it gets bad.", "Nobody is alone.",
    ]  # fmt: skip
    assert made["covers"] == []
    assert {row["reason"] for row in made["left_out"]} == {
        "the adopted text does not say which units it is about"
    }
    assert (study / COMPANY).read_bytes() == raw
    assert stc("adopt", "company", "--reviewed", "--by", "Bo").code == 0
    assert stale(stc) == {}
    assert (study / COMPANY).read_bytes().endswith(raw.removeprefix(b"\xef\xbb\xbf"))
    assert stc("verify", "--quiet").code == 0


def test_an_unused_text_is_named(stc: Shell, adopted: Path) -> None:
    (adopted / COMPANY).rename(adopted / "decisions/condensates/compny.md")
    ran = stc("analyze", "--quiet")
    told = (
        "decisions/condensates/compny.md is misplaced. There is no subgroup or code group "
        '"compny", so no stage uses it. Did you mean "company"? Rename the file, or move it '
        "elsewhere."
    )
    assert f"stc: {told}\n" in ran.err
    assert {"level": "advice", "text": told} in json.loads(stc("check", "--json").out)["findings"]


def test_a_file_that_is_no_text_is_named(stc: Shell, adopted: Path) -> None:
    (adopted / "decisions/condensates/numbers.docx").write_bytes(b"PK")
    told = (
        "decisions/condensates/numbers.docx is misplaced. It is not Markdown, so no stage uses it. "
        "Save its text in a file that ends in .md, or move it elsewhere."
    )
    assert f"stc: {told}\n" in stc("analyze", "--quiet").err


def test_an_open_editor_is_not_in_the_way(stc: Shell, adopted: Path) -> None:
    folder = adopted / "decisions/condensates"
    (folder / ".#company.md").symlink_to("anna@host.1234")  # as Emacs locks a file
    (folder / "~$company.md").write_bytes(b"\x05Anna")
    (folder / ".company.md.swp").write_bytes(b"b0VIM")
    (folder / "company.md~").write_text("before", "utf-8")
    ran = stc("analyze", "--quiet")
    assert (ran.code, ran.err) == (0, "")
    assert stc("verify", "--quiet").code == 0


def test_a_file_where_the_folder_of_decisions_would_be(stc: Shell, study: Path) -> None:
    (study / "decisions").write_text("not a folder", "utf-8")
    ran = stc("adopt", "company", "--by", "Anna")
    assert (ran.code, ran.err) == (
        1, f"stc: {study / COMPANY}: cannot be written (not a directory).\n"
    )  # fmt: skip


def test_the_suffix_may_be_in_capitals(stc: Shell, adopted: Path) -> None:
    (adopted / COMPANY).rename(adopted / "decisions/condensates/company.MD")
    assert stc("analyze", "--quiet").err == ""
    authors = {row["subgroup_id"]: row["author"] for row in records(adopted, CONDENSATES)}
    assert authors["company"] == "human"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("by: Anna\n", "by: Anna\nby: Bo\n", 'line 4: "by" stands here a second time. '
                     "Keep one of them.", id="key twice"),
        pytest.param('{"id": ', '{"left_out": "a", "left_out": "b", "id": ', 'line 5: "left_out" '
                     "stands here a second time. Keep one of them.", id="key of a unit twice"),
        pytest.param("adopted: ", "adopted: 2026-02-30 #", 'line 2: "adopted": must be a date such '
                     "as 2026-11-25.", id="no such day"),
        pytest.param("units:\n", "units:\n  - them\n", 'line 5: "units": must be keys with their '
                     "values, not a text.", id="a unit without keys"),
        pytest.param('"speakers": [', '"speakers": "P1", "was": [', 'line 5: "speakers" of ',
                     id="a text for a list"),
    ],
)  # fmt: skip
def test_front_matter_that_was_edited_badly(
    stc: Shell, adopted: Path, old: str, new: str, message: str
) -> None:
    path = adopted / COMPANY
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    before = path.read_bytes()
    ran = stc("analyze", "--quiet")
    assert ran.code == 2
    assert ran.err.startswith(f"stc: {path}, {message}")
    assert path.read_bytes() == before


def test_a_review_does_not_call_stale_what_it_reviews(stc: Shell, adopted: Path) -> None:
    (adopted / COMPANY).write_text("I am never alone.\n", "utf-8")
    safety = f"stc: {SAFETY} is stale. {REWRITTEN} "
    assert stc("analyze", "--quiet").err.startswith(f"stc: {COMPANY} is stale. ")
    ran = stc("adopt", "company", "--reviewed", "--by", "Bo")
    assert ran.err.startswith(safety) and COMPANY not in ran.err
    (adopted / COMPANY).write_text("I am never alone.\n", "utf-8")
    ran = stc("diff", "company")
    assert ran.err.startswith(safety) and COMPANY not in ran.err


def test_a_quotation_of_ones_own_is_not_for_a_run_to_restore(stc: Shell, adopted: Path) -> None:
    with (adopted / SAFETY).open("a", encoding="utf-8") as file:
        file.write("\n> “Nobody ever said these words here.” (P1, A)\n")
    assert stc("analyze", "--quiet").code == 0
    ran = stc("verify", "--quiet")
    assert ran.code == 3
    assert ran.err.endswith("a translation goes into quotes.yaml.\n")


def test_the_unsorted_units_have_a_condensate(stc: Shell, study: Path) -> None:
    nights = "    codes: [{id: nights, definition: Nights, rules: [{lemma: look}]}]\n"
    edit(study / "codebook.yaml", "    subgroups:\n", f"{nights}    subgroups:\n")
    stc("adopt", "safety", "--unsorted", "--by", "Anna")
    stc("adopt", "safety", "--by", "Anna")
    file, before = study / "decisions/condensates/safety.md", theirs(study)
    own = file.read_bytes()
    assert stale(stc) == {}
    body = (study / SAFETY).read_text("utf-8").rpartition("---\n")[2]
    assert body.index("look at night") < body.index("## ")
    name = unit(study, "The numbers frighten")
    stc("decide", "sort", name, "--group", "safety", "--subgroup", "company", "--coder", "anna")
    assert stale(stc) == {
        "decisions/condensates/safety.md": [f'{name} left: now in "company".'],
        SAFETY: [
            f'{name} moved from the unsorted units to "company".',
            f'{name} moved from "numbers" to "company".',
        ],
    }
    assert (file.read_bytes(), theirs(study)) == (own, before)
    assert condensate(study, "")["author"] == "human"
    assert stc("verify", "--quiet").code == 0


def test_a_subgroup_that_moves_takes_its_text_along(stc: Shell, adopted: Path) -> None:
    book = adopted / "codebook.yaml"
    book.write_text(CODEBOOK + "  - id: calm\n    heading: Calm comes later\n", "utf-8")
    before = theirs(adopted)
    assert stc("codebook", "move", "numbers", "--to", "calm").code == 0
    found = stale(stc)
    assert list(found) == [SAFETY]
    assert condensate(adopted, "numbers")["group_id"] == "calm"
    assert theirs(adopted) == before


FORGED = [
    pytest.param(lambda row: row["sentences"][0].update(text="I slept."),
                 "replaying its operations gives another text", id="another text"),
    pytest.param(lambda row: row.update(sentences=row["sentences"][1:]),
                 "is not what condensates/company.md says", id="a sentence gone"),
    pytest.param(lambda row: row.update(author="draft"),
                 "is a draft, though a person has written condensates/company.md", id="a draft"),
]  # fmt: skip


@pytest.mark.parametrize(("forge", "message"), FORGED)
def test_verify_finds_a_text_that_is_not_theirs(
    forge: Callable[[dict[str, Any]], None], message: str, stc: Shell, adopted: Path
) -> None:
    stc("analyze")
    path = adopted / "out/4_condense/condensates.jsonl"
    rows = records(adopted, "4_condense/condensates.jsonl")
    forge(next(row for row in rows if row["subgroup_id"] == "company"))
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), "utf-8")
    breaks = json.loads(stc("verify", "--json").out)["breaks"]
    assert any(place.endswith(f"{message}.") for place in breaks), breaks


# -- the command ---------------------------------------------------------------------------------

REFUSED = [
    pytest.param(
        ["compny"],
        'there is no subgroup or code group "compny". Did you mean "company"?', id="unknown",
    ),
    pytest.param(
        ["company"],
        f"{COMPANY}: is there already, and a text of yours is never overwritten. Edit it, and "
        "when it is about the units of now, run `stc adopt company --reviewed --by NAME`; or "
        "delete it and adopt the draft again.", id="there already",
    ),
    pytest.param(
        ["company", "--unsorted"],
        '"company" is a subgroup, and --unsorted means the units of a code group that lie in '
        "none. Name a code group, or leave it away.", id="unsorted subgroup",
    ),
    pytest.param(
        ["safety", "--unsorted"],
        'there is no draft for "safety" to adopt: no meaning unit lies there that it is made '
        "from.", id="nothing there",
    ),
    pytest.param(
        ["safety", "--unsorted", "--reviewed"],
        "decisions/condensates/safety.md: is not there, so there is nothing to review. Adopt the "
        "draft with `stc adopt safety --unsorted --by NAME`.", id="nothing to review",
    ),
    pytest.param(
        [],
        "name the subgroups or code groups whose texts are meant, or --all for every draft that "
        "nobody has adopted yet; --all goes with neither --reviewed nor --unsorted.", id="nothing",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_what_cannot_be_adopted(
    arguments: list[str], message: str, stc: Shell, adopted: Path
) -> None:
    before = theirs(adopted)
    ran = stc("adopt", *arguments, "--by", "Bo")
    assert (ran.code, ran.err) == (2, f"stc: {message}\n")
    assert theirs(adopted) == before


def test_somebody_must_adopt_it(stc: Shell, study: Path) -> None:
    ran = stc("adopt", "company")
    assert (ran.code, ran.err) == (2, "stc: say with --by who adopts it, for the record.\n")
    assert not (study / "decisions").exists()


def test_the_file_that_adopt_writes(stc: Shell, study: Path) -> None:
    ran = stc("adopt", "company", "--by", "Anna B.", "--json")
    assert json.loads(ran.out) == {"adopted": [COMPANY]}
    text = (study / COMPANY).read_text("utf-8")
    lines = text.splitlines()
    assert lines[:4] == ["---", f"adopted: {date.today().isoformat()}", 'by: "Anna B."', "units:"]
    assert lines[4] == (
        f'  - {{"id": "{unit(study, "Um")}", "transcript_id": "A", "speakers": ["P1"], "passages": '
        '[{"exact": "Um, I\'m not alone any more, you know.", "prefix": "How are the nights? ", '
        '"suffix": " I I ring the nurse when it gets bad. Sh", "start": 20, "end": 57, '
        '"elsewhere": 0}]}'
    )
    drafted = condensate(study, "company")["sentences"]
    body = text.rpartition("---\n")[2]
    assert " ".join(body.split()) == " ".join(s["text"] for s in drafted)


def test_final_is_granted_when_every_text_is_adopted(stc: Shell, study: Path) -> None:
    edit(study / "stc.yaml", "language: en", "language: en\nstatus: final")
    stc("analyze")
    errors = [row["text"] for row in json.loads(stc("check", "--json").out)["findings"]
              if row["level"] == "error"]  # fmt: skip
    assert errors == [
        'status is final, but the condensate of "company" is a draft that nobody has adopted.',
        'status is final, but the condensate of "numbers" is a draft that nobody has adopted.',
        'status is final, but the analytic text of "safety" is a draft that nobody has adopted.',
    ]
    stc("adopt", "--all", "--by", "Anna")
    stc("analyze")
    assert stc("check", "--quiet").code == 0
    name = unit(study, "Um")
    stc("decide", "reject", name, "--code", "not_alone", "--coder", "anna")
    stc("analyze")
    ran = stc("check", "--quiet")
    assert (ran.code, ran.err) == (
        3, f"stc: status is final, but {COMPANY} is stale. {name} left: the code was rejected.\n",
    )  # fmt: skip


def test_diff_shows_words(stc: Shell, adopted: Path) -> None:
    rewrite(adopted / NUMBERS, "frighten me a bit", "frighten me")
    row = json.loads(stc("diff", "numbers", "--json").out)["texts"][0]
    assert (row["file"], row["stale_because"]) == (NUMBERS, [])
    assert {"in": "draft", "text": "me a bit,"} in row["changes"]
    assert {"in": "adopted", "text": "me,"} in row["changes"]
    assert "The numbers frighten [-me a bit,-]{+me,+} so I don't" in stc("diff", "numbers").out
    (adopted / NUMBERS).unlink()
    ran = stc("diff", "numbers")
    assert (ran.code, ran.err) == (
        2,
        f"stc: {NUMBERS}: is not there, so there is nothing to compare. Adopt the draft with "
        "`stc adopt numbers --by NAME`.\n",
    )


def test_only_what_depends_on_a_text_runs(stc: Shell, adopted: Path) -> None:
    stc("analyze")
    assert json.loads(stc("analyze", "--json").out)["computed"] == []
    rewrite(adopted / NUMBERS, "frighten me a bit", "frighten me")
    ran = json.loads(stc("analyze", "--json").out)
    assert ran["computed"] == ["condense", "synthesize"]
    inputs = json.loads((adopted / "out/manifest.json").read_text("utf-8"))["inputs"]
    assert {COMPANY, NUMBERS, SAFETY} <= set(inputs)


# -- withdrawal and pseudonyms -------------------------------------------------------------------


def test_a_withdrawn_persons_words_leave_the_texts(stc: Shell, adopted: Path) -> None:
    name = unit(adopted, "Well")
    assert stc("withdraw", "P3", "--yes").code == 0
    text = "".join(data.decode() for data in theirs(adopted).values())
    assert "awful" not in text and "in the building" not in text
    assert '"exact": "(withdrawn)"' in text
    found = stale(stc)
    assert found[COMPANY] == [f"{name} left: withdrawn."]
    assert f"{name} left: withdrawn." in found[SAFETY]


def test_others_around_a_withdrawn_person_stay_where_they_are(stc: Shell, study: Path) -> None:
    """What stood on both sides of their words was said by somebody who withdrew."""
    words = "I'm not alone when the old neighbour from downstairs sits with me."
    path = study / "transcripts/B.txt"
    path.write_text(
        "P2: Winters are long and dark around here, so very dark.\n\n"
        f"P3: {words}\n\nP2: My sister lives far away from here these days.\n", "utf-8",
    )  # fmt: skip
    assert stc("adopt", "company", "--by", "Anna").code == 0
    assert stc("withdraw", "P2", "--yes").code == 0
    text = (study / COMPANY).read_text("utf-8")
    assert '"prefix": "(withdrawn)", "suffix": "(withdrawn)"' in text  # nothing else tells where
    assert stale(stc) == {}


def test_verify_names_a_forged_unit_of_a_condensate(stc: Shell, adopted: Path) -> None:
    assert stc("analyze", "--quiet").code == 0
    path = adopted / "out" / CONDENSATES
    rows = records(adopted, CONDENSATES)
    rows[0]["sentences"][0]["unit_ids"] = ["Z-0000000000"]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    broken = f'{CONDENSATES}: a sentence of "safety" names no unit that lies there.'
    ran = stc("verify", "--json")
    assert ran.code == 3
    assert broken in json.loads(ran.out)["breaks"]


def test_a_key_that_came_later_is_applied(stc: Shell, study: Path) -> None:
    edit(study / "transcripts/A.txt", "I ring the nurse", "I ring Kari Nordmann")
    edit(study / "codebook.yaml", "{near: {words: 6, of: [ring, nurse]}}", "{lemma: ring}")
    stc("adopt", "company", "--by", "Anna")
    before = (study / COMPANY).read_bytes()
    assert b"Kari Nordmann" in before
    (study / "keys").mkdir()
    (study / "keys/names.yaml").write_text("pseudonyms: 1\nnames: {Kari Nordmann: Anne}\n", "utf-8")
    edit(study / "stc.yaml", "language: en", "language: en\npseudonyms: keys/names.yaml")
    assert COMPANY not in stale(stc)
    assert (study / COMPANY).read_bytes() == before
    for path in (study / "out").rglob("*"):
        assert not path.is_file() or b"Nordmann" not in path.read_bytes()


# -- random edits --------------------------------------------------------------------------------

EDITS = {
    "transcripts/A.txt": [("alone any more", "alone anymore"), ("She always answers. ", ""),
                          ("P1: And", "P1: Well, and"), (FIRST, FIRST + SECOND)],
    "transcripts/B.txt": [("awful", "lovely"), ("P3:", "P2:"), ("never ring", "ring"),
                          (SECOND, THIRD)],
    "codebook.yaml": [("{lemma: not alone}", "{lemma: building}"), ("id: calls", "id: ringing"),
                      ("any: [measure", "any: [look, measure"), (CODEBOOK, CODEBOOK)],
    COMPANY: [("I ring", "We ring"), ("---\n\n", "---\n\n# Mine\n\n"), ("\n", "\r\n")],
    SAFETY: [("Participants said that", "They said:"), (" {#company}", ""), ("> “", "“")],
}  # fmt: skip


@settings(max_examples=15)
@given(st.lists(st.sampled_from([(f, n) for f, own in EDITS.items() for n in range(len(own))]),
                min_size=1, max_size=4))  # fmt: skip
def test_no_edit_changes_a_byte_under_decisions(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, stc: Shell,
    edits: list[tuple[str, int]],
) -> None:  # fmt: skip
    study = tmp_path_factory.mktemp("edited") / "study"
    write_study(study)
    monkeypatch.chdir(study)
    stc("adopt", "--all", "--by", "Anna")
    for file, number in edits:
        old, new = EDITS[file][number]
        path = study / file
        path.write_bytes(path.read_bytes().replace(old.encode(), new.encode(), 1))
        before = contents(study / "decisions")
        assert stc("analyze", "--quiet").code == 0
        for command in (["status"], ["check", "--quiet"], ["diff"]):
            assert stc(*command).code == 0
        assert contents(study / "decisions") == before
    ran = stc("verify", "--json")
    breaks = json.loads(ran.out)["breaks"]
    assert all("quotation" in place for place in breaks), breaks


def test_a_subgroup_of_which_nothing_is_said_is_named(stc: Shell, adopted: Path) -> None:
    whole = (adopted / SAFETY).read_text("utf-8")
    start = whole.index("## Numbers calm")
    (adopted / SAFETY).write_text(whole[:start], encoding="utf-8")
    assert stc("analyze", "--quiet").code == 0
    told = " ".join(stc("check").out.split())
    units = len(condensate(adopted, "numbers")["covers"])
    assert (
        f'{SAFETY}: says nothing about "numbers", where {units} units lie. Write a section headed '
        "{#numbers}."
    ) in told
