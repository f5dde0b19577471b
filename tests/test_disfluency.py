"""Cleaning: fillers go where they are fillers, and what is said stays."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spoken_cases import CLEANED, TRIMMED, Case

from stc_cli.languages import load_language
from stc_cli.text.disfluency import clean, trim_connective
from stc_cli.text.kinds import fault
from stc_cli.text.locks import locked, lost_locks, words
from stc_cli.text.operations import Draft, replay
from stc_cli.text.sentences import sentence_spans
from stc_cli.text.tokens import lexicon

CODES = sorted(CLEANED)


def cleaned(text: str, code: str) -> Draft:
    """The cleaned draft, proved: it replays, and every operation is of its kind."""
    language = load_language(code)
    draft = Draft("u", 0, text)
    clean(draft, language)
    assert replay(draft.operations, {"u": text}.get) == draft.text
    assert fault(draft.operations, language) == ""
    return draft


def tried(table: dict[str, list[Case]]) -> list[object]:
    return [pytest.param(c, *case, id=f"{c}-{case[0]}") for c in table for case in table[c]]


@pytest.mark.parametrize(("code", "raw", "expected"), tried(CLEANED))
def test_cleaning(code: str, raw: str, expected: str | None) -> None:
    text = cleaned(raw, code).text
    if expected is not None:
        assert text == expected
    else:
        # Hesitation sounds may go; every other word stays.
        sounds = load_language(code).sounds
        kept = [w for w in raw.lower().replace(",", "").rstrip(".").split() if w not in sounds]
        assert text.lower().replace(",", "").rstrip(".").split() == kept


@pytest.mark.parametrize(("code", "raw", "expected"), tried(TRIMMED))
def test_a_leading_connective_goes_where_nothing_hangs_on_it(
    code: str, raw: str, expected: str | None
) -> None:
    language = load_language(code)
    draft = Draft("u", 0, raw)
    trim_connective(draft, language)
    assert draft.text == (raw if expected is None else expected)
    assert replay(draft.operations, {"u": raw}.get) == draft.text
    assert fault(draft.operations, language) == ""


# Tags and asides that hold a locked word by form alone; no other filler may hold one.
FORMULAS = {
    "en": set(),
    "nb": {"ikke sant"},
    "nn": {"ikkje sant"},
    "da": {"ikke også", "ikke osse", "ikke sandt", "ikk også", "ikk' også",
           "ikke ogs'"},
    "sv": {"inte sant", "vet ni", "få se"},
}  # fmt: skip


def locked_words(code: str) -> set[str]:
    """Locked words, and of locked phrases the words that carry them."""
    language = load_language(code)
    phrases = (*language.hedges, *language.negations, *language.quantities, *language.conditionals)
    asides = {word for filler in language.set_off for word in words(filler)}
    single = {phrase for phrase in phrases if " " not in phrase and phrase[-1].isalpha()}
    longer = {word for phrase in phrases for word in words(phrase) if len(word) > 4}
    return single | (longer - asides) - {"n't"}


@pytest.mark.parametrize("code", CODES)
def test_fillers_hold_no_locked_word_but_in_tags(code: str) -> None:
    language = load_language(code)
    phrases = {*language.set_off, *chain.from_iterable(language.fillers)}
    assert {f for f in phrases if locked(f, language)} == FORMULAS[code]
    assert not [f for f in language.sounds if locked(f, language)]


def lost(draft: Draft, raw: str, code: str) -> Counter[str]:
    """Locked words that are gone, but for repetitions and tags such as "ikke sant"."""
    gone = Counter(words(raw)) - Counter(words(draft.text))
    for operation in draft.operations:
        said = Counter(words(operation.was))
        if operation.op == "collapse_repetition":
            gone -= said - Counter(words(operation.now))
        if operation.op == "drop_filler":
            dropped = f" {' '.join(words(operation.was))} "
            tags = "|".join(" ".join(words(tag)) for tag in sorted(FORMULAS[code], reverse=True))
            said_tags = re.findall(rf"(?<= )(?:{tags or '(?!)'})(?= )", dropped)
            gone -= Counter(word for tag in said_tags for word in tag.split())
    kept = locked_words(code)
    return Counter({w: n for w, n in gone.items() if w in kept or w.endswith("n't")})


def speech(code: str) -> st.SearchStrategy[str]:
    language = load_language(code)
    said = sorted(
        {*language.hedges, *language.negations, *language.quantities, *language.conditionals}
    )
    fillers = sorted({*language.sounds, *language.set_off})
    marks = [",", ",", "-", "–", "...", "…", "[laughs]", "(…)", ";"]
    plain = "we was the it I and nurse vi var det og her 12 I'd don't th- “so”".split()
    part = st.sampled_from(said) | st.sampled_from(fillers) | st.sampled_from(plain)
    spoken = st.tuples(part, st.sampled_from(["", "", "", *marks])).map(
        lambda two: two[0] + (two[1] if two[1] in (",", ";") else " " + two[1] if two[1] else "")
    )
    said_words = st.lists(spoken, min_size=1, max_size=14).map(" ".join)
    return st.tuples(said_words, st.sampled_from(["", ".", "?", "…"])).map("".join)


@pytest.mark.parametrize("code", CODES)
@given(data=st.data())
def test_nothing_locked_is_lost(code: str, data: st.DataObject) -> None:
    raw = data.draw(speech(code))
    assert not lost(cleaned(raw, code), raw, code)


@pytest.mark.parametrize("code", CODES)
@given(data=st.data())
def test_cleaning_leaves_no_doubled_or_outer_space(code: str, data: st.DataObject) -> None:
    once = cleaned(data.draw(speech(code)), code).text
    if once:
        assert "  " not in once
        assert once == once.strip()


@pytest.mark.parametrize("code", CODES)
@given(data=st.data())
def test_what_is_clean_stays_as_it_is(code: str, data: st.DataObject) -> None:
    once = cleaned(data.draw(speech(code)), code).text
    assert cleaned(once, code).text == once


# Clauses with locked words in them, and one with what is given up before it.
CLAUSES = {
    "en": ["we had a plan", "I think it never helped", "they only left if they had to",
           "there were two of us", "we had, we have a plan", "we sat in the, in our unit"],
    "nb": ["vi hadde en plan", "jeg tror det aldri hjalp", "de gikk bare hvis de måtte",
           "det var to av oss", "vi hadde, vi har en plan", "vi bor i min, i vår kommune"],
    "nn": ["vi hadde ein plan", "eg trur det aldri hjelpte", "dei gjekk berre viss dei måtte",
           "det var to av oss", "vi hadde, vi har ein plan", "vi bur i min, i vår kommune"],
    "da": ["vi havde en plan", "jeg tror det aldrig hjalp", "de gik kun hvis de måtte",
           "det var to af os", "vi havde, vi har en plan", "vi bor i min, i vores kommune"],
    "sv": ["vi hade en plan", "jag tror det aldrig hjälpte", "de gick bara om de måste",
           "det var två av oss", "vi hade, vi har en plan", "vi bor i min, i vår kommun"],
}  # fmt: skip
GIVEN_UP = {"en": "have a plan", "nb": "har en plan", "nn": "har ein plan", "da": "har en plan",
            "sv": "har en plan"}  # fmt: skip


@st.composite
def talk(draw: st.DrawFn, code: str) -> tuple[str, str]:
    """A clause, and the same clause as it is said: fillers, marks, words twice."""
    language = load_language(code)
    sounds = st.sampled_from(sorted(language.sounds - {"mm"}))
    clause = draw(st.sampled_from(CLAUSES[code]))
    said = clause.split()
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(said) - 1))
        said[at] = draw(
            st.sampled_from([f"{said[at].rstrip(',')}, {draw(sounds)}, ", f"{said[at]} [laughs]"])
        ).strip()
    if draw(st.booleans()):
        said.insert(0, said[0])
    openings = st.lists(st.sampled_from(sorted(language.fillers.opening)) | sounds, max_size=3).map(
        lambda fillers: [f + draw(st.sampled_from([",", ""])) for f in fillers]
    )
    return clause, " ".join([*draw(openings), *said]) + draw(st.sampled_from(["", ".", "..."]))


@pytest.mark.parametrize("code", CODES)
@given(data=st.data())
def test_a_clause_is_found_under_what_is_said_around_it(code: str, data: st.DataObject) -> None:
    language = load_language(code)
    clause, raw = data.draw(talk(code))
    text = cleaned(raw, code).text
    assert not lost_locks(clause, text, language)
    first = words(clause)[0]
    assert words(text)[0] == first, "the sentence begins with the clause"
    said = [word for word in words(clause) if word not in words(text)]
    assert not said or GIVEN_UP[code] in text or "," in clause
    assert not language.sounds & set(words(text))


@pytest.mark.parametrize(
    ("study", "code"),
    [pytest.param("peer_workers", "en", id="en"), pytest.param("hverdag_kols", "nb", id="nb")],
)
def test_nothing_locked_is_lost_in_the_sample(root: Path, study: str, code: str) -> None:
    language = load_language(code)
    folder = root / "sample_data" / study / "transcripts"
    texts = [
        path.read_text(encoding="utf-8")
        for path in sorted(folder.iterdir())
        if path.suffix in (".txt", ".md", ".vtt")
    ]
    assert texts
    for text in texts:
        for span in sentence_spans(text, language):
            raw = text[span.start : span.end]
            assert not lost(cleaned(raw, code), raw, code)


def test_no_hesitation_is_left_in_the_sample(root: Path) -> None:
    language = load_language("en")
    for path in sorted((root / "sample_data/peer_workers/transcripts").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        for span in sentence_spans(text, language):
            draft = cleaned(text[span.start : span.end], "en")
            tokens = {token.lower for token in lexicon(language).tokens(draft.text)}
            assert not tokens & {"um", "uh", "erm"}
