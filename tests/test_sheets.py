"""`stc sheet`: what people do to sheets, and what comes back."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from filling import (
    ALONE,
    BUILDING,
    EVENING,
    NEVER,
    NUMBER,
    NUMBERS,
    RING,
    RULES,
    Edit,
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
from openpyxl import Workbook, load_workbook
from studies import CODEBOOK, Shell, contents, write_study

from stc_cli.render.guarding import guarded, unguarded
from stc_cli.sheets.exporting import CODING
from stc_cli.sheets.layout import Column, Sheet
from stc_cli.sheets.reading import read_sheet
from stc_cli.sheets.words import decision, verdict
from stc_cli.sheets.writing import fitted, sheet_csv, sheet_xlsx


@pytest.fixture
def sheet(study: Path, stc: Shell) -> Path:
    """A CSV sheet of the small study for anna."""
    return exported(stc)


# -- what a sheet shows --------------------------------------------------------------------------


def test_a_row_per_unit_and_code(sheet: Path) -> None:
    rows = rows_of(sheet)
    assert [row["code"] for row in rows] == RULES
    row = rows[RING - 2]
    assert {name: row[name] for name in list(row)[1:-1] if row[name]} == {
        "transcript_id": "A",
        "speakers": "P1",
        "question": "How are the nights?",
        "before": "P1: Um, I'm not alone any more, you know. …",
        "text": "I I ring the nurse when it gets bad. She always answers. "
        "And I measure every evening.",
        "after": "P1: … The numbers frighten me a bit, so I don't look at night.",
        "code": "calls",
        "evidence": 'rule 1 (near): "ring" … "nurse"',
    }


def test_excel_and_csv_hold_the_same(sheet: Path, stc: Shell) -> None:
    assert rows_of(exported(stc, name="s.xlsx")) == rows_of(sheet)


def test_the_same_bytes_again(sheet: Path, stc: Shell) -> None:
    first = sheet.read_bytes(), exported(stc, name="s.xlsx").read_bytes()
    assert (exported(stc).read_bytes(), exported(stc, name="s.xlsx").read_bytes()) == first


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--code", "calls"], ["calls", "calls"]),
        (["--transcript", "B"], ["calls", "measuring", "not_alone"]),
        (["--uncoded"], [""]),
        (["--uncoded", "--code", "calls"], ["calls", "calls", ""]),
        (["--no-proposals"], ["", "calls", "", "", "", ""]),
        (["--undecided", "--code", "calls"], ["calls"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_choosing_rows(study: Path, stc: Shell, options: list[str], expected: list[str]) -> None:
    (study / "transcripts" / "C.txt").write_text("P4: Then I went for a long walk.\n")
    sheet = exported(stc, "--code", "calls")
    fill(sheet, {2: {"decision": "accept"}})
    imported(stc, sheet)
    assert [row["code"] for row in rows_of(exported(stc, *options))] == expected


def test_a_coder_sees_their_own_words_and_nobody_elses(sheet: Path, stc: Shell) -> None:
    edits = {
        ALONE: {"decision": "x", "reason": "says so", "add_1": "measuring"},
        RING: {"decision": "no"},
        NUMBERS: {"decision": "set aside"},
    }
    fill(sheet, edits)
    imported(stc, sheet)
    shown = [(r["code"], r["decision"], r["reason"]) for r in rows_of(exported(stc))]
    assert shown == [
        ("not_alone", "accept", "says so"), ("measuring", "accept", "says so"),
        ("calls", "reject", ""), ("measuring", "", ""), ("measuring", "set aside", ""),
        ("calls", "", ""), ("measuring", "", ""), ("not_alone", "", ""),
    ]  # fmt: skip
    others = rows_of(exported(stc, coder="ben"))
    assert [row["code"] for row in others] == RULES
    assert {row["decision"] + row["reason"] for row in others} == {""}


def test_lists_to_choose_from_hold_two_hundred_codes(study: Path, stc: Shell) -> None:
    codes = "".join(f"      - {{id: c{number:03}, name: Code {number}}}\n" for number in range(200))
    (study / "codebook.yaml").write_text(f"{CODEBOOK}  - id: more\n    codes:\n{codes}")
    book = load_workbook(exported(stc, name="s.xlsx"))
    page, legend, lists = book.worksheets
    names = {cell.value: cell.column_letter for cell in page[1]}
    rules = {
        str(rule.sqref): rule.formula1
        for rule in page.data_validations.dataValidation
        if rule.type == "list"
    }
    assert rules == {
        f"{names['code']}2:{names['code']}8": "lists!$A$1:$A$203",
        f"{names['decision']}2:{names['decision']}8": "lists!$B$1:$B$4",
        **{f"{names[n]}2:{names[n]}8": "lists!$A$1:$A$203" for n in ("add_1", "add_2", "add_3")},
    }
    assert [cell.value for cell in lists["A"]][:4] == ["not_alone", "calls", "measuring", "c000"]
    assert [cell.value for cell in lists["B"] if cell.value] == [
        "accept",
        "reject",
        "set aside",
        "undo",
    ]
    assert (lists.sheet_state, legend["B204"].value) == ("hidden", "Code 199")
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", f"A1:{names['stc']}8")
    assert page.column_dimensions[names["stc"]].hidden


def test_texts_that_look_like_formulas_or_markup_stay_texts(tmp_path: Path) -> None:
    cells = ["=1+1", "- yes", "'=x", "a & <b>", "_x0041_", "tail \n", "x\x0by"]
    sheet = Sheet(
        "coding", tuple(Column(n, 9) for n in ("unit_id", "code", "decision")),
        [(cell, "", "") for cell in cells], {}, [("code",)], "en",
    )  # fmt: skip
    clean = [cell.replace("\x0b", "").strip() for cell in cells]
    for name, data in (("s.csv", sheet_csv(sheet)), ("s.xlsx", sheet_xlsx(sheet))):
        (tmp_path / name).write_bytes(data)
        assert [row["unit_id"] for row in read_sheet(tmp_path / name).rows] == clean
    page = load_workbook(tmp_path / "s.xlsx").worksheets[0]
    assert [(page.cell(n, 1).data_type, page.cell(n, 1).quotePrefix) for n in (2, 5)] == [
        ("s", True), ("s", False)
    ]  # fmt: skip


@given(st.text())
def test_guarding_a_cell_is_undone_by_reading_it(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("letter", ["a", "🙂"])
def test_a_text_that_excel_cannot_hold_is_cut_with_a_sign(letter: str) -> None:
    made = fitted(letter * 40_000)
    assert made.endswith("a … [cut: the rest is in 2_segment/units.csv]".replace("a", letter))
    assert len(made.encode("utf-16-le")) // 2 <= 32_767


def test_nordic_studies_get_semicolons(study: Path, stc: Shell) -> None:
    config = study / "stc.yaml"
    config.write_text(config.read_text() + "output_language: nb\n")
    data = exported(stc).read_bytes()
    assert data.startswith(b"\xef\xbb\xbfunit_id;transcript_id;")


# -- what is taken in ----------------------------------------------------------------------------

EDITS: dict[str, tuple[dict[int, Edit], list[tuple[str, ...]]]] = {
    "accept": ({ALONE: {"decision": "accept"}}, [("accept", "Um, I'm n", "not_alone")]),
    "reject with a reason": (
        {RING: {"decision": "Reject ", "reason": " not the nurse"}},
        [("reject", "I I ring ", "calls", "not the nurse")],
    ),
    "set aside": ({NUMBERS: {"decision": "set_aside"}}, [("set_aside", "The numbe")]),
    "add by id and by name in any case": (
        {ALONE: {"add_1": "CALLS", "add_3": " measuring"}},
        [("add", "Um, I'm n", "calls"), ("add", "Um, I'm n", "measuring")],
    ),
    "another code written over": (
        {ALONE: {"code": "calls", "decision": "ja"}}, [("add", "Um, I'm n", "calls")]
    ),
    "unit without a code": (
        {ALONE: {"code": "", "decision": "accept"}}, [("accept", "Um, I'm n")]
    ),
    "note": ({ALONE: {"note": "“golden” – use…"}}, [("note", "Um, I'm n", "“golden” – use…")]),
    "several lines": (
        {ALONE: {"note": "one\ntwo"}}, [("note", "Um, I'm n", "one\ntwo")]
    ),
    "the same row twice": (
        {RING: {"decision": "accept"}, EVENING: {"code": "calls", "decision": "yes"}},
        [("accept", "I I ring ", "calls")],
    ),
    "set aside goes before what is rejected": (
        {RING: {"decision": "reject", "reason": "no"}, EVENING: {"decision": "set aside"}},
        [("set_aside", "I I ring "), ("reject", "I I ring ", "calls", "no")],
    ),
    "two reasons for one thing": (
        {RING: {"decision": "yes", "reason": "a"},
         EVENING: {"code": "calls", "decision": "yes", "reason": "b"}},
        [("accept", "I I ring ", "calls", "a; b")],
    ),
    "spaces alone": ({ALONE: {"decision": "  ", "reason": " ", "note": "\n"}}, []),
}  # fmt: skip


@pytest.mark.parametrize("name", ["s.csv", "s.xlsx"])
@pytest.mark.parametrize("edits", EDITS)
def test_what_was_typed_becomes_lines_once(study: Path, stc: Shell, edits: str, name: str) -> None:
    typed, expected = EDITS[edits]
    sheet = exported(stc, name=name)
    fill(sheet, typed)
    assert imported(stc, sheet)["new"] == len(expected)
    assert said(ledger()) == expected
    before = contents(study)
    assert imported(stc, sheet)["new"] == 0
    assert contents(study) == before


def test_setting_a_unit_aside_between_two_imports(sheet: Path, stc: Shell) -> None:
    """It ends what was said of the unit's codes, and says no to them all itself."""
    fill(sheet, {RING: {"decision": "reject", "reason": "no nurse"}})
    imported(stc, sheet)
    fill(sheet, {EVENING: {"decision": "set aside"}})
    imported(stc, sheet)
    for _ in range(2):
        assert [d.act for d in ledger()] == ["reject", "set_aside"]
        taken = imported(stc, sheet)
        assert (taken["new"], taken["unchanged"], taken["remarks"]) == (0, 2, [])


