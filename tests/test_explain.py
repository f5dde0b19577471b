"""Why a rule fires or not: `stc code --explain`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from studies import Shell
from test_rules import RULE, WORDS

from stc_cli.codebook import Codebook
from stc_cli.languages import load_language
from stc_cli.records import Role
from stc_cli.text.explanations import Explanation, explanations
from stc_cli.text.rules import RuleBook
from stc_cli.text.tokens import lexicon


def explained(text: str, *rules: dict[str, Any], role: Role = "participant") -> list[Explanation]:
    """Every rule, each of a code of its own (`c0` …), on a unit."""
    codes = [{"id": f"c{n}", "rules": [rule]} for n, rule in enumerate(rules)]
    codebook = Codebook.model_validate({"groups": [{"id": "g", "codes": codes}]})
    book = RuleBook(codebook, lexicon(load_language("en")))
    return explanations(text, codebook, book, role=role, speaker="M1", transcript="FG1")


JOB = {"all": ["job", {"any": ["advert", "announcement"]}], "none": ["price"]}
SAFE = {"pattern": [{"LEMMA": "not"}, {"LOWER": "safe"}]}


@pytest.mark.parametrize(
    ("rule", "text", "words", "lacks", "distance"),
    [
        pytest.param({"lemma": "nurse"}, "Two nurses.", ["nurses"], [], 0, id="fired"),
        pytest.param({"lemma": "nurse"}, "A job.", [], ['lemma: "nurse" is not there'], 1,
                     id="lemma-missing"),
        pytest.param({"lemma": "strengthen voice"}, "their voices", ["voices"],
                     ['lemma: "strengthen" is not there'], 1, id="lemma-half-there"),
        pytest.param({"lemma": "strengthen his voice"}, "his", ["his"],
                     ['lemma: "strengthen", "voice" are not there'], 2, id="lemma-two-missing"),
        pytest.param({"lemma": "strengthen voice"}, "voices strengthened",
                     ["voices", "strengthened"],
                     ['lemma: the words of "strengthen voice" are there, but not next to each '
                      "other in this order"], 0.5, id="lemma-scattered"),
        pytest.param({"phrase": "at the drop-in"}, "at the drop in", [],
                     ['phrase: "drop-in" is not there as written'], 1, id="phrase"),
        pytest.param({"phrase": "the drop"}, "drop the", [],
                     ['phrase: the words of "the drop" are there, but not together as written'],
                     0.5, id="phrase-scattered"),
        # From "peer" to "train" are 5 words; 1 - 4 / 5.
        pytest.param({"near": {"words": 4, "of": ["peer", "train"]}}, "peer a b c train",
                     ["peer", "train"], ["near: 5 words from first to last, 4 are allowed"], 0.2,
                     id="near-too-far"),
        # The nearest two are 6 words apart, the others more.
        pytest.param({"near": {"words": 2, "of": ["peer", "train"]}},
                     "peer a b c d e f g train b c d e peer", ["peer", "train", "peer"],
                     ["near: 6 words from first to last, 2 are allowed"], 0.667,
                     id="near-the-nearest"),
        pytest.param({"near": {"words": 4, "of": ["peer", {"any": [*"abcdef"]}]}},
                     "Peers.", ["Peers"],
                     ['near: none of "a", "b", "c", "d" and 2 more is there'], 1,
                     id="near-alternatives-missing"),
        pytest.param({"near": {"words": 4, "of": ["team", "team"]}}, "one team", ["team"],
                     ["near: two of its items share a word, and each needs one of its own"], 0.5,
                     id="near-one-word-for-two"),
        pytest.param(JOB, "the job", ["job"],
                     ['all: none of "advert", "announcement" is there'], 1, id="all"),
        pytest.param(JOB, "adverts for jobs, prices and a price",
                     ["adverts", "jobs", "prices", "price"],
                     ['none: "prices", "price" are there'], 0.25, id="none"),
        pytest.param(JOB, "the price", ["price"],
                     ['all: "job" is not there', 'all: none of "advert", "announcement" is there',
                      'none: "price" is there'], 2.25, id="all-and-none"),
        pytest.param({"any": ["x", "y"]}, "a job", [], ['any: none of "x", "y" is there'], 1,
                     id="any"),
        pytest.param({"regex": "sign(ed)? up"}, "signs up", [], ["regex: finds nothing"], 1,
                     id="regex"),
        pytest.param(SAFE, "She is safe.", [], ["pattern: finds nothing"], 1, id="pattern"),
        pytest.param({"lemma": "nurse", "where": {"role": "moderator", "transcript": "FG2"}},
                     "a nurse", ["nurse"],
                     ['where: looks only at the role "moderator", and this is "participant"',
                      'where: looks only at the transcript "FG2", and this is "FG1"'], 0.5,
                     id="where"),
        pytest.param({"lemma": "nurse", "phrase": "at night"}, "nurses at noon", ["nurses"],
                     ['phrase: "night" is not there as written'], 1, id="two-keys"),
    ],
)  # fmt: skip
def test_what_a_rule_lacks(
    rule: dict[str, Any], text: str, words: list[str], lacks: list[str], distance: float
) -> None:
    (found,) = explained(text, rule)
    assert ([text[s.start : s.end] for s in found.spans], list(found.lacks), found.distance) == (
        words, lacks, distance,
    )  # fmt: skip
    assert found.fired is (not lacks)
    assert found.nearly is (0 < distance <= 1 and bool(words))


def test_the_nearest_come_first() -> None:
    near = {"near": {"words": 2, "of": ["nurse", "night"]}}
    found = explained(
        "nurses work at night",
        {"lemma": "doctor"},
        {"all": ["nurse", "day"]},
        {"all": ["nurse", "night", "day"]},
        near,
        {"lemma": "nurse", "none": ["night"]},
        {"lemma": "night"},
    )
    assert [(row.code_id, row.distance) for row in found] == [
        ("c5", 0), ("c4", 0.25), ("c3", 0.5), ("c2", 1), ("c1", 1), ("c0", 1),
    ]  # fmt: skip


@given(
    rules=st.lists(RULE, min_size=1, max_size=5),
    text=st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join),
)
def test_a_rule_lacks_something_unless_it_fires(rules: list[dict[str, Any]], text: str) -> None:
    codes = [{"id": f"c{n}", "rules": [rule]} for n, rule in enumerate(rules)]
    codebook = Codebook.model_validate({"groups": [{"id": "g", "codes": codes}]})
    book = RuleBook(codebook, lexicon(load_language("en")))
    hits = book.hits(text, role="participant", speaker="M1", transcript="FG1")
    found = explained(text, *rules)
    assert {row.code_id for row in found if row.fired} == {f"c{hit.code}" for hit in hits}
    for row in found:
        assert row.fired is (not row.lacks) is (row.distance == 0)
        assert all(0 <= span.start < span.end <= len(text) for span in row.spans)


def unit_of_nights(study: Path) -> str:
    rows = (study / "out/2_segment/units.csv").read_text("utf-8").splitlines()
    return next(row.split(",")[0] for row in rows if "numbers frighten" in row)


def test_explain_shows_a_unit_and_its_rules(stc: Shell, study: Path) -> None:
    stc("segment")
    unit = unit_of_nights(study)
    ran = stc("code", "--explain", unit)
    assert (ran.code, ran.err) == (0, "")
    text = "The numbers frighten me a bit, so I don't look at night."
    shown = [
        unit,
        text,
        "",
        "Fired",
        '  measuring, rule 1 (any): "numbers"',
        "",
        "Did not fire, the nearest first",
        '  not_alone, rule 1 (lemma): "n\'t"',
        '      lemma: "alone" is not there',
    ]
    assert ran.out.splitlines() == shown
    every = stc("code", "--explain", unit, "--all").out.splitlines()
    assert every == [
        *shown,
        "  calls, rule 1 (near)",
        '      near: "ring" is not there',
        '      near: "nurse" is not there',
    ]
    data = json.loads(stc("code", "--explain", unit, "--all", "--json").out)
    assert data["text"] == text
    assert [(row["code_id"], row["keys"], row["fired"]) for row in data["rules"]] == [
        ("measuring", "any", True), ("not_alone", "lemma", False), ("calls", "near", False),
    ]  # fmt: skip
    assert data["rules"][0]["words"] == [{"start": 4, "end": 11, "text": "numbers"}]


def test_explain_a_unit_that_is_not_there(stc: Shell, study: Path) -> None:
    stc("segment")
    unit = unit_of_nights(study)
    ran = stc("code", "--explain", f"{unit}x")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f'stc: there is no unit "{unit}x". Did you mean "{unit}"? units.csv has them all.\n'
    )
    assert (
        stc("code", "--all").err
        == "stc: --all shows the rules of a unit; name it with --explain.\n"
    )


def test_code_without_explain_runs_the_stage(stc: Shell, study: Path) -> None:
    ran = stc("code", "--json")
    assert json.loads(ran.out)["stages"] == ["ingest", "segment", "code"]
