"""Passages that may speak against the analytic text, and what people find of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest
from filling import exported, fill, imported, rows_of, write_csv
from studies import Shell

from stc_cli.decisions.counter import (
    AGAIN,
    Answer,
    Asked,
    open_passages,
    placed_answers,
    plain,
    scrubbed_answers,
)
from stc_cli.languages import load_language
from stc_cli.records import (
    Category,
    CounterEvidence,
    Operation,
    Paragraph,
    Role,
    Sentence,
    Span,
    Unit,
)
from stc_cli.stages.counter_evidence import ANSWERED, Talk, counter_evidence
from stc_cli.text.opposition import NEGATION, OPENS, WORDS
from stc_cli.text.passages import Passages
from stc_cli.text.tokens import Lexicons, lexicon

ENGLISH = lexicon(load_language("en"))
FILE = "decisions/counter_evidence.csv"
COLUMNS = (
    "group_id,subgroup_id,statement_id,unit_id,speakers,reason,shared,text,coded,statement,"
    "disposition,by,why\n"
)


def unit(unit_id: str, text: str, role: Role = "participant") -> Unit:
    """A unit named `<transcript>:<speaker>:<number>`."""
    transcript, speaker, _ = unit_id.split(":")
    return Unit(unit_id, transcript, ("t1",), (speaker,), role, (Span(0, len(text)),), text,
                len(text.split()), "", "candidate")  # fmt: skip


def category(*statements: Sentence) -> Category:
    return Category("safety", "Safety", "draft", (Paragraph("nights", statements),), (), ())


def drafted(text: str, *unit_ids: str) -> Sentence:
    return Sentence("s1", text, unit_ids, (Operation("select", "c1", 0, "", text),))


def written(text: str, *unit_ids: str) -> Sentence:
    return Sentence("s1", text, unit_ids, (Operation("write", now=text),))


def found(
    statement: Sentence,
    units: list[Unit],
    *,
    most: int = 3,
    asked: Asked | None = None,
    linked: Collection[str] = (),
    coded: Collection[str] = (),
) -> list[CounterEvidence]:
    contents = [frozenset(ENGLISH.content(unit.text)) for unit in units]
    talk = Talk(units, contents, Lexicons(lambda _: "en"), coded=coded, linked=linked)
    return counter_evidence([category(statement)], talk, lambda _: ENGLISH, most=most,
                            asked=asked or Asked())  # fmt: skip


STATEMENT = "They felt safe at home when the nurse called."
OWN = unit("A:P1:1", "I felt safe at home when the nurse called.")
OTHER = unit("B:P2:1", "I never felt safe at home, nurse or no nurse.")


# -- which passages ------------------------------------------------------------------------------


def test_a_passage_of_another_participant_is_offered_with_what_it_shares() -> None:
    (row,) = found(drafted(STATEMENT, OWN.unit_id), [OWN, OTHER], coded=[OTHER.unit_id])
    assert row == CounterEvidence(
        "safety", "nights", "s1", "B:P2:1", ("P2",), NEGATION, ("feel", "home", "nurse", "safe"),
        OTHER.text, True, STATEMENT,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("passage", "linked"),
    [
        pytest.param(OWN._replace(text=OTHER.text), (), id="the statement's own unit"),
        pytest.param(unit("A:P1:2", OTHER.text), (), id="the same participant"),
        pytest.param(unit("B:P1:1", OTHER.text), ("P1",), id="the same person elsewhere"),
        pytest.param(unit("B:Kari:1", OTHER.text, "moderator"), (), id="a moderator"),
        pytest.param(unit("B:Obs:1", OTHER.text, "observer"), (), id="an observer"),
        pytest.param(unit("B:P2:1", "I felt safe at home, too, with the nurse."), (), id="agrees"),
        pytest.param(unit("B:P2:1", "I never ate at the office."), (), id="about something else"),
    ],
)
def test_what_is_never_offered(passage: Unit, linked: Collection[str]) -> None:
    assert found(drafted(STATEMENT, OWN.unit_id), [OWN, passage], linked=linked) == []


def test_one_label_in_two_transcripts_is_two_people_unless_linked() -> None:
    passage = unit("B:P1:1", OTHER.text)
    assert found(drafted(STATEMENT, OWN.unit_id), [OWN, passage]) != []


def test_an_exchange_with_somebody_behind_the_statement_is_not_offered() -> None:
    exchange = unit("A:P2:1", OTHER.text)._replace(speakers=("P2", "P1"))
    assert found(drafted(STATEMENT, OWN.unit_id), [OWN, exchange]) == []


def test_best_first_and_no_more_than_asked_for() -> None:
    contrast = unit("B:P4:1", "But at home the nurse was somebody else every time.")
    opposed = unit("B:P3:1", "At home with the nurse I was afraid, to be honest.")
    units = [OWN, contrast, opposed, OTHER]
    statement = drafted(STATEMENT, OWN.unit_id)
    assert [(row.unit_id, row.reason) for row in found(statement, units)] == [
        ("B:P2:1", NEGATION), ("B:P3:1", f"{WORDS} afraid / safe"), ("B:P4:1", OPENS),
    ]  # fmt: skip
    assert [row.unit_id for row in found(statement, units, most=1)] == ["B:P2:1"]
    assert found(statement, units, most=0) == []
    assert found(statement, [*reversed(units)]) == found(statement, units)


def test_what_somebody_wrote_is_held_against_everybody_but_whose_words_it_has() -> None:
    """A person's statement that shares no run of words names all units of its paragraph."""
    units = [OWN, unit("A:P1:2", OTHER.text), OTHER]
    ids = (OWN.unit_id,)
    own_words = written("Participants said: I felt safe at home when the nurse called.", *ids)
    assert [row.unit_id for row in found(own_words, units)] == ["B:P2:1"]
    other_words = written("Home was safe thanks to the nurse.", *ids)
    assert [row.unit_id for row in found(other_words, units)] == ["A:P1:2", "B:P2:1"]


