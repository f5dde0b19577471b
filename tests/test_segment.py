"""From turns to meaning units: stretches, back-channels, questions, spans, ids, length."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc_cli.config import Segment
from stc_cli.languages import load_language
from stc_cli.records import Role, Turn, Unit
from stc_cli.stages.segment import segment, unit_text
from stc_cli.text.tokens import lexicon

Talk = Sequence[tuple[str, str]]  # (speaker, what they say); a moderator's name begins with I


def turns_of(talk: Talk) -> tuple[list[Turn], str]:
    """Turns and the stored text they stand in."""
    turns: list[Turn] = []
    stored = ""
    for number, (speaker, text) in enumerate(talk, start=1):
        start = len(stored) + len(f"<{number}> ")
        stored += f"<{number}> {text}\n"
        role: Role = "moderator" if speaker.startswith("I") else "participant"
        turns.append(
            Turn(
                f"t{number}", "T", number, speaker, role, None, None, start, start + len(text), text
            )
        )
    return turns, stored


def units_of(talk: Talk, code: str = "en", **settings: int) -> list[Unit]:
    turns, stored = turns_of(talk)
    config = Segment(**settings)  # type: ignore[arg-type]
    units = segment(turns, config=config, lexicon=lexicon(load_language(code)))
    for unit in units:
        assert unit_text(stored, unit.spans) == unit.text
    return units


def texts(talk: Talk, code: str = "en", **settings: int) -> list[str]:
    return [unit.text for unit in units_of(talk, code, **settings)]


@pytest.mark.parametrize(
    ("code", "talk", "expected"),
    [
        pytest.param(
            "en", [("A", "We had two"), ("B", "Mhm."), ("A", "peer workers.")],
            ["We had two peer workers."], id="listening-does-not-cut",
        ),
        pytest.param(
            "nb", [("A", "Vi hadde to"), ("B", "Ja, ikke sant."), ("C", "Mm."), ("A", "stykker.")],
            ["Vi hadde to stykker."], id="two-people-listen",
        ),
        pytest.param(
            "en", [("A", "We had two"), ("I", "[laughs] Mm-hm."), ("A", "of them.")],
            ["We had two of them."], id="the-moderator-listens-with-a-laugh",
        ),
        pytest.param(
            "en", [("A", "Do you agree?"), ("B", "Yes."), ("A", "Good.")],
            ["Do you agree?", "Yes.", "Good."], id="an-answer-is-no-listening",
        ),
        pytest.param(
            "en", [("A", "Do you agree? [pause]"), ("B", "Yes."), ("A", "Good.")],
            ["Do you agree? [pause]", "Yes.", "Good."], id="an-answer-after-a-mark",
        ),
        pytest.param(
            "en", [("A", "He said “do you agree?”"), ("B", "Yes."), ("A", "Good.")],
            ["He said “do you agree?”", "Yes.", "Good."], id="an-answer-after-a-quote",
        ),
        pytest.param(
            "nb", [("A", "Er du enig?"), ("B", "Ja."), ("A", "Fint.")],
            ["Er du enig?", "Ja.", "Fint."], id="an-answer-in-norwegian",
        ),
        pytest.param(
            "en", [("A", "We had two."), ("B", "Yes."), ("C", "So did we.")],
            ["We had two.", "Yes.", "So did we."], id="the-first-does-not-go-on",
        ),
        pytest.param(
            "en", [("A", "We had two."), ("B", "Yes, three of them."), ("A", "No.")],
            ["We had two.", "Yes, three of them.", "No."], id="content-cuts",
        ),
        pytest.param(
            "en", [("A", "So"), ("B", "yeah yeah yeah yeah yeah"), ("A", "well.")],
            ["So", "yeah yeah yeah yeah yeah", "well."], id="too-long-to-be-listening",
        ),
        pytest.param(
            "en", [("A", "[laughs]"), ("B", "Then we left.")], ["Then we left."], id="only-a-mark",
        ),
        pytest.param("en", [("I", "Welcome.")], [], id="a-moderator-has-no-units"),
        pytest.param("en", [], [], id="nobody"),
    ],
)  # fmt: skip
def test_stretches(code: str, talk: Talk, expected: list[str]) -> None:
    assert texts(talk, code) == expected


def test_a_unit_around_listening_names_its_turns_and_spans() -> None:
    (unit,) = units_of([("A", "We had two"), ("B", "Mhm."), ("A", "peer workers.")])
    assert unit.turn_ids == ("t1", "t3")
    assert unit.speakers == ("A",)
    assert len(unit.spans) == 2


def test_paragraphs_of_a_turn_are_spans_of_one_unit() -> None:
    (unit,) = units_of([("A", "We left.\nAnd so did they.")])
    assert unit.text == "We left. And so did they."
    assert len(unit.spans) == 2


@pytest.mark.parametrize(
    ("talk", "questions"),
    [
        pytest.param([("I", "Why?"), ("A", "Because.")], ["t1"], id="question-and-answer"),
        pytest.param([("I", "Why?"), ("I", "Take your time."), ("A", "So.")], ["t1"], id="asked"),
        pytest.param([("I", "Tell me."), ("A", "So.")], ["t1"], id="asked-without-a-mark"),
        pytest.param([("I", "Why?"), ("A", "So."), ("B", "No.")], ["t1", "t1"], id="two-answer"),
        pytest.param(
            [("I", "Why?"), ("A", "So."), ("I", "Mhm."), ("B", "No.")], ["t1", "t1"],
            id="listening-is-no-question",
        ),
        pytest.param(
            [("I", "Why?"), ("A", "So."), ("I", "And you?"), ("B", "No.")], ["t1", "t3"],
            id="another-question",
        ),
        pytest.param([("A", "So.")], [""], id="nobody-asked"),
    ],
)  # fmt: skip
def test_the_question_is_kept_with_the_answer(talk: Talk, questions: list[str]) -> None:
    assert [unit.question for unit in units_of(talk)] == questions


def test_ids_are_hashes_of_the_text_and_repeats_are_numbered() -> None:
    talk = [("A", "Yes we did."), ("B", "Not us."), ("A", "Yes we did."), ("B", "Yes we did.")]
    digest = hashlib.sha256(b"Yes we did.").hexdigest()[:10]
    ids = [unit.unit_id for unit in units_of(talk) if unit.text == "Yes we did."]
    assert ids == [f"T-{digest}", f"T-{digest}-2", f"T-{digest}-3"]


def test_another_topic_begins_a_unit() -> None:
    talk = [("A", "The nurses came in every single day then. Another thing, the roof leaks now.")]
    assert len(texts(talk)) == 2


@pytest.mark.parametrize("max_words", [10, 25, 90])
def test_an_unpunctuated_turn_of_800_words_is_cut_to_length(max_words: int) -> None:
    said = " ".join(f"{('and' if n % 13 == 0 else 'word')}{n}" for n in range(800))
    units = units_of([("A", said)], max_words=max_words)
    assert " ".join(unit.text for unit in units) == said
    assert all(1 <= unit.words <= max_words for unit in units)


SENTENCE = st.lists(
    st.sampled_from("vi hadde to ansatte, a/b/c og men f.eks. 2. kl. ikke e-post … –".split()),
    min_size=1, max_size=12,
).map(lambda words: " ".join(words) + ".")  # fmt: skip
SAID = (
    st.lists(SENTENCE, min_size=1, max_size=4).map(" ".join)
    | st.sampled_from(["Mhm.", "Ja.", "[ler]", "Hva tenker du?", "Ja,\nikke sant.", "…"])
)  # fmt: skip
TALK = st.lists(st.tuples(st.sampled_from(["A", "B", "Ida"]), SAID), max_size=8)


@given(talk=TALK, max_words=st.integers(10, 30))
def test_units_are_in_order_within_length_and_lose_no_word(talk: Talk, max_words: int) -> None:
    units = units_of(talk, "nb", max_words=max_words)
    for unit in units:
        assert unit.words <= max_words
        assert all(one.end <= two.start for one, two in pairwise(unit.spans))
    assert len({unit.unit_id for unit in units}) == len(units)
    # What A says in a turn of several sentences is all in units: no back-channel hides there.
    held = "".join("".join(unit.text.split()) for unit in units if unit.speakers == ("A",))
    for speaker, said in talk:
        if speaker == "A" and "vi" in said.split():
            assert "".join(said.split()).strip("…–.") in held


@given(before=TALK, after=TALK, said=SAID, other=SENTENCE)
def test_boundaries_depend_on_the_stretch_alone(
    before: Talk, after: Talk, said: str, other: str
) -> None:
    # A question-free sentence of someone else on either side ends the stretch there.
    own = [("C", "Vi hadde bussen i går. " + said + " Nå går den ikke.")]
    fence = [("D", "Dette er noe annet. " + other)]
    alone = [unit.text for unit in units_of(own, "nb")]
    within = [
        unit.text for unit in units_of([*before, *fence, *own, *fence, *after], "nb")
        if unit.speakers == ("C",)
    ]  # fmt: skip
    assert within == alone
