"""Talk about the talk: what a condensate loses nothing without."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc_cli.languages import load_language
from stc_cli.text.locks import locked
from stc_cli.text.nothing_said import says_nothing, variants

NOTHING = {
    "en": ["Can I just follow up on that?", "I can begin.", "Sorry.", "Now?", "Hi.", "Yes.",
           "Can you hear me?", "What was I saying?", "Shall I start?", "Yeah, exactly.", "So...",
           "Um, well, yeah.", "[laughs]", "Thank you very much.", "And, yeah.", "Okay, thanks.",
           "Sorry, can you repeat the question?", "You know what I mean?", "Please, go on.",
           "Sorry, I missed that.", "I don't know what else to say.", "That's a hard one.",
           "Did that answer your question?", "I forgot what I was going to say."],
    "nb": ["Kan jeg bare følge opp det?", "Jeg kan begynne.", "Beklager.", "Nå?", "Hei.", "Ja.",
           "Hører dere meg?", "Hva var det jeg skulle si?", "Skal jeg begynne?", "Ja, nettopp.",
           "Ja, ikke sant.", "Eh, ja, altså.", "Så...", "Tusen takk.", "(ler)", "Godt spørsmål."],
    "nn": ["Kan eg berre seie noko?", "Eg byrjar.", "Orsak.", "No?", "Høyrer de meg?", "Ja.",
           "Kva var det eg skulle seie?", "Skal eg byrje?", "Ja, nettopp.", "Ja, ikkje sant.",
           "Tusen takk.", "Så..."],
    "da": ["Må jeg lige følge op på det?", "Jeg begynder.", "Undskyld.", "Nu?", "Ja.",
           "Kan I høre mig?", "Hvad var det jeg ville sige?", "Skal jeg begynde?",
           "Ja, lige præcis.", "Ikke også?", "Tak skal I have.", "Så..."],
    "sv": ["Får jag bara flika in något?", "Jag kan börja.", "Förlåt.", "Nu?", "Ja.",
           "Hör ni mig?", "Vad var det jag skulle säga?", "Ska jag börja?", "Ja, precis.",
           "Inte sant?", "Tack så mycket.", "Så..."],
}  # fmt: skip
SOMETHING = {
    "en": ["No.", "No, no.", "Never.", "Yes, never.", "I don't know.", "Maybe.", "Not really.",
           "Thank you, it helped.", "I can begin to sleep.", "I'm sorry that I left.",
           "Sure, if I can.", "It was good.", "[inaudible]", "What was he saying?", "I agree.",
           "Only me.", "I missed that training.", "I don't know what else to do."],
    "nb": ["Nei.", "Nei, nei.", "Aldri.", "Ja, aldri.", "Jeg vet ikke.", "Kanskje.", "Sikkert.",
           "Takk, det hjalp.", "Jeg kan begynne å sove.", "Ikke egentlig.", "(uhørlig)",
           "Bare jeg."],
    "nn": ["Nei.", "Aldri.", "Eg veit ikkje.", "Kanskje.", "Sikkert.", "Takk, det hjelpte.",
           "Eg byrjar å sove.", "Berre eg."],
    "da": ["Nej.", "Næ.", "Aldrig.", "Jeg ved ikke.", "Måske.", "Tak, det hjalp.",
           "Jeg begynder at sove.", "Kun mig."],
    "sv": ["Nej.", "Nä.", "Aldrig.", "Jag vet inte.", "Kanske.", "Då och då.", "Tack, det hjälpte.",
           "Jag kan börja sova.", "Bara jag."],
}  # fmt: skip
CASES = [
    pytest.param(code, text, nothing, id=f"{code}-{text}")
    for table, nothing in ((NOTHING, True), (SOMETHING, False))
    for code, texts in table.items()
    for text in texts
]


@pytest.mark.parametrize(("code", "text", "nothing"), CASES)
def test_what_says_nothing(code: str, text: str, nothing: bool) -> None:
    assert says_nothing(text, load_language(code)) is nothing


@pytest.mark.parametrize("code", sorted(NOTHING))
@given(data=st.data())
def test_a_locked_word_says_something(code: str, data: st.DataObject) -> None:
    language = load_language(code)
    talk = data.draw(st.lists(st.sampled_from(NOTHING[code]), max_size=3))
    word = data.draw(st.sampled_from(sorted({*language.negations, *language.hedges})))
    held = {part for line in language.floor for part in variants(line) if locked(part, language)}
    if word not in held:
        assert not says_nothing(" ".join([*talk, f"{word}."]), language)


def test_long_talk_takes_no_longer() -> None:
    assert not says_nothing("ja ja " * 5000 + "kolibri", load_language("nb"))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("hi", ["hi"]),
        ("can i (just) add (something/one thing)",
         ["can i add", "can i add something", "can i add one thing", "can i just add",
          "can i just add something", "can i just add one thing"]),
    ],
    ids=["plain", "two"],
)  # fmt: skip
def test_variants(line: str, found: list[str]) -> None:
    assert variants(line) == found
