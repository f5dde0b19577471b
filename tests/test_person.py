"""From the first person to the third: what is safe is shifted, the rest is left to quote."""

from __future__ import annotations

import pytest

from stc_cli.languages import load_language
from stc_cli.text.operations import Draft, fault, replay
from stc_cli.text.person import is_shiftable, shift

SAFE = {
    "en": [
        ("We had to learn.", "They had to learn."),
        ("I was new.", "They were new."),
        ("I'm tired.", "They're tired."),
        ("I’m not sure.", "They’re not sure."),
        ("I wasn't ready.", "They weren't ready."),
        ("We've tried our best.", "They've tried their best."),
        ("My boss said no.", "Their boss said no."),
        ("I just was there.", "They just were there."),
        ("I asked myself why.", "They asked themselves why."),
        ("The room was ours.", "The room was theirs."),
        ("When I am tired I rest.", "When they are tired they rest."),
        ("Maybe we should not.", "Maybe they should not."),
        ("If it rains we stay.", "If it rains they stay."),
        ("He helped us.", "He helped them."),
        ("I don't know.", "They don't know."),
        ("Peers teach peers.", "Peers teach peers."),
    ],
    "nb": [
        ("Vi lærte mye.", "De lærte mye."),
        ("Jeg var ny.", "De var ny."),
        ("Da gikk jeg hjem.", "Da gikk de hjem."),
        ("Kanskje vi ikke burde.", "Kanskje de ikke burde."),
        ("Det regnet.", "Det regnet."),
    ],
    "nn": [
        ("Vi lærte mykje.", "Dei lærte mykje."),
        ("Eg var ny.", "Dei var ny."),
        ("Me måtte gå.", "Dei måtte gå."),
        ("Då gjekk eg heim.", "Då gjekk dei heim."),
        ("Kanskje vi ikkje burde.", "Kanskje dei ikkje burde."),
    ],
    "da": [
        ("Vi lærte meget.", "De lærte meget."),
        ("Jeg var ny.", "De var ny."),
        ("Så gik vi hjem.", "Så gik de hjem."),
        ("Måske skulle vi ikke.", "Måske skulle de ikke."),
        ("I går kom vi.", "I går kom de."),
    ],
    "sv": [
        ("Vi är trötta.", "De är trötta."),
        ("Jag var ny.", "De var ny."),
        ("Då gick vi hem.", "Då gick de hem."),
        ("Kanske vi inte borde.", "Kanske de inte borde."),
        ("Det regnade.", "Det regnade."),
    ],
}
UNSAFE = {
    "en": [
        "They told us.",  # who is "they"?
        "You know we tried.",
        "What did we do?",
        "Anna and I went.",
        "It was mine.",
        'I said "no".',
        "Was I wrong.",
        "I have bipolar I.",
        "Me, I was late.",
        "I myself was late.",
        "I was ill and was sent home.",
        "Us managers decide.",
    ],
    "nb": ["De sa vi var sene.", "Jeg vasket meg.", "Kari og jeg gikk.", "Vi gjør det i vår."],
    "nn": ["Dei sa vi var seine.", "Eg vaska meg.", "Kari og eg gjekk.", "Vi gjer det i vår."],
    "da": ["De sagde vi kom.", "Jeg vasker mig.", "Hanne og jeg gik.", "Hvad I gør, gør vi."],
    "sv": ["De sa vi var sena.", "Jag tvättade mig.", "Anna och jag gick.", "Vi kommer i vår."],
}


@pytest.mark.parametrize(
    ("code", "said", "told"),
    [pytest.param(c, *pair, id=f"{c}-{pair[0]}") for c, pairs in SAFE.items() for pair in pairs],
)
def test_shifts_what_is_safe(code: str, said: str, told: str) -> None:
    language = load_language(code)
    assert is_shiftable(said, language)
    draft = Draft("s", 0, said)
    shift(draft, language)
    # An apostrophe may be either: the shifted verb is written with a straight one.
    assert draft.text.replace("’", "'") == told.replace("’", "'")
    assert replay(draft.operations, {"s": said}.get) == draft.text
    assert fault(draft.operations, language) == ""


@pytest.mark.parametrize(
    ("code", "said"),
    [pytest.param(c, text, id=f"{c}-{text}") for c, texts in UNSAFE.items() for text in texts],
)
def test_leaves_what_could_be_read_two_ways(code: str, said: str) -> None:
    assert not is_shiftable(said, load_language(code))


def test_a_language_without_data_shifts_nothing() -> None:
    german = load_language("de")
    draft = Draft("s", 0, "Wir waren müde.")
    shift(draft, german)
    assert draft.text == "Wir waren müde."
    assert len(draft.operations) == 1
