"""Cleaning: fillers go where they are fillers, and what is said stays."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc_cli.languages import load_language
from stc_cli.text.disfluency import clean
from stc_cli.text.operations import Draft, fault, locked, replay, words
from stc_cli.text.sentences import sentence_spans
from stc_cli.text.tokens import lexicon

# Raw and cleaned; a cleaned text of None: nothing but a full stop or a capital may change.
CASES = {
    "en": [
        ("There was a, um, a strong wish.", "There was a strong wish."),
        ("He was poorly, uh, it took a week.", "He was poorly, it took a week."),
        ("At the, uh, clinic.", "At the clinic."),
        ("One of the, uh, a man in bed.", "One of the, a man in bed."),
        ("Nobody could, um.", "Nobody could …"),
        ("It's about me, so, uh...", "It's about me, so..."),
        ("And I, um, I'd begun.", "And I'd begun."),
        ("I mean, we, uh, we've tried.", "We've tried."),
        ("So how do I - I mean, um, how do you?", "So how do I - how do you?"),
        ("We had - we have two.", "We have two."),
        ("I went there - I never came back.", None),
        ("He loves it, it makes him glad.", None),
        ("I know that that man left.", None),
        ("They had had two.", None),
        ("It was very, very hard.", None),
        ("Call four four two.", None),
        ("Like, how do you ask?", "How do you ask?"),
        ("It was like that.", None),
        ("It took, like, three years.", None),
        ("I like, you know, the garden.", "I like the garden."),
        ("You know what I mean.", None),
        ("He loves it, you know, he sings.", "He loves it, he sings."),
        ("It has to be done, uh, right, for once.", "It has to be done, right, for once."),
        ("That's right.", None),
        ("Right, so we left.", "So we left."),
        ("Yeah.", None),
        ("In the, well, the title changed.", None),
        ("The work is, well.", None),
        ("It worked, sort of.", None),
        ("[laughs] So we left.", "So we left."),
        ("We asked at [hospital] then.", None),
        ("[Name] said so.", None),
        ("It was (maybe) two.", None),
        ("He said [inaudible] twice.", None),
        ("th- that one", "That one."),
        ("and then we -", "And then we …"),
        ("[pause] um", ""),
        ("no- nobody came.", "No- nobody came."),
    ],
    "nb": [
        ("Vi hadde, eh, en plan.", "Vi hadde en plan."),
        ("Hun gikk hjem, eh, det tok tid.", "Hun gikk hjem, det tok tid."),
        ("Legen, altså, han kom.", "Legen, han kom."),
        ("Han kom altså ikke.", None),
        ("Det var, liksom, rart.", "Det var rart."),
        ("Det var liksom rart.", None),
        ("Jo, på et bilde.", None),
        ("Det var jo bra.", None),
        ("Det er bra, vet du, for dem.", "Det er bra, for dem."),
        ("Du vet at det er bra.", None),
        ("Det er bra, ikke sant.", "Det er bra."),
        ("Det er ikke sant.", None),
        ("Så da var det det.", None),
        ("jeg jeg kunne gått.", "Jeg kunne gått."),
        ("Hvor fort jeg, hvor fort jeg tok den.", "Hvor fort jeg tok den."),
        ("Da, eh, sluttet hun.", None),
        ("Det gikk, på en måte.", None),
        ("Det er, mener jeg, feil.", None),
        ("[ler] Det var bra.", "Det var bra."),
        ("Hun er på [avdeling] nå.", None),
        ("Vi var - vi er to.", "Vi er to."),
    ],
    "nn": [
        ("Vi hadde, eh, ein plan.", "Vi hadde ein plan."),
        ("Ho gjekk heim, eh, det tok tid.", "Ho gjekk heim, det tok tid."),
        ("Legen, altså, han kom.", "Legen, han kom."),
        ("Han kom altså ikkje.", None),
        ("Det var, liksom, rart.", "Det var rart."),
        ("Det var liksom rart.", None),
        ("Jo, på eit bilete.", None),
        ("Det var jo bra.", None),
        ("Det er bra, veit du, for dei.", "Det er bra, for dei."),
        ("Det er bra, ikkje sant.", "Det er bra."),
        ("Det er ikkje sant.", None),
        ("Så då var det det.", None),
        ("eg eg kunne gått.", "Eg kunne gått."),
        ("Det gjekk, på ein måte.", None),
        ("[ler] Det var bra.", "Det var bra."),
        ("Vi var - vi er to.", "Vi er to."),
    ],
    "da": [
        ("Vi havde, øh, en plan.", "Vi havde en plan."),
        ("Hun gik hjem, øh, det tog tid.", "Hun gik hjem, det tog tid."),
        ("Lægen, altså, han kom.", "Lægen, han kom."),
        ("Han kom altså ikke.", None),
        ("Det var, ligesom, sært.", "Det var sært."),
        ("Det var ligesom sært.", None),
        ("Jo, på et billede.", None),
        ("Det var jo godt.", None),
        ("Det er godt, ved du, for dem.", "Det er godt, for dem."),
        ("Det er godt, ikke sandt.", "Det er godt."),
        ("Det er ikke sandt.", None),
        ("Det er ikke svært, vel.", None),
        ("Så, øh, vi måtte gå.", None),
        ("jeg jeg kunne gå.", "Jeg kunne gå."),
        ("Det gik, på en måde.", None),
        ("[griner] Det var godt.", "Det var godt."),
        ("Vi var - vi er to.", "Vi er to."),
    ],
    "sv": [
        ("Vi hade, öh, en plan.", "Vi hade en plan."),
        ("Hon gick hem, öh, det tog tid.", "Hon gick hem, det tog tid."),
        ("Läkaren, alltså, han kom.", "Läkaren, han kom."),
        ("Han kom alltså inte.", None),
        ("Det var, liksom, konstigt.", "Det var konstigt."),
        ("Det var liksom konstigt.", None),
        ("Det tog, typ, tre år.", None),
        ("Jo, på en bild.", None),
        ("Det var ju bra.", None),
        ("Det är bra, vet du, för dem.", "Det är bra, för dem."),
        ("Du vet att det är bra.", None),
        ("Det är bra, inte sant.", "Det är bra."),
        ("Vad är det det heter?", None),
        ("jag jag kunde gå.", "Jag kunde gå."),
        ("Vi klarar det, på något sätt.", None),
        ("[skrattar] Det var bra.", "Det var bra."),
        ("Vi var - vi är två.", "Vi är två."),
    ],
}


def cleaned(text: str, code: str) -> Draft:
    """The cleaned draft, proved: it replays, and every operation is of its kind."""
    language = load_language(code)
    draft = Draft("u", 0, text)
    clean(draft, language)
    assert replay(draft.operations, {"u": text}.get) == draft.text
    assert fault(draft.operations, language) == ""
    return draft


@pytest.mark.parametrize(
    ("code", "raw", "expected"),
    [pytest.param(c, *case, id=f"{c}-{case[0]}") for c, cases in CASES.items() for case in cases],
)
def test_cleaning(code: str, raw: str, expected: str | None) -> None:
    text = cleaned(raw, code).text
    if expected is not None:
        assert text == expected
    else:
        # Hesitation sounds may go; every other word stays.
        sounds = load_language(code).sounds
        kept = [w for w in raw.lower().replace(",", "").split() if w not in sounds]
        assert text.lower().replace(",", "").split() == kept


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


@pytest.mark.parametrize("code", sorted(CASES))
def test_fillers_hold_no_locked_word_but_in_tags(code: str) -> None:
    language = load_language(code)
    assert {f for f in language.set_off if locked(f, language)} == FORMULAS[code]
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
            tags = [tag for tag in FORMULAS[code] if f" {' '.join(words(tag))} " in dropped]
            gone -= Counter(word for tag in tags for word in words(tag))
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


@pytest.mark.parametrize("code", sorted(CASES))
@given(data=st.data())
def test_nothing_locked_is_lost(code: str, data: st.DataObject) -> None:
    raw = data.draw(speech(code))
    assert not lost(cleaned(raw, code), raw, code)


@pytest.mark.parametrize("code", sorted(CASES))
@given(data=st.data())
def test_cleaning_leaves_no_doubled_or_outer_space(code: str, data: st.DataObject) -> None:
    once = cleaned(data.draw(speech(code)), code).text
    if once:
        assert "  " not in once
        assert once == once.strip()


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
