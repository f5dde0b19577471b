"""Who stands behind each category and subtheme, and what is left without one of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from studies import Shell

from stc_cli.records import Role, Speaker, Unit
from stc_cli.stages.contributors import (
    Contribution,
    Person,
    contributions,
    participants_by_key,
)

CSV = "out/5_synthesize/contributors.csv"


def unit(name: str, transcript: str, *speakers: str) -> Unit:
    return Unit(name, transcript, (), speakers, "participant", (), name, 1, "", "candidate")


def speaker(transcript: str, name: str, role: Role = "participant") -> Speaker:
    return Speaker(transcript, name, name, role, 1, 1, "", False, "")


PERSONS = participants_by_key(
    [speaker("A", "Mod", "moderator"), speaker("A", "Kim"), speaker("A", "P1"),
     speaker("B", "P1"), speaker("B", "Kim", "unknown"), speaker("B", "Obs", "observer")],
    {"Kim"},
)  # fmt: skip


def test_linked_persons_are_one_and_moderators_none() -> None:
    kim = Person("Kim", ("A", "B"))
    assert list(PERSONS.items()) == [
        ("A:Kim", kim), ("A:P1", Person("A:P1", ("A",))), ("B:P1", Person("B:P1", ("B",))),
        ("B:Kim", kim),
    ]  # fmt: skip


def numbers(rows: Sequence[Contribution], place: str) -> dict[str, tuple[int, ...]]:
    """Per name: units, and units, participants and transcripts without it; falls."""
    return {row.name: (*row[5:9], row.falls) for row in rows if row.subgroup_id == place}


def test_what_is_left_without_one() -> None:
    lying = {
        ("g", ""): [unit("u1", "A", "Kim")],
        ("g", "s"): [unit("u2", "A", "Kim"), unit("u3", "B", "Kim", "Mod")],
        ("g", "t"): [unit("u3", "B", "Kim"), unit("u4", "A", "P1", "Kim")],
        ("g", "empty"): [],
    }
    rows = list(contributions(lying, PERSONS, ["A", "B"]))
    # u1, u2, u3, u4 once each; without Kim the exchange u4 is still P1's.
    assert numbers(rows, "") == {
        "Kim": (4, 1, 1, 1, False), "A:P1": (1, 4, 1, 2, False), "B:P1": (0, 4, 2, 2, False),
        "A": (3, 1, 1, 1, False), "B": (1, 3, 2, 1, False),
    }  # fmt: skip
    assert numbers(rows, "s") == {
        "Kim": (2, 0, 0, 0, True), "A:P1": (0, 2, 1, 2, False), "B:P1": (0, 2, 1, 2, False),
        "A": (1, 1, 1, 1, False), "B": (1, 1, 1, 1, False),
    }  # fmt: skip
    assert set(numbers(rows, "empty").values()) == {(0, 0, 0, 0, False)}
    assert [row.subgroup_id for row in rows[::5]] == ["", "s", "t", "empty"]


WHO = st.lists(st.sampled_from(["Kim", "P1", "Mod"]), min_size=1, unique=True)


@given(st.lists(st.tuples(st.sampled_from("AB"), WHO), max_size=8))
def test_the_counts_are_those_of_the_units_without_one(units: list[tuple[str, list[str]]]) -> None:
    own = [unit(f"u{n}", where, *who) for n, (where, who) in enumerate(units)]
    said = {
        u.unit_id: {PERSONS[k].name for name in u.speakers if (k := f"{u.transcript_id}:{name}")
                    in PERSONS}
        for u in own
    }  # fmt: skip
    for row in contributions({("g", "s"): own}, PERSONS, ["A", "B"]):
        if row.level == "transcript":
            mine = [u for u in own if u.transcript_id == row.name]
            left = [u for u in own if u.transcript_id != row.name]
        else:
            mine = [u for u in own if row.name in said[u.unit_id]]
            left = [u for u in own if said[u.unit_id] != {row.name}]
        people = set().union(*(said[u.unit_id] for u in left)) - {row.name}
        transcripts = {u.transcript_id for u in left}
        falls = bool(mine) and not left
        assert row[5:] == (len(mine), len(left), len(people), len(transcripts), falls)


def written(study: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((study / CSV).open(encoding="utf-8")))


def test_the_artefact(study: Path, stc: Shell) -> None:
    assert stc("analyze", "--quiet").code == 0
    rows = [list(row.values()) for row in written(study)]
    # P1 has three units in A; P2 and P3 one each in B, both under company, P2 under numbers too.
    assert rows == [
        ["safety", "", "participant", "A:P1", "A", "3", "2", "2", "1", "false"],
        ["safety", "", "participant", "B:P2", "B", "1", "4", "2", "2", "false"],
        ["safety", "", "participant", "B:P3", "B", "1", "4", "2", "2", "false"],
        ["safety", "", "transcript", "A", "A", "3", "2", "2", "1", "false"],
        ["safety", "", "transcript", "B", "B", "2", "3", "1", "1", "false"],
        ["safety", "company", "participant", "A:P1", "A", "2", "2", "2", "1", "false"],
        ["safety", "company", "participant", "B:P2", "B", "1", "3", "2", "2", "false"],
        ["safety", "company", "participant", "B:P3", "B", "1", "3", "2", "2", "false"],
        ["safety", "company", "transcript", "A", "A", "2", "2", "2", "1", "false"],
        ["safety", "company", "transcript", "B", "B", "2", "2", "1", "1", "false"],
        ["safety", "numbers", "participant", "A:P1", "A", "2", "1", "1", "1", "false"],
        ["safety", "numbers", "participant", "B:P2", "B", "1", "2", "1", "1", "false"],
        ["safety", "numbers", "participant", "B:P3", "B", "0", "3", "2", "2", "false"],
        ["safety", "numbers", "transcript", "A", "A", "2", "1", "1", "1", "false"],
        ["safety", "numbers", "transcript", "B", "B", "1", "2", "1", "1", "false"],
    ]
    assert stc("verify", "--quiet") == (0, "", "")


def test_a_role_in_the_config_reaches_the_artefact(study: Path, stc: Shell) -> None:
    stc("analyze", "--quiet")
    config = study / "stc.yaml"
    config.write_text(config.read_text() + "speakers:\n  P2: {role: observer}\n")
    assert stc("analyze", "--quiet").code == 0
    assert {row["name"] for row in written(study)} == {"A:P1", "B:P3", "A", "B"}


@pytest.mark.parametrize(
    ("was", "now"),
    [
        pytest.param(",B:P2,B,1,2,1,1,false", ",B:P2,B,2,2,1,1,false", id="a count"),
        pytest.param(",B:P3,B,0,3,2,2,false", ",B:P3,A,0,3,2,2,false", id="where somebody talks"),
        pytest.param("numbers,participant,B:P3", "numbers,participant,A:P1", id="one row twice"),
    ],
)
def test_a_forged_row_is_found(study: Path, stc: Shell, was: str, now: str) -> None:
    stc("analyze", "--quiet")
    path = study / CSV
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, now), encoding="utf-8")
    breaks = json.loads(stc("verify", "--json").out)["breaks"]
    assert [b for b in breaks if "is not what the units say" in b or "lacks" in b]


TABLE = """\
safety                                           
                                                 
 Participant   In   Category   company   numbers 
 ─────────────────────────────────────────────── 
 A:P1          A    ●          ●         ●       
 B:P2          B    ●          ●         ●       
 B:P3          B    ●          ●                 
                                                 

