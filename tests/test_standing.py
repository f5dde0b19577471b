"""What can be read by itself, and what leans on the sentence before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc_cli.languages import COMPLETE, load_language
from stc_cli.text.standing import breaks_off, is_answer, is_clause, leaves_open
from stc_cli.text.telling import Said, leans, less_telling, most_telling, refers_back

ENGLISH = load_language("en")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We trained them.", True),
        ("It was late.", True),
        ("Money isn't everything.", True),
        ("The smiley faces.", False),
        ("Six years.", False),
    ],
)
def test_a_clause_has_a_subject_or_verb(text: str, expected: bool) -> None:
    assert is_clause(text, ENGLISH) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "It correlates with the.", True),
        ("en", "We looked at the value and.", True),
        ("en", "We looked at the value and then.", True),
        ("en", "We were …", True),
        ("en", "We were...", True),
        ("en", "I've lost him, and so have you -", True),
        ("en", 'He said "it is because."', True),
        ("en", "We were glad then.", False),
        ("en", "I think so.", False),
        ("en", "That is what I look at.", False),
        ("en", "", False),
        ("nb", "Vi så på tallet og.", True),
        ("nb", "Vi gikk hjem da.", False),
        ("de", "Wir haben und.", False),
    ],
)
def test_what_breaks_off(language: str, text: str, expected: bool) -> None:
    assert breaks_off(text, load_language(language)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Six years.", True), ("Money.", True), ("We did.", False), ("Three good years.", False)],
)
def test_a_bare_answer(text: str, expected: bool) -> None:
    assert is_answer(text, ENGLISH) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('She said "go home.', True),
        ('She said "go home."', False),
        ("She said “go home.", True),
        ("She said “go home.”", False),
        ("Hun sa «gå hjem.", True),
        ("It's ours, that's all.", False),
    ],
)
def test_a_quotation_that_does_not_end(text: str, expected: bool) -> None:
    assert leaves_open(text) == expected


# Language, sentence, whether it refers back, whether it cannot be read without what it refers to.
OPENINGS = [
    ("en", "He was angry.", True, True),
    ("en", "He's angry.", True, True),
    ("en", "And they'd left.", True, True),
    ("en", "Then it stopped.", True, True),
    ("en", "And then we left.", True, True),
    ("en", "It rained.", True, False),
    ("en", "But we left.", False, True),
    ("en", "And we left.", False, False),
    ("en", "Because we were new, we kept quiet.", False, False),
    ("en", "We were new.", False, False),
    ("nb", "Hun jobber på Kiwi.", True, True),
    ("nb", "Da ringte jeg.", True, True),
    ("nb", "Men vi gikk.", False, True),
    ("nb", "Så gikk vi.", False, False),
    ("da", "Da ringede jeg.", True, True),
    ("sv", "Då ringde jag.", True, True),
    ("sv", "Eftersom vi var nya teg vi.", False, False),
    ("nn", "Då ringde eg.", True, True),
]


@pytest.mark.parametrize(("language", "text", "back", "leaning"), OPENINGS)
def test_what_leans_on_the_sentence_before(
    language: str, text: str, back: bool, leaning: bool
) -> None:
    data = load_language(language)
    assert (refers_back(text, data), leans(text, data)) == (back, leaning)


@given(st.text(max_size=60), st.sampled_from([*COMPLETE, "de"]))
def test_any_text_stands_or_not(text: str, code: str) -> None:
    language = load_language(code)
    answers = (leans(text, language), breaks_off(text, language), is_answer(text, language))
    assert all(answer in (True, False) for answer in answers)


# -- within a unit -------------------------------------------------------------------------------


def unit(*sentences: tuple[str, float]) -> list[Said]:
    return [Said(text, len(text.split()), score, False) for text, score in sentences]


def test_she_needs_the_sentence_that_speaks_of_her() -> None:
    said = unit(
        ("My daughter rang and she cried.", 0.1), ("I made some tea.", 0.3), ("She's fine.", 0.9)
    )
    assert most_telling(said, ENGLISH) == [0, 2]
    assert less_telling(said, 0.2, ENGLISH) == [1]


def test_then_needs_what_came_before() -> None:
    said = unit(("It stopped.", 0.1), ("Then we left.", 0.9))
    assert less_telling(said, 0.1, ENGLISH) == []


def test_a_quotation_goes_or_stays_as_a_whole() -> None:
    said = unit(('"Have you checked?', 0.1), ('What was it?" I sleep.', 0.2), ("We train.", 0.9))
    assert less_telling(said, 0.2, ENGLISH) == [0, 1]


def test_a_quotation_that_never_ends_binds_nothing() -> None:
    said = unit(('"Have you checked?', 0.1), ("I sleep.", 0.2), ("We train.", 0.9))
    assert less_telling(said, 0.7, ENGLISH) == [1]
