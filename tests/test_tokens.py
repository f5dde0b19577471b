"""Tokens are spaCy's own, found piece by piece; lemmas and content words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from stc_cli.languages import load_language
from stc_cli.text.tokens import Lexicon, lexicon

CODES = ("en", "nb", "nn", "da", "sv", "de")
SHARED = Path(__file__).parents[2] / "shared"
BLANK = {code: spacy.blank(code) for code in CODES}
SPEECH = st.lists(
    st.sampled_from(
        "I'm don’t f.eks. kl. 10.30 2. e-post [ler] … ... «ja» (eh) well-known 20% p.g.a. :-) A/B"
        " drop‑in https://a.no/b?c we've 1.-3. ’s é ß æøå 😀 U.S. can't, d.v.s. \n   \t".split(" ")
    )
    | st.text(alphabet="abæI.'’-…,!?()«»\"/0 2\n:", max_size=8),
    max_size=12,
).map(" ".join)


def assert_same_as_spacy(code: str, text: str) -> None:
    expected = [(t.text, t.idx) for t in BLANK[code](text) if not t.is_space]
    assert [(t.text, t.start) for t in lexicon(load_language(code)).tokens(text)] == expected


@pytest.mark.parametrize("code", CODES)
@given(text=SPEECH)
def test_tokens_are_spacys(code: str, text: str) -> None:
    assert_same_as_spacy(code, text)


def test_tokens_of_real_transcripts_are_spacys() -> None:
    paths = sorted((SHARED / "data" / "pdpilot" / "txt").glob("*.txt"))
    if not paths:
        pytest.skip("shared/data is not beside the project")
    for path in paths[:3]:
        for line in path.read_text(encoding="utf-8").splitlines():
            assert_same_as_spacy("en", line)
    for line in (SHARED / "data/games_as_art/texts.jsonl").read_text("utf-8").splitlines()[:20]:
        assert_same_as_spacy("en", json.loads(line)["text"])


def test_tokens_of_the_norwegian_sample_are_spacys(root: Path) -> None:
    paths = sorted((root / "sample_data/hverdag_kols/transcripts").glob("*.txt"))
    assert paths
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            assert_same_as_spacy("nb", line)


@pytest.mark.parametrize("code", CODES)
@given(text=SPEECH)
def test_a_token_stands_at_its_offsets(code: str, text: str) -> None:
    for token in lexicon(load_language(code)).tokens(text):
        assert text[token.start : token.end] == token.text


@pytest.mark.parametrize(
    ("code", "word", "lemma"),
    [
        pytest.param("en", "nurses", "nurse", id="en-plural"),
        pytest.param("en", "Found", "find", id="en-override-any-case"),
        pytest.param("en", "felt", "feel", id="en-override"),
        pytest.param("en", "n’t", "not", id="en-curly-contraction"),
        pytest.param("nb", "sykepleierne", "sykepleier", id="nb-definite-plural"),
        pytest.param("nb", "satt", "sitte", id="nb-override"),
        pytest.param("nn", "kjende", "kjenne", id="nn-override"),
        pytest.param("da", "fundet", "finde", id="da-override"),
        pytest.param("sv", "låg", "ligga", id="sv-override"),
        pytest.param("en", "Zzyzx", "zzyzx", id="unknown-in-lower-case"),
    ],
)
def test_lemmas(code: str, word: str, lemma: str) -> None:
    assert lexicon(load_language(code)).lemma(word) == lemma


@pytest.mark.parametrize("code", ["en", "nb", "nn", "da", "sv"])
def test_every_lemma_override_holds(code: str) -> None:
    language = load_language(code)
    assert language.lemmas
    for word, lemma in language.lemmas.items():
        assert lexicon(language).lemma(word.upper()) == lemma


def test_both_apostrophes_are_one_word() -> None:
    english = lexicon(load_language("en"))
    straight = [(t.lower, t.lemma) for t in english.tokens("don't it's we're")]
    assert [(t.lower, t.lemma) for t in english.tokens("don’t it’s we’re")] == straight


@pytest.mark.parametrize(
    ("code", "text", "content"),
    [
        pytest.param("en", "Um, the nurses, they helped.", ["nurse", "help"], id="en"),
        pytest.param("en", "[laughs] Yeah, 12 km.", [], id="nothing-but-marks-and-listening"),
        pytest.param("nb", "Eh, sykepleierne ler [ler].", ["sykepleier", "le"], id="nb"),
        pytest.param("en", "nurse nurse", ["nurse", "nurse"], id="repeats-count"),
        pytest.param("en", "", [], id="empty"),
    ],
)
def test_content_words(code: str, text: str, content: list[str]) -> None:
    assert lexicon(load_language(code)).content(text) == content


def test_a_language_simplemma_does_not_know_keeps_its_words() -> None:
    assert Lexicon(load_language("yo")).lemma("Ilé") == "ilé"
