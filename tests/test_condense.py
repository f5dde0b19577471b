"""Condensates: nobody is lost, nothing that was meant is lost, and it flows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from studies import Shell

from stc_cli.config import Condense
from stc_cli.languages import load_language
from stc_cli.records import Condensate, Span, Unit
from stc_cli.stages.condense import (
    LARGE,
    LESS_TELLING,
    NOTHING_SAID,
    TALK,
    TOO_MANY,
    Coded,
    Subgroup,
    condense,
)
from stc_cli.text.budget import OVER_BUDGET
from stc_cli.text.characters import word_count
from stc_cli.text.clauses import asides
from stc_cli.text.flow import in_flow
from stc_cli.text.kinds import fault
from stc_cli.text.locks import locked, lost_locks
from stc_cli.text.operations import replay
from stc_cli.text.telling import Said, less_telling, most_telling
from stc_cli.text.tokens import Lexicons

ENGLISH = load_language("en")
Run = Callable[..., tuple[str, str]]


def unit(number: int, text: str, speaker: str = "", transcript: str = "T1") -> Unit:
    return Unit(
        f"{transcript}-{number}", transcript, (f"{transcript}-t{number}",),
        (speaker or f"P{number}",), "participant", (Span(0, len(text)),), text, word_count(text),
        "", "candidate",
    )  # fmt: skip


def condensed(
    *texts: str | Coded, language: str = "en", left_out: dict[str, str] | None = None, **config: Any
) -> Condensate:
    coded = [
        text if isinstance(text, Coded) else Coded(unit(number, text), "code")
        for number, text in enumerate(texts, start=1)
    ]
    return condense(
        Subgroup("group", "subgroup", coded, left_out or {}), inputs_sha256="",
        config=Condense(**config), lexicons=Lexicons(lambda transcript: language),
    )  # fmt: skip


def read(condensate: Condensate) -> str:
    return " ".join(sentence.text for sentence in condensate.sentences)


# -- which sentences stand -----------------------------------------------------------------------


def said(text: str, score: float, *, evidence: bool = False) -> Said:
    return Said(text, word_count(text), score, evidence)


@pytest.mark.parametrize(
    ("unit", "keep", "gone"),
    [
        pytest.param([said("We had two.", 0.1)], 0.1, [], id="the-only-one-stays"),
        pytest.param(
            [said("We had two.", 0.1), said("Nurses trained peers.", 0.9)], 0.5, [0],
            id="the-weaker",
        ),
        pytest.param(
            [said("We had two.", 0.1), said("Nurses trained peers.", 0.9)], 0.6, [], id="too-much"
        ),
        pytest.param(
            [said("We had two.", 0.1, evidence=True), said("Nurses trained peers.", 0.9)], 0.1, [1],
            id="evidence-stays",
        ),
        pytest.param(
            [said("I feel safe.", 0.9), said("But not at night.", 0.0)], 0.1, [],
            id="a-contrast-is-not-torn-off",
        ),
        pytest.param(
            [said("I feel safe.", 0.0), said("But not at night.", 0.8), said("We sing here.", 0.9)],
            0.1, [0, 1], id="what-turns-goes-with-what-it-turns-against",
        ),
        pytest.param(
            [said("My boss came in.", 0.1), said("He was angry.", 0.9)], 0.1, [],
            id="he-needs-the-boss",
        ),
        pytest.param(
            [said("My boss came in.", 0.1), said("And we had tea.", 0.9)], 0.1, [0],
            id="and-needs-nobody",
        ),
        pytest.param(
            [said("My boss came in.", 0.1), said("And he had tea.", 0.9)], 0.1, [],
            id="and-he-needs-the-boss",
        ),
        pytest.param(
            [said("Tea was hot.", 0.2), said("We had cake.", 0.2), said("I like peers.", 0.9)], 0.6,
            [1], id="a-tie-takes-the-later",
        ),
    ],
)  # fmt: skip
def test_the_less_telling_go(unit: list[Said], keep: float, gone: list[int]) -> None:
    assert less_telling(unit, keep, ENGLISH) == gone


@pytest.mark.parametrize(
    ("unit", "stand"),
    [
        pytest.param([said("Tea.", 0.1), said("We train peers.", 0.9)], [1], id="the-best"),
        pytest.param(
            [said("Tea.", 0.1, evidence=True), said("We train peers.", 0.9)],
            [0],
            id="evidence-first",
        ),
        pytest.param(
            [said("My boss came.", 0.1), said("He was angry.", 0.9)], [0, 1], id="with-its-he"
        ),
        pytest.param(
            [said("I feel safe.", 0.9), said("But not at night.", 0.0), said("We sing.", 0.1)],
            [0, 1],
            id="with-its-but",
        ),
    ],
)
def test_the_most_telling_stands(unit: list[Said], stand: list[int]) -> None:
    assert most_telling(unit, ENGLISH) == stand


def test_sentences_that_are_passed_over_are_listed_where_they_stand() -> None:
    text = "Peers need training from us. It rained on the roof that day."
    made = condensed(
        Coded(unit(1, text), "code", 'rule 1 (lemma): "training"'),
        "Training helps peers.",
        keep=0.4,
    )
    assert read(made) == "Peers need training from us. Training helps peers."
    row = made.passed_over[0]
    assert (row.unit_id, row.reason) == ("T1-1", LESS_TELLING)
    assert text[row.start : row.end] == "It rained on the roof that day."


def test_talk_about_the_talk_is_passed_over_but_never_all_of_a_unit() -> None:
    made = condensed("Sorry. Peers need training.", "Sorry.")
    assert [(row.unit_id, row.reason) for row in made.passed_over] == [("T1-1", TALK)]
    assert set(made.unit_ids) == {"T1-1", "T1-2"}


def test_a_unit_of_marks_is_left_out_with_the_reason() -> None:
    made = condensed("[laughs] Um.", "We stayed.")
    assert [tuple(row) for row in made.left_out] == [("T1-1", NOTHING_SAID)]


def test_a_person_leaves_a_unit_out() -> None:
    made = condensed(
        "We went home.", "We stayed.", left_out={"T1-1": "left out by Anna: told twice"}
    )
    assert read(made) == "We stayed."
    assert [tuple(row) for row in made.left_out] == [("T1-1", "left out by Anna: told twice")]


# -- near-duplicates -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "merged"),
    [
        ("We need more training for peers.", "Um, we need more training for peers.", True),
        ("I feel safe at the clinic here.", "I don't feel safe at the clinic here.", False),
        ("I feel safe at the clinic here.", "I feel safe at the clinic, maybe.", False),
        ("Two nurses left the ward early.", "Three nurses left the ward early.", False),
        ("If nurses leave, the ward closes.", "When nurses leave, the ward closes.", False),
    ],
)
def test_only_what_means_the_same_is_merged(one: str, other: str, merged: bool) -> None:
    made = condensed(one, other)
    assert [sentence.unit_ids for sentence in made.sentences] == (
        [("T1-1", "T1-2")] if merged else [("T1-1",), ("T1-2",)]
    )


def test_without_data_of_a_language_every_word_counts() -> None:
    one, other = (
        "Ich bin sicher in der Klinik am Abend.",
        "Ich bin nie sicher in der Klinik am Abend.",
    )
    made = condensed(one, other, one, language="de", near_duplicate=0.5)
    assert [sentence.unit_ids for sentence in made.sentences] == [("T1-1", "T1-3"), ("T1-2",)]


# -- order ---------------------------------------------------------------------------------------


def test_the_most_central_comes_first_and_the_most_alike_next() -> None:
    apple, pear = {"apple": 1.0}, {"pear": 1.0}
    both = {"apple": 0.8, "pear": 0.6}
    assert in_flow([pear, both, apple, apple], [None] * 4, [False] * 4) == [1, 2, 3, 0]


def test_what_was_said_right_after_comes_first_among_equals() -> None:
    same = {"apple": 1.0}
    assert in_flow([same, same, same], [None, None, 0], [False] * 3) == [0, 2, 1]


def test_what_leans_on_something_before_does_not_open_the_account() -> None:
    made = condensed("But peers train nurses.", "Nurses train peers well.")
    assert read(made) == "Nurses train peers well. But peers train nurses."


def test_aspects_stand_in_the_codebooks_order() -> None:
    made = condensed(
        Coded(unit(1, "Peers train nurses well."), "first"),
        Coded(unit(2, "The dog sleeps in the hall."), "first"),
        Coded(unit(3, "Nurses train peers."), "second"),
    )
    codes = [op.now for s in made.sentences for op in s.operations if op.op == "order"]
    assert codes == ["first", "first", "second"]


def test_opposing_views_stand_side_by_side_and_are_flagged() -> None:
    made = condensed(
        "I feel safe at the clinic.", "The food at the clinic is warm.",
        "The clinic serves warm food.", "I don't feel safe at the clinic.",
    )  # fmt: skip
    order = [sentence.text for sentence in made.sentences]
    assert abs(order.index("I feel safe at the clinic.")
               - order.index("I don't feel safe at the clinic.")) == 1  # fmt: skip
    names = {sentence.text: sentence.sentence_id for sentence in made.sentences}
    row = made.opposing[0]
    assert {row.sentence_id, row.other_id} == {
        names["I feel safe at the clinic."], names["I don't feel safe at the clinic."]
    }  # fmt: skip


# -- the budget ----------------------------------------------------------------------------------


def many(number: int) -> list[Coded]:
    return [
        Coded(unit(n, f"Peer {n} trains nurse {n} at ward {n} every day.", f"P{n % 7}"), "code")
        for n in range(number)
    ]


def test_a_large_subgroup_needs_a_budget() -> None:
    made = condensed(*many(LARGE + 1))
    assert made.sentences == ()
    assert {row.reason for row in made.left_out} == {TOO_MANY}
    assert len(made.left_out) == LARGE + 1
    assert condensed(*many(LARGE)).left_out == ()


def test_a_budget_leaves_nobody_out_before_anyone_speaks_twice() -> None:
    made = condensed(*many(70), max_words=100, near_duplicate=1)
    assert word_count(read(made)) <= 100
    speakers = Counter(int(unit_id.split("-")[1]) % 7 for unit_id in made.unit_ids)
    assert set(speakers) == set(range(7))
    assert max(speakers.values()) - min(speakers.values()) <= 1
    assert {row.reason for row in made.left_out} == {OVER_BUDGET}
    assert len(made.left_out) + len(made.unit_ids) == 70


# -- sentences -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        (
            "We have two peers. And both are part time.",
            "We have two peers, and both are part time.",
        ),
        ("He asked. But we stayed.", "He asked, but we stayed."),
        ("Did he ask? But we stayed.", "Did he ask? But we stayed."),
        ("He asked... But we stayed.", "He asked... But we stayed."),
        ("He asked. We stayed.", "He asked. We stayed."),
    ],
)
def test_a_short_sentence_takes_in_what_its_speaker_added(text: str, read_as: str) -> None:
    assert read(condensed(text, keep=1)) == read_as


def test_we_stays_we_unless_the_config_asks() -> None:
    assert read(condensed("We were new at our ward.")) == "We were new at our ward."
    assert read(condensed("We were new at our ward.", person="I")) == "I was new at my ward."
    asked = condensed("We were new at our ward.", person={"subgroup": "I"})
    assert read(asked) == "I was new at my ward."
    assert any(op.op == "shift_person" for op in asked.sentences[0].operations)
    other = condensed("We were new at our ward.", person={"elsewhere": "I"})
    assert read(other) == "We were new at our ward."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The ward, which opened late, has peers in it.", [", which opened late,"]),
        ("The ward - it opened late - has peers in it.", [" - it opened late -"]),
        ("The ward (it opened late) has peers in it.", [" (it opened late)"]),
        (
            "The ward has two peers, which pleased us.",
            [],
        ),  # "two" stands outside; "pleased us" may go
        ("The ward, which never opened, has peers in it.", []),
        ("The ward, which perhaps opened late, has peers in it.", []),
        ("We had, which was new, peers.", []),
        ("The ward, and it opened late, has peers in it.", []),
    ],
)
def test_asides(text: str, found: list[str]) -> None:
    if text.endswith("pleased us."):
        found = [", which pleased us"]
    assert [text[aside.start : aside.end] for aside in asides(text, ENGLISH)] == found


def test_asides_are_cut_only_where_the_config_allows() -> None:
    text = "The ward, which opened late, has peers in it."
    assert read(condensed(text)) == text
    assert read(condensed(text, cut_clauses=True)) == "The ward has peers in it."


# -- properties ----------------------------------------------------------------------------------

PARTS = {
    "en": [
        "We need training.", "Um, we we need training.", "I feel safe.", "I don't feel safe.",
        "But not at night.", "He was, like, angry.", "Maybe two nurses left.", "Sorry.",
        "[laughs] Right, so we left.", "If it rains, we stay.", "And she stayed on.",
        "What did we do?", "The ward, which opened late, has peers.", "We had, we have a plan.",
        "Never.", "Well, yes.",
    ],
    "nb": [
        "Vi trenger veiledning.", "Eh, vi vi trenger veiledning.", "Jeg er trygg.",
        "Jeg er ikke trygg.", "Men ikke om natta.", "Han var liksom sint.", "Kanskje to gikk.",
        "Unnskyld.", "(ler) Ja, så vi dro.", "Hvis det regner, blir vi.", "Og hun ble igjen.",
        "Hva gjorde vi?", "Vi hadde, vi har en plan.", "Aldri.", "Altså, ja.",
    ],
    "nn": [
        "Vi treng rettleiing.", "Eh, vi vi treng rettleiing.", "Eg er trygg.", "Eg er ikkje trygg.",
        "Men ikkje om natta.", "Han var liksom sint.", "Kanskje to gjekk.", "Orsak.",
        "Viss det regnar, blir vi.", "Og ho vart att.", "Kva gjorde vi?", "Aldri.",
    ],
    "da": [
        "Vi mangler vejledning.", "Øh, vi vi mangler vejledning.", "Jeg er tryg.",
        "Jeg er ikke tryg.", "Men ikke om natten.", "Han var ligesom vred.", "Måske gik to.",
        "Undskyld.", "Hvis det regner, bliver vi.", "Og hun blev.", "Hvad gjorde vi?", "Aldrig.",
    ],
    "sv": [
        "Vi behöver handledning.", "Eh, vi vi behöver handledning.", "Jag är trygg.",
        "Jag är inte trygg.", "Men inte på natten.", "Han var liksom arg.", "Kanske gick två.",
        "Förlåt.", "Om det regnar stannar vi.", "Och hon stannade.", "Vad gjorde vi?", "Aldrig.",
    ],
}  # fmt: skip


@st.composite
def subgroups(draw: st.DrawFn) -> tuple[str, Subgroup]:
    language = draw(st.sampled_from(sorted(PARTS)))
    texts = draw(
        st.lists(
            st.lists(st.sampled_from(PARTS[language]), min_size=1, max_size=6).map(" ".join),
            min_size=1, max_size=8,
        )
    )  # fmt: skip
    coded = [
        Coded(unit(n, text, f"P{n % 3}", f"T{n % 2}"), "a" if 2 * n < len(texts) else "b")
        for n, text in enumerate(texts)
    ]
    return language, Subgroup("group", "subgroup", coded)


@given(
    subgroups(),
    st.sampled_from([0.3, 0.6, 1.0]),
    st.booleans(),
    st.sampled_from(["as spoken", "I"]),
    st.sampled_from([None, 20, 60]),
)
def test_no_unit_sentence_or_locked_word_is_lost(
    made: tuple[str, Subgroup], keep: float, cut: bool, person: Any, budget: int | None
) -> None:
    code, subgroup = made
    language = load_language(code)
    config = Condense(keep=keep, cut_clauses=cut, person=person, max_words=budget)
    lexicons = Lexicons(lambda transcript: code)
    condensate = condense(subgroup, inputs_sha256="", config=config, lexicons=lexicons)
    units = {row.unit.unit_id: row.unit for row in subgroup.coded}

    held, out = set(condensate.unit_ids), {row.unit_id for row in condensate.left_out}
    assert held | out == set(units)
    assert not held & out
    assert all(row.reason for row in condensate.left_out)

    accounted: Counter[str] = Counter()
    for sentence in condensate.sentences:
        assert replay(sentence.operations, lambda name: units[name].text) == sentence.text
        assert fault(sentence.operations, language) == ""
        for op in sentence.operations:
            if op.op in ("select", "merge"):
                accounted[op.source] += letters(op.now if op.op == "select" else op.was)
        _no_lock_is_lost(sentence.operations, sentence.text, language)
    for row in condensate.passed_over:
        accounted[row.unit_id] += letters(units[row.unit_id].text[row.start : row.end])
    for unit_id, own in units.items():
        if unit_id not in out:
            assert accounted[unit_id] >= letters(re.sub(r"\b(?:Um|Eh|Øh)\.", "", own.text))

    if budget is None and keep == 1:
        assert all(row.reason == TALK for row in condensate.passed_over)
    again = condense(subgroup, inputs_sha256="", config=config, lexicons=lexicons)
    assert again == condensate


def letters(text: str) -> int:
    return sum(character.isalpha() for character in text)


def _no_lock_is_lost(operations: Any, text: str, language: Any) -> None:
    """Every locked word of what was selected stands in the sentence, but for repetitions."""
    if any(op.op in ("shift_person", "collapse_repetition") for op in operations):
        return
    for op in operations:
        if op.op == "select":
            assert not lost_locks(op.now, text, language)


@pytest.mark.parametrize("code", sorted(PARTS))
def test_the_parts_hold_what_the_property_is_about(code: str) -> None:
    language = load_language(code)
    assert sum(bool(locked(part, language)) for part in PARTS[code]) >= 4


# -- in a study ----------------------------------------------------------------------------------

CODEBOOK = """
codebook: 1
language: en
groups:
  - id: safety
    heading: Being safe
    subgroups:
      - {id: ward, heading: On the ward, codes: [{id: feels, rules: [{lemma: ward}]}]}
