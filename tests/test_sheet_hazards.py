"""`stc sheet import`: what must not happen, whatever people do to sheets and around them."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from filelock import FileLock
from filling import (
    ALONE,
    BUILDING,
    EVENING,
    NEVER,
    NUMBER,
    NUMBERS,
    RING,
    Edit,
    Rows,
    exported,
    fill,
    imported,
    ledger,
    rows_of,
    said,
    write_csv,
)
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from studies import Shell, contents, write_study

MOVED = (
    'its cells and its hidden column "stc" are about two units. Was the sheet sorted without that '
    'column, or was something pasted or filled down? Undo that; or delete the column "stc", and '
    "unit_id and text say which unit is meant."
)
APART = (
    'what stands under "text" are not the words of its unit_id. Were cells sorted or pasted apart? '
    "Undo that, or export the sheet anew."
)
NOWHERE = (
    "its words stand in no transcript of the last run: they were changed or withdrawn since, or "
    "are another study's. Take the row out, or export the sheet anew."
)
NOT_SHOWN = (
    'has "undo" where the sheet showed no decision of yours when it was exported. Export it anew '
    "to take back what you decided since."
)
WITHDREW = "is of somebody who withdrew. Take the row out of the sheet."


@pytest.fixture
def sheet(study: Path, stc: Shell) -> Path:
    """A CSV sheet of the small study for anna."""
    return exported(stc)


def problems(stc: Shell, path: Path, coder: str = "anna") -> dict[int, str]:
    """The rows that an import refuses, and why; the others are taken in."""
    found = imported(stc, path, "--skip-bad", coder=coder)["problems"]
    assert isinstance(found, list)
    return {row["row"]: row["text"] for row in found}


def remarks(stc: Shell, path: Path) -> list[str]:
    found = imported(stc, path, "--skip-bad")["remarks"]
    assert isinstance(found, list)
    return [f"{row['row']}: {row['text']}" for row in found]


# -- cells that were moved apart -----------------------------------------------------------------


def without(rows: Rows, *names: str) -> Rows:
    return [{name: cell for name, cell in row.items() if name not in names} for row in rows]


def moved_apart(rows: Rows, order: list[int], *names: str) -> Rows:
    """The rows in another order, but for some columns, which stay where they are."""
    return [
        {name: rows[n if name in names else other][name] for name in rows[n]}
        for n, other in enumerate(order)
    ]


@pytest.mark.parametrize("decided", ["accept", "reject", "set aside"])
def test_sorted_without_the_hidden_column(sheet: Path, stc: Shell, decided: str) -> None:
    """Every row that decides anything is refused, unless it lies on its own unit still."""
    fill(sheet, {row: {"decision": decided} for row in (ALONE, NEVER)})
    write_csv(sheet, moved_apart(rows_of(sheet), [6, 5, 4, 3, 2, 1, 0], "stc"))
    assert problems(stc, sheet) == {4: MOVED, 8: MOVED}
    assert not ledger()
    write_csv(sheet, without(rows_of(sheet), "stc"))
    assert problems(stc, sheet) == {}
    assert [text for _, text, *_ in said(ledger())] == ["I never r", "Um, I'm n"]


APART_CASES: dict[str, tuple[dict[str, str], str]] = {
    "words pasted over": ({"text": "I never ring the nurse."}, MOVED),
    "words pasted over, no hidden column": ({"text": "I never ring the nurse.", "stc": ""}, APART),
    "id pasted over": ({"unit_id": "ANOTHER"}, MOVED),
    "id pasted over, no hidden column": ({"unit_id": "ANOTHER", "stc": ""}, APART),
    "id and words pasted over": ({"unit_id": "ANOTHER", "text": "WORDS"}, MOVED),
    "hidden column filled down": ({"stc": "ANOTHER"}, MOVED),
    "hidden column filled into a row without words": (
        {"unit_id": "", "text": ""},
        "no unit, and the row does not say where its words stood. Export the sheet anew.",
    ),
}


@pytest.mark.parametrize("case", APART_CASES)
def test_cells_of_two_units_in_one_row(sheet: Path, stc: Shell, case: str) -> None:
    edit, message = APART_CASES[case]
    other = rows_of(sheet)[NEVER - 2]
    real = {
        name: other[name] if cell in ("ANOTHER", "WORDS") else cell for name, cell in edit.items()
    }
    if edit.get("text") == "WORDS":
        real["text"] = other["text"]
    fill(sheet, {ALONE: real | {"decision": "accept"}, BUILDING: {"decision": "reject"}})
    assert problems(stc, sheet) == {ALONE: message}
    assert said(ledger()) == [("reject", "Well, we'", "not_alone")]


@pytest.mark.parametrize(
    "edit",
    [
        {"stc": ""}, {"stc": "{"}, {"text": ""}, {"stc": "", "text": ""}, {"unit_id": ""},
        {"unit_id": "", "stc": ""}, {"text": "  Um,\nI'm not   alone any more, you know.  "},
        {"unit_id": "A-old", "stc": ""},
    ],
    ids=str,
)  # fmt: skip
def test_rows_that_say_enough(sheet: Path, stc: Shell, edit: Edit) -> None:
    fill(sheet, {ALONE: edit | {"decision": "accept"}})
    for new in (1, 0):
        assert imported(stc, sheet)["new"] == new
    assert said(ledger()) == [("accept", "Um, I'm n", "not_alone")]


def test_moved_rows_without_a_decision_are_passed_over(sheet: Path, stc: Shell) -> None:
    fill(sheet, {ALONE: {"decision": "accept"}})
    write_csv(sheet, moved_apart(rows_of(sheet), [0, 6, 5, 4, 3, 2, 1], "stc"))
    assert problems(stc, sheet) == {}
    assert said(ledger()) == [("accept", "Um, I'm n", "not_alone")]


def test_units_with_the_same_words_are_told_apart(study: Path, stc: Shell) -> None:
    words = "P1: I am not alone.\n\nInterviewer: And by day, at home?\n\n"
    (study / "transcripts" / "A.txt").write_text(words * 2)
    sheet = exported(stc, "--transcript", "A")
    fill(sheet, {2: {"decision": "accept"}})
    write_csv(sheet, moved_apart(rows_of(sheet), [1, 0], "stc"))
    assert problems(stc, sheet) == {3: MOVED}


def test_a_sheet_of_disagreements_sorted_apart_and_settled_anew(sheet: Path, stc: Shell) -> None:
    for coder, word in (("anna", "accept"), ("ben", "reject")):
        fill(sheet, {row: {"decision": word} for row in (ALONE, NEVER)})
        imported(stc, sheet, coder=coder)
    assert stc("code").code == 0
    assert stc("agree", "--disagreements", "d.csv").code == 0
    first = Path("d.csv")
    fill(first, {2: {"decision": "accept"}})
    write_csv(Path("apart.csv"), moved_apart(rows_of(first), [1, 0], "stc"))
    assert problems(stc, Path("apart.csv"), "both") == {3: MOVED}
    assert imported(stc, first, coder="both")["new"] == 1
    assert stc("decide", "undo", "--coder", "both").code == 0
    assert imported(stc, first, coder="both")["new"] == 0
    assert stc("agree", "anna", "ben", "--disagreements", "again.csv").code == 0
    again = Path("again.csv")
    fill(again, {2: {"decision": "accept"}})
    assert imported(stc, again, coder="both")["new"] == 1


@given(st.permutations(range(7)), st.booleans(), st.data())
def test_a_decision_lands_on_the_words_beside_it_or_nowhere(
    stc: Shell, study: Path, order: list[int], without_origin: bool, data: st.DataObject
) -> None:
    """Whichever columns are sorted without the others."""
    shutil.rmtree(study / "decisions", ignore_errors=True)
    sheet = exported(stc)
    fill(sheet, {row: {"decision": "accept"} for row in range(ALONE, BUILDING + 1)})
    names = data.draw(st.sets(st.sampled_from(["stc", "unit_id", "text"]), min_size=1, max_size=2))
    rows = moved_apart(rows_of(sheet), list(order), *names)
    if without_origin:
        rows = without(rows, "stc")
    write_csv(sheet, rows)
    bad = problems(stc, sheet)
    beside = {
        (" ".join(row["text"].split()), row["code"])
        for number, row in enumerate(rows, start=2)
        if number not in bad
    }
    assert {(" ".join(a.exact for a in d.unit), d.code) for d in ledger()} == beside


# -- the same sheet again ------------------------------------------------------------------------


def decide(stc: Shell, act: str, sheet: Path, *options: str, row: int = ALONE) -> None:
    unit = rows_of(sheet)[row - 2]["unit_id"]
    assert stc("decide", act, unit, "--coder", "anna", *options).code == 0


def acts() -> list[str]:
    return [decision.act for decision in ledger()]


@pytest.mark.parametrize("coded", [False, True], ids=["", "stc code between"])
def test_an_old_sheet_does_not_decide_again(sheet: Path, stc: Shell, coded: bool) -> None:
    fill(sheet, {ALONE: {"decision": "accept", "note": "look"}})
    imported(stc, sheet)
    decide(stc, "reject", sheet, "--code", "not_alone")
    if coded:
        assert stc("code").code == 0
    ran = stc("sheet", "import", sheet, "--coder", "anna")
    assert (ran.out, ran.err) == (
        "s.csv: 7 rows, nothing new, 2 already taken in.\n",
        'stc: s.csv, row 2: yes to "not_alone" was taken in before (line 1), and line 3 has '
        "changed that since. It stays so; to decide anew, export the sheet anew.\n",
    )
    assert acts() == ["accept", "note", "reject"]
    anew = exported(stc)
    fill(anew, {ALONE: {"decision": "accept"}})
    assert imported(stc, anew)["new"] == 1
    decide(stc, "reject", sheet, "--code", "not_alone")
    assert imported(stc, anew)["new"] == 0


SINCE: dict[str, tuple[Edit, list[list[str]]]] = {
    "accepted, taken back": ({"decision": "accept"}, [["undo", "--line", "1"]]),
    "accepted, set aside": ({"decision": "accept"}, [["set-aside", "UNIT"]]),
    "set aside, accepted": ({"decision": "set aside"}, [["accept", "UNIT"]]),
    "added, rejected": ({"add_1": "calls"}, [["reject", "UNIT", "--code", "calls"]]),
    "added, taken back": ({"add_1": "calls"}, [["undo", "--line", "1"]]),
    "noted, taken back": ({"note": "look"}, [["undo", "--line", "1"]]),
    "rejected, accepted, taken back": (
        {"decision": "reject"},
        [["accept", "UNIT", "--code", "not_alone"], ["undo", "--line", "2"]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("correction", [None, ("Um, I'm", "I'm"), ("Interviewer: How", "X: How")])
@pytest.mark.parametrize("case", SINCE)
def test_what_was_decided_since_stands(
    study: Path, sheet: Path, stc: Shell, case: str, correction: tuple[str, str] | None
) -> None:
    """Also after `stc code`, and after the words were corrected."""
    edit, since = SINCE[case]
    fill(sheet, {ALONE: edit})
    imported(stc, sheet)
    unit = rows_of(sheet)[0]["unit_id"]
    for command in since:
        words = [unit if word == "UNIT" else word for word in command]
        assert stc("decide", *words, "--coder", "anna").code == 0
    made = acts()
    for _ in range(2):
        assert imported(stc, sheet)["new"] == 0
        assert stc("code").code == 0
    if correction:
        transcript = study / "transcripts" / "A.txt"
        transcript.write_text(transcript.read_text().replace(*correction))
        assert stc("code").code == 0
        assert imported(stc, sheet)["new"] == 0
    assert acts() == made


def test_undo_takes_back_what_the_sheet_showed(sheet: Path, stc: Shell) -> None:
    decide(stc, "reject", sheet, "--code", "not_alone")
    old = exported(stc, name="old.csv")
    fill(old, {ALONE: {"decision": "undo"}})
    assert imported(stc, old)["new"] == 1
    decide(stc, "accept", sheet, "--code", "not_alone")
    assert remarks(stc, old) == ['2: "undo": line 3 is newer than the sheet, and stays.']
    assert acts() == ["reject", "undo", "accept"]


def test_undo_spares_a_newer_line_of_the_same_words(sheet: Path, stc: Shell) -> None:
    """A line that says the same, on the same day, has the same id."""
    decide(stc, "reject", sheet, "--code", "not_alone")
    old = exported(stc, name="old.csv")
    decide(stc, "accept", sheet, "--code", "not_alone")
    decide(stc, "reject", sheet, "--code", "not_alone")
    fill(old, {ALONE: {"decision": "undo"}})
    assert remarks(stc, old) == ['2: "undo": line 3 is newer than the sheet, and stays.']
    assert acts() == ["reject", "accept", "reject"]


def test_undo_of_what_no_sheet_showed(sheet: Path, stc: Shell) -> None:
    fill(sheet, {ALONE: {"decision": "accept"}})
    imported(stc, sheet)
    shown = exported(stc, name="shown.csv")
    for path, coder in ((sheet, "anna"), (shown, "ben")):
        fill(path, {ALONE: {"decision": "undo"}})
        assert problems(stc, path, coder) == {ALONE: NOT_SHOWN}
    assert acts() == ["accept"]


# -- words that must not come back ---------------------------------------------------------------


def table(path: Path, rows: Rows, *names: str, decision: str = "accept") -> Path:
    """A table of one's own with some columns of a sheet."""
    write_csv(path, [{n: row[n] for n in names} | {"decision": decision} for row in rows])
    return path


