"""Why two passages may say the opposite: case tables in five languages, symmetry, speed."""

# ruff: noqa: E501 (tables)

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc_cli.languages import COMPLETE, load_language
from stc_cli.text.claims import claim_words
from stc_cli.text.opposition import (
    NEGATION,
    OPENS,
    TURNS,
    WORDS,
    Said,
    opposing_pairs,
    opposition,
    rank,
)
from stc_cli.text.tokens import lexicon

# name | one | other | what tells that they say the opposite about the same: n (a negation in one of
# the two), two opposed words, or nothing.
ENGLISH = """
safe at night|I feel safe.|I don't feel safe at night.|n
a clause further|I feel safe.|I never came late and I feel safe.|
listen|They listen to us.|The managers never listen.|n
nobody|The managers listen to the peer workers.|Nobody listens to the peer workers.|n
twice is no denial|They listen to us.|It's not that they don't listen to us.|
not only|They listen to the managers.|They not only listen to the managers.|
hedge|I think the job is meaningful.|I don't know, I think the job is meaningful.|
raised|I don't think the nurses listen to the patients.|The nurses listen to the patients.|n
question|Don't the nurses listen to the patients?|The nurses listen to the patients.|
supposed|If the nurses don't listen to the patients, we leave.|The nurses listen to the patients.|
easy and hard|It was easy to talk with the nurse.|It was hard to talk with the nurse.|easy / hard
safe and afraid|I felt safe there.|I felt afraid there.|afraid / safe
not afraid is safe|I felt safe there.|I wasn't afraid there.|
more and less|We got more time with the patients.|We got less time with the patients.|less / more
more of another thing|We got more training for the job.|We had less noise in the building.|
another place|I felt safe at the drop-in.|I was afraid of the dog next door.|
both deny|I don't trust the manager.|I never trusted the manager.|
prefix|I trust the manager.|I distrust the manager.|distrust / trust
no as an answer|No, the nurses listen.|The nurses listen.|
without|We started the job with training.|We started the job without training.|n
nothing after|They told us nothing about the job.|They told us about the job.|n
both in one|The work is hard but it's easy to like.|The work is easy.|
general word|I don't work any more.|I work nights at the hospital with the others.|
because|I don't stay because the work is hard.|The work is hard.|
cannot|I can sleep at night.|I cannot sleep at night.|n
one says both|They listen to us, but at night they don't listen to us.|They listen to us.|
comparative|It gets easier to ask the doctor.|It's difficult to ask the doctor.|difficult / easy
"""
BOKMAAL = """
trygg om natta|Jeg føler meg trygg.|Jeg føler meg ikke trygg om natta.|n
annen setning|Jeg føler meg trygg.|Jeg kom aldri for sent, og jeg føler meg trygg.|
lytter|De lytter til oss.|Lederne lytter aldri.|n
ingen|Lederne lytter til pasientene.|Ingen lytter til pasientene.|n
ikke bare|De lytter til lederne.|De lytter ikke bare til lederne.|
ikke sant|Det er trygt på senteret.|Det er trygt på senteret ikke sant.|
nei|Nei, det er trygt på senteret.|Det er trygt på senteret.|
vet ikke|Jeg synes jobben er meningsfull.|Jeg vet ikke, jeg synes jobben er meningsfull.|
spørsmål|Stoler du ikke på sykepleierne?|Jeg stoler på sykepleierne.|
hvis|Hvis sykepleierne ikke lytter, går vi.|Sykepleierne lytter.|
stoler|Jeg stoler på sykepleierne.|Jeg stoler ikke på sykepleierne.|n
omvendt|Trygg er jeg ikke.|Jeg er trygg.|n
at-setning|Jeg tror ikke at sykepleierne lytter til pasientene.|Sykepleierne lytter til pasientene.|n
lett og vanskelig|Det er lett å snakke med sykepleieren.|Det er vanskelig å snakke med sykepleieren.|lett / vanskelig
trygg og redd|Jeg føler meg trygg.|Jeg føler meg redd.|redd / trygg
ikke redd er trygg|Jeg er trygg der.|Jeg er ikke redd der.|
mer og mindre|Vi fikk mer veiledning i avdelingen.|Vi fikk mindre veiledning i avdelingen.|mer / mindre
annet|Vi fikk mer veiledning.|Det ble mindre bråk i huset.|
begge|Jeg stoler ikke på lederen.|Jeg stolte aldri på lederen.|
uten|Vi begynte i jobben med opplæring.|Vi begynte i jobben uten opplæring.|n
fordi|Jeg blir ikke fordi jobben er tung.|Jobben er tung.|
begge ord|Jobben er tung, men den er lett å like.|Jobben er lett.|
bøyd|Det ble lettere å spørre legen.|Det er vanskelig å spørre legen.|lett / vanskelig
"""
NYNORSK = """
trygg om natta|Eg kjenner meg trygg.|Eg kjenner meg ikkje trygg om natta.|n
anna setning|Eg er trygg.|Eg kom aldri for seint, og eg er trygg.|
lyttar|Dei lyttar til oss.|Leiarane lyttar aldri.|n
ingen|Leiarane lyttar til pasientane.|Ingen lyttar til pasientane.|n
ikkje berre|Dei lyttar til leiarane.|Dei lyttar ikkje berre til leiarane.|
ikkje sant|Det er trygt på senteret.|Det er trygt på senteret ikkje sant.|
nei|Nei, det er trygt på senteret.|Det er trygt på senteret.|
veit ikkje|Eg synest jobben er meiningsfull.|Eg veit ikkje, eg synest jobben er meiningsfull.|
spørsmål|Lyttar ikkje sjukepleiarane til pasientane?|Sjukepleiarane lyttar til pasientane.|
viss|Viss sjukepleiarane ikkje lyttar, går vi.|Sjukepleiarane lyttar.|
omvendt|Trygg er eg ikkje.|Eg er trygg.|n
lett og vanskeleg|Det er lett å snakke med sjukepleiaren.|Det er vanskeleg å snakke med sjukepleiaren.|lett / vanskeleg
trygg og redd|Eg føler meg trygg.|Eg føler meg redd.|redd / trygg
ikkje redd er trygg|Eg er trygg der.|Eg er ikkje redd der.|
meir og mindre|Vi fekk meir rettleiing i avdelinga.|Vi fekk mindre rettleiing i avdelinga.|meir / mindre
anna|Vi fekk meir rettleiing.|Det vart mindre bråk i huset.|
begge|Eg er ikkje trygg på leiaren.|Eg var aldri trygg på leiaren.|
utan|Vi byrja i jobben med opplæring.|Vi byrja i jobben utan opplæring.|n
fordi|Eg blir ikkje fordi jobben er tung.|Jobben er tung.|
begge ord|Jobben er tung, men han er lett å like.|Jobben er lett.|
bøygd|Det vart lettare å spørje legen.|Det er vanskeleg å spørje legen.|lett / vanskeleg
"""
DANISH = """
tryg om natten|Jeg føler mig tryg.|Jeg føler mig ikke tryg om natten.|n
anden sætning|Jeg føler mig tryg.|Jeg kom aldrig for sent, og jeg føler mig tryg.|
lytter|De lytter til os.|Lederne lytter aldrig.|n
ingen|Lederne lytter til patienterne.|Ingen lytter til patienterne.|n
ikke kun|De lytter til lederne.|De lytter ikke kun til lederne.|
ikke sandt|Det er trygt på centret.|Det er trygt på centret ikke sandt.|
nej|Nej, det er trygt på centret.|Det er trygt på centret.|
ved ikke|Jeg synes jobbet er meningsfuldt.|Jeg ved ikke, jeg synes jobbet er meningsfuldt.|
spørgsmål|Stoler du ikke på sygeplejerskerne?|Jeg stoler på sygeplejerskerne.|
hvis|Hvis sygeplejerskerne ikke lytter, går vi.|Sygeplejerskerne lytter.|
stoler|Jeg stoler på sygeplejerskerne.|Jeg stoler ikke på sygeplejerskerne.|n
omvendt|Tryg er jeg ikke.|Jeg er tryg.|n
at-sætning|Jeg tror ikke at sygeplejerskerne lytter til patienterne.|Sygeplejerskerne lytter til patienterne.|n
let og svært|Det er let at snakke med sygeplejersken.|Det er vanskeligt at snakke med sygeplejersken.|let / vanskelig
tryg og bange|Jeg føler mig tryg.|Jeg føler mig bange.|bange / tryg
ikke bange er tryg|Jeg er tryg der.|Jeg er ikke bange der.|
mere og mindre|Vi fik mere vejledning på afdelingen.|Vi fik mindre vejledning på afdelingen.|mere / mindre
andet|Vi fik mere vejledning.|Der blev mindre larm i huset.|
begge|Jeg stoler ikke på lederen.|Jeg stolede aldrig på lederen.|
uden|Vi begyndte i jobbet med oplæring.|Vi begyndte i jobbet uden oplæring.|n
fordi|Jeg bliver ikke fordi arbejdet er tungt.|Arbejdet er tungt.|
begge ord|Arbejdet er tungt, men det er let at holde af.|Arbejdet er let.|
bøjet|Det blev nemmere at spørge lægen.|Det er vanskeligt at spørge lægen.|nem / vanskelig
"""
SWEDISH = """
trygg på natten|Jag känner mig trygg.|Jag känner mig inte trygg på natten.|n
annan sats|Jag känner mig trygg.|Jag kom aldrig för sent, och jag känner mig trygg.|
lyssnar|De lyssnar på oss.|Cheferna lyssnar aldrig.|n
ingen|Cheferna lyssnar på patienterna.|Ingen lyssnar på patienterna.|n
inte bara|De lyssnar på cheferna.|De lyssnar inte bara på cheferna.|
inte sant|Det är tryggt på mottagningen.|Det är tryggt på mottagningen inte sant.|
nej|Nej, det är tryggt på mottagningen.|Det är tryggt på mottagningen.|
vet inte|Jag tycker jobbet är meningsfullt.|Jag vet inte, jag tycker jobbet är meningsfullt.|
fråga|Litar du inte på sköterskorna?|Jag litar på sköterskorna.|
om|Om sköterskorna inte lyssnar, går vi.|Sköterskorna lyssnar.|
litar|Jag litar på sköterskorna.|Jag litar inte på sköterskorna.|n
omvänt|Trygg är jag inte.|Jag är trygg.|n
att-sats|Jag tror inte att sköterskorna lyssnar på patienterna.|Sköterskorna lyssnar på patienterna.|n
lätt och svårt|Det är lätt att prata med sköterskan.|Det är svårt att prata med sköterskan.|lätt / svår
trygg och rädd|Jag känner mig trygg.|Jag känner mig rädd.|rädd / trygg
inte rädd är trygg|Jag är trygg där.|Jag är inte rädd där.|
utan efter inte|Jag är rädd där.|Jag är inte trygg utan rädd där.|
mer och mindre|Vi fick mer handledning på avdelningen.|Vi fick mindre handledning på avdelningen.|mer / mindre
annat|Vi fick mer handledning.|Det blev mindre buller i huset.|
båda|Jag litar inte på chefen.|Jag litade aldrig på chefen.|
utan stöd|Vi började jobbet med handledning.|Vi började jobbet utan handledning.|n
därför|Jag stannar inte därför att arbetet är tungt.|Arbetet är tungt.|
båda ord|Arbetet är tungt, men det är lätt att tycka om.|Arbetet är lätt.|
böjt|Det blev lättare att fråga läkaren.|Det är svårt att fråga läkaren.|lätt / svår
"""
TABLES = {"en": ENGLISH, "nb": BOKMAAL, "nn": NYNORSK, "da": DANISH, "sv": SWEDISH}
CASES = [
    pytest.param(code, *row.split("|")[1:], id=f"{code}: {row.split('|')[0]}")
    for code, table in TABLES.items()
    for row in table.strip().split("\n")
]