def test_an_answered_passage_stays_and_one_of_a_rewritten_statement_comes_back() -> None:
    nothing = unit("B:P5:1", "The nurse was nice.")
    statement = drafted(STATEMENT, OWN.unit_id)
    place = ("safety", plain(STATEMENT))
    asked = Asked(answered={place: {"B:P5:1", "gone"}})
    assert [(row.unit_id, row.reason) for row in found(statement, [OWN, nothing], asked=asked)] == [
        ("B:P5:1", ANSWERED)
    ]
    again = Asked(rewritten={"safety": {"B:P2:1", "B:P5:1"}})
    rows = found(statement, [OWN, nothing, OTHER], most=0, asked=again)
    assert [row.unit_id for row in rows] == ["B:P2:1"]


# -- answers -------------------------------------------------------------------------------------

ANSWER = Answer("safety", "nights", STATEMENT, "B:P2:1", "B", OTHER.text, "nuance",
                "It is about one night.", "anna", "2026-11-25", "")  # fmt: skip
ROW = CounterEvidence("safety", "nights", "s1", "B:P2:1", ("P2",), NEGATION, (), OTHER.text, False,
                      STATEMENT)  # fmt: skip


def given(
    row: CounterEvidence, *answers: Answer, units: list[Unit] | None = None
) -> tuple[str, ...]:
    statement = replace(drafted(row.statement), sentence_id=row.statement_id)
    placed = placed_answers(answers, units or [OTHER], lambda _: "en")
    (made,) = placed.given([row], [category(statement)])
    return made.disposition, made.by, made.why


def test_an_answer_counts_while_the_statement_reads_the_same() -> None:
    assert given(ROW) == ("", "", "")
    assert given(ROW, ANSWER) == ("nuance", "anna", "It is about one night.")
    shouted = replace(ROW, statement=f" {STATEMENT.upper()}\n")
    assert given(shouted, ANSWER) == ("nuance", "anna", "It is about one night.")
    other = ANSWER._replace(by="bo", disposition="holds", why="")
    assert given(ROW, ANSWER, other) == ("nuance;holds", "anna;bo", "It is about one night.")
    rewritten = replace(ROW, statement="They felt safe.")
    assert given(rewritten, ANSWER) == (AGAIN, "anna", "nuance: It is about one night.")
    elsewhere = ANSWER._replace(group_id="numbers")
    assert given(ROW, elsewhere) == ("", "", "")


LONGER = "I never felt safe at home, nurse or no nurse, and I said so to her more than once."