def decided_words() -> str:
    return "".join(path.read_text() for path in Path("decisions/coding").glob("*"))


SHORT = ("unit_id", "transcript_id", "text", "code")


@pytest.mark.parametrize(
    "names", [SHORT, (*SHORT, "stc"), (*SHORT, "speakers")], ids=lambda names: names[-1]
)
def test_somebody_who_withdrew(sheet: Path, stc: Shell, names: tuple[str, ...]) -> None:
    own = table(Path("own.csv"), rows_of(sheet), *names)
    assert stc("withdraw", "B:P2", "--yes").code == 0
    why = NOWHERE if names == SHORT else WITHDREW
    assert problems(stc, own) == {NEVER: why, NUMBER: why}
    assert "only a number" not in decided_words()
    assert len(ledger()) == 5


def test_what_a_coder_quoted_of_somebody_who_withdrew(sheet: Path, stc: Shell) -> None:
    """The withdrawal took it out of the ledger; the same sheet does not bring it back."""
    theirs = "The number is only a number, I think"
    fill(sheet, {ALONE: {"note": f"unlike P2: {theirs}!"}})
    fill(sheet, {BUILDING: {"decision": "accept", "reason": theirs}})
    imported(stc, sheet)
    assert "only a number" in decided_words()
    reread = exported(stc, "--validate", name="v.csv")
    fill(reread, {2: {"verdict": "holds", "changed": f"unlike P2: {theirs}!"}})
    imported(stc, reread)
    assert stc("withdraw", "B:P2", "--yes").code == 0
    for path in (sheet, reread):
        assert imported(stc, path)["new"] == 0
    assert "only a number" not in decided_words() + Path("decisions/validation.csv").read_text()