def test_sorted_copied_deleted_and_moved_about(sheet: Path, stc: Shell) -> None:
    """Rows and columns in another order, extra ones, empty rows, a title, other capitals."""
    fill(sheet, {ALONE: {"decision": "accept"}, NEVER: {"decision": "no", "note": "check"}})
    rows = [{"Mine": "?", **dict(reversed(row.items()))} for row in reversed(rows_of(sheet))]
    rows = [rows[0], *rows[1:4], rows[2], *rows[6:]]
    lines = [["My sheet"], [], [name.upper().replace("_", " ") for name in rows[0]]]
    lines += [[], *(list(row.values()) for row in rows)]
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    assert imported(stc, sheet)["new"] == 3
    assert sorted(said(ledger())) == [
        ("accept", "Um, I'm n", "not_alone"), ("note", "I never r", "check"),
        ("reject", "I never r", "calls"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("comma", "encoding"),
    [(";", "cp1252"), (";", "utf-8"), (",", "utf-8-sig"), ("\t", "utf-16"), (",", "cp1252")],
)
def test_files_as_excel_saves_them(sheet: Path, stc: Shell, comma: str, encoding: str) -> None:
    fill(sheet, {ALONE: {"decision": "accept", "reason": "tørre; «ord», blåbær"}})
    write_csv(sheet, rows_of(sheet), comma, encoding)
    imported(stc, sheet)
    assert said(ledger()) == [("accept", "Um, I'm n", "not_alone", "tørre; «ord», blåbær")]


def test_a_line_that_names_the_delimiter(sheet: Path, stc: Shell) -> None:
    fill(sheet, {ALONE: {"decision": "accept"}, RING: {"decision": "perhaps"}})
    write_csv(sheet, rows_of(sheet), ";")
    sheet.write_bytes(b"sep=;\r\n" + sheet.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    assert imported(stc, sheet, "--skip-bad")["problems"] == [
        {"row": RING, "text": '"perhaps" is no decision. Write accept, reject, set aside or undo.'}
    ]


def test_numbers_and_logical_values_of_excel(study: Path, stc: Shell) -> None:
    rows = rows_of(exported(stc))
    book = Workbook()
    book.active.append(["unit_id", "code", "decision", "reason"])  # type: ignore[union-attr]
    for row, word in zip(rows, [True, False, 1, 0.0, None, "", "nei"], strict=True):
        book.active.append([row["unit_id"], row["code"], word, None])  # type: ignore[union-attr]
    book.save("s.xlsx")
    imported(stc, Path("s.xlsx"))
    assert [d.act for d in ledger()] == ["accept", "reject", "accept", "reject", "reject"]


@pytest.mark.parametrize("name", ["d.csv", "d.xlsx"])
def test_a_sheet_of_disagreements_is_taken_in(sheet: Path, stc: Shell, name: str) -> None:
    """It has no column for stc; units are known by their ids."""
    fill(sheet, {ALONE: {"decision": "accept"}, RING: {"decision": "reject"}})
    imported(stc, sheet)
    fill(sheet, {ALONE: {"decision": "reject"}, RING: {"decision": "accept"}})
    imported(stc, sheet, coder="ben")
    assert stc("code").code == 0
    assert stc("agree", "--disagreements", name).code == 0
    fill(Path(name), {2: {"decision": "accept", "reason": "after talking"}})
    for new in (1, 0):
        assert imported(stc, Path(name), coder="both")["new"] == new
    assert said(ledger("both")) == [("accept", "Um, I'm n", "not_alone", "after talking")]


def test_a_table_of_units_that_are_gone_is_known_by_their_words(sheet: Path, stc: Shell) -> None:
    (row, *_) = rows_of(sheet)
    wanted = ("unit_id", "transcript_id", "text", "code", "decision")
    write_csv(sheet, [{n: row[n] for n in wanted} | {"unit_id": "A-old", "decision": "reject"}])
    for new in (1, 0):
        assert imported(stc, sheet)["new"] == new
    assert stc("code").code == 0
    fates = csv.DictReader(Path("out/3_code/decisions.csv").read_text().splitlines())
    assert [(f["unit_id"], f["outcome"], f["how"]) for f in fates] == [
        (row["unit_id"], "applied", "position")
    ]
    assert imported(stc, sheet)["new"] == 0


PROBLEMS: dict[str, tuple[dict[int, Edit], list[tuple[int, str]]]] = {
    "unknown code": (
        {RING: {"add_2": "callz"}},
        [(RING, 'the code "callz" is not in the codebook. Did you mean "calls"?')],
    ),
    "unknown decision": (
        {RING: {"decision": "acept"}},
        [(RING, '"acept" is no decision. Did you mean "accept"? Write accept, reject, set aside or '
          "undo.")],
    ),
    "reason alone": (
        {RING: {"reason": "hm"}},
        [(RING, 'has a reason and nothing under "decision". Decide, or write a note instead.')],
    ),
    "reason beside a note": (
        {RING: {"reason": "hm", "note": "look"}},
        [(RING, 'has a reason and nothing under "decision". Decide, or write a note instead.')],
    ),
    "code alone": (
        {RING: {"code": "not_alone"}},
        [(RING, 'has another code written into it and nothing under "decision".')],
    ),
    "no code to reject": (
        {RING: {"code": "", "decision": "reject"}},
        [(RING, 'has no code to reject. Write "set aside" if the unit is not about the question.')],
    ),
    "no unit": (
        {RING: {"unit_id": "A-gone", "stc": "", "decision": "accept", "text": ""}},
        [(RING, 'there is no unit "A-gone" any more, and the row does not say where its words '
          "stood. Export the sheet anew.")],
    ),
    "accepted and rejected": (
        {EVENING: {"add_1": "calls"}, NUMBERS: {"note": "n"},
         NEVER: {"decision": "accept"}, NUMBER: {"code": "calls", "decision": "reject"}},
        [(NEVER, f"contradicts row {NUMBER}, which is about the same unit. Leave one of them."),
         (NUMBER, f"contradicts row {NEVER}, which is about the same unit. Leave one of them.")],
    ),
    "set aside and accepted": (
        {RING: {"decision": "set aside"}, EVENING: {"decision": "accept"}},
        [(RING, f"contradicts row {EVENING}, which is about the same unit. Leave one of them."),
         (EVENING, f"contradicts row {RING}, which is about the same unit. Leave one of them.")],
    ),
    "rejected and added in one row": (
        {RING: {"decision": "reject", "add_1": "calls"}},
        [(RING, "contradicts itself. Leave one of its decisions.")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PROBLEMS)
def test_nothing_is_written_while_a_row_is_wrong(sheet: Path, stc: Shell, case: str) -> None:
    edits, problems = PROBLEMS[case]
    fill(sheet, {ALONE: {"decision": "accept"}} | edits)
    ran = stc("sheet", "import", sheet, "--coder", "anna")
    lines = [f"stc: s.csv, row {row}: {text}" for row, text in problems]
    rows = f"{len(problems)} row{'s' if len(problems) > 1 else ''}"
    lines.append(
        f"stc: s.csv: {rows} cannot be taken in, so nothing was written. Correct what is named "
        "above, or take the other rows in with --skip-bad."
    )
    assert (ran.code, ran.out, ran.err.splitlines()) == (1, "", lines)
    assert not ledger()
    taken = imported(stc, sheet, "--skip-bad")
    assert taken["problems"] == [{"row": row, "text": text} for row, text in problems]
    assert ("accept", "Um, I'm n", "not_alone") in said(ledger())
    bad = {row for row, _ in problems}
    assert len(ledger()) == 1 + sum(row not in bad for row in edits)


def test_a_formula_is_not_believed(study: Path, stc: Shell) -> None:
    sheet = exported(stc, name="s.xlsx")
    fill(sheet, {ALONE: {"decision": '=IF(TRUE,"accept","reject")'}, RING: {"code_name": "=1+1"}})
    ran = stc("sheet", "import", sheet, "--coder", "anna")
    assert ran.err.splitlines()[0] == (
        'stc: s.xlsx, row 2: has a formula under "decision". Write what it gives.'
    )
    assert len(ran.err.splitlines()) == 2


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("s.ods", b"x", "s.ods: sheets are taken in as .xlsx or .csv. Save it as one of these."),
        ("s.xlsx", b"PK\x03\x04", "s.xlsx: is not a readable Excel workbook (damaged or cut "
         "short?)."),
        ("s.csv", b"a,b\n1,2\n", "s.csv: no row of it names the columns of a sheet (unit_id, code "
         "and decision, for example). Take in a sheet that `stc sheet export` wrote, with its "
         "names of columns."),
        ("s.csv", b"unit_id,code,decision,Decision\n", 's.csv: has two columns "decision": rename '
         "or delete one of them."),
        ("s.csv", b'unit_id,code,decision\n"a,b,c\n', "s.csv: has a quotation mark near line 2 "
         "that is not closed, or not doubled within a cell."),
        ("s.csv", b"\xff\xfea", "s.csv: is neither UTF-8 nor text that Excel writes: save it as "
         "CSV UTF-8."),
        ("none.csv", None, "none.csv: cannot be read (no such file or directory)."),
    ],
)  # fmt: skip
def test_files_that_are_no_sheets(
    study: Path, stc: Shell, name: str, data: bytes | None, message: str
) -> None:
    exported(stc)
    if data is not None:
        Path(name).write_bytes(data)
    ran = stc("sheet", "import", name, "--coder", "anna")
    assert ran.err == f"stc: {message}\n"
    assert ran.code in (1, 2)


@given(st.data())
def test_broken_files_are_refused_or_read(study: Path, stc: Shell, data: st.DataObject) -> None:
    """A cut or a changed byte ends in a message, never in a traceback."""
    name = data.draw(st.sampled_from(["s.csv", "s.xlsx"]))
    if not Path(name).exists():
        exported(stc, name=name)
    whole = Path(name).read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.binary(max_size=2))
    cut = data.draw(st.booleans())
    broken = Path(f"broken{Path(name).suffix}")
    broken.write_bytes(whole[:place] + byte + (b"" if cut else whole[place + 1 :]))
    ran = stc("sheet", "import", broken, "--coder", "anna", "--dry-run")
    assert ran.code in (0, 1, 2)
    assert all(line.startswith("stc: ") for line in ran.err.splitlines())


def test_a_sheet_before_the_units_are_coded(study: Path, stc: Shell) -> None:
    Path("s.csv").write_text("unit_id,code,decision\nA-1,calls,accept\n")
    assert stc("segment").code == 0
    ran = stc("sheet", "import", "s.csv", "--coder", "anna")
    assert (ran.code, ran.err) == (1, (
        f"stc: {study}/out: holds no 3_code/assignments.csv yet. Run `stc code` first.\n"
    ))  # fmt: skip


def test_a_dry_run_writes_nothing(sheet: Path, stc: Shell) -> None:
    fill(sheet, {ALONE: {"decision": "accept"}})
    ran = stc("sheet", "import", sheet, "--coder", "anna", "--dry-run")
    assert ran.out == "s.csv: 7 rows, 1 new decision, 0 already taken in. Nothing was written.\n"
    assert not ledger()


def test_what_an_import_says(sheet: Path, stc: Shell) -> None:
    fill(sheet, {ALONE: {"decision": "accept"}, RING: {"decision": "no"}})
    assert stc("sheet", "import", sheet, "--coder", "anna").out == (
        "s.csv: 7 rows, 2 new decisions in decisions/coding/anna.jsonl, lines 1-2, 0 already "
        "taken in. `stc code` applies them.\n"
    )
    assert stc("sheet", "import", sheet, "--coder", "anna").out == (
        "s.csv: 7 rows, nothing new, 2 already taken in.\n"
    )


def test_other_coders_words_are_told_and_no_error(sheet: Path, stc: Shell) -> None:
    fill(sheet, {ALONE: {"decision": "accept"}, RING: {"decision": "set aside"}})
    imported(stc, sheet)
    fill(sheet, {ALONE: {"decision": "reject"}, RING: {"decision": "accept"}})
    ran = stc("sheet", "import", sheet, "--coder", "ben")
    assert (ran.code, ran.err.splitlines()) == (0, [
        'stc: s.csv, row 2: another coder says otherwise: anna accepts "not_alone" (line 1).',
        'stc: s.csv, row 3: another coder says otherwise: anna rejects "calls" (line 2).',
    ])  # fmt: skip


def test_taking_back(sheet: Path, stc: Shell) -> None:
    """`undo` takes back all that was said of the code; an empty cell takes back nothing."""
    fill(sheet, {ALONE: {"decision": "accept"}, RING: {"decision": "no"}})
    imported(stc, sheet)
    fill(sheet, {ALONE: {"decision": "reject"}})
    imported(stc, sheet)
    again = exported(stc)
    fill(again, {ALONE: {"decision": "undo"}, RING: {"decision": ""}})
    taken = imported(stc, again)
    assert taken["remarks"] == [
        {"row": RING, "text": '"reject" stays: an empty cell takes nothing back, "undo" does.'}
    ]
    assert [d.act for d in ledger()] == ["accept", "reject", "reject", "undo", "undo"]
    assert imported(stc, again)["new"] == 0
    assert [row["decision"] for row in rows_of(exported(stc))][:2] == ["", "reject"]


def test_taking_a_unit_back_that_was_set_aside(sheet: Path, stc: Shell) -> None:
    """In the rows of both its codes, which takes one line."""
    fill(sheet, {RING: {"decision": "set aside"}})
    imported(stc, sheet)
    again = exported(stc)
    assert [row["decision"] for row in rows_of(again)][1:3] == ["set aside", "set aside"]
    fill(again, {RING: {"decision": "undo"}, EVENING: {"decision": "undo", "reason": "oh"}})
    assert imported(stc, again)["new"] == 1
    assert [d.act for d in ledger()] == ["set_aside", "undo"]
    assert imported(stc, again)["new"] == 0


# -- what changes between export and import ------------------------------------------------------


def test_an_old_sheet_takes_back_no_later_decision(sheet: Path, stc: Shell) -> None:
    fill(sheet, {ALONE: {"decision": "accept"}})
    imported(stc, sheet)
    old = exported(stc, name="old.csv")
    unit = rows_of(old)[0]["unit_id"]
    assert stc("decide", "reject", unit, "--code", "not_alone", "--coder", "anna").code == 0
    fill(old, {NEVER: {"decision": "accept"}})
    imported(stc, old)
    assert [(d.act, d.code) for d in ledger()] == [
        ("accept", "not_alone"), ("reject", "not_alone"), ("accept", "calls")
    ]  # fmt: skip


def test_decisions_outlive_a_corrected_transcript(study: Path, stc: Shell, sheet: Path) -> None:
    """The unit has another id, so it is found by what its words are now."""
    fill(sheet, {RING: {"decision": "reject"}, NEVER: {"decision": "accept"}})
    transcript = study / "transcripts" / "A.txt"
    transcript.write_text(
        "Interviewer: Hello.\n\n" + transcript.read_text().replace("I I r", "I r")
    )
    assert stc("code").code == 0
    assert imported(stc, sheet)["remarks"] == []
    assert said(ledger()) == [("reject", "I ring th", "calls"), ("accept", "I never r", "calls")]
    assert stc("code").code == 0
    fates = list(csv.DictReader((study / "out/3_code/decisions.csv").open()))
    assert [(f["act"], f["outcome"], f["how"]) for f in fates] == [
        ("reject", "applied", "position"), ("accept", "applied", "position")
    ]  # fmt: skip
    before = contents(study / "decisions")
    assert imported(stc, sheet)["new"] == 0
    assert contents(study / "decisions") == before


def test_the_same_words_elsewhere_do_not_attract_a_decision(study: Path, stc: Shell) -> None:
    said_twice = (
        "Interviewer: Well?\n\nP1: I am not alone.\n\nInterviewer: And at home, by day?\n\n"
    )
    (study / "transcripts" / "A.txt").write_text(said_twice + "P1: I am not alone.\n")
    sheet = exported(stc, "--transcript", "A")
    fill(sheet, {3: {"decision": "reject"}})
    second = rows_of(sheet)[1]["unit_id"]
    assert second.endswith("-2")
    # Now the second of the units with these words is the one that used to be the first.
    (study / "transcripts" / "A.txt").write_text("P1: I am not alone.\n\n" + said_twice)
    assert stc("code").code == 0
    imported(stc, sheet)
    assert stc("code").code == 0
    rejected = [
        row["unit_id"]
        for row in csv.DictReader((study / "out/3_code/assignments.csv").open())
        if row["status"] == "rejected"
    ]
    assert rejected == []
    unplaced = list(csv.DictReader((study / "out/3_code/unplaced.csv").open()))
    assert [row["quotation"] for row in unplaced] == ["I am not alone."]


def test_a_renamed_code_is_followed_and_a_split_one_asked_again(
    study: Path, stc: Shell, sheet: Path
) -> None:
    fill(sheet, {ALONE: {"decision": "accept"}, RING: {"decision": "reject"}})
    assert stc("codebook", "rename", "not_alone", "company_kept").code == 0
    assert stc("codebook", "split", "calls", "--into", "rings", "--into", "writes").code == 0
    taken = imported(stc, sheet, "--skip-bad")
    assert said(ledger()) == [("add", "Um, I'm n", "company_kept")]  # no run knows it yet
    assert taken["problems"] == [
        {"row": RING, "text": 'the code "calls" was split into rings, writes since the sheet was '
         "exported. Write which one is meant."}
    ]  # fmt: skip


def test_words_of_somebody_who_withdrew_do_not_come_back(study: Path, stc: Shell) -> None:
    sheet = exported(stc)
    every = {row: {"decision": "accept"} for row in range(ALONE, BUILDING + 1)}
    fill(sheet, every)
    assert stc("withdraw", "B:P2", "--yes").code == 0
    taken = imported(stc, sheet, "--skip-bad")
    assert taken["problems"] == [
        {"row": row, "text": "is of somebody who withdrew. Take the row out of the sheet."}
        for row in (NEVER, NUMBER)
    ]
    assert "only a number" not in (study / "decisions/coding/anna.jsonl").read_text()


# -- sorting and re-reading ----------------------------------------------------------------------


def test_sorting_a_group(study: Path, stc: Shell) -> None:
    sheet = exported(stc, "--group", "safety", name="g.xlsx")
    rows = rows_of(sheet)
    assert [(r["codes"], r["lies_in"], r["subgroup"]) for r in rows[:2]] == [
        ("not_alone", "company", ""), ("calls; measuring", "company; numbers", "")
    ]  # fmt: skip
    fill(sheet, {
        2: {"subgroup": "Numbers calm and numbers frighten"},
        3: {"new_subgroup": "Å ringe på", "reason": "another thing"},
        4: {"subgroup": "Park"},
        5: {"new_subgroup": "å ringe på"},
        6: {"new_subgroup": "company"},
    })  # fmt: skip
    assert imported(stc, sheet)["new"] == 5
    assert [(d.act, d.subgroup, d.name, d.reason) for d in ledger()] == [
        ("sort", "numbers", "", ""), ("sort", "a_ringe_pa", "Å ringe på", "another thing"),
        ("park", "", "", ""), ("sort", "a_ringe_pa", "å ringe på", ""), ("sort", "company", "", ""),
    ]  # fmt: skip
    assert imported(stc, sheet)["new"] == 0
    again = exported(stc, "--group", "safety", name="g2.xlsx")
    assert [row["subgroup"] for row in rows_of(again)] == [
        "numbers", "a_ringe_pa", "park", "a_ringe_pa", "company"
    ]  # fmt: skip
    assert [row["lies_in"] for row in rows_of(again)] == [
        "numbers", "a_ringe_pa", "park", "a_ringe_pa", "company"
    ]  # fmt: skip
    assert imported(stc, again)["new"] == 0
    fill(again, {3: {"subgroup": "undo"}, 4: {"subgroup": "company"}})
    imported(stc, again)
    shown = rows_of(exported(stc, "--group", "safety", "--undecided", name="g3.csv"))
    assert [row["codes"] for row in shown] == ["calls; measuring"]


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ({"subgroup": "companny"}, 'the subgroup "companny" of "safety" is not in the codebook. '
         'Did you mean "company"?'),
        ({"subgroup": "company", "new_subgroup": "x"}, 'has a subgroup and a new one. Empty '
         '"subgroup" or "new_subgroup".'),
        ({"reason": "x"},  'has a reason and nothing under "subgroup". '
         "Decide, or write a note instead."),
        ({"subgroup": "company", "group": "sefety"}, 'the code group "sefety" is not in the '
         'codebook. Did you mean "safety"?'),
    ],
)  # fmt: skip
def test_sorting_that_is_not_understood(study: Path, stc: Shell, edit: Edit, message: str) -> None:
    sheet = exported(stc, "--group", "safety")
    fill(sheet, {3: edit})
    ran = stc("sheet", "import", sheet, "--coder", "anna")
    assert ran.err.splitlines()[0] == f"stc: s.csv, row 3: {message}"


