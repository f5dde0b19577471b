"""Decisions stay on the words they were made about, however the transcript is changed."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stc_cli.decisions.anchors import Anchor, anchored
from stc_cli.decisions.lines import Decision
from stc_cli.decisions.pages import Page
from stc_cli.decisions.placing import (
    GONE,
    NEGATED,
    NOT_FOUND,
    OTHERS,
    TWICE,
    Spot,
    pieces,
    placed,
)
from stc_cli.decisions.shapes import landing
from stc_cli.records import Span, Turn

SAID = [
    "Yes.", "Mhm.", "I think so.", "We have good routines there.", "I don't know.",
    "It was not easy to ask for help when nobody else did, but then one morning I rang them.",
    "They see me as a colleague now and I am proud of that.",
    "It was not easy to ask for help when nobody did.",
    "My neighbour comes by on Sundays with the paper and we have coffee on the stairs.",
]  # fmt: skip
WORDS = "and then maybe the house river again slowly a the of".split()
_NUMBERS = count()


@dataclass
class Sentence:
    """A sentence that keeps its identity while its words are corrected."""

    words: str
    name: int = field(default_factory=lambda: next(_NUMBERS))


@dataclass
class Talk:
    """A transcript to be edited: turns of a speaker and sentences."""

    turns: list[tuple[str, list[Sentence]]]

    def page(self) -> tuple[Page, list[tuple[int, int, Sentence]]]:
        """The stored text ready to be searched, and where each sentence stands in it."""
        text, turns, places = "", [], []
        for number, (speaker, sentences) in enumerate(self.turns, start=1):
            start = len(text)
            for sentence in sentences:
                if len(text) > start:
                    text += " "
                places.append((len(text), len(text) + len(sentence.words), sentence))
                text += sentence.words
            turns.append(Turn(f"A-t{number}", "A", number, speaker, "participant", None, None,
                              start, len(text), text[start:]))  # fmt: skip
            text += "\n"
        return Page(text, turns, ("not", "don't", "never")), places


def talk(chance: random.Random, turns: int) -> Talk:
    return Talk([
        (f"P{chance.randint(1, 3)}",
         [Sentence(chance.choice(SAID)) for _ in range(chance.randint(1, 3))])
        for _ in range(turns)
    ])  # fmt: skip


def edited(talk: Talk, chance: random.Random) -> Talk:
    """The talk after one random edit; sentences that stay keep their names."""
    turns = [(speaker, list(sentences)) for speaker, sentences in talk.turns]
    at = chance.randrange(len(turns))
    sentences = turns[at][1]
    kind = chance.choice(["insert", "delete", "replace", "reorder", "turn", "copy", "drop turn"])
    inside = chance.randrange(len(sentences))
    if kind == "insert":
        sentences.insert(inside, Sentence(chance.choice(SAID)))
    elif kind == "copy":
        other = chance.choice(talk.turns)[1]
        sentences.insert(inside, Sentence(chance.choice(other).words))
    elif kind == "delete" and len(sentences) > 1:
        del sentences[inside]
    elif kind == "replace":
        words = sentences[inside].words.split()
        words[chance.randrange(len(words))] = chance.choice(WORDS)
        sentences[inside] = Sentence(" ".join(words), sentences[inside].name)
    elif kind == "reorder":
        turns.insert(chance.randrange(len(turns)), turns.pop(at))
    elif kind == "turn":
        turns.insert(at, ("P1", [Sentence(chance.choice(SAID))]))
    elif kind == "drop turn" and len(turns) > 1:
        del turns[at]
    return Talk(turns)


@settings(max_examples=1500, deadline=None)
@given(seed=st.integers(0, 2**32), turns=st.integers(2, 12), edits=st.integers(0, 6))
def test_a_decision_stands_on_its_own_words_or_nowhere(seed: int, turns: int, edits: int) -> None:
    chance = random.Random(seed)
    before = talk(chance, turns)
    page, places = before.page()
    after = before
    for _ in range(edits):
        after = edited(after, chance)
    new_page, new_places = after.page()
    for start, end, sentence in places:
        anchor = anchored("A", page.text, start, end)
        speakers = sorted(page.speakers(start, end))
        spot = placed(anchor, speakers, new_page)
        if edits == 0:
            assert spot == Spot(start, end, "position")
        if isinstance(spot, str):
            continue
        there = [s for first, last, s in new_places if first < spot.end and spot.start < last]
        if sentence.name not in [s.name for s in there]:
            alike = indistinguishable(anchor, spot, speakers, new_page)
            gone = sentence.name not in [s.name for _, _, s in new_places]
            assert alike or (gone and went(anchor, spot, new_page))


def indistinguishable(anchor: Anchor, spot: Spot, speakers: list[str], page: Page) -> bool:
    """Whether a passage reads as the other would, between the same words, by the same person.

    Then the changed transcript is, letter for letter, what it would be had the passage stayed, or
    had its words been corrected where it stood.
    """
    text = page.text
    before, after = anchor.prefix[-40:], anchor.suffix[:40]
    left = like(before, text[max(0, spot.start - len(before)) : spot.start])
    right = like(after, text[spot.end : spot.end + len(after)])
    if not page.speakers(spot.start, spot.end) <= set(speakers):
        renamed = not {turn.speaker for turn in page.turns} & set(speakers)
        known = len(anchor.prefix) >= 20 or (renamed and len(anchor.exact) >= 40)
        return left and right and known
    if text[spot.start : spot.end] == anchor.exact:
        return left or right
    return left and right


def like(one: str, other: str) -> bool:
    """Whether two texts differ in a few characters at most, by difflib's measure."""
    return SequenceMatcher(None, one, other).ratio() >= 0.75


