"""`stc decide`: each act as one line at the end of a coder's ledger, and what is refused."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from ledgers import Line, Results, decide, ledger_file, line
from studies import Shell, contents, write_study
from test_ledger import ALONE, BUILDING, NEVER, NUMBERS, RING

from stc_cli.runner import run
from stc_cli.workspace import open_study

# Of the small study, by their text; ids are hashes of it.
IDS = {
    "ALONE": "A-f575982dfa", "RING": "A-56a3c0a92c", "NUMBERS": "A-33d671f8d4",
    "NEVER": "B-3a6a0e4021", "BUILDING": "B-ed52a369e6",
}  # fmt: skip
TEXTS = {"ALONE": ALONE, "RING": RING, "NUMBERS": NUMBERS, "NEVER": NEVER, "BUILDING": BUILDING}
FIRST_RING = "I I ring the nurse when it gets bad. She always answers."
THEN_RING = "And I measure every evening."
HELP = " See `stc --help`.\n"


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small study, analysed. Not to be changed."""
    config = write_study(tmp_path_factory.mktemp("analysed") / "study")
    run(open_study(config=config))
    units = Results(config.parent / "out").units
    assert {name: units[text]["unit_id"] for name, text in TEXTS.items()} == IDS
    return config.parent


@pytest.fixture
def ready(analysed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, the current folder."""
    monkeypatch.chdir(shutil.copytree(analysed, tmp_path / "study"))
    return tmp_path / "study"


def words(said: str) -> list[str]:
    """Arguments, `_` for a space within one; names of units by their ids."""
    return [IDS.get(word, word.replace("_", " ")) for word in said.split()]


def told(study: Path, coder: str = "ann") -> list[Line]:
    text = ledger_file(study, coder).read_text("utf-8")
    assert text.endswith("\n")
    return [json.loads(row) for row in text.splitlines()]


def quoted(unit: list[dict[str, str]]) -> list[str]:
    return [piece["exact"] for piece in unit]


def short(row: Line) -> Line:
    """A line without what every line has; passages as their words."""
    row = {k: v for k, v in row.items() if k not in ("id", "transcript_id", "date", "revision")}
    row |= {k: quoted(row[k]) for k in ("unit", "quotation") if k in row}
    return row | {k: [quoted(unit) for unit in row[k]] for k in ("with", "into") if k in row}


P1 = {"speakers": ["P1"]}
ACTS = [
    pytest.param("accept ALONE", [{"act": "accept", "unit": [ALONE], **P1, "code": "not_alone"}],
                 id="accept-what-is-proposed"),
    pytest.param("accept RING", [
        {"act": "accept", "unit": [FIRST_RING, THEN_RING], **P1, "code": code}
        for code in ("calls", "measuring")], id="accept-both-that-are"),
    pytest.param("accept NUMBERS NEVER --code calls", [
        {"act": "accept", "unit": [NUMBERS], **P1, "code": "calls"},
        {"act": "accept", "unit": [NEVER], "speakers": ["P2"], "code": "calls"}],
        id="accept-on-several"),
    pytest.param("accept ALONE --code calls --code measuring --reason Why_not", [
        {"act": "accept", "unit": [ALONE], **P1, "code": code, "reason": "Why not"}
        for code in ("calls", "measuring")], id="accept-several"),
    pytest.param("reject ALONE", [{"act": "reject", "unit": [ALONE], **P1, "code": "not_alone"}],
                 id="reject-what-is-proposed"),
    pytest.param("reject ALONE --code calls", [
        {"act": "reject", "unit": [ALONE], **P1, "code": "calls"}], id="reject"),
    pytest.param("add measuring ALONE BUILDING", [
        {"act": "add", "unit": [ALONE], **P1, "code": "measuring"},
        {"act": "add", "unit": [BUILDING], "speakers": ["P3"], "code": "measuring"}], id="add"),
    pytest.param("add calls --at A --text She_always_answers.", [
        {"act": "add", "unit": ["She always answers."], **P1, "code": "calls"}],
        id="add-to-words"),
    pytest.param("add calls --at A:100-108", [
        {"act": "add", "unit": ["always answers"], **P1, "code": "calls"}],
        id="add-to-characters-takes-cut-words-in"),
    pytest.param("add calls --at A:10-30", [
        {"act": "add", "unit": ["the nights?", "Um, I'm not"],
         "speakers": ["Interviewer", "P1"], "code": "calls"}], id="add-over-two-turns"),
    pytest.param("sort ALONE NUMBERS --group safety --subgroup company", [
        {"act": "sort", "unit": [text], **P1, "group": "safety", "subgroup": "company"}
        for text in (ALONE, NUMBERS)], id="sort"),
    pytest.param("sort ALONE --group safety --subgroup nights --new The_nights", [
        {"act": "sort", "unit": [ALONE], **P1, "group": "safety", "subgroup": "nights",
         "name": "The nights"}], id="sort-into-a-new-one"),
    pytest.param("sort ALONE --group safety --subgroup company --new Other_name", [
        {"act": "sort", "unit": [ALONE], **P1, "group": "safety", "subgroup": "company"}],
        id="sort-into-one-that-is-not-new"),
    pytest.param("park ALONE --group safety --reason Both", [
        {"act": "park", "unit": [ALONE], **P1, "group": "safety", "reason": "Both"}], id="park"),
    pytest.param("set-aside BUILDING", [
        {"act": "set_aside", "unit": [BUILDING], "speakers": ["P3"]}], id="set-aside"),
    pytest.param("merge NUMBERS ALONE", [
        {"act": "merge", "unit": [NUMBERS], **P1, "with": [[ALONE]]}], id="merge"),
    pytest.param("merge NEVER BUILDING", [
        {"act": "merge", "unit": [NEVER], "speakers": ["P2", "P3"], "with": [[BUILDING]]}],
        id="merge-an-exchange"),
    pytest.param("split RING --before She --before And_I", [
        {"act": "split", "unit": [FIRST_RING, THEN_RING], **P1,
         "into": [["I I ring the nurse when it gets bad."], ["She always answers."], [THEN_RING]]}],
        id="split"),
    pytest.param("split RING --before measure", [
        {"act": "split", "unit": [FIRST_RING, THEN_RING], **P1,
         "into": [[FIRST_RING, "And I"], ["measure every evening."]]}], id="split-a-second-piece"),
    pytest.param("trim NUMBERS --to The_numbers_frighten_me", [
        {"act": "trim", "unit": [NUMBERS], **P1, "into": [["The numbers frighten me"]]}],
        id="trim"),
    pytest.param("trim NUMBERS --to so_I_don't_look_at_night.", [
        {"act": "trim", "unit": [NUMBERS], **P1, "into": [["so I don't look at night."]]}],
        id="trim-to-the-end"),
    pytest.param("trim RING --to She_always_answers._And_I_measure", [
        {"act": "trim", "unit": [FIRST_RING, THEN_RING], **P1,
         "into": [["She always answers.", "And I measure"]]}], id="trim-over-a-listening-sound"),
    pytest.param("quote NUMBERS", [
        {"act": "quote", "unit": [NUMBERS], **P1, "quotation": [NUMBERS]}], id="quote"),
    pytest.param("quote RING --text answers._And_I", [
        {"act": "quote", "unit": [FIRST_RING, THEN_RING], **P1,
         "quotation": ["answers.", "And I"]}], id="quote-some-words"),
    pytest.param("note ALONE Who_is_there?", [
        {"act": "note", "unit": [ALONE], **P1, "note": "Who is there?"}], id="note"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "expected"), ACTS)
def test_an_act_is_a_line(said: str, expected: list[Line], ready: Path, stc: Shell) -> None:
    before = contents(ready)
    ran = stc("decide", *words(said), "--coder", "ann")
    number = len(expected)
    which = "line 1" if number == 1 else f"lines 1-{number}"
    assert ran == (0, f"decisions/coding/ann.jsonl: wrote {which}. `stc code` applies it.\n", "")
    rows = told(ready)
    assert list(map(short, rows)) == expected
    for row in rows:
        assert list(row)[:3] == ["id", "act", "transcript_id"]
        assert (row["date"], row["revision"]) == (date.today().isoformat(), "")
    after = contents(ready)
    assert after.pop("decisions/coding/ann.jsonl")
    assert after == before


@pytest.mark.parametrize(("said", "expected"), ACTS)
def test_a_run_applies_it(said: str, expected: list[Line], ready: Path, stc: Shell) -> None:
    stc("decide", *words(said), "--coder", "ann")
    assert stc("code", "--quiet") == (0, "", "")
    made = Results(ready / "out")
    assert [row["outcome"] for row in made.fates] == ["applied"] * len(expected)
    assert {row["how"] for row in made.fates} == {"position"}


def test_lines_are_added_at_the_end(ready: Path, stc: Shell) -> None:
    path = ledger_file(ready, "ann")
    wrote = "decisions/coding/ann.jsonl: wrote {}. `stc code` applies it.\n"
    stc("decide", "accept", IDS["ALONE"], "--coder", "ann")
    first = path.read_bytes()
    stc("decide", "note", IDS["ALONE"], "Two\nlines", "--coder", "ann")
    assert path.read_bytes().startswith(first) and path.read_bytes().count(b"\n") == 2
    path.write_bytes(path.read_bytes()[:-1])  # as some editors leave it
    assert stc("decide", "park", IDS["ALONE"], "--group", "safety", "--coder", "ann").out == (
        wrote.format("line 3")
    )
    path.write_bytes(path.read_bytes() + b"\n\n")
    assert stc("decide", "accept", IDS["RING"], "--coder", "ann").out == wrote.format("lines 6-7")
    assert [json.loads(row)["act"] for row in path.read_text("utf-8").split("\n") if row] == [
        "accept", "note", "park", "accept", "accept",
    ]  # fmt: skip


def test_a_line_is_on_the_disk_when_the_command_ends(
    ready: Path, stc: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def noted(number: int) -> None:
        synced.append(Path(f"/proc/self/fd/{number}").readlink().name)
        fsync(number)

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("no /proc here")
    monkeypatch.setattr(os, "fsync", noted)
    stc("decide", "accept", IDS["RING"], "--coder", "ann")
    assert synced == ["ann.jsonl"]


def test_json_and_the_coder_from_the_environment(
    ready: Path, stc: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STC_CODER", "Åse B.")
    assert stc("decide", "accept", IDS["RING"], "--json").code == 2  # a space in a file's name
    monkeypatch.setenv("STC_CODER", "Åse")
    ran = stc("decide", "accept", IDS["RING"], "--json")
    assert (ran.code, json.loads(ran.out), ran.err) == (
        0, {"file": "decisions/coding/Åse.jsonl", "lines": [1, 2]}, "",
    )  # fmt: skip
    ran = stc("decide", "undo", "--coder", "Åse", "--json")  # what is said counts more
    assert json.loads(ran.out)["lines"] == [3]


def test_undo(ready: Path, stc: Shell) -> None:
    stc("decide", "accept", IDS["RING"], "--coder", "ann")
    stc("decide", "note", IDS["ALONE"], "Hm", "--coder", "ann")
    assert stc("decide", "undo", "--coder", "ann", "--reason", "Slip").code == 0
    assert stc("decide", "undo", "--coder", "ann").code == 0  # what stands before it
    assert stc("decide", "undo", "--coder", "ann", "--line", "1").code == 0
    rows = told(ready)
    assert [row.get("of") for row in rows[3:]] == [rows[2]["id"], rows[1]["id"], rows[0]["id"]]
    assert rows[3]["reason"] == "Slip"
    assert stc("decide", "undo", "--coder", "ann") == (
        2, "", "stc: ann: there is nothing that could be taken back.\n",
    )  # fmt: skip
    stc("code", "--quiet")
    made = Results(ready / "out")
    assert made.outcomes == [
        "ann:1 undone by 6", "ann:2 undone by 5", "ann:3 undone by 4",
        "ann:4 applied", "ann:5 applied", "ann:6 applied",
    ]  # fmt: skip
    assert made.units[RING]["state"] == "candidate"


def test_accepting_goes_by_what_this_coder_has_not_decided(ready: Path, stc: Shell) -> None:
    stc("decide", "reject", IDS["RING"], "--code", "calls", "--coder", "ann")
    stc("code", "--quiet")
    stc("decide", "accept", IDS["RING"], "--coder", "ann")
    stc("decide", "accept", IDS["RING"], "--coder", "ben")
    assert [row["code"] for row in told(ready)[1:]] == ["measuring"]
    assert [row["code"] for row in told(ready, "ben")] == ["calls", "measuring"]
    stc("code", "--quiet")
    stc("decide", "accept", IDS["RING"], "--coder", "ann")
    assert "code" not in told(ready)[2]  # nothing is left: the unit as such


LETTER = "Give them letter for letter, and as many as it takes to tell the place."
NAMES = "it names a file: letters, digits, - and . only."
PARTS = (
    "name the first words of the second part, then of the third and so on, in the order in which "
    "they stand."
)
WRONG = [
    pytest.param("accept A-f575982dfb", 'there is no unit "A-f575982dfb" in 2_segment/units.csv. '
                 'Did you mean "A-f575982dfa"? Ids change with a unit\'s words; run `stc segment` '
                 "if the transcripts were changed.", id="unit"),
    pytest.param("accept ALONE A-0", 'there is no unit "A-0" in 2_segment/units.csv. Ids change '
                 "with a unit's words; run `stc segment` if the transcripts were changed.",
                 id="one-of-two-units"),
    pytest.param("accept ALONE --code cals",
                 'the code "cals" is not in the codebook. Did you mean "calls"?', id="code"),
    pytest.param("reject ALONE --code xyz", 'the code "xyz" is not in the codebook.',
                 id="reject-code"),
    pytest.param("add cals ALONE", 'the code "cals" is not in the codebook. Did you mean "calls"?',
                 id="add-code"),
    pytest.param("add calls", "name units, or a passage with --at.", id="add-to-nothing"),
    pytest.param("add calls ALONE --at A:1-5", "name units, or a passage with --at.",
                 id="add-to-both"),
    pytest.param("add calls --at A --text I", f"A: holds these words several times. {LETTER}",
                 id="words-twice"),
    pytest.param("add calls --at A --text Ring_the_nurse",
                 f"A: does not hold these words. {LETTER}", id="words-otherwise"),
    pytest.param("add calls --at A --text ring_the_nur", f"A: does not hold these words. {LETTER}",
                 id="half-a-word"),
    pytest.param("add calls --at C --text Yes", 'there is no transcript "C".', id="transcript"),
    pytest.param("add calls --at A", f"A: does not hold these words. {LETTER}", id="no-words"),
    pytest.param("add calls --at A:9-9", "A: has no characters 9 to 9 (it has 206).",
                 id="no-characters"),
    pytest.param("add calls --at A:1-900", "A: has no characters 1 to 900 (it has 206).",
                 id="beyond-the-end"),
    pytest.param("sort ALONE --group safty --subgroup company",
                 'the code group "safty" is not in the codebook. Did you mean "safety"?',
                 id="group"),
    pytest.param("sort ALONE --group safety --subgroup compny", 'the code group "safety" has no '
                 'subgroup "compny" (it has company, numbers). Did you mean "company"? For a new '
                 "one say what it is called with --new.", id="subgroup"),
    pytest.param("sort ALONE --group safety --subgroup safety --new Safe", '"safety" is not a '
                 'subgroup of "safety"; the codebook has that id elsewhere. Choose another.',
                 id="id-taken"),
    pytest.param("sort ALONE --group safety --subgroup a/b --new Calls", '"a/b" cannot be an id: '
                 "letters, digits, _, - and . only.", id="no-id"),
    pytest.param("park ALONE --group home", 'the code group "home" is not in the codebook.',
                 id="park"),
    pytest.param("merge ALONE", "merge needs two units or more.", id="merge-one"),
    pytest.param("merge ALONE ALONE", "merge needs two units or more.", id="merge-with-itself"),
    pytest.param("merge ALONE NEVER", "units of different transcripts cannot be merged.",
                 id="merge-transcripts"),
    pytest.param("split RING --before I_I", f"A-56a3c0a92c: {PARTS}", id="split-at-the-beginning"),
    pytest.param("split RING --before measure --before She", f"A-56a3c0a92c: {PARTS}",
                 id="split-out-of-order"),
    pytest.param("split RING --before She --before She", f"A-56a3c0a92c: {PARTS}",
                 id="split-twice-at-one-place"),
    pytest.param("split RING --before Mhm.", f"A-56a3c0a92c: does not hold these words. {LETTER}",
                 id="split-at-somebody-elses-words"),
    pytest.param("trim RING --to Mhm.", f"A-56a3c0a92c: does not hold these words. {LETTER}",
                 id="trim-to-somebody-elses-words"),
    pytest.param("trim NUMBERS --to always_answers",
                 f"A-33d671f8d4: does not hold these words. {LETTER}",
                 id="trim-to-words-elsewhere"),
    pytest.param("quote RING --text I", f"A-56a3c0a92c: holds these words several times. {LETTER}",
                 id="quote-words-twice"),
    pytest.param("note ALONE a\udcff", "a reason, note or name holds signs that are no text. Type "
                 "it anew.", id="no-text"),
    pytest.param("undo", '"ann" has no ledger in coding/ (there: nobody yet).', id="undo-nothing"),
    pytest.param("accept ALONE --coder ../ann", f'"../ann" cannot be a coder\'s name, because '
                 f"{NAMES}", id="coder"),
    pytest.param("accept ALONE --coder .ann", f'".ann" cannot be a coder\'s name, because {NAMES}',
                 id="hidden-coder"),
    pytest.param("accept ALONE --coder=", f'"" cannot be a coder\'s name, because {NAMES}',
                 id="no-name"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "message"), WRONG)
def test_what_is_refused_writes_nothing(said: str, message: str, ready: Path, stc: Shell) -> None:
    before = contents(ready)
    coder = [] if "--coder" in said else ["--coder", "ann"]
    assert stc("decide", *words(said), *coder) == (2, "", f"stc: {message}\n")
    assert contents(ready) == before


@pytest.mark.parametrize(
    ("said", "message"),
    [
        pytest.param("accept ALONE", "Missing option '--coder' (env var: 'STC_CODER').",
                     id="coder"),
        pytest.param("accept --coder ann", "Missing argument 'UNIT…'.", id="unit"),
        pytest.param("sort ALONE --coder ann --group safety", "Missing option '--subgroup'.",
                     id="subgroup"),
        pytest.param("trim ALONE --coder ann", "Missing option '--to'.", id="words"),
        pytest.param("split ALONE --coder ann", "Missing option '--before'.", id="parts"),
        pytest.param("note ALONE --coder ann", "Missing argument 'TEXT'.", id="note"),
        pytest.param("acept ALONE --coder ann", "No such command 'acept'. Did you mean 'accept'?",
                     id="command"),
        pytest.param("undo --coder ann --line 0", "Invalid value for '--line': Input should be "
                     "greater than or equal to 1.", id="line"),
    ],
)  # fmt: skip
def test_what_is_missing(
    said: str, message: str, ready: Path, stc: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STC_CODER", raising=False)
    before = contents(ready)
    assert stc("decide", *words(said)) == (2, "", f"stc: {message}{HELP}")
    assert contents(ready) == before


def test_undoing_what_cannot_be(ready: Path, stc: Shell) -> None:
    decide(ready, "ann", line("accept", ALONE), line("note", ALONE, note="Hm"),
           line("accept", ALONE))  # fmt: skip
    for said, message in (
        ("undo --line 4 --coder ann", "ann: line 4 is nothing that could be taken back."),
        ("undo --line 1 --coder ann", "ann: line 3 says the same; take that back first."),
        ("undo --coder anna", '"anna" has no ledger in coding/ (there: ann). Did you mean "ann"?'),
    ):
        assert stc("decide", *words(said)) == (2, "", f"stc: {message}\n")
    assert len(told(ready)) == 3


def test_rejecting_where_nothing_is_proposed(ready: Path, stc: Shell) -> None:
    stc("decide", "reject", IDS["ALONE"], "--coder", "ann")
    stc("code", "--quiet")
    assert stc("decide", "reject", IDS["ALONE"], "--coder", "ann") == (
        2, "", "stc: A-f575982dfa: no code is proposed on it. Name one with --code, or set the "
        "unit aside if it is not about the question.\n",
    )  # fmt: skip


def test_before_there_are_units(study: Path, stc: Shell) -> None:
    ran = stc("decide", "accept", IDS["ALONE"], "--coder", "ann")
    assert (ran.code, ran.out) == (1, "")
    stc("ingest")
    assert stc("decide", "accept", IDS["ALONE"], "--coder", "ann") == (
        1, "", f"stc: {study / 'out'}: holds no units yet. Run `stc segment` first.\n",
    )  # fmt: skip
    stc("segment")
    assert stc("decide", "accept", IDS["ALONE"], "--coder", "ann").code == 0
    assert "code" not in told(study)[0]  # nothing has been proposed
    assert not (study / "out" / "3_code").exists()