def test_the_re_reading(study: Path, stc: Shell) -> None:
    sheet = exported(stc, "--validate")
    rows = rows_of(sheet)
    heading = "Feeling safe takes other people"
    assert [list(row.values())[:-1] for row in rows] == [
        ["A", "safety", heading, "3", "", "", "anna"], ["B", "safety", heading, "2", "", "", "anna"]
    ]  # fmt: skip
    fill(sheet, {2: {"verdict": "nyanse", "changed": "numbers, too; «tall»"},
                 3: {"verdict": "holds", "by": "Ben"}})  # fmt: skip
    assert imported(stc, sheet)["new"] == 2
    path = study / "decisions" / "validation.csv"
    written = list(csv.DictReader(path.open(encoding="utf-8")))
    assert [list(row.values())[:5] for row in written] == [
        ["A", "safety", "anna", "nuance", "numbers, too; «tall»"],
        ["B", "safety", "Ben", "holds", ""],
    ]  # fmt: skip
    before = path.read_bytes()
    assert imported(stc, sheet)["new"] == 0
    assert path.read_bytes() == before
    again = exported(stc, "--validate")
    fill(again, {2: {"verdict": "contradicts"}, 3: {"verdict": "holds"}})
    imported(stc, again)
    found = [(r["transcript_id"], r["by"], r["verdict"]) for r in csv.DictReader(path.open())]
    assert found == [("A", "anna", "contradicts"), ("B", "Ben", "holds"), ("B", "anna", "holds")]
    fill(again, {2: {"verdict": "undo"}})
    assert imported(stc, again)["remarks"] == [
        {"row": 2, "text": '"undo": what is there is newer than the sheet, and stays.'}
    ]
    again = exported(stc, "--validate")
    fill(again, {2: {"verdict": "undo"}})
    assert imported(stc, again)["taken_back"] == 1
    assert [(r["transcript_id"], r["by"]) for r in csv.DictReader(path.open())] == [
        ("B", "Ben"), ("B", "anna")
    ]  # fmt: skip


