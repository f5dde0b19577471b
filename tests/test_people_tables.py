"""Tables of who took part, of the meetings, and of codes against them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from studies import CONFIG, Shell

from stc_cli.config import load_config
from stc_cli.errors import UsageError

PEOPLE = "id,age,gender\nP1,40,woman\nP2,52,woman\nP3,,man\n"
BASE = CONFIG.split("tables:")[0] + "participants: people.csv\n"


def made(study: Path, stc: Shell, table: str, more: str = "") -> list[list[str]]:
    (study / "people.csv").write_text(PEOPLE, "utf-8")
    (study / "stc.yaml").write_text(
        f"{BASE}{more}tables:\n  - {{id: t, {table}, formats: [csv]}}\n"
    )
    ran = stc("analyze")
    assert ran.code == 0, ran.err
    (path,) = (study / "out").rglob("t.csv")
    return list(csv.reader(path.read_text("utf-8-sig").splitlines()))


def test_a_summary_counts_values_and_gives_median_and_range(study: Path, stc: Shell) -> None:
    rows = made(study, stc, "kind: participants")[1:]
    assert [row[1:3] for row in rows] == [
        ["", "3"], ["median (range)", "46 (40–52)"], ["not known", "1"], ["woman", "2"],
        ["man", "1"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("attribution", "ids"),
    [("participant", ["P3", "P1", "P2"]), ("group", ["1", "2", "3"]), ("none", ["1", "2", "3"])],
)
def test_a_list_names_people_only_where_the_study_does(
    study: Path, stc: Shell, attribution: str, ids: list[str]
) -> None:
    rows = made(study, stc, "kind: participants, layout: list, sort: gender",
                f"attribution: {attribution}\n")[1:]  # fmt: skip
    assert [row[0] for row in rows] == ids
    assert rows[0][1:3] == ["–", "man"]


def test_check_tells_how_many_a_list_tells_apart(study: Path, stc: Shell) -> None:
    made(study, stc, "kind: participants, layout: list, columns: [gender]")
    assert (
        'the table "t": 1 participant can be told from everybody else by what it shows together '
        "(gender). Leave out an attribute, make its values broader, or use `layout: summary`."
    ) in stc("check").out


def test_a_person_who_withdrew_is_in_no_table(study: Path, stc: Shell) -> None:
    made(study, stc, "kind: participants, layout: list")
    assert stc("withdraw", "P2", "--yes", "--by", "A").code == 0
    rows = made(study, stc, "kind: participants, layout: list")[1:]
    assert [row[0] for row in rows] == ["P1", "P3"]


def test_meetings_tell_what_transcripts_cannot(study: Path, stc: Shell) -> None:
    rows = made(study, stc, "kind: focus_groups",
                "meetings:\n  A: {date: May 2021, minutes: 80, moderators: [AK]}\n")  # fmt: skip
    assert [row[:6] for row in rows[1:]] == [
        ["A", "1", "May 2021", "80", "–", "AK"], ["B", "2", "–", "–", "–", "Interviewer"],
    ]  # fmt: skip


def test_a_matrix_has_totals_in_which_a_unit_counts_once(study: Path, stc: Shell) -> None:
    header, *rows = made(study, stc, "kind: matrix, rows: groups")
    assert header == ["code_group", "A", "B", "total"]
    assert rows[-1][0] == "Total"
    assert rows[-1][1:] == rows[0][1:]
    assert int(rows[0][3]) == int(rows[0][1]) + int(rows[0][2])


def test_a_matrix_shows_only_the_codes_it_is_asked_for(study: Path, stc: Shell) -> None:
    rows = made(study, stc, "kind: matrix, rows: codes, only: {codes: [calls]}")[1:]
    assert [row[1] for row in rows] == ["calls", ""]
    assert rows[0][2:] == rows[1][2:]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("kind: matrx", '"kind" of "t": "matrx" is none; it must be one of results, analysis, '
         "themes, groups, participants, focus_groups, matrix, steps, quotes. "
         'Did you mean "matrix"?'),
        ("kind: matrix, rwos: codes", 'unknown key "rwos". Did you mean "rows"?'),
        ("kind: matrix, columns: [units]", 'unknown key "columns". Remove it or correct it.'),
        ("kind: groups, shwo: names", 'unknown key "shwo". Did you mean "show"?'),
        ("only: {cods: [a]}", 'unknown key "cods". Did you mean "codes"?'),
        ("columns: units", '"columns" of "t": input should be a valid list.'),
    ],
    ids=["kind", "near", "another_kinds", "groups", "only", "no_list"],
)  # fmt: skip
def test_a_wrong_key_of_a_table_is_told(tmp_path: Path, table: str, told: str) -> None:
    path = tmp_path / "stc.yaml"
    path.write_text(f"language: en\ntables:\n  - {{id: t, {table}}}\n")
    with pytest.raises(UsageError) as error:
        load_config(path)
    assert str(error.value) == f"{path}, line 3: {told}"


def test_an_unknown_attribute_names_the_table(study: Path, stc: Shell) -> None:
    made(study, stc, "kind: participants")
    text = (study / "stc.yaml").read_text("utf-8").replace("participants,", "matrix, by: gendr,")
    (study / "stc.yaml").write_text(text)
    assert (
        'the table "t" names "gendr", which is not a column of the participants\' list. '
        'Did you mean "gender"?'
    ) in stc("analyze").err


def test_a_meeting_of_no_transcript_is_told(study: Path, stc: Shell) -> None:
    config = f"{CONFIG}meetings:\n  AA: {{minutes: 5}}\n"
    (study / "stc.yaml").write_text(config)
    assert '"AA" under `meetings:` is no transcript\'s id' in stc("analyze").err


def test_a_filter_that_nothing_meets_is_told_without_names(study: Path, stc: Shell) -> None:
    only = "only: {transcripts: [AB, B*], speakers: [P1, Hedda]}"
    (study / "stc.yaml").write_text(
        f"{BASE.split('participants:')[0]}tables:\n  - {{id: t, {only}}}\n"
    )
    told = stc("analyze").err
    assert '"AB" under `only: transcripts:` of the table "t" is no transcript\'s id.' in told
    assert 'the table "t" has 1 name under `only: speakers:` that no speaker' in told
    assert "Hedda" not in told


def test_many_participants_are_told_with_percentages(study: Path, stc: Shell) -> None:
    made(study, stc, "kind: participants")
    people = [f"P{n},{'woman' if n <= 15 else 'man'}" for n in range(1, 21)]
    (study / "people.csv").write_text("\n".join(["id,gender", *people, ""]), "utf-8")
    assert stc("analyze").code == 0
    (path,) = (study / "out").rglob("t.csv")
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert rows[0][2:] == ["number"]
    assert [row[1:] for row in rows[1:]] == [["", "20"], ["woman", "15 (75)"], ["man", "5 (25)"]]