@pytest.mark.parametrize(
    ("then", "now", "unit_id"),
    [
        pytest.param(OTHER, OTHER, "B:P2:1", id="as it was"),
        pytest.param(OTHER, unit("B:P2:7", OTHER.text), "B:P2:7", id="another id, the same words"),
        pytest.param(unit("B:P2:1", LONGER), unit("B:P2:7", LONGER.replace("her", "him")),
                     "B:P2:7", id="a word corrected"),
        pytest.param(unit("B:P2:1", LONGER), unit("B:P2:7", LONGER.replace("never", "often")),
                     "", id="the negation is gone"),
        pytest.param(OTHER, unit("C:P2:1", OTHER.text), "C:P2:1", id="the transcript renamed"),
        pytest.param(OTHER, unit("B:P2:7", "I like the bus."), "", id="its words are gone"),
        pytest.param(OTHER._replace(text="(withdrawn)"), OTHER, "", id="withdrawn"),
    ],
)  # fmt: skip
def test_a_passage_is_found_again(then: Unit, now: Unit, unit_id: str) -> None:
    answer = ANSWER._replace(unit_id=then.unit_id, exact=then.text)
    placed = placed_answers([answer], [now], lambda _: "en")
    assert [*placed.at] == ([("safety", unit_id)] if unit_id else [])
    assert [*placed.gone] == ([] if unit_id else [answer])


def test_two_passages_alike_are_not_told_apart() -> None:
    twins = [
        unit("B:P2:7", LONGER.replace("her", "him")),
        unit("B:P3:1", LONGER.replace("her", "us")),
    ]
    answer = ANSWER._replace(exact=LONGER)
    assert placed_answers([answer], twins, lambda _: "en").gone == [answer]


def test_open_passages_are_those_without_an_answer_to_the_statement_as_it_reads() -> None:
    rows = [replace(ROW, disposition=said) for said in ("", "holds", AGAIN, "nuance;holds")]
    assert [row.disposition for row in open_passages(rows)] == ["", AGAIN]


def test_withdrawal_leaves_the_answer_without_the_words() -> None:
    text = (
        "transcript_id,exact,why,statement\n"
        'B,I slept badly.,"Said twice, once to me.",They slept.\n'
        "C,I slept badly.,She never felt safe at home there.,They slept.\n"
    )
    passages = Passages(["I slept badly.", "I never felt safe at home, ever."])
    assert scrubbed_answers(text, passages, ["B"]) == (
        "transcript_id,exact,why,statement\n"
        'B,(withdrawn),"Said twice, once to me.",They slept.\n'
        "C,I slept badly.,She (withdrawn) there.,They slept.\n",
        2,
    )
    assert scrubbed_answers(text, Passages(["Nothing of that."]), ["B"]) == (text, 0)


# -- the small study -----------------------------------------------------------------------------

RINGS = "They ring the nurse when it gets bad."
NEVER = "They never ring the nurse."
GOLDEN = (
    COLUMNS + "safety,company,safety-p1-s3,B-3a6a0e4021,P2,negation in one of the two,nurse;ring,"
    '"I never ring the nurse. The number is only a number, I think. [laughs]",true,'
    f"{RINGS},,,\n"
    "safety,company,safety-p1-s4,A-56a3c0a92c,P1,negation in one of the two,nurse;ring,"
    "I I ring the nurse when it gets bad. She always answers. And I measure every evening.,true,"
    f"{NEVER},,,\n"
    "safety,numbers,safety-p2-s3,B-3a6a0e4021,P2,negation in one of the two,nurse;ring,"
    '"I never ring the nurse. The number is only a number, I think. [laughs]",true,'
    f"{RINGS},,,\n"
)


def artefact(study: Path) -> str:
    return (study / "out" / "5_synthesize" / "counter_evidence.csv").read_text("utf-8")


def told(study: Path) -> list[tuple[str, str, str]]:
    rows = csv.DictReader(io.StringIO(artefact(study)))
    return [(row["disposition"], row["by"], row["why"]) for row in rows]


def test_the_small_study(study: Path, stc: Shell) -> None:
    """P1 rings the nurse, P2 never does."""
    assert stc("analyze").code == 0
    assert artefact(study) == GOLDEN
    assert stc("verify").code == 0


def test_a_sheet_there_and_back(study: Path, stc: Shell) -> None:
    sheet = exported(stc, "--counter-evidence")
    assert [row["statement"] for row in rows_of(sheet)] == [RINGS, NEVER, RINGS]
    fill(sheet, {2: {"disposition": "Nyanse", "why": "Not everybody rings."}})
    assert imported(stc, sheet)["new"] == 1
    kept = (study / FILE).read_bytes()
    assert b"safety,company,They ring the nurse when it gets bad.,B-3a6a0e4021,B," in kept
    again = imported(stc, sheet)
    assert (again["new"], again["unchanged"]) == (0, 1)
    assert (study / FILE).read_bytes() == kept
    assert stc("analyze").code == 0
    answer = ("nuance", "anna", "Not everybody rings.")
    assert told(study) == [answer, ("", "", ""), answer]
    assert stc("verify").code == 0
    assert [row["disposition"] for row in rows_of(exported(stc, "--counter-evidence"))] == [
        "nuance", "", "nuance",
    ]  # fmt: skip
    assert len(rows_of(exported(stc, "--counter-evidence", "--undecided"))) == 1