def test_the_re_reading_outlives_a_withdrawal(study: Path, stc: Shell) -> None:
    sheet = exported(stc, "--validate")
    said_by_p2 = "The number is only a number, I think"
    fill(sheet, {2: {"verdict": "holds", "changed": f"because of: {said_by_p2}"}})
    imported(stc, sheet)
    assert stc("withdraw", "B:P2", "--yes").code == 0
    path = study / "decisions" / "validation.csv"
    assert said_by_p2 not in path.read_text()
    assert rows_of(exported(stc, "--validate"))[0]["verdict"] == "holds"


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ({2: {"verdict": "maybe"}}, '"maybe" is no verdict. Write holds, nuance, contradicts or '
         "undo."),
        ({2: {"changed": "x"}}, "says what was changed and gives no verdict. Write one."),
        ({2: {"verdict": "holds", "transcript_id": "Q", "stc": ""}},
         'there is no transcript "Q".'),
        ({2: {"verdict": "holds", "transcript_id": "as I said to the nurse", "stc": ""}},
         'there is no such transcript as under "transcript_id".'),
        ({2: {"verdict": "holds"}, 3: {"verdict": "nuance", "transcript_id": "A", "stc": ""}},
         "contradicts row 3. Leave one of them."),
        ({2: {"verdict": "undo"}}, 'has "undo" where the sheet showed no decision of yours when it '
         "was exported. Export it anew to take back what you decided since."),
        ({2: {"verdict": "holds", "transcript_id": "B"}}, 'its cells and its hidden column "stc" '
         "are about two transcripts or groups. Was the sheet sorted without that column? Undo "
         'that, or delete the column "stc".'),
    ],
)  # fmt: skip
def test_a_re_reading_that_is_not_understood(
    study: Path, stc: Shell, edits: dict[int, Edit], message: str
) -> None:
    sheet = exported(stc, "--validate")
    fill(sheet, edits)
    ran = stc("sheet", "import", sheet, "--coder", "anna")
    assert (ran.code, ran.err.splitlines()[0]) == (1, f"stc: s.csv, row 2: {message}")
    assert not (study / "decisions" / "validation.csv").exists()


