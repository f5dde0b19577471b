"""Merges, splits and trims: which units they leave, and where decisions go with them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc_cli.config import Segment
from stc_cli.decisions.lines import RESHAPING, Act, Decision
from stc_cli.decisions.reshaping import REMADE, Landing, Spans, overlap
from stc_cli.decisions.shapes import Shaped, shaped
from stc_cli.languages import load_language
from stc_cli.records import Role, Span, Turn, Unit
from stc_cli.stages.segment import segmented
from stc_cli.text.tokens import lexicon

# A unit is written as its spans: `0-4+6-9`.


def spans(text: str) -> Spans:
    return tuple(Span(*map(int, piece.split("-"))) for piece in text.split("+"))


def written(unit: Spans) -> str:
    return "+".join(f"{start}-{end}" for start, end in unit)


def landings(*lines: str) -> list[Landing]:
    """`ann merge 0-4 5-9`, `ann split 0-9 > 0-4 5-9`, `ann quote 0-9 > 0-4`, `ann accept 0-4`."""
    parsed = [(coder, act, rest) for coder, act, *rest in (line.split() for line in lines)]
    rows = []
    for coder in dict.fromkeys(coder for coder, _, _ in parsed):
        own = [(act, rest) for name, act, rest in parsed if name == coder]
        for number, (act, rest) in enumerate(own, start=1):
            units, _, into = (half.split() for half in " ".join(rest).partition(">"))
            decision = Decision(coder, number, f"{coder}{number}", act, "A")  # type: ignore[arg-type]
            parts = tuple(map(spans, into))
            quotation = parts[0] if act == "quote" else ()
            into_units = () if act == "quote" else parts
            rows.append(Landing(decision, tuple(map(spans, units)), into_units, quotation))
    return rows


def landed(made: Shaped) -> list[str]:
    """Of every line where it stands now, or what took its place."""
    return [
        f"{row.decision.coder}:{row.decision.line} "
        + (f"{'overruled' if row.overruled else 'superseded'} by {row.by}" if row.by
           else row.reason or " ".join(map(written, row.units)))
        for row in made.landed
    ]  # fmt: skip


CASES = [
    # A coder's decision and their own later act.
    pytest.param(["ann accept 0-4", "ann merge 0-4 5-9"], "0-4+5-9",
                 ["ann:1 0-4+5-9", "ann:2 0-4+5-9"], id="follows what it is merged with"),
    pytest.param(["ann accept 5-9", "ann merge 0-4 5-9"], "0-4+5-9",
                 ["ann:1 0-4+5-9", "ann:2 0-4+5-9"], id="as the other part too"),
    pytest.param(["ann merge 20-24 0-4 5-9"], "0-4+5-9+20-24", ["ann:1 0-4+5-9+20-24"],
                 id="merged in reading order"),
    pytest.param(["ann accept 0-9", "ann trim 0-9 > 2-7"], "2-7", ["ann:1 2-7", "ann:2 2-7"],
                 id="follows what it is trimmed to"),
    pytest.param(["ann accept 0-9", "ann split 0-9 > 0-4 5-9"], "0-4 5-9",
                 ["ann:1 superseded by 2", "ann:2 0-4 5-9"], id="asked again after a split"),
    pytest.param(["ann set_aside 0-9", "ann split 0-9 > 0-4 5-9"], "0-4 5-9",
                 ["ann:1 superseded by 2", "ann:2 0-4 5-9"], id="also whether it is one"),
    pytest.param(["ann split 0-9 > 0-4 5-9", "ann accept 5-9"], "0-4 5-9",
                 ["ann:1 0-4 5-9", "ann:2 5-9"], id="about a part"),
    pytest.param(["ann quote 0-9 > 5-9", "ann split 0-9 > 0-4 5-9"], "0-4 5-9",
                 ["ann:1 5-9", "ann:2 0-4 5-9"], id="a quotation goes with its words"),
    pytest.param(["ann note 0-9", "ann split 0-9 > 0-4 5-9"], "0-4 5-9",
                 ["ann:1 0-4 5-9", "ann:2 0-4 5-9"], id="a note on the whole goes to both"),
    pytest.param(["ann accept 0-4", "ann merge 0-4 5-9", "ann trim 0-4+5-9 > 5-9"], "5-9",
                 ["ann:1 superseded by 3", "ann:2 5-9", "ann:3 5-9"],
                 id="nowhere where none of its words are"),
    pytest.param(["ann accept 5-9", "ann merge 0-4 5-9", "ann trim 0-4+5-9 > 5-9"], "5-9",
                 ["ann:1 5-9", "ann:2 5-9", "ann:3 5-9"], id="through a merge and a trim"),
    pytest.param(["ann quote 0-9 > 0-2", "ann trim 0-9 > 3-9"], "3-9",
                 ["ann:1 superseded by 2", "ann:2 3-9"], id="a quotation that was trimmed off"),
    pytest.param(["ann trim 0-9 > 2-7", "ann accept 0-9"], "2-7", ["ann:1 2-7", "ann:2 2-7"],
                 id="said of what it was before one's own trim"),
    pytest.param(["ann split 0-9 > 0-4 5-9", "ann accept 0-9"], "0-4 5-9",
                 ["ann:1 0-4 5-9", f"ann:2 {REMADE.format(how='split', line=1)}"],
                 id="said of what it was before one's own split"),
    pytest.param(["ann reject 5-9", "ann merge 0-4 5-9"], "0-4+5-9",
                 ["ann:1 superseded by 2", "ann:2 0-4+5-9"],
                 id="a no about a part is to be said anew of the whole"),
    pytest.param(["ann accept 5-9", "ann trim 0-9 > 0-4"], "0-4 5-9", ["ann:1 5-9", "ann:2 0-4"],
                 id="a passage of its own is another unit"),
    # The last act about the same unit.
    pytest.param(["ann trim 0-9 > 0-4", "ann trim 0-9 > 2-7"], "2-7",
                 ["ann:1 superseded by 2", "ann:2 2-7"], id="trimmed anew"),
    pytest.param(["ann merge 0-4 5-9", "ann merge 5-9 10-14"], "5-9+10-14",
                 ["ann:1 superseded by 2", "ann:2 5-9+10-14"], id="merged anew"),
    pytest.param(["ann split 0-9 > 0-4 5-9", "ann merge 0-9 10-14"], "0-9+10-14",
                 ["ann:1 superseded by 2", "ann:2 0-9+10-14"], id="merged instead of split"),
    pytest.param(["ann trim 0-9 > 2-7", "ann trim 2-7 > 3-5"], "3-5", ["ann:1 3-5", "ann:2 3-5"],
                 id="trimmed further"),
    pytest.param(["ann split 0-9 > 0-4 5-9", "ann merge 0-4 5-9"], "0-4+5-9",
                 ["ann:1 0-4+5-9", "ann:2 0-4+5-9"], id="split and put together"),
    # Another coder's act.
    pytest.param(["ann note 0-4", "ann quote 0-4 > 0-2", "ben merge 0-4 5-9"], "0-4+5-9",
                 ["ann:1 0-4+5-9", "ann:2 0-4+5-9", "ben:1 0-4+5-9"],
                 id="notes and quotations follow anybody"),
    pytest.param(["ann trim 0-9 > 2-7", "ben trim 2-7 > 3-5"], "3-5", ["ann:1 3-5", "ben:1 3-5"],
                 id="another trims further"),
    pytest.param(["ann trim 0-9 > 0-3", "ben trim 0-9 > 6-9"], "0-3 6-9",
                 ["ann:1 0-3", "ben:1 6-9"], id="apart from each other"),
    pytest.param(["ann trim 0-9 > 2-7", "ben trim 0-9 > 2-7"], "2-7", ["ann:1 2-7", "ben:1 2-7"],
                 id="alike"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "units", "expected"), CASES)
def test_units_and_decisions(lines: list[str], units: str, expected: list[str]) -> None:
    made = shaped(landings(*lines), [])
    assert " ".join(map(written, made.units)) == units
    assert landed(made) == expected
    assert made.disputed == {}


CLASH = ["ann trim 0-9 > 0-5", "ben trim 0-9 > 3-9"]


@pytest.mark.parametrize(
    ("lines", "disputed", "expected"),
    [
        pytest.param(CLASH, "0-5 3-9", ["ann:1 0-5", "ben:1 3-9"], id="trimmed differently"),
        pytest.param([*CLASH, "ann accept 0-5"], "0-5 3-9",
                     ["ann:1 0-5", "ann:2 0-5", "ben:1 3-9"], id="with what was said of one"),
        pytest.param(["ann merge 0-4 5-9", "ben merge 5-9 10-14"], "0-4+5-9 5-9+10-14",
                     ["ann:1 0-4+5-9", "ben:1 5-9+10-14"], id="merged differently"),
        pytest.param(["ann accept 0-4", "ben merge 0-4 5-9"], "0-4 0-4+5-9",
                     ["ann:1 0-4", "ben:1 0-4+5-9"], id="decided about, and merged by another"),
        pytest.param(["ann reject 0-9", "ben split 0-9 > 0-4 5-9"], "0-4 0-9 5-9",
                     ["ann:1 0-9", "ben:1 0-4 5-9"], id="decided about, and split by another"),
    ],
)  # fmt: skip
def test_units_shaped_differently_are_in_dispute(
    lines: list[str], disputed: str, expected: list[str]
) -> None:
    made = shaped(landings(*lines), [])
    assert " ".join(map(written, sorted(made.disputed))) == disputed
    assert landed(made) == expected
    assert all(len({d.coder for d in acts}) == 2 for acts in made.disputed.values())


@pytest.mark.parametrize(
    ("lines", "order", "units", "expected"),
    [
        pytest.param(CLASH, ["ben"], "3-9", ["ann:1 superseded by ben:1", "ben:1 3-9"],
                     id="one of the two has the last word"),
        pytest.param([*CLASH, "judge trim 0-9 > 2-7"], ["judge"], "2-7",
                     ["ann:1 superseded by judge:1", "ben:1 superseded by judge:1",
                      "judge:1 2-7"], id="somebody else has"),
        pytest.param([*CLASH, "judge merge 20-24 25-29"], ["judge"], "0-5 3-9 20-24+25-29",
                     ["ann:1 0-5", "ben:1 3-9", "judge:1 20-24+25-29"],
                     id="who says nothing about it settles nothing"),
        pytest.param([*CLASH, "judge accept 0-5"], ["judge"], "0-5",
                     ["ann:1 0-5", "ben:1 superseded by ann:1", "judge:1 0-5"],
                     id="somebody who has decided about one of them"),
        pytest.param(["ann accept 0-4", "ben merge 0-4 5-9"], ["ben"], "0-4+5-9",
                     ["ann:1 0-4+5-9", "ben:1 0-4+5-9"], id="follows whose word counts more"),
        pytest.param(["ann accept 0-9", "ben split 0-9 > 0-4 5-9"], ["ben"], "0-4 5-9",
                     ["ann:1 superseded by ben:1", "ben:1 0-4 5-9"],
                     id="and is asked again after their split"),
        pytest.param(["ann accept 0-4", "ben merge 0-4 5-9"], ["ann"], "0-4",
                     ["ann:1 0-4", "ben:1 superseded by ann:1"], id="or holds against them"),
        pytest.param(["ann accept 0-9", *CLASH], ["ben"], "3-9",
                     ["ann:1 3-9", "ann:2 superseded by ben:1", "ben:1 3-9"],
                     id="the others' decisions follow"),
    ],
)  # fmt: skip
def test_the_last_word_on_a_shape(
    lines: list[str], order: list[str], units: str, expected: list[str]
) -> None:
    made = shaped(landings(*lines), order)
    assert " ".join(map(written, made.units)) == units
    overruled = [line.replace("overruled", "superseded") for line in landed(made)]
    assert overruled == expected
    reshaping = [row for row in made.landed if row.decision.act in RESHAPING]
    assert all(row.overruled for row in reshaping if row.by)
    assert bool(made.disputed) == (units == "0-5 3-9 20-24+25-29")


# -- whatever is decided ---------------------------------------------------------------------------

CUT = tuple(((Span(start, start + 8)),) for start in (0, 10, 20, 30))


@st.composite
def decisions(draw: st.DrawFn) -> list[Landing]:
    """Acts of up to three coders, each on what the coder could have had before them."""
    known: dict[str, list[Spans]] = {}
    rows: list[Landing] = []
    for coder in ("ann", "ben", "cay"):
        own = known.setdefault(coder, list(CUT))
        own += [unit for other in known.values() for unit in other if unit not in own]
        for line in range(1, draw(st.integers(0, 5)) + 1):
            act: Act = draw(st.sampled_from(["accept", "note", "quote", "merge", "split", "trim"]))
            unit = draw(st.sampled_from(own))
            units, into, quotation = [unit], [], ()
            start, end = unit[0].start, unit[0].end
            middle = draw(st.integers(start + 1, max(start + 1, end - 1)))
            if act == "merge":
                other = draw(st.sampled_from(own))
                if overlap(unit, other):
                    continue
                units.append(other)
            elif act == "split" and start < middle < end:
                into = [(Span(start, middle),), (Span(middle, end), *unit[1:])]
            elif act == "trim":
                into = [(Span(start, middle),)]
            elif act == "split":
                continue
            elif act == "quote":
                quotation = (Span(start, middle),)
            decision = Decision(coder, line, f"{coder}{line}", act, "A")
            rows.append(Landing(decision, tuple(units), tuple(into), quotation))
            own += rows[-1].results if act in RESHAPING else ()
    return rows


@given(rows=decisions(), order=st.sampled_from([[], ["cay"], ["ben", "ann"]]))
def test_each_decision_stands_on_its_own_words_or_was_replaced(
    rows: list[Landing], order: list[str]
) -> None:
    made = shaped(rows, order)
    assert [row.decision for row in made.landed] == [row.decision for row in rows]
    for row, result in zip(rows, made.landed, strict=True):
        assert sum(map(bool, (result.by, result.units, result.reason))) == 1
        assert set(result.units) <= set(made.units)
        if row.decision.act not in RESHAPING:
            assert all(overlap(u, row.quotation or row.units[0]) for u in result.units)
    for unit, acts in made.disputed.items():
        assert unit in made.units
        assert len({decision.coder for decision in acts}) == 2
    ranked = [row for row in made.landed if order and row.decision.coder == order[0]]
    assert not any(row.overruled for row in ranked)


# -- units on the page -----------------------------------------------------------------------------

SAID = [
    ("I", "moderator", "How are the nights?"),
    ("P1", "participant", "I ring the nurse when it gets bad. She always answers and stays on."),
    ("O", "observer", "Good."),
    ("P2", "participant", "Not mine. I never ring the nurse at night, I am used to it by now."),
    ("P1", "participant", "Well, you should ring her some time."),
]  # fmt: skip


def page() -> tuple[str, list[Turn]]:
    text, turns = "", []
    for number, (speaker, role, said) in enumerate(SAID, start=1):
        start, end = len(text), len(text) + len(said)
        kind: Role = role  # type: ignore[assignment]
        turns.append(Turn(f"t{number}", "A", number, speaker, kind, None, None, start, end, said))
        text += f"{said}\n"
    return text, turns


TEXT, TURNS = page()
LEXICON = lexicon(load_language("en"))


def cut(decided: Sequence[Spans] = ()) -> list[Unit]:
    made = segmented(TURNS, config=Segment(), lexicon=LEXICON, decided=decided)
    return [unit for unit, _ in made]


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def test_what_is_left_of_a_candidate_is_one() -> None:
    before = "I ring the nurse when it gets bad. She always answers and stays on."
    assert next(u.text for u in cut() if u.speakers == ("P1",)) == before
    units = [u for u in cut([(at("She always answers"),)]) if u.turn_ids == ("t2",)]
    assert [u.text for u in units] == [
        "I ring the nurse when it gets bad.", "She always answers", "and stays on.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "speakers", "role"),
    [
        pytest.param(["How are the nights?", "I ring the nurse"], ("I", "P1"), "participant",
                     id="a question and its answer"),
        pytest.param(["stays on.", "Good.", "Not mine."], ("P1", "O", "P2"), "participant",
                     id="an observer between"),
        pytest.param(["How are the nights?", "Good."], ("I", "O"), "moderator",
                     id="nobody but those who ask"),
        pytest.param(["Good.", "by now.", "some time."], ("O", "P2", "P1"), "participant",
                     id="the first participant's"),
    ],
)  # fmt: skip
def test_an_exchange_has_all_speakers(words: list[str], speakers: tuple[str], role: str) -> None:
    unit = tuple(map(at, words))
    made = next(u for u in cut([unit]) if u.spans == unit)
    assert (made.speakers, made.role, made.text) == (speakers, role, " ".join(words))


def covered(units: Sequence[Unit]) -> set[int]:
    return {n for unit in units for span in unit.spans for n in range(*span)}


@given(data=st.data())
def test_no_word_of_talk_is_left_without_a_unit(data: st.DataObject) -> None:
    decided = []
    for _ in range(data.draw(st.integers(1, 4))):
        places = []
        for turn in data.draw(
            st.lists(st.sampled_from(TURNS), min_size=1, max_size=2, unique=True)
        ):
            words = turn.text.split()
            first = data.draw(st.integers(0, len(words) - 1))
            last = data.draw(st.integers(first + 1, len(words)))
            start = turn.char_start + len(" ".join(words[:first])) + (first > 0)
            places.append(Span(start, start + len(" ".join(words[first:last]))))
        decided.append(tuple(sorted(places)))
    units = cut(list(dict.fromkeys(decided)))
    letters = {n for n in covered(cut()) if TEXT[n].isalnum()}
    assert letters <= covered(units)
    assert {u.spans for u in units} >= set(decided)
    others = [u for u in units if u.spans not in decided]
    assert covered(others).isdisjoint(n for unit in decided for span in unit for n in range(*span))
    for unit in units:
        assert " ".join(TEXT[start:end] for start, end in unit.spans) == unit.text
    assert len({u.unit_id for u in units}) == len(units)
    assert [u.spans for u in units] == sorted(u.spans for u in units)
