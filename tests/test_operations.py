"""Typed operations: replay gives the same text, and an edit that is not of its kind is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc_cli.languages import load_language
from stc_cli.records import Operation
from stc_cli.text.kinds import fault
from stc_cli.text.locks import locked, lost_locks, words
from stc_cli.text.operations import EDITS, RELATIONS, Draft, replay

ENGLISH = load_language("en")
SOURCES = {"u1": "Well, we we had it."}
SELECT = Operation("select", "u1", 0, "", SOURCES["u1"])


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
    assert draft.operations == [Operation("select", "u", 0, "", "abc")]


@pytest.mark.parametrize(
    ("operations", "message"),
    [
        pytest.param([], "there is no operation that selects any words", id="nothing"),
        pytest.param(
            [SELECT._replace(source="u9")],
            "operation 1 (select) selects from u9, which does not exist", id="no-source",
        ),
        pytest.param(
            [SELECT._replace(now="Well, they")],
            "operation 1 (select) selects words that do not stand in u1 at 0", id="other-words",
        ),
        pytest.param(
            [SELECT._replace(at=1)],
            "operation 1 (select) selects words that do not stand in u1 at 1", id="other-place",
        ),
        pytest.param(
            [Operation("punctuate", "", 0, "", "."), SELECT],
            "operation 1 (punctuate) comes before anything was selected", id="too-early",
        ),
        pytest.param(
            [SELECT, Operation("drop_filler", "", 1, "Well, ", "")],
            "operation 2 (drop_filler) replaces words that do not stand at 1", id="moved",
        ),
        pytest.param(
            [SELECT, Operation("drop_filler", "", -6, "Well, ", "")],
            "operation 2 (drop_filler) replaces words that do not stand at -6", id="negative",
        ),
        pytest.param(
            [SELECT, Operation("paraphrase", "", 0, "Well", "So")],
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
    ("filler-answer-alone", "Yeah.", "drop_filler", 0, "Yeah", "", False),
    ("filler-opening", "Well we had.", "drop_filler", 0, "Well ", "", True),
    ("filler-opening-content", "Well said.", "drop_filler", 0, "Well ", "", False),
    ("filler-closing", "It was hard, so.", "drop_filler", 11, ", so", "", True),
    ("filler-closing-degree", "It was so.", "drop_filler", 6, " so", "", False),
    ("filler-number", "It took, like, three.", "drop_filler", 7, ", like, ", " ", False),
    ("filler-adds-words", "So, um, we had.", "drop_filler", 2, ", um, ", " never ", False),
    ("filler-takes-a-word", "So, um, we had.", "drop_filler", 2, ", um, we", "", False),
    ("filler-takes-a-negation", "So, not, we.", "drop_filler", 2, ", not, ", " ", False),
    ("filler-takes-nothing", "So we.", "drop_filler", 2, "", ",", False),
    ("mark", "We [laughs] had.", "drop_event_mark", 2, " [laughs]", "", True),
    ("mark-doubled", "We ((pause)) had.", "drop_event_mark", 2, " ((pause))", "", True),
    ("mark-inaudible", "We [inaudible] had.", "drop_event_mark", 2, " [inaudible]", "", False),
    ("mark-a-word", "We never had.", "drop_event_mark", 2, " never", "", False),
    ("mark-adds", "We [laughs] had.", "drop_event_mark", 2, " [laughs]", " not", False),
    ("repetition", "we we had", "collapse_repetition", 0, "we we", "we", True),
    ("repetition-of-two", "it was, it was so", "collapse_repetition", 0, "it was, it was",
     "it was", True),
    ("repetition-other", "we were had", "collapse_repetition", 0, "we were", "we", False),
    ("repetition-once", "we had", "collapse_repetition", 0, "we", "we ", False),
    ("repetition-to-nothing", "we we had", "collapse_repetition", 0, "we we", "", False),
    ("repair", "we had - we have one", "resolve_self_repair", 0, "we had - ", "", True),
    ("repair-comma", "we had, we have one", "resolve_self_repair", 0, "we had, ", "", True),
    ("repair-i-mean", "in the, I mean in our unit", "resolve_self_repair", 0, "in the, I mean ",
     "", True),
    ("repair-fragment", "th- that", "resolve_self_repair", 0, "th- ", "", True),
    ("repair-contracted", "I I'd gone", "resolve_self_repair", 0, "I ", "", True),
    ("repair-beginning-of-a-word", "so something", "resolve_self_repair", 0, "so ", "", False),
    ("repair-locked", "we never - we have one", "resolve_self_repair", 0, "we never - ", "", False),
    ("repair-finished", "I went - I left it", "resolve_self_repair", 0, "I went - ", "", False),
    ("repair-stranded", "it is what it is, it will do", "resolve_self_repair", 0,
     "it is what it is, ", "", False),
    ("repair-series", "we can, we will, we must", "resolve_self_repair", 0, "we can, ", "", False),
    ("repair-other-words", "we had - they have one", "resolve_self_repair", 0, "we had - ", "",
     False),
    ("repair-at-the-end", "we had -", "resolve_self_repair", 0, "we had -", "", False),
    ("repair-put-in", "we had - we have one", "resolve_self_repair", 0, "we had - ", "so ", False),
    ("trim", "And we had it.", "trim_connective", 0, "And ", "", True),
    ("trim-contrast", "But we had it.", "trim_connective", 0, "But ", "", False),
    ("trim-reason", "Because we had it.", "trim_connective", 0, "Because ", "", False),
    ("trim-fragment", "And the nurses.", "trim_connective", 0, "And ", "", False),
    ("trim-within", "We left and we had it.", "trim_connective", 8, "and ", "", False),
    ("trim-everything", "And", "trim_connective", 0, "And", "", False),
    ("trim-more", "And we had it.", "trim_connective", 0, "And we ", "", False),
    ("cut", "My boss, who is away, left us alone.", "cut_clause", 7, ", who is away,", "", True),
    ("cut-locked", "My boss, who is not away, left us.", "cut_clause", 7, ", who is not away,", "",
     False),
    ("cut-half", "My boss, who is away, left us alone.", "cut_clause", 7, ", who is", "", False),
    ("punctuation", "we had", "punctuate", 6, "", ".", True),
    ("punctuation-words", "we had", "punctuate", 2, " had", "", False),
    ("punctuation-adds", "we had", "punctuate", 2, "", " not", False),
    ("capital", "we had", "capitalise", 0, "w", "W", True),
    ("capital-other", "we had", "capitalise", 0, "w", "H", False),
    ("capital-more", "we had", "capitalise", 0, "we", "We", False),
    ("one", "we had", "shift_person", 0, "we", "I", True),
    ("one-other", "we had", "shift_person", 0, "we", "they", False),
    ("one-part-of-a-word", "weather", "shift_person", 0, "we", "I", False),
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
    operations = [Operation("select", "u", 0, "", text), Operation(op, "", at, was, now)]
    replay(operations, {"u": text}.get)
    expected = "" if is_of_kind else f"operation 2 ({op}) is not of that kind"
    assert fault(operations, ENGLISH) == expected


def test_every_kind_of_edit_is_tried_right_and_wrong() -> None:
    for op in EDITS:
        assert {case[-1] for case in EDITS_TRIED if case[2] == op} == {True, False}


def test_relations_change_no_text() -> None:
    notes = [Operation(op, "u1", 3, "a", "b") for op in sorted(RELATIONS)]
    assert replay([SELECT, *notes], SOURCES.get) == SOURCES["u1"]
    assert fault([SELECT, *notes], ENGLISH) == ""


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
    ("before", "after", "lost"),
    [
        pytest.param("I think not", "I think", {"not": 1}, id="negation"),
        pytest.param("almost, um, not", "almost not", {}, id="grown-phrase"),
        pytest.param("not, not yet", "not yet", {"not": 1}, id="one-of-two"),
        pytest.param("we left", "they left", {}, id="none"),
    ],
)
def test_lost_locks(before: str, after: str, lost: dict[str, int]) -> None:
    assert lost_locks(before, after, ENGLISH) == lost


def test_an_edit_of_its_kind_that_takes_a_locked_word_out_is_found() -> None:
    operations = [
        Operation("select", "u", 0, "", "He did [not] go."),
        Operation("drop_event_mark", "", 6, " [not]", ""),
    ]
    assert fault(operations, ENGLISH) == (
        "operation 2 (drop_event_mark) takes out a hedge, negation, quantity or conditional"
    )


def test_a_tag_that_denies_nothing_may_go() -> None:
    operations = [
        Operation("select", "u", 0, "", "Det er bra, ikke sant."),
        Operation("drop_filler", "", 10, ", ikke sant", ""),
    ]
    assert fault(operations, load_language("nb")) == ""


def test_join_puts_the_text_selected_last_after_the_one_before() -> None:
    sources = {"u1": "We left.", "u2": "And they came."}
    operations = [
        Operation("select", "u1", 0, "", "We left."),
        Operation("punctuate", "", 7, ".", ""),
        Operation("select", "u2", 0, "", "And they came."),
        Operation("capitalise", "", 0, "A", "a"),
        Operation("join", now=", "),
    ]
    assert replay(operations, sources.get) == "We left, and they came."
    assert fault(operations, ENGLISH) == ""
    loose = [*operations[:-1], Operation("join", now=" not ")]
    assert fault(loose, ENGLISH) == "operation 5 (join) is not of that kind"
    with pytest.raises(ValueError, match=r"^words are selected and not joined$"):
        replay(operations[:-1], sources.get)
    with pytest.raises(ValueError, match=r"^operation 2 \(join\) has nothing to join$"):
        replay([operations[0], operations[-1]], sources.get)