def test_a_broken_file_of_the_re_reading(study: Path, stc: Shell) -> None:
    (study / "decisions").mkdir()
    (study / "decisions" / "validation.csv").write_text("transcript_id,group_id\nA,safety\n")
    ran = stc("sheet", "export", "v.csv", "--validate", "--coder", "anna")
    assert (ran.code, ran.err.splitlines()[-1]) == (2, (
        f"stc: {study}/decisions/validation.csv, row 2: cannot be read. A row has a transcript, a "
        "code group, who re-read, and a verdict: holds, nuance, contradicts."
    ))  # fmt: skip


# -- words and options ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "means"),
    [
        ("accept Accepted YES y x X ✓ ok 1 TRUE ja J sann godtatt godkänn accepter", "accept"),
        ("reject rejected no N nei Nej 0 FALSE usann avvis afvis avvisa", "reject"),
        ("set_aside aside SET-ASIDE", "set aside"),
        ("undo angre fortryd ångra", "undo"),
    ],
)
def test_words_of_decisions(words: str, means: str) -> None:
    assert {word: decision(word) for word in words.split()} == dict.fromkeys(words.split(), means)


def test_words_of_verdicts() -> None:
    assert [verdict(w) for w in ("Holder", "stämmer", "NYANSE", "modsiger", "")] == [
        "holds", "holds", "nuance", "contradicts", ""
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["s.ods"], "s.ods: sheets are written as .xlsx or .csv. Name such a file."),
        (["there.csv"], "there.csv: is there already, and somebody may have filled it in. Name "
         "another file, or overwrite it with --force."),
        (["s.csv", "--group", "safety", "--validate"], "--group and --validate are two sheets. "
         "Write one after the other."),
        (["s.csv", "--group", "safety", "--uncoded"], "--group takes --transcript and --undecided, "
         "no other choice of rows."),
        (["s.csv", "--validate", "--undecided"], "--validate is of all transcripts and categories. "
         "Leave the choice out."),
        (["s.csv", "--group", "safty"], 'the code group "safty" is not in the codebook. Did you '
         'mean "safety"?'),
        (["s.csv", "--code", "call"], 'the code "call" is not in the codebook. Did you mean '
         '"calls"?'),
        (["s.csv", "--transcript", "C"], 'there are no units of a transcript "C".'),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_wrong_options(study: Path, stc: Shell, options: list[str], message: str) -> None:
    Path("there.csv").write_text("mine")
    ran = stc("sheet", "export", *options, "--coder", "anna")
    assert (ran.code, ran.err.splitlines()[-1]) == (2, f"stc: {message}")
    assert Path("there.csv").read_text() == "mine"


