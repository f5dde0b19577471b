"""The rules of a codebook: each key, how speech hides words, and the soundness of the prefilter."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc_cli.codebook import Codebook
from stc_cli.errors import UsageError
from stc_cli.languages import load_language
from stc_cli.records import Role
from stc_cli.text.rules import Hit, RuleBook, _fired
from stc_cli.text.tokens import lexicon


def rulebook(*rules: dict[str, Any], code: str = "en") -> RuleBook:
    codes = [{"id": f"c{n}", "rules": [rule]} for n, rule in enumerate(rules)]
    codebook = Codebook.model_validate({"groups": [{"id": "g", "codes": codes}]})
    return RuleBook(codebook, lexicon(load_language(code)))


def hits(book: RuleBook, text: str, role: Role = "participant") -> list[Hit]:
    return book.hits(text, role=role, speaker="M1", transcript="FG1")


PEER = {"near": {"words": 4, "of": ["peer", {"any": ["train", "teach"]}]}}
JOB = {"all": ["job", {"any": ["advert", "announcement"]}], "none": ["price"]}
NOT_SAFE = {"pattern": [{"LEMMA": "not"}, {"LOWER": {"IN": ["safe", "ready"]}}]}


@pytest.mark.parametrize(
    ("rule", "text", "words"),
    [
        pytest.param({"lemma": "strengthen voice"}, "It strengthened voices.",
                     ["strengthened voices"], id="lemma-inflected"),
        pytest.param({"lemma": "strengthen voice"}, "voices strengthened", None, id="lemma-order"),
        pytest.param({"lemma": "peer worker"}, "peer, workers", None, id="lemma-not-over-a-comma"),
        pytest.param({"lemma": "peer worker"}, "peer, um, workers", ["peer, um, workers"],
                     id="lemma-through-a-hesitation"),
        pytest.param({"lemma": "peer worker"}, "peer… uh… workers", ["peer… uh… workers"],
                     id="lemma-through-hesitation-dots"),
        pytest.param({"lemma": "peer worker"}, "peer-workers", ["peer-workers"], id="hyphen"),
        pytest.param({"lemma": "drop-in"}, "the drop in", ["drop in"], id="hyphen-in-the-rule"),
        pytest.param({"lemma": "not"}, "we don't", ["n't"], id="contraction"),
        pytest.param({"lemma": "don't"}, "we don’t", ["don’t"], id="curly-apostrophe"),
        pytest.param({"lemma": "it's"}, "it’s", ["it’s"], id="curly-apostrophe-unknown-lemma"),
        pytest.param({"lemma": "voice"}, "invoices", None, id="lemma-whole-words"),
        pytest.param({"phrase": "at the drop-in"}, "At  the drop-in.", ["At  the drop-in"],
                     id="phrase-any-case-any-space"),
        pytest.param({"phrase": "at the drop"}, "at the drops", None, id="phrase-as-written"),
        pytest.param({"phrase": "don't know"}, "I don’t know", ["don’t know"],
                     id="phrase-curly-apostrophe"),
        pytest.param({"phrase": "don’t know"}, "I don't know", ["don't know"],
                     id="phrase-straight-apostrophe"),
        pytest.param({"phrase": "in"}, "begin", None, id="phrase-whole-words"),
        pytest.param(PEER, "They train each peer.", ["train", "peer"], id="near-any-order"),
        pytest.param(PEER, "peer a b c train", None, id="near-too-far"),
        pytest.param(PEER, "peer a b train", ["peer", "train"], id="near-at-the-edge"),
        pytest.param(PEER, "peer a, um, b, uh, train", ["peer", "train"],
                     id="near-counts-no-hesitation"),
        pytest.param({"near": {"words": 5, "of": ["peer", "peer"]}}, "one peer", None,
                     id="near-needs-two-words"),
        pytest.param(JOB, "The adverts for jobs.", ["adverts", "jobs"], id="all"),
        pytest.param(JOB, "The jobs.", None, id="all-lacks-one"),
        pytest.param(JOB, "The adverts for jobs and prices.", None, id="none"),
        pytest.param({"any": ["nurse", "head doctor"]}, "two head doctors", ["head doctors"],
                     id="any-of-phrases"),
        pytest.param({"regex": "sign(ed|ing)? up"}, "We Signed up.", ["Signed up"], id="regex"),
        pytest.param(NOT_SAFE, "It isn't safe.", ["n't safe"], id="pattern-contraction"),
        pytest.param(NOT_SAFE, "It is safe.", None, id="pattern-not"),
        pytest.param({"pattern": [{"LOWER": "2010"}]}, "in 2010 then", ["2010"],
                     id="pattern-digits-stay-text"),
        pytest.param({"pattern": [{"LOWER": "no"}, {"IS_PUNCT": "true", "OP": "?"},
                                  {"LOWER": "one"}]},
                     "no one", ["no one"], id="pattern-optional"),
        pytest.param({"lemma": "nurse", "phrase": "at night"}, "Nurses work at night.",
                     ["Nurses", "at night"], id="keys-hold-together"),
        pytest.param({"lemma": "nurse", "phrase": "at night"}, "Nurses work.", None,
                     id="keys-hold-together-not"),
        pytest.param({"lemma": "nurse"}, "", None, id="empty"),
    ],
)  # fmt: skip
def test_a_rule_fires_on_its_words(
    rule: dict[str, Any], text: str, words: list[str] | None
) -> None:
    found = hits(rulebook(rule), text)
    assert [[text[s.start : s.end] for s in hit.spans] for hit in found] == (
        [] if words is None else [words]
    )


@pytest.mark.parametrize(
    ("code", "rule", "text"),
    [
        pytest.param("nb", {"lemma": "pårørende"}, "de pårørende kom", id="nb"),
        pytest.param("nb", {"lemma": "sykepleier"}, "sykepleierne, ja", id="nb-inflected"),
        pytest.param("sv", {"lemma": "sjuksköterska"}, "sjuksköterskorna", id="sv"),
        pytest.param("da", {"phrase": "på en måde"}, "På en måde.", id="da"),
        pytest.param("nb", {"lemma": "egen erfaring"}, "egne, eh, erfaringer", id="nb-hesitation"),
    ],
)
def test_rules_in_other_languages(code: str, rule: dict[str, Any], text: str) -> None:
    assert hits(rulebook(rule, code=code), text)


@pytest.mark.parametrize(
    ("where", "fires"),
    [
        pytest.param({"role": "participant"}, True, id="role"),
        pytest.param({"role": "moderator"}, False, id="other-role"),
        pytest.param({"speaker": "M1", "transcript": "FG1"}, True, id="speaker-and-transcript"),
        pytest.param({"speaker": "M2"}, False, id="other-speaker"),
        pytest.param({"transcript": "FG2"}, False, id="other-transcript"),
    ],
)
def test_where(where: dict[str, str], fires: bool) -> None:
    assert bool(hits(rulebook({"lemma": "nurse", "where": where}), "a nurse")) is fires


def test_hits_say_which_rule_and_how() -> None:
    codebook = Codebook.model_validate(
        {"groups": [{"id": "g", "codes": [
            {"id": "a", "rules": [{"lemma": "x"}, {"phrase": "the nurse", "lemma": "nurse"}]},
            {"id": "b", "rules": [{"regex": "nurs"}]},
        ]}]}
    )  # fmt: skip
    found = hits(RuleBook(codebook, lexicon(load_language("en"))), "the nurse")
    assert [(h.code, h.rule, h.kind) for h in found] == [(0, 2, "phrase+lemma"), (1, 1, "regex")]


MUST_NAME = (
    "the pattern must name a word (LOWER, ORTH, TEXT or LEMMA) that every match holds, so that"
    " stc can look it up"
)


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param([{"IS_ALPHA": "true"}], id="no-word"),
        pytest.param([{"LOWER": "no", "OP": "?"}], id="optional"),
        pytest.param([{"LOWER": "no", "OP": "{,2}"}], id="up-to-two"),
        pytest.param([{"LOWER": "no", "OP": "{0,2}"}], id="none-to-two"),
        pytest.param([{"LOWER": "no", "OP": "!"}], id="negated"),
        pytest.param([{"LOWER": {"REGEX": "no"}}], id="regex-only"),
    ],
)
def test_a_pattern_must_name_a_word(pattern: list[dict[str, Any]]) -> None:
    with pytest.raises(UsageError) as error:
        rulebook({"pattern": pattern})
    assert str(error.value) == f'rule 1 of "c0": {MUST_NAME}.'


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param([{"LOWER": "a", "NONSENSE": "x"}], id="unknown-key"),
        pytest.param([{"LOWER": "a", "OP": "%"}], id="unknown-operator"),
        pytest.param([{"LOWER": "a", "POS": "NOUN"}], id="needs-a-trained-pipeline"),
        pytest.param([{"LOWER": "a"}, {"LOWER": {"REGEX": "("}}], id="bad-regex-inside"),
        pytest.param([{"LOWER": "a", "LENGTH": "x"}], id="wrong-type"),
    ],
)
def test_a_pattern_spacy_refuses_is_a_clear_error(pattern: list[dict[str, Any]]) -> None:
    with pytest.raises(UsageError) as error:
        rulebook({"lemma": "x"}, {"pattern": pattern})
    message = str(error.value)
    assert message.startswith('rule 1 of "c1": spaCy does not take the pattern (')
    assert "\n" not in message


def test_a_lemma_without_a_word_is_a_clear_error() -> None:
    with pytest.raises(UsageError) as error:
        rulebook({"near": {"words": 3, "of": ["nurse", "..."]}})
    assert str(error.value) == 'rule 1 of "c0": "..." has no word in it.'


WORDS = (
    "peer worker workers not n't don't don’t isn't safe ready um uh, drop-in drop in up sign signed"
    " it's it’s we're 2010 Nurse nurses - … , . E-MAIL email a/b ’s I'm"
).split(" ")
WORD = st.sampled_from([w for w in WORDS if w not in "-…,."])
PHRASE = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
ITEM = WORD | st.lists(WORD, min_size=1, max_size=2).map(lambda words: {"any": words})
TOKEN = st.builds(
    lambda key, word, op: {key: word} | ({"OP": op} if op else {}),
    st.sampled_from(["LOWER", "LEMMA", "TEXT", "ORTH", "NORM"]),
    WORD | st.lists(WORD, min_size=1, max_size=2).map(lambda words: {"IN": words}),
    st.sampled_from(["", "+", "?", "*", "{,2}", "{1,2}"]),
)
RULE = st.one_of(
    PHRASE.map(lambda p: {"phrase": p}),
    PHRASE.map(lambda p: {"lemma": p}),
    st.lists(ITEM, min_size=2, max_size=3).map(lambda of: {"near": {"words": 5, "of": of}}),
    st.lists(ITEM, min_size=1, max_size=2).map(lambda items: {"all": items}),
    st.lists(ITEM, min_size=1, max_size=2).map(lambda items: {"any": items}),
    st.tuples(ITEM, ITEM).map(lambda two: {"any": [two[0]], "none": [two[1]]}),
    st.sampled_from([{"regex": "sign(ed)?"}, {"regex": "n.t"}]),
    st.lists(TOKEN, min_size=1, max_size=3).map(
        lambda tokens: {"pattern": [*tokens, {"LOWER": "up"}]}
    ),
)


@given(
    rules=st.lists(RULE, min_size=1, max_size=6),
    texts=st.lists(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join), max_size=6),
)
def test_the_prefilter_loses_nothing(rules: list[dict[str, Any]], texts: list[str]) -> None:
    """What fires among the possible rules is what fires when every rule is tried."""
    book = rulebook(*rules)
    for text in texts:
        words = book._conditions.terms.scan(text)
        fired = [rule for rule in book._rules if _fired(rule, words) is not None]
        possible = book._possible(words.present)
        assert [rule for rule in possible if _fired(rule, words) is not None] == fired