@pytest.mark.parametrize(
    ("comma", "encoding"),
    [pytest.param(",", "utf-8", id="LibreOffice"), pytest.param(";", "cp1252", id="Excel")],
)
def test_a_sheet_that_another_program_saved(
    study: Path, stc: Shell, comma: str, encoding: str
) -> None:
    sheet = exported(stc, "--counter-evidence", name="s.xlsx")
    rows = rows_of(sheet)
    rows[1] |= {"disposition": "HOLDS", "why": "She means the nights."}
    write_csv(Path("t.csv"), rows, comma=comma, encoding=encoding)
    assert imported(stc, Path("t.csv"))["new"] == 1
    assert imported(stc, Path("t.csv"))["new"] == 0
    stc("analyze")
    assert told(study)[1] == ("holds", "anna", "She means the nights.")


def test_another_reader_answers_beside(study: Path, stc: Shell) -> None:
    for coder, said in (("anna", "holds"), ("bo", "contradicts")):
        sheet = exported(stc, "--counter-evidence", coder=coder)
        assert rows_of(sheet)[0]["disposition"] == ""
        fill(sheet, {2: {"disposition": said}})
        imported(stc, sheet, coder=coder)
    stc("analyze")
    assert told(study)[0] == ("holds;contradicts", "anna;bo", "")


def test_a_changed_answer_takes_the_old_ones_place_and_undo_takes_it_back(
    study: Path, stc: Shell
) -> None:
    sheet = exported(stc, "--counter-evidence")
    fill(sheet, {2: {"disposition": "holds"}, 3: {"disposition": "nuance"}})
    imported(stc, sheet)
    fill(sheet, {2: {"disposition": "contradicts", "why": "I read on."}})
    assert imported(stc, sheet)["new"] == 1
    stc("analyze")
    assert [row[0] for row in told(study)] == ["contradicts", "nuance", "contradicts"]
    sheet = exported(stc, "--counter-evidence")
    fill(sheet, {2: {"disposition": "undo"}})
    assert imported(stc, sheet)["taken_back"] == 1
    stc("analyze")
    assert [row[0] for row in told(study)] == ["", "nuance", ""]


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        pytest.param(
            {"disposition": "maybe"},
            '"maybe" is no disposition. Write holds, nuance, contradicts or undo.', id="a word",
        ),
        pytest.param(
            {"why": "Hm."}, 'says why and gives nothing under "disposition". Write it.', id="alone",
        ),
        pytest.param(
            {"disposition": "undo"},
            'has "undo" where the sheet showed no decision of yours when it was exported. Export '
            "it anew to take back what you decided since.", id="nothing to undo",
        ),
        pytest.param(
            {"disposition": "holds", "statement": "They sing."},
            'its cells and its hidden column "stc" are about two statements or passages. Was the '
            'sheet sorted without that column? Undo that, or delete the column "stc".', id="moved",
        ),
        pytest.param(
            {"disposition": "holds", "stc": "", "unit_id": "B-1"},
            'there is no such unit as under "unit_id". Export the sheet anew.', id="no unit",
        ),
        pytest.param(
            {"disposition": "holds", "stc": "", "statement": ""},
            'has nothing under "statement". Write what the answer is about.', id="no statement",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_in(
    study: Path, stc: Shell, edit: dict[str, str], message: str
) -> None:
    sheet = exported(stc, "--counter-evidence")
    fill(sheet, {3: edit})
    ran = stc("sheet", "import", sheet, "--coder", "anna")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines()[0] == f"stc: s.csv, row 3: {message}"
    assert not (study / FILE).exists()


def test_two_rows_about_the_same_that_contradict_each_other(study: Path, stc: Shell) -> None:
    sheet = exported(stc, "--counter-evidence")
    fill(sheet, {2: {"disposition": "holds"}, 4: {"disposition": "nuance"}})
    ran = stc("sheet", "import", sheet, "--coder", "anna")
    assert ran.err.splitlines()[:2] == [
        "stc: s.csv, row 2: contradicts row 4. Leave one of them.",
        "stc: s.csv, row 4: contradicts row 2. Leave one of them.",
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--validate"], "--validate and --counter-evidence are two sheets. Write one after the "
                         "other."),
        (["--uncoded"], "--counter-evidence takes --undecided, no other choice of rows."),
    ],
    ids=["two sheets", "a choice"],
)  # fmt: skip
def test_options_that_do_not_go_together(
    study: Path, stc: Shell, options: list[str], message: str
) -> None:
    ran = stc("sheet", "export", "s.csv", "--counter-evidence", "--coder", "anna", *options)
    assert (ran.code, ran.err) == (2, f"stc: {message}\n")