"""


@pytest.fixture
def condense_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stc: Shell) -> Run:
    """Condense a talk, under some lines of config: what the run said, and the document."""
    monkeypatch.chdir(tmp_path)

    def run(talk: str, config: str = "") -> tuple[str, str]:
        for name, text in (
            ("transcripts/FG1.txt", talk),
            ("codebook.yaml", CODEBOOK),
            ("stc.yaml", f"codebook: codebook.yaml\n{config}"),
        ):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        told = stc("condense", "--quiet")
        assert (told.code, stc("verify", "--quiet").code) == (0, 0)
        return told.err, Path("out/4_condense/condensates.md").read_text(encoding="utf-8")

    return run


def test_views_that_oppose_each_other_are_shown_and_told(condense_study: Run, stc: Shell) -> None:
    told, document = condense_study(
        "P1: I feel safe on the ward.\n\nP2: I don't feel safe on the ward.\n"
    )
    assert told == ""
    assert document.split("**Views")[1] == (
        " that may oppose each other. Split the subgroup?**\n\n"
        "- I feel safe on the ward. / I don't feel safe on the ward. (negation in one of the two)\n"
    )
    assert (
        'the condensate of "ward" has views that may oppose each other (ward-s1 and ward-s2). '
        "Split the subgroup?"
    ) in " ".join(stc("check").out.split())


def test_a_run_says_that_a_subgroup_is_too_large_for_a_draft(condense_study: Run) -> None:
    talk = "\n\n".join(f"P{n}: Nurse {n} came to the ward on day {n}." for n in range(LARGE + 1))
    told, document = condense_study(talk)
    assert told == (
        "stc: ward: has more than 200 units, so there is no draft of it. Say under `condense:` in "
        "the study config how many words it may have (`max_words: 1500`).\n"
    )
    assert (
        "- more than 200 units; set \\`condense.max\\_words\\` in the study config: FG1-"
        in document
    )
    told, document = condense_study(talk, "condense: {max_words: 100}\n")
    assert re.fullmatch(
        r"stc: 1\d\d units in 1 condensate had no room within `condense: max_words`; "
        r"4_condense/condensates.md lists them.\n",
        told,
    )
    assert "- over the word budget: FG1-" in document


def test_the_document_says_where_we_became_i(condense_study: Run) -> None:
    _, document = condense_study("P1: We were new on the ward.\n", "condense: {person: I}\n")
    assert "*“We” was turned into “I”, as the study config asks, in sentences: 1*" in document
    assert "I was new on the ward." in document


def test_a_misspelt_subgroup_is_refused(condense_study: Run, stc: Shell) -> None:
    condense_study("P1: We were new on the ward.\n", "condense: {person: {ward: I}}\n")
    Path("stc.yaml").write_text("codebook: codebook.yaml\ncondense: {person: {wards: I}}\n")
    told = stc("condense", "--quiet")
    assert (told.code, told.err) == (
        2,
        'stc: stc.yaml: `condense: person:` names "wards", which is no subgroup or code group. Did '
        'you mean "ward"?\n',
    )


def documented() -> list[tuple[str, str, str]]:
    """Language, unit and condensate of each example in the documentation."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    return [
        (code, before, after)
        for code, before, after in re.findall(r"^\| (\w\w) \| (.+) \| (.+) \|$", text, re.MULTILINE)
    ]


def test_each_language_has_two_examples() -> None:
    assert Counter(code for code, *_ in documented()) == dict.fromkeys(PARTS, 2)


@pytest.mark.parametrize(("code", "before", "after"), documented())
def test_the_documented_examples_are_true(code: str, before: str, after: str) -> None:
    assert read(condensed(before, language=code, keep=1)) == after