# -- round trips ---------------------------------------------------------------------------------

WORDS = st.sampled_from(["", "", "accept", "reject", "set aside", "undo", "ja", "x"])
CODES = st.sampled_from(["", "", "", "calls", "measuring", "not_alone"])
TYPED = st.fixed_dictionaries(
    {},
    optional={
        "decision": WORDS, "code": CODES, "add_1": CODES, "add_2": CODES,
        "reason": st.sampled_from(["", "because", "å, ja; «nei»"]),
        "note": st.sampled_from(["", "look again", "-1"]),
    },
)  # fmt: skip


CORRECTIONS = st.sampled_from([
    None, None, ("", ""), ("Um, ", ""), ("measure every", "measured every"), ("P3:", "P4:"),
    ("Interviewer: How", "P1: Not alone.\n\nInterviewer: How"), ("I I ring", "I ring"),
    ("I never ring the nurse. ", ""), ("gets bad", "gets worse"),
])  # fmt: skip


@given(
    st.lists(
        st.tuples(st.dictionaries(st.integers(ALONE, BUILDING), TYPED), CORRECTIONS),
        min_size=1, max_size=3,
    )
)  # fmt: skip
def test_importing_twice_changes_nothing(
    stc: Shell, study: Path, typing: list[tuple[dict[int, Edit], tuple[str, str] | None]]
) -> None:
    """Whatever is typed into a sheet, time after time, and corrected in the transcripts between."""
    for name in ("decisions", "transcripts"):
        shutil.rmtree(study / name, ignore_errors=True)
    write_study(study)
    sheet = exported(stc)
    for edits, correction in typing:
        fill(sheet, edits)
        imported(stc, sheet, "--skip-bad")
        once = contents(study / "decisions")
        assert imported(stc, sheet, "--skip-bad")["new"] == 0
        if correction is not None:
            for path in (study / "transcripts").iterdir():
                path.write_text(path.read_text().replace(*correction, 1))
            assert stc("code").code == 0
        assert imported(stc, sheet, "--skip-bad")["new"] == 0
        assert contents(study / "decisions") == once
    # A new sheet shows what was decided, and says nothing new.
    assert imported(stc, exported(stc, name="again.csv"))["new"] == 0


soffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed here"
)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], Path]:
    """Open a file in LibreOffice and save it in another format."""
    profile = tmp_path_factory.mktemp("office")

    def convert(path: Path, filter_: str) -> Path:
        folder = path.parent / "saved"
        subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to",
             filter_, "--outdir", str(folder), str(path)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return folder / f"{path.stem}.{filter_.partition(':')[0]}"

    return convert


@soffice
@pytest.mark.parametrize(
    "ways",
    [["xlsx"], ["ods", "xlsx"], ["csv:Text - txt - csv (StarCalc):59,34,ANSI"]],
    ids=["xlsx", "by way of ods", "csv with ; in cp1252"],
)
def test_libreoffice_loses_nothing(
    study: Path, stc: Shell, office: Callable[[Path, str], Path], ways: list[str]
) -> None:
    """Written by stc, saved by LibreOffice, filled in, saved by LibreOffice again."""
    transcript = study / "transcripts" / "A.txt"
    transcript.write_text(transcript.read_text() + "\nP1: =not alone – «blåbær» & <b> 1-2\n")
    first = exported(stc, name="s.xlsx").resolve()
    before = rows_of(first)
    path = office(first, "xlsx")
    assert rows_of(path) == before
    edit = {"decision": "accept", "note": "- «x»;\ny"}
    fill(path, {n: edit | {"reason": f"å{n}"} for n in range(2, len(before) + 2)})
    for way in ways:
        path = office(path, way)
    taken = imported(stc, path)
    assert taken["new"] == len(before) + len({row["unit_id"] for row in before})
    decided = [(d.act, d.code, d.reason) for d in ledger() if d.act != "note"]
    assert decided == [("accept", row["code"], f"å{n}") for n, row in enumerate(before, 2)]
    assert {d.note for d in ledger() if d.act == "note"} == {"- «x»;\ny"}
    assert imported(stc, path)["new"] == 0
    page = load_workbook(office(first, "xlsx")).worksheets[0]
    rules = [rule for rule in page.data_validations.dataValidation if rule.type == "list"]
    assert len(rules) == 5


def test_every_column_has_a_name_of_its_own() -> None:
    names = [column.name for column in CODING]
    assert len(names) == len(set(names))


def test_a_long_study_is_written_whole(
    tmp_path: Path, stc: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A unit that no cell of Excel holds is cut in the sheet and known by its id."""
    write_study(tmp_path / "s")
    monkeypatch.chdir(tmp_path / "s")
    long = "I am not alone, " + "and so on, " * 4_000 + "you see."
    Path("transcripts/C.txt").write_text(f"P9: {long}\n")
    assert stc("code").code == 0
    place = f"C:0-{len(long)}"
    assert stc("decide", "add", "calls", "--at", place, "--coder", "ben").code == 0
    sheet = exported(stc, "--transcript", "C", name="s.xlsx")
    (row,) = rows_of(sheet)
    assert row["text"].endswith(" … [cut: the rest is in 2_segment/units.csv]")
    fill(sheet, {2: {"decision": "accept"}})
    assert imported(stc, sheet)["new"] == 1
    assert ledger()[0].unit[0].exact == long