def went(anchor: Anchor, spot: Spot, page: Page) -> bool:
    """Whether words of some length, said once, went from where they were to one other place."""
    once = page.text.count(anchor.exact) == 1 and anchor.elsewhere == 0
    return once and page.text[spot.start : spot.end] == anchor.exact and len(anchor.exact) >= 40


def page(*turns: str) -> Page:
    """A transcript of turns written as `P1: words`."""
    made = Talk([(who, [Sentence(said)]) for who, said in (turn.split(": ", 1) for turn in turns)])
    return made.page()[0]


BEFORE = (
    "M: How are the nights for you, and whom do you call?",
    "P1: I feel safe when the nurse is here. She answers.",
    "M: And you, what do you do when it gets bad at night?",
    "P2: I feel safe when the nurse is here. I sleep.",
)
WORDS_THERE = "I feel safe when the nurse is here."


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(BEFORE, (1, "position"), id="nothing changed"),
        pytest.param(("M: Welcome.", *BEFORE), (1, "quotation"), id="text before it"),
        pytest.param((BEFORE[2], BEFORE[3], BEFORE[0], BEFORE[1]), (2, "quotation"),
                     id="turns in another order, each with its question"),
        pytest.param((BEFORE[0], BEFORE[2], BEFORE[3]), TWICE, id="gone; the other's words stay"),
        pytest.param((BEFORE[0], "P1: I feel safe when a nurse is here. She answers.", *BEFORE[2:]),
                     (0, "similar"), id="a word corrected, the other's words untouched"),
        pytest.param((BEFORE[0], "P1: I never feel safe when the nurse is here. She answers.",
                      *BEFORE[2:]), NEGATED, id="a negation put in"),
        pytest.param(("M: Hello.", "P1: Rain."), TWICE, id="all gone"),
    ],
)  # fmt: skip
def test_words_that_two_people_said(
    after: tuple[str, ...], expected: tuple[int, str] | str
) -> None:
    """`expected`: the how-manieth place of the words, 0 where they were corrected, and how."""
    before = page(*BEFORE)
    start = before.text.index(WORDS_THERE)
    anchor = anchored("A", before.text, start, start + len(WORDS_THERE))
    assert anchor.elsewhere == 1
    now = page(*after)
    found = placed(anchor, ["P1"], now)
    if isinstance(found, str):
        assert found == expected
    else:
        there = [m.start() for m in re.finditer(re.escape(WORDS_THERE), now.text)]
        place = there.index(found.start) + 1 if found.start in there else 0
        assert (place, found.how) == expected
        assert now.speakers(found.start, found.end) == {"P1"}


