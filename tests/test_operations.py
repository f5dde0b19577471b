"""Typed operations: replay gives the same text, and an edit that is not of its kind is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc_cli.languages import load_language
from stc_cli.records import Operation
from stc_cli.text.operations import (
    EDITS,
    RELATIONS,
    Draft,
    fault,
    is_unfinished,
    locked,
    replay,
    words,
)

ENGLISH = load_language("en")
SOURCES = {"u1": "Well, we we had it."}
TAKE = Operation("take", "u1", 0, "", SOURCES["u1"])


@given(
    text=st.text(alphabet="ab ,.é😀", min_size=1, max_size=20),
    edits=st.lists(
        st.tuples(st.integers(0, 25), st.integers(0, 25), st.text(alphabet="xy .", max_size=3)),
        max_size=6,
    ),
)
def test_a_draft_replays(text: str, edits: list[tuple[int, int, str]]) -> None:
    draft = Draft("u", 0, text)
    for start, end, now in edits:
        first, last = sorted((min(start, len(draft.text)), min(end, len(draft.text))))
        draft.edit("punctuate", first, last, now)
    draft.note("order", at=1, now="code")
    assert replay(draft.operations, {"u": text}.get) == draft.text


def test_an_edit_that_changes_nothing_is_not_recorded() -> None:
    draft = Draft("u", 0, "abc")
    draft.edit("punctuate", 0, 1, "a")
    assert draft.operations == [Operation("take", "u", 0, "", "abc")]


@pytest.mark.parametrize(
    ("operations", "message"),
    [
        pytest.param([], "there is no operation that takes any words", id="nothing"),
        pytest.param(
            [TAKE._replace(source="u9")],
            "operation 1 (take) takes from u9, which does not exist", id="no-source",
        ),
        pytest.param(
            [TAKE._replace(now="Well, they")],
            "operation 1 (take) takes words that do not stand in u1 at 0", id="other-words",
        ),
        pytest.param(
            [TAKE._replace(at=1)],
            "operation 1 (take) takes words that do not stand in u1 at 1", id="other-place",
        ),
        pytest.param(
            [Operation("punctuate", "", 0, "", "."), TAKE],
            "operation 1 (punctuate) comes before anything was taken", id="too-early",
        ),
        pytest.param(
            [TAKE, Operation("drop_filler", "", 1, "Well, ", "")],
            "operation 2 (drop_filler) replaces words that do not stand at 1", id="moved",
        ),
        pytest.param(
            [TAKE, Operation("drop_filler", "", -6, "Well, ", "")],
            "operation 2 (drop_filler) replaces words that do not stand at -6", id="negative",
        ),
        pytest.param(
            [TAKE, Operation("paraphrase", "", 0, "Well", "So")],
            "operation 2 (paraphrase) is no operation that stc knows", id="unknown",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_replayed(operations: list[Operation], message: str) -> None:
    with pytest.raises(ValueError) as error:
        replay(operations, SOURCES.get)
    assert str(error.value) == message


# A text, an edit of it (kind, where, what was there, what is there now), whether it is of its kind.
EDITS_TRIED = [
    ("filler-sound", "So, um, we had.", "drop_filler", 2, ", um, ", " ", True),
    ("filler-set-off", "It is, you know, fine.", "drop_filler", 5, ", you know, ", ", ", True),
    ("filler-not-set-off", "I like it.", "drop_filler", 1, " like", "", False),
    ("filler-adds-words", "So, um, we had.", "drop_filler", 2, ", um, ", " never ", False),
    ("filler-takes-a-word", "So, um, we had.", "drop_filler", 2, ", um, we", "", False),
    ("filler-takes-a-negation", "So, not, we.", "drop_filler", 2, ", not, ", " ", False),
    ("filler-takes-nothing", "So we.", "drop_filler", 2, "", ",", False),
    ("mark", "We [laughs] had.", "strip_event_mark", 2, " [laughs]", "", True),
    ("mark-inaudible", "We [inaudible] had.", "strip_event_mark", 2, " [inaudible]", "", False),
    ("mark-a-word", "We never had.", "strip_event_mark", 2, " never", "", False),
    ("mark-adds", "We [laughs] had.", "strip_event_mark", 2, " [laughs]", " not", False),
    ("repetition", "we we had", "collapse_repetition", 0, "we we", "we", True),
    ("repetition-of-two", "it was, it was so", "collapse_repetition", 0, "it was, it was",
     "it was", True),
    ("repetition-other", "we were had", "collapse_repetition", 0, "we were", "we", False),
    ("repetition-once", "we had", "collapse_repetition", 0, "we", "we ", False),
    ("repetition-to-nothing", "we we had", "collapse_repetition", 0, "we we", "", False),
    ("false-start", "we had - we have", "drop_false_start", 0, "we had - ", "", True),
    ("false-start-fragment", "th- that", "drop_false_start", 0, "th- ", "", True),
    ("false-start-contracted", "I I'd gone", "drop_false_start", 0, "I ", "", True),
    ("false-start-locked", "we never - we have", "drop_false_start", 0, "we never - ", "", False),
    ("false-start-finished", "I went - I left", "drop_false_start", 0, "I went - ", "", False),
    ("false-start-other", "we had - they have", "drop_false_start", 0, "we had - ", "", False),
    ("false-start-at-the-end", "we had -", "drop_false_start", 0, "we had -", "", False),
    ("punctuation", "we had", "punctuate", 6, "", ".", True),
    ("punctuation-words", "we had", "punctuate", 2, " had", "", False),
    ("punctuation-adds", "we had", "punctuate", 2, "", " not", False),
    ("capital", "we had", "capitalise", 0, "w", "W", True),
    ("capital-other", "we had", "capitalise", 0, "w", "H", False),
    ("capital-more", "we had", "capitalise", 0, "we", "We", False),
    ("shift", "we had", "shift_to_third_person", 0, "we", "they", True),
    ("shift-verb", "they was", "shift_to_third_person", 5, "was", "were", True),
    ("shift-other", "we had", "shift_to_third_person", 0, "we", "nurses", False),
    ("frame", "they had", "frame", 0, "", "Participants said that ", True),
    ("frame-quotes", "we had", "frame", 0, "", "“", True),
    ("frame-other", "they had", "frame", 0, "", "Some said that ", False),
    ("frame-takes", "they had", "frame", 0, "they", "Participants said that", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "op", "at", "was", "now", "is_of_kind"),
    [pytest.param(*case[1:], id=case[0]) for case in EDITS_TRIED],
)
def test_an_edit_is_of_its_kind(
    text: str, op: str, at: int, was: str, now: str, is_of_kind: bool
) -> None:
    operations = [Operation("take", "u", 0, "", text), Operation(op, "", at, was, now)]
    replay(operations, {"u": text}.get)
    expected = "" if is_of_kind else f"operation 2 ({op}) is not of that kind"
    assert fault(operations, ENGLISH) == expected


def test_every_kind_of_edit_is_tried_right_and_wrong() -> None:
    for op in EDITS:
        assert {case[-1] for case in EDITS_TRIED if case[2] == op} == {True, False}


def test_relations_change_no_text() -> None:
    notes = [Operation(op, "u1", 3, "a", "b") for op in sorted(RELATIONS)]
    assert replay([TAKE, *notes], SOURCES.get) == SOURCES["u1"]
    assert fault([TAKE, *notes], ENGLISH) == ""


@pytest.mark.parametrize(
    ("code", "text", "found"),
    [
        pytest.param("en", "Don’t, maybe two.", {"n't": 1, "maybe": 1, "two": 1}, id="en"),
        pytest.param("en", "If not, not.", {"if": 1, "not": 2}, id="en-twice"),
        pytest.param("en", "Nothing here", {"nothing": 1}, id="en-any-case"),
        pytest.param("en", "knotty maybes", {}, id="en-whole-words"),
        pytest.param("nb", "Kanskje ikke hvis", {"kanskje": 1, "ikke": 1, "hvis": 1}, id="nb"),
        pytest.param("sv", "Inte om vi måste.", {"inte": 1, "om": 1}, id="sv"),
    ],
)  # fmt: skip
def test_locked_words(code: str, text: str, found: dict[str, int]) -> None:
    assert locked(text, load_language(code)) == found


def test_words_are_in_lower_case_with_straight_apostrophes() -> None:
    assert words("Don’t, the DROP-in…") == ["don't", "the", "drop-in"]


@pytest.mark.parametrize(
    ("said", "unfinished"),
    [("I", True), ("we had -", True), ("it was the", True), ("we left", False), ("", False)],
)
def test_what_breaks_off(said: str, unfinished: bool) -> None:
    assert is_unfinished(said, ENGLISH) is unfinished
