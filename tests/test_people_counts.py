"""Quantifiers of people: what counts people and what counts something else, in five languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc_cli.languages import COMPLETE, load_language
from stc_cli.text.people_counts import people_counted

# Language, text, and what counts people in it ("; " between several).
CASES = [
    ("en", "Most participants described it.", "Most participants"),
    ("en", "All of the managers agreed.", "All of the managers"),
    ("en", "All managers agreed.", "All managers"),
    ("en", "Several informants left.", "Several informants"),
    ("en", "Everyone was afraid.", "Everyone"),
    ("en", "Nobody asked.", "Nobody"),
    ("en", "Half of them stayed.", "Half of them"),
    ("en", "Three of four said no.", "Three of four"),
    ("en", "Twelve of the 17 participants stayed.", "Twelve of the 17 participants"),
    ("en", "The majority of the nurses felt it.", "The majority of the nurses"),
    ("en", "Many felt alone, but few said so.", "Many; few"),
    ("en", "Many meetings were long.", ""),
    ("en", "Many meetings with managers were long.", ""),
    ("en", "Most of the time managers listened.", ""),
    ("en", "The most important participants were there.", ""),
    ("en", "It was what mattered most.", ""),
    ("en", "They all agreed.", "They all"),
    ("en", "The participants all agreed.", "participants all"),
    ("en", "70 % of the patients came.", "70 % of the patients"),
    ("en", "In 2019 participants moved.", ""),
    ("en", "One participant said so.", ""),
    ("en", "One of the participants said so.", "One of the participants"),
    ("en", "Every manager knew.", "Every manager"),
    ("en", "Many manager meetings were cancelled.", ""),
    ("en", "No participants left.", "No participants"),
    ("en", "No, participants left.", ""),
    ("en", "All in all, participants left.", ""),
    ("en", "Many newly employed young nurses left.", "Many newly employed young nurses"),
    ("en", "Both managers and nurses left.", ""),
    ("en", "Both women left.", "Both women"),
    ("en", "Participants said that it took two years.", ""),
    ("en", "Participants described how two colleagues left.", "two colleagues"),
    ("en", "Few peer workers had a contract.", "Few peer workers"),
    ("en", "Nine out of ten said so.", "Nine out of ten"),
    ("en", "Three of four meetings were cancelled.", ""),
    ("en", "None of us knew.", "None of us"),
    ("en", "None of it helped.", ""),
    ("en", "All that helped.", ""),
    ("en", "They were all afraid.", "They were all"),
    ("en", "Several experienced managers left.", "Several experienced managers"),
    ("en", "Participants had all the time they needed.", ""),
    ("en", "They were all day at work.", ""),
    ("en", "It happens to us all the time.", ""),
    ("en", "It happens to us all.", "us all"),
    ("en", "Some said yes, others no.", "Some"),
    ("en", "A couple of the women laughed.", "A couple of the women"),
    ("en", "Participants felt that nobody’s voice counted.", "nobody’s"),
    ("nb", "De fleste deltakerne var enige.", "De fleste deltakerne"),
    ("nb", "Alle møtene var lange.", ""),
    ("nb", "Alle var enige.", "Alle"),
    ("nb", "Alle mente det.", "Alle"),
    ("nb", "Ingen av dem spurte.", "Ingen av dem"),
    ("nb", "Ingen av møtene hjalp.", ""),
    ("nb", "Ingen hadde spurt.", "Ingen"),
    ("nb", "Flere opplevde at det hjalp.", "Flere"),
    ("nb", "Flere timer senere kom de.", ""),
    ("nb", "Mange sykepleiere sluttet.", "Mange sykepleiere"),
    ("nb", "Mange møter var lange.", ""),
    ("nb", "Halvparten av oss ble.", "Halvparten av oss"),
    ("nb", "Majoriteten av lederne sluttet.", "Majoriteten av lederne"),
    ("nb", "Derfor mente mange at det hjalp.", "mange"),
    ("nb", "I alle fall kom deltakerne.", ""),
    ("nb", "Tre av fire sa nei.", "Tre av fire"),
    ("nb", "En deltaker sa nei.", ""),
    ("nb", "En av deltakerne sa nei.", "En av deltakerne"),
    ("nb", "Det var ingen hjelp å få.", ""),
    ("nb", "Vi var alle redde.", "Vi var alle"),
    ("nb", "Vi alle var redde.", "Vi alle"),
    ("nb", "Alle mellomlederne sluttet.", "Alle mellomlederne"),
    ("nb", "Det er viktig å få pasienter til å møte.", ""),
    ("nb", "Alle i gruppen nikket.", "Alle"),
    ("nb", "Vi snakket med alle.", "alle"),
    ("nb", "Noen sa ja.", "Noen"),
    ("nb", "Noe hjalp.", ""),
    ("nb", "60 prosent av brukerne ble.", "60 prosent av brukerne"),
    ("nn", "Dei fleste deltakarane var samde.", "Dei fleste deltakarane"),
    ("nn", "Nokre av dei sa nei.", "Nokre av dei"),
    ("nn", "Alle møta var lange.", ""),
    ("nn", "Ingen spurde.", "Ingen"),
    ("da", "De fleste deltagere var enige.", "De fleste deltagere"),
    ("da", "Halvdelen af dem blev.", "Halvdelen af dem"),
    ("da", "Alle møderne var lange.", ""),
    ("da", "Alle syntes det.", "Alle"),
    ("da", "Flere nævnte det.", "Flere"),
    ("da", "Tre ud af fire sagde nej.", "Tre ud af fire"),
    ("sv", "De flesta deltagarna var eniga.", "De flesta deltagarna"),
    ("sv", "Hälften av dem stannade.", "Hälften av dem"),
    ("sv", "Alla möten var långa.", ""),
    ("sv", "Alla tyckte det.", "Alla"),
    ("sv", "Ingen hjälp fanns.", ""),
    ("sv", "Många sjuksköterskor slutade.", "Många sjuksköterskor"),
    ("sv", "Tre av fyra sa nej.", "Tre av fyra"),
]


@pytest.mark.parametrize(("code", "text", "counted"), CASES, ids=[case[1] for case in CASES])
def test_what_counts_people(code: str, text: str, counted: str) -> None:
    spans = people_counted(text, load_language(code))
    assert "; ".join(text[span.start : span.end] for span in spans) == counted


def test_a_language_without_data_counts_nobody() -> None:
    assert people_counted("Alle Teilnehmer", load_language("de")) == []


@given(st.sampled_from(COMPLETE), st.text(max_size=60))
def test_places_are_in_order_and_hold_words(code: str, text: str) -> None:
    spans = people_counted(text, load_language(code))
    ends = [0, *(span.end for span in spans)]
    for end, span in zip(ends, spans, strict=False):
        assert end <= span.start < span.end <= len(text)
        assert text[span.start : span.end].strip()


def test_a_word_without_an_end_takes_no_memory() -> None:
    """A picture that was pasted into a text is one word of a million letters."""
    assert people_counted(f"all {'x' * 1_000_000} felt", load_language("en")) == []