THERE = [m.start() for m in re.finditer(re.escape(WORDS_THERE), page(*BEFORE).text)]


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        pytest.param(Anchor("A", "She answers."), THERE[0] + len(WORDS_THERE) + 1,
                     id="words alone, said once"),
        pytest.param(Anchor("A", WORDS_THERE), TWICE, id="words alone, said twice"),
        pytest.param(Anchor("A", WORDS_THERE, suffix=" I sleep."), TWICE, id="little context"),
        pytest.param(Anchor("A", WORDS_THERE, prefix="when it gets bad at night? "), THERE[1],
                     id="context on one side"),
        pytest.param(Anchor("A", WORDS_THERE, start=THERE[1], end=THERE[1] + len(WORDS_THERE)),
                     THERE[1], id="a position"),
        pytest.param(Anchor("A", "She answer"), NOT_FOUND, id="part of a word"),
        pytest.param(Anchor("A", "(withdrawn)"), GONE, id="withdrawn"),
        pytest.param(Anchor("A", WORDS_THERE, prefix="(withdrawn) it gets bad at night? "),
                     THERE[1],
                     id="what somebody else said before it was withdrawn"),
    ],
)  # fmt: skip
def test_anchors_written_by_hand(anchor: Anchor, expected: int | str) -> None:
    found = placed(anchor, [], page(*BEFORE))
    assert (found if isinstance(found, str) else found.start) == expected


def test_a_speaker_who_was_given_another_name_keeps_the_last_word() -> None:
    said = "I ring my sister in the evening, and then the night is shorter."
    talk = ("M: And when it gets bad, whom do you call?", f"P3: {said}")
    before = page(*talk)
    start = before.text.index(said)
    anchor = anchored("A", before.text, start, start + len(said))
    renamed = page(talk[0], f"Ann: {said}")
    assert placed(anchor, ["P3"], renamed) == Spot(start, start + len(said), "position")
    shared = page(talk[0], f"Ann: {said}", "P3: Yes.")
    assert placed(anchor, ["P3"], shared) == OTHERS


def test_talk_that_somebody_came_into_is_left_to_them() -> None:
    said = "We walk to the shop and back every day now."
    before = page("M: And the stairs, how are they?", f"P1: {said}", "M: So you do get out?")
    start = before.text.index(said)
    anchor = anchored("A", before.text, start, start + len(said))
    after = page("M: And the stairs, how are they?", "P1: We walk to the shop", "P2: Mhm.",
                 "P1: and back every day now.", "M: So you do get out?")  # fmt: skip
    found = placed(anchor, ["P1"], after)
    assert isinstance(found, Spot)
    cut = [after.stored[span.start : span.end] for span in pieces([found], ["P1"], after)]
    assert cut == ["We walk to the shop", "and back every day now."]


def test_a_golden_quote_stands_in_its_unit() -> None:
    """Its words were put in before, where its old position is; the unit's tell them apart."""
    said = "And the nurse I ring, who is kind, comes at night. "
    then = f"{said}My sister comes on Sundays and then we walk to the shop and back."
    end = then.index(" Sundays")
    unit = (anchored("A", then, 0, end),)
    golden = (anchored("A", then, 0, len("And the nurse I ring")),)
    decision = Decision("ann", 1, "", "quote", "A", unit, speakers=("P1",), quotation=golden)
    found = landing(decision, page(f"P1: {said}{then}"))
    assert found.units == ((Span(len(said), len(said) + end),),)
    assert found.quotation == (Span(len(said), len(said) + len("And the nurse I ring")),)
