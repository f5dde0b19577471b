"""The overview: how long, who talks how much, who has read how far, and terms only when asked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from studies import Shell, contents

from stc_cli.decisions.ledger import Ledger
from stc_cli.decisions.reading import progress
from stc_cli.errors import UsageError
from stc_cli.languages import load_language
from stc_cli.records import Turn
from stc_cli.stages.overview import length, talk
from stc_cli.text.salience import Salient, Talk, c_values, dispersion
from stc_cli.text.tokens import lexicon

OVERVIEW = """\
# Overview

*A reading aid for the first step (total impression). No later step uses it.*

| Transcript | Turns | Words | Minutes |
| --- | ---: | ---: | ---: |
| A | 4 | 42 |  |
| B | 3 | 33 |  |
| Total | 7 | 75 |  |

| Transcript | Speaker | Role | Turns | Words | % of words | Minutes |
| --- | --- | --- | ---: | ---: | ---: | ---: |
| A | Interviewer | Moderator | 2 | 5 | 12 |  |
| A | P1 | Participant | 2 | 37 | 88 |  |
| B | Interviewer | Moderator | 1 | 3 | 9 |  |
| B | P2 | Participant | 1 | 14 | 42 |  |
| B | P3 | Participant | 1 | 16 | 48 |  |
"""
LINE = {
    "act": "set_aside",
    "transcript_id": "B",
    "unit": [{"exact": "I never ring the nurse.", "start": 14, "end": 37}],
}


def turns(*rows: tuple[str, float | None, float | None]) -> list[Turn]:
    """Turns of speaker, start and end; each says its number."""
    return [
        Turn(f"A-t{n}", "A", n, who, "participant", start, end, 10 * n, 10 * n + 1, str(n))
        for n, (who, start, end) in enumerate(rows, start=1)
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([("P", 0, 4), ("I", 5, 6), ("P", 6, 9)], {"P": 7, "I": 1}, id="both-ends"),
        pytest.param([("P", 0, None), ("I", 5, None), ("P", 6, None)], {"P": 5, "I": 1},
                     id="beginnings-only"),
        pytest.param([("P", 0, None), ("I", None, None), ("P", 6, 9)], {"P": 3, "I": None},
                     id="some-without"),
        pytest.param([("P", 7, None), ("I", 5, 6)], {"P": None, "I": 1}, id="clock-goes-back"),
        pytest.param([("P", None, None)], {"P": None}, id="no-times"),
    ],
)  # fmt: skip
def test_talk_time(
    rows: Sequence[tuple[str, float | None, float | None]], expected: dict[str, float | None]
) -> None:
    found = talk(turns(*rows), [1] * len(rows))
    assert {row.speaker: row.seconds for row in found} == expected
    known = [seconds for seconds in expected.values() if seconds is not None]
    assert length("A", found) == ("A", len(rows), len(rows), sum(known) if known else None)


def test_the_overview_is_of_the_transcripts_alone(stc: Shell, study: Path) -> None:
    stc("overview")
    before = contents(study / "out" / "overview")
    assert before["overview.md"].decode() == OVERVIEW
    (study / "decisions" / "coding").mkdir(parents=True)
    (study / "decisions/coding/anna.jsonl").write_text(json.dumps(LINE) + "\n", "utf-8")
    assert stc("overview").code == 0
    assert contents(study / "out" / "overview") == before
    assert json.loads(stc("overview", "--json").out)["computed"] == []


def test_who_has_read_how_far(stc: Shell, study: Path) -> None:
    for folder in ("coding", "reading", "themes"):
        (study / "decisions" / folder).mkdir(parents=True)
    (study / "decisions/coding/anna.jsonl").write_text(2 * (json.dumps(LINE) + "\n"), "utf-8")
    (study / "decisions/reading/bo.md").write_text("Read:\n\n- A\n- B-t1\n", "utf-8")
    (study / "decisions/themes/bo.md").write_text("- Nights\n- Numbers\n", "utf-8")
    found = json.loads(stc("overview", "--json").out)
    assert found["reading"] == [
        {"who": "anna", "transcript_id": "B", "read": 0, "decided": 1, "coded": 2, "turns": 3,
         "share": 51},
        {"who": "bo", "transcript_id": "A", "read": 4, "decided": 0, "coded": 0, "turns": 4,
         "share": 100},
        {"who": "bo", "transcript_id": "B", "read": 1, "decided": 0, "coded": 0, "turns": 3,
         "share": 9},
    ]  # fmt: skip
    assert found["themes"] == {"bo": 2}
    shown = stc("overview").out
    assert "anna   B" in shown
    assert "bo names 2 preliminary themes." in shown


def test_a_note_about_another_transcript_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "reading" / "bo.md"
    path.parent.mkdir()
    path.write_text("- FG1\n- FG11-t4\n", "utf-8")
    with pytest.raises(UsageError) as error:
        progress(tmp_path, Ledger(), {"FG1"}, lambda name: ([], []))
    assert str(error.value) == (
        f'{path}, line 2: "FG11-t4" is no transcript. Did you mean "FG1"? A line looks like '
        "`- FG1`, or `- FG1-t40` for the turns up to the fortieth."
    )


def test_terms_are_shown_only_when_asked_for(stc: Shell, study: Path) -> None:
    plain = stc("overview").out
    assert "ring the nurse" not in plain
    assert "Nobody has noted yet what they read" in plain
    assert "terms" not in json.loads(stc("overview", "--json").out)
    shown = stc("overview", "--terms").out
    assert "Terms (times, turns, speakers, transcripts)\n" in shown
    assert "ring the nurse (2, 2, 2, 2)\n" in shown
    before = "… not alone any more, you know. I I "
    assert f"\n  A-t2       {before:>40}ring the nurse when it" in shown
    found = json.loads(stc("overview", "--terms", "--json").out)
    ring = next(row for row in found["phrases"] if row["term"] == "ring the nurse")
    assert [p["turn_id"] for p in ring["passages"]] == ["A-t2", "B-t2"]
    assert {p["speaker"] for row in found["terms"] for p in row["passages"]} <= {"P1", "P2", "P3"}
    assert stc("overview", "--terms", "--json").out == stc("overview", "--terms", "--json").out


def said(*texts: str) -> Talk:
    english = lexicon(load_language("en"))
    rows = [
        Turn(f"A-t{n}", "A", n, f"P{n % 2}", "participant", None, None, 0, len(text), text)
        for n, text in enumerate(texts)
    ]
    return Talk(rows, lambda name: english)


def names(found: Sequence[Salient]) -> list[str]:
    return [row.term for row in found]


def test_phrases_begin_and_end_with_content_and_stop_at_marks() -> None:
    talk = said(
        "She kept the night bus open.", "The um night bus. Open night, bus.", "night [ah] bus"
    )
    assert names(talk.phrases(9, passages=0)) == ["night bus"]


def test_what_is_said_in_one_turn_alone_does_not_recur() -> None:
    assert said("A red boat, a red boat.").phrases(9, passages=1) == []
    assert said("boat boat").terms(9, passages=1) == []


def test_a_term_of_one_person_comes_after_one_of_all() -> None:
    talk = said("boat bus", "bus kettle", "boat tree", "stone rock", "boat grass", "bus sand")
    assert names(talk.terms(2, passages=1)) == ["bus", "boat"]


def test_passages_stand_as_they_were_said_from_different_people() -> None:
    talk = said("Boats, boats", "the\nboat, then", "a boat!")
    (boat,) = talk.terms(1, passages=2)
    assert [(p.speaker, p.before, p.said, p.after) for p in boat.passages] == [
        ("P0", "", "Boats", ", boats"),
        ("P1", "the ", "boat", ", then"),
    ]


def test_dispersion_of_the_published_example() -> None:
    """Gries (2008): parts of 9, 10, 10, 10, 11 words with 1, 2, 3, 4, 5 occurrences: DP = .18."""
    parts = [("", str(n)) for n in range(5)]
    words = dict(zip(parts, (9, 10, 10, 10, 11), strict=True))
    occurrences = dict(zip(parts, (1, 2, 3, 4, 5), strict=True))
    assert round(dispersion(occurrences, words), 2) == 0.18


def test_c_values_of_the_published_example() -> None:
    """Frantzi, Ananiadou & Mima (2000), section 2.3.1."""
    basal = ("basal", "cell", "carcinoma")
    occurrences = {
        ("adenoid", "cystic", *basal): 5, ("cystic", *basal): 11, ("ulcerated", *basal): 7,
        ("recurrent", *basal): 5, ("circumscribed", *basal): 3, basal: 984,
    }  # fmt: skip
    values = c_values(occurrences)
    assert [round(values[phrase], 2) for phrase in occurrences] == [
        11.61, 12.0, 14.0, 10.0, 6.0, 1551.36,
    ]  # fmt: skip


@given(st.dictionaries(st.tuples(st.just(""), st.text(max_size=3)),
                       st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=1))  # fmt: skip
def test_dispersion_lies_between_even_and_alone(
    people: dict[tuple[str, str], tuple[int, int]],
) -> None:
    people["", "someone else"] = (1, 1)
    value = dispersion(
        {person: said for person, (said, _) in people.items()},
        {person: words for person, (_, words) in people.items()},
    )
    assert 0 <= round(value, 9) < 1
    even = {person: words for person, (_, words) in people.items()}
    assert round(dispersion(even, even), 9) == 0