def said(text: str, code: str = "en") -> Said:
    language = load_language(code)
    return Said(text, language, frozenset(lexicon(language).content(text)))


def pairs(*texts: str, code: str = "en") -> list[tuple[int, int, str]]:
    """The opposing pairs among texts of different people."""
    passages = [said(text, code) for text in texts]
    return opposing_pairs(
        [p.text for p in passages],
        [p.lemmas for p in passages],
        range(len(texts)),
        [p.language for p in passages],
    )


@pytest.mark.parametrize(("code", "one", "other", "why"), CASES)
def test_sentences_that_say_the_opposite(code: str, one: str, other: str, why: str) -> None:
    reason = NEGATION if why == "n" else f"{WORDS} {why}" if why else ""
    expected = [(0, 1, reason)] if reason else []
    assert pairs(one, other, code=code) == pairs(other, one, code=code) == expected


WIDE = [
    pytest.param(
        "Participants felt safe in the group because the peer workers had been there themselves.",
        "I was never safe in that group, to be honest, and I left after a month.",
        NEGATION, id="a passage denies it",
    ),
    pytest.param(
        "Participants said that they trusted the nurses at the hospital.",
        "The hospital, well. You learn to distrust nurses in a place like that.",
        f"{WORDS} distrust / trust", id="opposed words",
    ),
    pytest.param(
        "The peer workers brought hope into the ward.",
        "But the ward stayed the same, whatever the peer workers brought.",
        OPENS, id="opens with a contrast",
    ),
    pytest.param(
        "The peer workers brought hope into the ward.",
        "She was kind. On the other hand the ward got noisy, with peer workers everywhere.",
        TURNS, id="turns with a contrast",
    ),
    pytest.param(
        "The peer workers brought hope into the ward.",
        "But the weather was awful this summer.",
        "", id="a contrast about something else",
    ),
    pytest.param(
        "Participants felt safe in the group.",
        "The group was never on a Monday, and I felt safe.",
        "", id="denies something else",
    ),
    pytest.param(
        "Participants felt safe in the group.",
        "At first I wasn't safe in the group. Then I was safe in the group.",
        "", id="both in turn",
    ),
    pytest.param("", "", "", id="nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "passage", "reason"), WIDE)
def test_a_passage_against_a_statement(statement: str, passage: str, reason: str) -> None:
    one, other = said(statement), said(passage)
    assert opposition(one, other) == opposition(other, one) == reason


def test_a_negation_goes_before_opposed_words_and_these_before_a_contrast() -> None:
    assert sorted([TURNS, f"{WORDS} easy / hard", NEGATION, OPENS], key=rank) == [
        NEGATION, f"{WORDS} easy / hard", TURNS, OPENS,
    ]  # fmt: skip


def test_one_speaker_does_not_oppose_himself() -> None:
    texts = ["I trust the nurses.", "I don't trust the nurses."]
    passages = [said(text) for text in texts]
    content = [passage.lemmas for passage in passages]
    assert opposing_pairs(texts, content, ["A:P1", "A:P1"], [passages[0].language] * 2) == []


def test_languages_do_not_mix() -> None:
    texts = ["Jeg føler meg trygg.", "Jag känner mig inte trygg."]
    passages = [said(texts[0], "nb"), said(texts[1], "sv")]
    languages = [passage.language for passage in passages]
    assert opposing_pairs(texts, [p.lemmas for p in passages], [1, 2], languages) == []


def test_what_all_the_talk_is_about_makes_no_sentences_alike() -> None:
    """ "Peer worker" is in every sentence, so that it takes more to be about the same."""
    others = [f"The peer worker came on day {name}." for name in ("one", "two", "three", "four")]
    assert pairs("There is no peer worker.", "A peer worker called.") == [(0, 1, NEGATION)]
    assert pairs("There is no peer worker.", "A peer worker called.", *others) == []


@pytest.mark.parametrize("code", COMPLETE)
def test_opposed_words_are_of_one_word_and_no_word_opposes_itself(code: str) -> None:
    opposites = claim_words(load_language(code)).opposites
    table = load_language(code).opposed
    assert len(table.words) >= 60
    listed = {name: {*own, *(o for others in own.values() for o in others)}
              for name, own in (("words", table.words), ("degrees", table.degrees))}  # fmt: skip
    assert not listed["words"] & listed["degrees"]
    assert not [word for word in opposites if " " in word or word != word.lower()]
    assert not [word for word, others in opposites.items() if word in others]
    assert all(word in opposites[other] for word, others in opposites.items() for other in others)


WORDS_SAID = [
    "i", "we", "they", "never", "not", "no", "don't", "safe", "unsafe", "trust", "nurse", "easy",
    "hard", "more", "less", "time", "but", "and", "if", "listen", "the", "night", ",", ".", "?",
]  # fmt: skip
SENTENCES = st.lists(st.sampled_from(WORDS_SAID), max_size=12).map(" ".join)


@given(SENTENCES, SENTENCES)
def test_opposition_is_the_same_either_way_round(one: str, other: str) -> None:
    assert opposition(said(one), said(other)) == opposition(said(other), said(one))
    assert opposition(said(one), said(one)) in ("", OPENS, TURNS)


@given(st.lists(SENTENCES, max_size=5))
def test_looking_only_where_words_clash_loses_no_pair(texts: list[str]) -> None:
    each = [
        (one, other, reason)
        for one, text in enumerate(texts)
        for other in range(one + 1, len(texts))
        for _, _, reason in pairs(text, texts[other])
    ]
    assert pairs(*texts) == each


def test_a_thousand_sentences_take_a_fifth_of_a_second() -> None:
    """Ten times that here, so that a busy machine does not fail it."""
    people, acts = ("nurse", "doctor", "manager", "peer worker"), ("trust", "remember", "help")
    texts = [
        f"I {'never ' if n % 3 else ''}{acts[n % 3]} the {people[n % 4]} on day {n // 9} at home."
        for n in range(1_000)
    ]
    passages = [said(text) for text in texts]
    content = [passage.lemmas for passage in passages]
    begin = time.perf_counter()
    opposing_pairs(texts, content, range(1_000), [passages[0].language] * 1_000)
    assert time.perf_counter() - begin < 2