def answered(study: Path, stc: Shell) -> None:
    """The small study with an answer about the first statement."""
    sheet = exported(stc, "--counter-evidence")
    fill(sheet, {2: {"disposition": "holds", "why": "One of them."}})
    imported(stc, sheet)


def test_a_rewritten_statement_is_asked_about_again(study: Path, stc: Shell) -> None:
    answered(study, stc)
    folder = study / "decisions" / "analytic_text"
    folder.mkdir()
    (folder / "safety.md").write_text(
        "### Company makes the nights shorter\n\nThey rang the nurse in bad nights.\n"
    )
    stc("analyze")
    assert (AGAIN, "anna", "holds: One of them.") in told(study)
    rows = rows_of(exported(stc, "--counter-evidence"))
    assert "holds: One of them." in [row["before"] for row in rows]
    assert stc("verify").code == 0


def test_a_corrected_transcript_takes_the_answer_along(study: Path, stc: Shell) -> None:
    answered(study, stc)
    transcript = study / "transcripts" / "B.txt"
    text = transcript.read_text("utf-8")
    transcript.write_text(text.replace("only a number", "just a number"), "utf-8")
    stc("analyze")
    assert told(study)[0] == ("holds", "anna", "One of them.")
    sheet = exported(stc, "--counter-evidence")
    fill(sheet, {2: {"disposition": "nuance"}})
    imported(stc, sheet)
    assert len((study / FILE).read_text("utf-8").splitlines()) == 2


def test_an_answer_whose_passage_is_gone_stays_and_is_listed(study: Path, stc: Shell) -> None:
    answered(study, stc)
    transcript = study / "transcripts" / "B.txt"
    text = transcript.read_text("utf-8")
    gone = text.replace("I never ring the nurse. The number is only a number, I think.", "Mhm.")
    transcript.write_text(gone, "utf-8")
    before = (study / FILE).read_bytes()
    stc("analyze")
    ran = stc("check")
    assert (
        f"{FILE}, row 2: the passage that anna answered about is not in the transcripts any more. "
        "The answer stays here and counts for nothing." in " ".join(ran.out.split())
    )
    assert (study / FILE).read_bytes() == before


def test_a_file_that_cannot_be_read(study: Path, stc: Shell) -> None:
    (study / "decisions").mkdir()
    (study / FILE).write_text("group_id,statement\nsafety,They ring.\n")
    ran = stc("analyze")
    assert (ran.code, ran.err) == (
        2,
        f"stc: {study}/{FILE}, row 2: cannot be read. A row has a code group, a statement, a unit, "
        "its transcript and words, who answered, and a disposition: holds, nuance, contradicts.\n",
    )


def test_withdrawal_reaches_the_answers(study: Path, stc: Shell) -> None:
    answered(study, stc)
    assert "I never ring the nurse." in (study / FILE).read_text("utf-8")
    assert stc("withdraw", "B:P2", "--by", "anna", "--yes").code == 0
    text = (study / FILE).read_text("utf-8")
    assert "never ring the nurse" not in text
    assert "(withdrawn)" in text


@pytest.mark.parametrize(
    ("was", "now", "broken"),
    [
        pytest.param("I never ring", "I often ring", "is not what the unit B-3a6a0e4021 says.",
                     id="text"),
        pytest.param(f",{NEVER},", ",They sing.,", "is held against a statement that is not there.",
                     id="statement"),
        pytest.param(",true,", ",false,", '"coded" is not what the assignments say.', id="coded"),
        pytest.param(f"{RINGS},,,", f"{RINGS},holds,anna,", "its disposition is not what people "
                     "found.", id="disposition"),
    ],
)  # fmt: skip
def test_verify_finds_what_was_forged(
    study: Path, stc: Shell, was: str, now: str, broken: str
) -> None:
    stc("analyze")
    path = study / "out" / "5_synthesize" / "counter_evidence.csv"
    path.write_text(path.read_text("utf-8").replace(was, now, 1), "utf-8")
    ran = stc("verify")
    assert ran.code == 3
    assert broken in " ".join((ran.out + ran.err).split())