def test_a_whole_transcript_that_was_withdrawn(sheet: Path, stc: Shell) -> None:
    own = table(Path("own.csv"), rows_of(sheet), *SHORT)
    assert stc("withdraw", "B", "--yes").code == 0
    assert problems(stc, own) == dict.fromkeys((NEVER, NUMBER, BUILDING), WITHDREW)
    assert "number is only" not in decided_words()


def test_results_that_are_older_than_a_withdrawal(study: Path, sheet: Path, stc: Shell) -> None:
    """As where `decisions/` came from a colleague's machine."""
    fill(sheet, {NUMBERS: {"decision": "accept"}})
    (study / "decisions").mkdir()
    (study / "decisions" / "withdrawn.jsonl").write_text(
        '{"transcripts": ["B"], "speaker": "P2"}\n'
    )
    ran = stc("sheet", "import", sheet, "--coder", "anna")
    assert (ran.code, ran.err) == (
        1, f"stc: {study}/out: still holds words of somebody who withdrew. Run `stc code` first.\n"
    )  # fmt: skip
    assert stc("code").code == 0
    assert imported(stc, sheet)["new"] == 1


def test_a_sheet_of_another_study(
    tmp_path: Path, study: Path, stc: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its transcripts have the same names, and other words."""
    write_study(tmp_path / "other")
    monkeypatch.chdir(tmp_path / "other")
    secret = "P1: My sister Berta rang the nurse, and I am not alone.\n"
    Path("transcripts/A.txt").write_text(secret)
    Path("transcripts/Z.txt").write_text(secret.replace("Berta", "Clara"))
    sheet = exported(stc, "--transcript", "A", "--transcript", "Z").resolve()
    fill(sheet, {row: {"decision": "accept"} for row in (2, 3)})
    monkeypatch.chdir(study)
    assert stc("code").code == 0
    own = table(Path("own.csv"), rows_of(sheet), *SHORT)
    for path in (sheet, own):
        found = problems(stc, path)
        assert len(found) >= 2
        assert set(found.values()) == {NOWHERE}
    assert not ledger()


def test_words_that_were_taken_out_of_a_transcript(study: Path, sheet: Path, stc: Shell) -> None:
    """A unit that is like it is found, and told in the words that stand there now."""
    fill(sheet, {row: {"decision": "accept"} for row in range(ALONE, BUILDING + 1)})
    path = study / "transcripts" / "A.txt"
    path.write_text(path.read_text().replace("you know", "you see"))
    path = study / "transcripts" / "B.txt"
    path.write_text(path.read_text().replace("that helps, but the weather was awful", "that helps"))
    assert stc("code").code == 0
    problems(stc, sheet)
    stored = "".join(
        p.read_text().replace("\n", " ") for p in sorted((study / "out/1_ingest/text").iterdir())
    )
    assert ledger()
    for decision in ledger():
        for anchor in decision.unit:
            assert all(w in stored for w in (anchor.exact, anchor.prefix, anchor.suffix))


def test_paths_in_the_column_for_transcripts(study: Path, sheet: Path, stc: Shell) -> None:
    rows = [
        row | {"unit_id": "x", "transcript_id": "../../transcripts/A"} for row in rows_of(sheet)
    ]
    own = table(Path("own.csv"), rows[:1], *SHORT)
    assert problems(stc, own) == {2: NOWHERE}


# -- pseudonyms ----------------------------------------------------------------------------------

KEY = "pseudonyms: '1'\nnames:\n  Kari: Lise\n  Berg: Moe\n"


@pytest.fixture
def named(study: Path, stc: Shell) -> Path:
    """A sheet that was made, and filled in, before the study had a pseudonym key."""
    path = study / "transcripts" / "A.txt"
    path.write_text(path.read_text().replace("the nurse", "the nurse Kari").replace("P1:", "Berg:"))
    sheet = exported(stc)
    fill(sheet, {row: {"decision": "accept"} for row in range(ALONE, BUILDING + 1)})
    fill(sheet, {RING: {"reason": "Kari again", "note": "ask Kari"}})
    Path("key.yaml").write_text(KEY)
    config = study / "stc.yaml"
    config.write_text(config.read_text() + "pseudonyms: key.yaml\n")
    return sheet


@pytest.mark.parametrize("names", [None, SHORT, (*SHORT, "speakers")], ids=str)
@pytest.mark.parametrize("coded", [True, False], ids=["coded anew", "results without the key"])
def test_a_key_that_came_after_the_export(
    named: Path, stc: Shell, names: tuple[str, ...] | None, coded: bool
) -> None:
    sheet = table(Path("own.csv"), rows_of(named), *names) if names else named
    if coded:
        assert stc("code").code == 0
    assert problems(stc, sheet) == {}
    assert "Kari" not in decided_words()
    assert "Berg" not in decided_words()
    assert "the nurse Lise when it gets bad" in decided_words()
    once = contents(Path("decisions"))
    for _ in range(2):
        assert imported(stc, sheet)["new"] == 0
        assert contents(Path("decisions")) == once
        assert stc("code").code == 0
    fates = csv.DictReader(Path("out/3_code/decisions.csv").read_text().splitlines())
    assert {fate["outcome"] for fate in fates} <= {"applied", ""}


def test_a_term_within_a_longer_word(named: Path, stc: Shell) -> None:
    Path("key.yaml").write_text("pseudonyms: '1'\nnames:\n  Amalie: Lise\n")
    assert stc("code").code == 0
    fill(named, {RING: {"note": "tante-Amaliemor"}})
    assert problems(stc, named) == {
        RING: 'has a term of the pseudonym key (its line 3) under "note". Write it otherwise.'
    }


def test_a_re_reading_under_a_later_key(study: Path, stc: Shell) -> None:
    sheet = exported(stc, "--validate")
    fill(sheet, {2: {"verdict": "nuance", "changed": "because of Kari"}})
    Path("key.yaml").write_text(KEY)
    config = study / "stc.yaml"
    config.write_text(config.read_text() + "pseudonyms: key.yaml\n")
    imported(stc, sheet)
    assert "because of Lise" in (study / "decisions" / "validation.csv").read_text()
    assert imported(stc, sheet)["new"] == 0


# -- cells ---------------------------------------------------------------------------------------


def test_merged_cells_hold_for_all_their_rows(study: Path, stc: Shell) -> None:
    sheet = exported(stc, name="s.xlsx")
    book = load_workbook(sheet)
    page = book.worksheets[0]
    names = {str(cell.value): cell.column_letter for cell in page[1]}
    page[f"{names['decision']}{RING}"] = "accept"
    page.merge_cells(f"{names['decision']}{RING}:{names['decision']}{NUMBERS}")
    page[f"{names['decision']}{BUILDING}"] = "reject"
    page.merge_cells(f"{names['decision']}{BUILDING}:{names['add_1']}{BUILDING}")
    book.save(sheet)
    imported(stc, sheet)
    assert said(ledger()) == [
        ("accept", "I I ring ", "calls"), ("accept", "I I ring ", "measuring"),
        ("accept", "The numbe", "measuring"), ("reject", "Well, we'", "not_alone"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["s.csv", "s.xlsx"])
def test_logical_values_that_are_formulas(study: Path, stc: Shell, name: str) -> None:
    sheet = exported(stc, name=name)
    cells = ["=TRUE()", "=FALSE()", "=true", "= FALSE ( )"]
    fill(sheet, {row: {"decision": cell} for row, cell in enumerate(cells, start=ALONE)})
    imported(stc, sheet)
    assert acts() == ["accept", "reject", "accept", "reject"]


def test_a_formula_in_merged_cells(study: Path, stc: Shell) -> None:
    sheet = exported(stc, name="s.xlsx")
    book = load_workbook(sheet)
    page = book.worksheets[0]
    names = {str(cell.value): cell.column_letter for cell in page[1]}
    page[f"{names['decision']}2"] = "=A2"
    page.merge_cells(f"{names['decision']}2:{names['decision']}3")
    book.save(sheet)
    why = 'has a formula under "decision". Write what it gives.'
    assert problems(stc, sheet) == {2: why, 3: why}


TALK = "I never told anybody that"
REPEATED: dict[str, tuple[Edit, str]] = {
    "decision": (
        {"decision": TALK},
        'what stands under "decision" is no decision. Write accept, reject, set aside or undo.',
    ),
    "long word": (
        {"decision": "a" * 41},
        'what stands under "decision" is no decision. Write accept, reject, set aside or undo.',
    ),
    "nearly a known phrase": (
        {"decision": "set asides"},
        '"set asides" is no decision. Did you mean "set aside"? Write accept, reject, set aside or '
        "undo.",
    ),
    "added code": ({"add_2": TALK}, 'the code under "add_2" is not in the codebook.'),
    "code": (
        {"code": TALK, "decision": "accept"}, 'the code under "code" is not in the codebook.'
    ),
    "nearly a code": (
        {"code": "not alone", "decision": "accept"},
        'the code "not alone" is not in the codebook. Did you mean "not_alone"?',
    ),
    "unit": (
        {"unit_id": TALK, "stc": "", "text": "", "decision": "accept"},
        'there is no unit as stands under "unit_id" any more, and the row does not say where its '
        "words stood. Export the sheet anew.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REPEATED)
def test_messages_do_not_repeat_what_somebody_said(sheet: Path, stc: Shell, case: str) -> None:
    edit, message = REPEATED[case]
    fill(sheet, {EVENING: edit})
    ran = stc("sheet", "import", sheet, "--coder", "anna")
    assert ran.err.splitlines()[0] == f"stc: s.csv, row {EVENING}: {message}"
    assert "told anybody" not in ran.err + ran.out


def test_columns_that_are_named_by_what_somebody_said(study: Path, stc: Shell) -> None:
    exported(stc)
    Path("s.csv").write_text(f"unit_id,code,decision,{TALK},{TALK}\n")
    ran = stc("sheet", "import", "s.csv", "--coder", "anna")
    assert (
        ran.err == "stc: s.csv: has two columns of the same name: rename or delete one of them.\n"
    )


# -- folders and locks ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [["sheet", "export", "FILE", "--coder", "anna"], ["agree", "--disagreements", "FILE"]],
)
@pytest.mark.parametrize("folder", ["transcripts", "transcripts/mine", "out/../transcripts"])
def test_no_sheet_is_written_among_the_transcripts(
    sheet: Path, stc: Shell, command: list[str], folder: str
) -> None:
    for coder in ("anna", "ben"):
        fill(sheet, {ALONE: {"decision": "accept"}})
        imported(stc, sheet, coder=coder)
    Path("transcripts/mine").mkdir()
    name = f"{folder}/s2.csv"
    ran = stc(*(name if word == "FILE" else word for word in command))
    assert (ran.code, ran.err) == (
        2, f"stc: {name}: lies among the transcripts, where stc would read it as one. Name a file "
        "elsewhere.\n",
    )  # fmt: skip
    assert not Path(name).exists()


@pytest.mark.parametrize("options", [[], ["--validate"]], ids=str)
def test_another_command_at_work(study: Path, stc: Shell, options: list[str]) -> None:
    sheet = exported(stc, *options)
    fill(sheet, {2: {"verdict": "holds"} if options else {"decision": "accept"}})
    with FileLock(study / "out" / ".cache" / "lock"):
        ran = stc("sheet", "import", sheet, "--coder", "anna")
    assert (ran.code, ran.err) == (
        1, f"stc: {study}/out: another stc command is writing there. Wait until it is done.\n"
    )  # fmt: skip
    assert not (study / "decisions").exists()
    assert imported(stc, sheet)["new"] == 1


def test_what_another_import_wrote_meanwhile_counts(
    sheet: Path, stc: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger is read again once the lock is held."""
    import stc_cli.sheets.importing as importing
    from stc_cli.runner import locked

    fill(sheet, {ALONE: {"decision": "accept"}})
    assert imported(stc, sheet)["new"] == 1
    written = Path("decisions/coding/anna.jsonl").read_bytes()
    Path("decisions/coding/anna.jsonl").unlink()

    def after_the_other(study):  # type: ignore[no-untyped-def]
        Path("decisions/coding/anna.jsonl").write_bytes(written)
        return locked(study)

    monkeypatch.setattr(importing, "locked", after_the_other)
    assert imported(stc, sheet)["new"] == 0
    assert Path("decisions/coding/anna.jsonl").read_bytes() == written