Counts describe; they are no evidence.
"""


def test_the_command(study: Path, stc: Shell) -> None:
    assert stc("contributors").out == TABLE
    ran = stc("contributors", "safety", "--json")
    rows = json.loads(ran.out)["contributors"]
    assert (ran.code, len(rows)) == (0, 15)
    assert rows[12] == {
        "group_id": "safety", "subgroup_id": "numbers", "level": "participant", "name": "B:P3",
        "transcripts": ["B"], "units": 0, "without_units": 3, "without_participants": 2,
        "without_transcripts": 2, "falls": False,
    }  # fmt: skip
    assert stc("contributors", "safty") == (
        2, "", 'stc: there is no code group "safty". Did you mean "safety"?\n'
    )  # fmt: skip
    assert stc("contributors", "numbers") == (
        2, "", 'stc: there is no code group "numbers". It is a subgroup of "safety".\n'
    )  # fmt: skip


def test_what_rests_on_one(study: Path, stc: Shell) -> None:
    (study / "transcripts" / "A.txt").unlink()
    shown = stc("contributors").out.splitlines()
    assert shown[-6:] == [
        "the category safety rests on one transcript: B.",
        "company rests on one transcript: B.",
        "numbers rests on one participant: B:P2.",
        "numbers rests on one transcript: B.",
        "",
        "Counts describe; they are no evidence.",
    ]
