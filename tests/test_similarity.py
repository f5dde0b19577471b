"""Centrality, difference and near-duplicates."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc_cli.text.similarity import (
    central_and_different,
    centralities,
    cosine,
    near_pairs,
    same,
    weighted,
)

CONTENT = st.lists(st.lists(st.sampled_from("abcdefg"), max_size=6), max_size=8)


@given(contents=CONTENT)
def test_weights_have_length_one_or_none(contents: list[list[str]]) -> None:
    for content, weights in zip(contents, weighted(contents), strict=True):
        length = math.sqrt(sum(w * w for w in weights.values()))
        assert math.isclose(length, 1.0) if content else weights == {}


@given(contents=CONTENT)
def test_centralities_lie_between_none_and_all_and_are_rounded(contents: list[list[str]]) -> None:
    scores = centralities(weighted(contents))
    assert len(scores) == len(contents)
    assert all(0 <= score <= 1 and score == round(score, 6) for score in scores)


def test_a_rare_lemma_weighs_more_than_a_common_one() -> None:
    weights = weighted([["common", "rare"], ["common"], ["common"]])[0]
    assert weights["rare"] > weights["common"]


def test_cosine_of_equal_and_of_unlike_texts() -> None:
    one, same_words, other = weighted([["a", "b"], ["b", "a"], ["c"]])
    assert math.isclose(cosine(one, same_words), 1.0)
    assert cosine(one, other) == cosine(other, one) == 0.0


def test_the_most_central_comes_first_and_its_double_last() -> None:
    weights = weighted([["a", "b"], ["a", "b"], ["c", "d"]])
    scores = centralities(weights)
    assert central_and_different(weights, scores, 3) == [0, 2, 1]
    assert central_and_different(weights, scores, 1) == [0]
    assert central_and_different([], [], 2) == []


@given(contents=CONTENT, number=st.integers(0, 10))
def test_each_text_is_chosen_once(contents: list[list[str]], number: int) -> None:
    weights = weighted(contents)
    chosen = central_and_different(weights, centralities(weights), number)
    assert len(chosen) == len(set(chosen)) == min(number, len(contents))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        pytest.param("We hired two.", "we hired two", 1.0, id="case-and-end-mark"),
        pytest.param("We  hired\ntwo.", "We hired two…", 1.0, id="white-space"),
        pytest.param("two hired we", "we hired two", 1.0, id="order"),
        pytest.param("abc", "xyz", 0.0, id="nothing-common"),
    ],
)
def test_same(one: str, other: str, alike: float) -> None:
    assert same(one, other) == same(other, one) == alike


def pairs(
    texts: list[str], keys: list[int] | None = None, threshold: float = 0.9
) -> list[tuple[int, int]]:
    contents = [text.lower().strip(".").split() for text in texts]
    return near_pairs(contents, texts, keys or [0] * len(texts), threshold)


def test_equal_sentences_are_a_pair_once() -> None:
    assert pairs(["We hired two.", "We hired two"]) == [(0, 1)]


def test_only_texts_with_equal_keys_are_compared() -> None:
    assert pairs(["We hired two.", "We hired two."], [1, 2]) == []


def test_short_sentences_pair_only_with_themselves() -> None:
    texts = ["Yes.", "No.", "Yes!"]
    assert near_pairs([[], [], []], texts, [0, 0, 0], 0.9) == [(0, 2)]


@pytest.mark.parametrize("threshold", [0.5, 0.8, 0.9, 0.95, 1.0])
def test_pairs_agree_with_the_proofs_measure(threshold: float) -> None:
    texts = ["We hired two peer workers", "We hired three peer workers", "Peer workers we hired"]
    alike = [
        (earlier, later)
        for earlier in range(len(texts))
        for later in range(earlier + 1, len(texts))
        if same(texts[earlier], texts[later]) >= threshold
    ]
    assert pairs(texts, threshold=threshold) == alike


def test_what_is_common_to_all_pairs_nothing() -> None:
    """Texts are compared where they share a rare lemma, so that time does not grow squared."""
    assert pairs([f"common word{n} other{n}" for n in range(2000)], threshold=0.5) == []
