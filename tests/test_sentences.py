"""Where sentences end, and where a sentence that is too long is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc_cli.languages import load_language
from stc_cli.records import Span
from stc_cli.text.characters import word_count
from stc_cli.text.sentences import clause_spans, sentence_spans

CODES = ("en", "nb", "nn", "da", "sv", "de")

# "|" marks where a sentence ends; a table per language.
CASES = {
    "en": [
        "We met Dr. Hill at 9 a.m. on Monday. | He was late.",
        "She came at 5 p.m. | Then we left.",
        "We had beds, chairs, etc. | So it was fine.",
        "We had beds, etc. and chairs.",
        "J. R. Hill came.",
        "It was just I. | We left.",
        "It was in 2010. | We moved.",
        "About three, no. | So we hired two.",
        "See no. 5 in the list.",
        "I was... I mean, we were... there.",
        "I was… | Then she came.",
        "so we left. | and then it rained.",
        'She said "Come in." | We went.',
        "Really?! | Yes.",
        "Is it safe? | we asked.",
        "“Why?” he asked.",
        "It was quiet. | [laughs] So we left.",
        "They see him e.g. on Fridays.",
        "It costs 3.50 each. | Good.",
        "one line\n|another line",
        "Mr. and Mrs. Hill. | Both.",
    ],
    "nb": [
        "Vi bor i 2. etasje nå.",
        "Det var 17. mai i fjor.",
        "Det var den 17. Mai.",
        "Det var i 2010. | Vi flytta.",
        "Jeg er 17. | Hun er 18.",
        "Vi har f.eks. en buss, bl.a. den.",
        "Brød, melk osv. | Så gikk vi.",
        "Brød osv. og melk.",
        "Hun kom kl. 8. | Vi spiste.",
        "Dr. Haugen kom.",
        "A. Hansen kom.",
        "Det var … ja … fint.",
        "Det var … | Så gikk vi.",
        "«Hvorfor?» sa hun.",
        "Hun sa: «Kom!» | Vi gikk.",
        "Ja. | Nei. | Å.",
        "Så da kan ikke jeg … | [pause] Men jeg ville.",
        "Vi var ti maks. | Så ble det flere.",
    ],
    "nn": [
        "Vi bur i 2. etasje no.",
        "Det var 17. mai.",
        "Det var i 2010. | Vi flytta.",
        "Vi har t.d. ein buss, m.a. den.",
        "Mjølk osb. | Så gjekk vi.",
        "Dr. Haugen kom.",
        "Eg veit ikkje … kanskje.",
    ],
    "da": [
        "Vi bor på 2. sal nu.",
        "Det var 5. maj.",
        "Det var i 2010. | Vi flyttede.",
        "Vi har f.eks. en bus, bl.a. den.",
        "Mælk osv. | Så gik vi.",
        "Dr. Holm kom kl. 8.",
        "Det var … ja … fint.",
    ],
    "sv": [
        "Vi bor på 2. våningen nu.",
        "Det var 5. maj.",
        "Det var år 2010. | Vi flyttade.",
        "Vi har t.ex. en buss, bl.a. den.",
        "Mjölk o.s.v. | Sen gick vi.",
        "Dr. Holm kom kl. 8.",
        "Det var … ja … bra.",
    ],
}


@pytest.mark.parametrize(
    ("code", "marked"),
    [pytest.param(code, text, id=f"{code}-{text}") for code, ts in CASES.items() for text in ts],
)
def test_sentences_end_where_they_do(code: str, marked: str) -> None:
    text = marked.replace("|", "")
    found = [text[span.start : span.end] for span in sentence_spans(text, load_language(code))]
    assert found == [sentence.strip() for sentence in marked.split("|")]


SPEECH = st.lists(
    st.sampled_from(
        "ja. nei, 2. mai f.eks. osv. Vi I A. … ... ? «Kom!» [ler] (…) - – well-known etc. 2010."
        " a/b/c don’t og men because 10.30. \n \n\n é 😀 ... \"Hm\"".split(" ")
    )
    | st.text(alphabet="aB1.…!?,;-\"») \n\t\u00a0", max_size=6),
    max_size=25,
).map(" ".join)  # fmt: skip


def assert_covers(text: str, spans: list[Span], start: int, end: int) -> None:
    """Ordered, disjoint, trimmed, and nothing visible lies between them."""
    position = start
    for span in spans:
        assert position <= span.start < span.end <= end
        assert not text[position : span.start].strip()
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        position = span.end
    assert not text[position:end].strip()


@pytest.mark.parametrize("code", CODES)
@given(text=SPEECH)
def test_sentences_cover_all_that_is_visible(code: str, text: str) -> None:
    assert_covers(text, sentence_spans(text, load_language(code)), 0, len(text))


@given(text=SPEECH)
def test_no_sentence_holds_a_line_break(text: str) -> None:
    for span in sentence_spans(text, load_language("nb")):
        assert "\n" not in text[span.start : span.end]


@pytest.mark.parametrize("code", ["en", "nb", "de"])
@given(text=SPEECH, max_words=st.integers(1, 9))
def test_clauses_lose_nothing_and_keep_to_the_limit(code: str, text: str, max_words: int) -> None:
    language = load_language(code)
    for span in sentence_spans(text, language):
        pieces = clause_spans(text, span, max_words, language)
        assert_covers(text, pieces, span.start, span.end)
        assert all(word_count(text[p.start : p.end]) <= max_words for p in pieces)


@pytest.mark.parametrize(
    ("sentence", "max_words", "pieces"),
    [
        pytest.param("a b c", 3, ["a b c"], id="fits"),
        pytest.param("a b, c d e", 3, ["a b,", "c d e"], id="after-a-comma"),
        pytest.param("a b c and d", 4, ["a b c", "and d"], id="before-a-connective"),
        pytest.param("a b c d e", 2, ["a b", "c d", "e"], id="between-words"),
        pytest.param("a/b/c/d", 2, ["a/b/", "c/d"], id="within-slashes"),
        pytest.param("a b - c d", 3, ["a b -", "c d"], id="after-a-dash"),
        pytest.param("a b “c d”", 2, ["a b", "“c d”"], id="a-quote-goes-with-its-word"),
        pytest.param("... - !", 1, ["... - !"], id="no-word"),
    ],
)
def test_clause_cuts(sentence: str, max_words: int, pieces: list[str]) -> None:
    found = clause_spans(sentence, Span(0, len(sentence)), max_words, load_language("en"))
    assert [sentence[span.start : span.end] for span in found] == pieces
