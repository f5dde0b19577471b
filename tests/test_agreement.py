"""Agreement: published examples, denominators, undefined values, intervals, and the command."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from studies import Shell

from stc_cli.agreement import tallies
from stc_cli.agreement.codings import Coding, Codings, Word, coding_of
from stc_cli.agreement.coefficients import cohen_kappa, krippendorff_alpha, percent_agreement
from stc_cli.agreement.comparison import Comparison, Estimate, Part, compare
from stc_cli.agreement.disagreements import disagreements
from stc_cli.agreement.tallies import MISSING, Judgements, Tally, coincidences, tables, tally
from stc_cli.cli.agreement import _figure
from stc_cli.decisions.coding import Fate
from stc_cli.records import Span, Turn, Unit


def tallied(ratings: Sequence[Sequence[int]], k: int) -> Tally:
    """The tally of one variable; a row per item, a rating per coder."""
    values = np.array(ratings)
    rows = np.arange(len(values))
    judgements = Judgements(np.zeros_like(rows), rows, values, np.ones(len(rows)))
    return tally(judgements, variables=1, k=k, judged=values >= 0, size=np.ones(len(rows)))


def alpha(ratings: Sequence[Sequence[int]], k: int) -> float:
    made = tallied(ratings, k)
    return float(krippendorff_alpha(coincidences(tables(made), made.coders))[0])


def kappa(table: Sequence[Sequence[float]]) -> float:
    return float(cohen_kappa(np.array(table, dtype=float)))


# Published examples


@pytest.mark.parametrize(
    ("table", "po", "expected"),
    [
        # Cohen 1960, A coefficient of agreement for nominal scales, p. 37: prints po .29 and
        # pe .35, from which kappa is (.29 - .35) / (1 - .35).
        pytest.param([[25, 13, 12], [12, 2, 16], [3, 15, 2]], 0.29, -0.092, id="Cohen 1960 p37"),
        # The same paper, p. 45: po .70, pe .41, kappa .492.
        pytest.param([[88, 10, 2], [14, 40, 6], [18, 10, 12]], 0.70, 0.492, id="Cohen 1960 p45"),
        # Krippendorff 2004, Content Analysis, p. 246: two tables with the same agreement.
        pytest.param([[12, 9, 9], [9, 14, 9], [9, 9, 20]], 0.46, 0.186, id="Krippendorff p246 a"),
        pytest.param(
            [[12, 18, 18], [0, 14, 18], [0, 0, 20]], 0.46, 0.258, id="Krippendorff p246 b"
        ),
    ],
)
def test_kappa_of_published_tables(table: list[list[float]], po: float, expected: float) -> None:
    assert round(float(percent_agreement(np.array(table, dtype=float))), 2) == po
    assert round(kappa(table), 3) == expected


HAYES = """
112_2 1101_ 2333_ _00_0 000_0 000_0 102_1 1_20_ 222_2 2111_
_100_ 0000_ 1222_ 33223 111_1 111_1 212_2 1233_ 1101_ 000_0
0011_ 00_00 2333_ 0000_ 12_22 0111_ 00010 1212_ 1122_ 112_2
110_0 2121_ 22_22 3222_ 222_2 223_2 222_2 22_12 2222_ 111_1
"""


@pytest.mark.parametrize(
    ("units", "expected"),
    [  # a word per unit, a letter per observer, _ where one is missing
        # Krippendorff 1980, Content Analysis, p. 133; example A of Krippendorff 2011, Computing
        # Krippendorff's alpha-reliability, has the same pairs.
        pytest.param("00 11 01 00 00 01 00 01 10 00", 0.095, id="binary, 2 observers"),
        # Example B of Krippendorff 2011.
        pytest.param("ab aa bb bb db cc cc cc ee dd dd ad", 0.692, id="5 values, 2 observers"),
        # Krippendorff 2004, p. 227.
        pytest.param("aa ab bb bb bb bb bc cc cc cc cc cc", 0.734, id="3 values, 2 observers"),
        # Krippendorff 1980, p. 139.
        pytest.param("111 122 222 444 144 222 123 333 222", 0.642, id="3 observers"),
        # Krippendorff 2004, p. 230; example C of Krippendorff 2011.
        pytest.param(
            "BB_B LLPL PPPP PPPP LLLL BLPC CCCC BBLB LLLL _FFF __BB __P_",
            0.743,
            id="4 observers, missing",
        ),
        # Hayes & Krippendorff 2007, p. 84; nominal alpha as T. Grill's implementation gives it.
        pytest.param(HAYES, 0.477, id="5 observers, missing"),
    ],
)
def test_alpha_of_published_data(units: str, expected: float) -> None:
    letters = sorted(set(units) - set("_ \n"))
    number = {letter: place for place, letter in enumerate(letters)} | {"_": MISSING}
    ratings = [[number[letter] for letter in unit] for unit in units.split()]
    assert round(alpha(ratings, len(letters)), 3) == expected


# The coefficients against their definitions

RATINGS = st.integers(2, 4).flatmap(
    lambda coders: st.lists(
        st.lists(st.integers(MISSING, 2), min_size=coders, max_size=coders),
        min_size=1,
        max_size=12,
    )
)


@given(RATINGS)
def test_alpha_is_one_minus_observed_by_expected_disagreement(ratings: list[list[int]]) -> None:
    units = [[value for value in unit if value >= 0] for unit in ratings]
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    pairs = list(permutations(range(len(values)), 2))
    expected = sum(values[a] != values[b] for a, b in pairs)
    found = alpha(ratings, 3)
    if not expected:
        assert np.isnan(found)
        return
    observed = sum(
        sum(a != b for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in units
    ) / len(values)
    assert found == pytest.approx(1 - observed / (expected / len(pairs)))


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=12))
def test_kappa_is_agreement_beyond_chance(ratings: list[tuple[int, int]]) -> None:
    n = len(ratings)
    po = sum(a == b for a, b in ratings) / n
    firsts, seconds = zip(*ratings, strict=True)
    pe = sum(firsts.count(v) * seconds.count(v) for v in range(3)) / n**2
    found = float(cohen_kappa(tables(tallied(ratings, 3)))[0])
    if pe == 1:
        assert np.isnan(found)
    else:
        assert found == pytest.approx((po - pe) / (1 - pe))


# Codings made by hand


def unit(name: str, *spans: tuple[int, int], transcript: str = "T") -> Unit:
    text = f"text of {name}"
    return Unit(name, transcript, ("T-t1",), ("P1",), "participant",
                tuple(Span(*span) for span in spans), text, 3, "T-q", "candidate")  # fmt: skip


def turn(start: int, end: int, transcript: str = "T", name: str = "T-t1") -> Turn:
    return Turn(name, transcript, 1, "P1", "participant", None, None, start, end, "")


def said(*units: str) -> dict[str, dict[str, Word]]:
    """`u1:a,-b` accepts code a of unit u1 and rejects b; `u1:` sets it aside."""
    words: dict[str, dict[str, Word]] = {}
    for entry in units:
        name, _, codes = entry.partition(":")
        words[name] = {} if codes else {"": Word("set_aside", "")}
        for code in filter(None, codes.split(",")):
            word = Word("reject" if code.startswith("-") else "accept", "")
            words[name][code.removeprefix("-")] = word
    return words


def codings(
    units: Sequence[Unit],
    turns: Sequence[Turn],
    codes: str,
    **coders: Mapping[str, Mapping[str, Word]],
) -> Codings:
    made = tuple(Coding(name, words) for name, words in coders.items())
    return Codings(made, tuple(codes), units, turns, frozenset(), ())


def four_units(**coders: Mapping[str, Mapping[str, Word]]) -> Codings:
    units = [unit(f"u{n}", (n * 10, n * 10 + 10)) for n in range(4)]
    return codings(units, [turn(0, 40)], "ab", **coders)


def test_kappa_on_characters_0_to_100_and_50_to_200_of_1000() -> None:
    made = codings(
        [unit("u1", (0, 100)), unit("u2", (50, 200))],
        [turn(0, 1000)],
        "a",
        anna=said("u1:a"),
        ben=said("u2:a"),
    )
    line = compare(made).characters.codes[0]
    assert (line.given, line.agreement.value, line.kappa.value) == ((100, 150), 0.85, 0.3182)
    # n = 2000 values, 250 of them yes; 150 characters differ, so 300 of the coincidences.
    assert line.alpha.value == round(1 - 1999 * 300 / (2 * 250 * 1750), 4)


@pytest.mark.parametrize(
    ("units", "turns"),
    [
        pytest.param([("u1", (0, 60)), ("u3", (40, 100))], [(0, 1000)], id="own units overlap"),
        pytest.param([("u1", (0, 100)), ("u3", (0, 100))], [(0, 1000)], id="the same twice"),
        pytest.param([("u1", (0, 30), (30, 100))], [(0, 1000)], id="two spans"),
        pytest.param([("u1", (0, 100))], [(0, 70), (70, 1000)], id="over two turns"),
    ],
)
def test_a_coders_own_overlap_counts_once(
    units: list[tuple[Any, ...]], turns: list[tuple[int, int]]
) -> None:
    marked = [unit(name, *spans) for name, *spans in units]
    made = codings(
        [*marked, unit("u2", (50, 200))],
        [turn(*place) for place in turns],
        "a",
        anna=said(*(f"{u.unit_id}:a" for u in marked)),
        ben=said("u2:a"),
    )
    line = compare(made).characters.codes[0]
    assert (line.given, line.kappa.value) == ((100, 150), 0.3182)


def test_what_is_no_talk_does_not_count() -> None:
    made = codings(
        [unit("u1", (0, 100)), unit("u2", (50, 200))],
        [turn(0, 90), turn(100, 300), turn(0, 500, transcript="never decided in")],
        "a",
        anna=said("u1:a"),
        ben=said("u2:a"),
    )
    part = compare(made).characters
    assert (part.counted, part.left_out, part.codes[0].given) == (290, 500, (90, 140))


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 15)), min_size=1, max_size=4)


@given(SPANS, SPANS, SPANS, st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_intervals_are_as_exact_as_characters(
    anna: list[tuple[int, int]],
    ben: list[tuple[int, int]],
    cara: list[tuple[int, int]],
    lengths: list[int],
) -> None:
    """As a count over every single character, for two coders and three."""
    turns, place = [], 0
    for length in lengths:  # a character apart
        turns.append(turn(place, place + length))
        place += length + 1
    talk = [c for t in turns for c in range(t.char_start, t.char_end)]
    units, coders, marked = [], {}, {}
    for name, spans in (("anna", anna), ("ben", ben), ("cara", cara)):
        own = [unit(f"{name}{n}", (a, a + size)) for n, (a, size) in enumerate(spans)]
        units += own
        coders[name] = said(*(f"{u.unit_id}:a" for u in own))
        marked[name] = {c for a, size in spans for c in range(a, a + size)}
    for names in (("anna", "ben"), ("anna", "ben", "cara")):
        made = codings(units, turns, "a", **{name: coders[name] for name in names})
        line = compare(made).characters.codes[0]
        ratings = [[int(c in marked[name]) for name in names] for c in talk]
        assert line.given == tuple(np.sum(ratings, axis=0).tolist())
        direct = alpha(ratings, 2)
        assert line.alpha.value == (None if np.isnan(direct) else pytest.approx(direct, abs=6e-5))


# Denominators


def denominators(part: Part) -> tuple[int, int, int]:
    return part.counted, part.by_all, part.left_out


def test_two_coders_units_that_both_decided_about() -> None:
    made = four_units(anna=said("u0:a", "u1:a", "u2:-a"), ben=said("u0:a", "u1:b", "u3:b"))
    found = compare(made)
    assert denominators(found.units) == (2, 2, 2)
    assert [line.given for line in found.units.codes] == [(2, 1), (0, 1)]
    assert [line.agreement.value for line in found.units.codes] == [0.5, 0.5]
    assert found.units.overall.agreement.value == 0.5
    # In the characters of the transcript, u2 and u3 count as well.
    assert found.characters.codes[1].given == (0, 20)


def test_all_units_where_no_decision_is_a_no() -> None:
    made = four_units(anna=said("u0:a", "u1:a"), ben=said("u0:a", "u3:b"))
    found = compare(made, all_units=True)
    assert denominators(found.units) == (4, 4, 0)
    assert [line.agreement.value for line in found.units.codes] == [0.75, 0.75]


def test_three_coders_units_that_two_decided_about() -> None:
    made = four_units(
        anna=said("u0:a", "u1:a", "u2:b"),
        ben=said("u0:a", "u1:-a", "u2:"),
        cara=said("u0:-a", "u3:a"),
    )
    found = compare(made)
    assert denominators(found.units) == (3, 1, 1)
    by_hand = [[1, 1, 0], [1, 0, MISSING], [0, 0, MISSING]]
    assert found.units.codes[0].alpha.value == round(alpha(by_hand, 2), 4)
    assert found.units.codes[0].kappa == Estimate(None, why="for two coders")


def test_setting_a_unit_aside_is_a_no_to_every_code() -> None:
    made = four_units(anna=said("u0:a", "u1:b"), ben=said("u0:", "u1:"))
    assert [line.given for line in compare(made).units.codes] == [(1, 0), (1, 0)]


def test_one_code_per_unit() -> None:
    """Without u2, to which anna gave two codes; u3 is without a code for both."""
    made = four_units(
        anna=said("u0:a", "u1:a", "u2:a,b", "u3:"), ben=said("u0:a", "u1:b", "u2:a", "u3:-a")
    )
    single = compare(made).single
    assert denominators(single) == (3, 3, 1)
    assert single.overall.kappa.value == round(kappa([[1, 0, 0], [0, 1, 1], [0, 0, 0]]), 4)
    assert single.overall.alpha.value == round(alpha([[1, 1], [1, 2], [0, 0]], 3), 4)


def test_overall_pools_codes_and_units() -> None:
    made = four_units(
        anna=said("u0:a", "u1:a", "u2:b", "u3:a"), ben=said("u0:a", "u1:b", "u2:b", "u3:-b")
    )
    overall = compare(made).units.overall
    assert overall.given == (4, 3)
    assert overall.kappa.value == round(kappa([[3, 1], [2, 2]]), 4)


# What is not defined


@pytest.mark.parametrize(
    ("anna", "ben", "agreement", "why"),
    [
        pytest.param(("u0:b", "u1:b"), ("u0:b", "u1:-a"), 1.0, "nobody gave it", id="never"),
        pytest.param(("u0:a", "u1:a"), ("u0:a", "u1:a"), 1.0, "given to all", id="always"),
        pytest.param(("u0:a",), ("u1:a",), None, "nothing counted", id="no common unit"),
    ],
)
def test_no_variation_gives_no_figure(
    anna: Sequence[str], ben: Sequence[str], agreement: float | None, why: str
) -> None:
    line = compare(four_units(anna=said(*anna), ben=said(*ben))).units.codes[0]
    assert line.agreement.value == agreement
    assert line.kappa == Estimate(None, why=why)
    assert line.alpha == Estimate(None, why=why)


@pytest.mark.parametrize("coders", [3, 4, 7, 8])
def test_fractions_of_pairs_leave_no_trace_where_nothing_varies(coders: int) -> None:
    """Pairs weigh 1/3 with four coders, which do not add up to whole numbers exactly."""
    assert np.isnan(alpha([[1] * coders] * 5, 2))


def test_no_interval_from_a_code_that_many_resamples_lack() -> None:
    made = four_units(
        anna=said("u0:a", "u1:b", "u2:b", "u3:b"), ben=said("u0:a", "u1:b", "u2:-b", "u3:b")
    )
    line = compare(made).units.codes[0]
    assert line.kappa == Estimate(1.0, why="too few")
    assert line.agreement == Estimate(1.0, 1.0, 1.0)


# Intervals


def many(units: int = 400, agreed: float = 0.8) -> Codings:
    """Half of the units have the code by anna; ben agrees on so many of all."""
    made = [unit(f"u{n}", (n, n + 1)) for n in range(units)]
    anna = said(*(f"u{n}:{'a' if n % 2 else '-a'}" for n in range(units)))
    differ = {n for n in range(units) if n % 10 >= agreed * 10}
    ben = said(*(f"u{n}:{'a' if (n % 2) ^ (n in differ) else '-a'}" for n in range(units)))
    return codings(made, [turn(n, n + 1) for n in range(units)], "a", anna=anna, ben=ben)


def test_the_interval_is_as_wide_as_theory_says() -> None:
    """Percent agreement is a proportion: its error is the root of p (1 - p) / n, here 0.02."""
    line = compare(many()).units.codes[0]
    assert line.agreement.value == 0.8
    assert line.agreement.low == pytest.approx(0.8 - 1.96 * 0.02, abs=0.005)
    assert line.agreement.high == pytest.approx(0.8 + 1.96 * 0.02, abs=0.005)


def test_turns_of_one_character_give_the_same_figures_as_units() -> None:
    found = compare(many())
    assert found.characters.codes == found.units.codes


@pytest.mark.parametrize(("lot", "block"), [(1, 4_096), (1_000, 4_096), (64, 1), (7, 100)])
def test_intervals_do_not_depend_on_lots(
    monkeypatch: pytest.MonkeyPatch, lot: int, block: int
) -> None:
    whole = compare(many())
    monkeypatch.setattr(tallies, "_LOT", lot)
    monkeypatch.setattr(tallies, "_BLOCK", block)
    assert compare(many()) == whole


# Disagreements


def test_disagreements_are_what_some_gave_and_others_who_looked_did_not() -> None:
    made = four_units(
        anna=said("u0:a", "u1:a,b", "u2:a", "u3:-a"), ben=said("u0:a", "u1:-a", "u3:b")
    )
    found = [(d.unit.unit_id, d.code_id, d.words) for d in disagreements(made)]
    accept, reject = Word("accept", ""), Word("reject", "")
    assert found == [
        ("u1", "a", (accept, reject)),
        ("u1", "b", (accept, None)),
        ("u3", "b", (None, accept)),
    ]


def test_what_an_adjudicator_settled_is_not_asked_again() -> None:
    made = four_units(anna=said("u0:a,b"), ben=said("u0:"))
    rest = disagreements(made._replace(settled=frozenset({("u0", "a")})))
    assert [row.code_id for row in rest] == ["b"]


# What decisions.csv says


@pytest.mark.parametrize(
    ("rows", "expected"),
    [  # line, act, units, code, outcome
        pytest.param(
            ["1 accept u0 a applied", "2 add u1 b disputed", "3 reject u1 a overruled"],
            {"u0": {"a": "accept"}, "u1": {"b": "add", "a": "reject"}},
            id="last words",
        ),
        pytest.param(
            ["1 accept u0 a superseded", "2 reject u0 a applied", "3 accept - b unplaced",
             "4 accept u1 a undone", "5 accept u2 a withdrawn"],
            {"u0": {"a": "reject"}},
            id="what does not stand",
        ),
        pytest.param(["1 accept u0;u1 a applied"], {"u0": {"a": "accept"}, "u1": {"a": "accept"}},
                     id="several units"),
        pytest.param(
            ["1 accept u0 a applied", "2 set_aside u0 - applied", "3 reject u0 b applied"],
            {"u0": {"": "set_aside", "b": "reject"}},
            id="set aside, then rejected",
        ),
        pytest.param(
            ["2 accept u0 a applied", "1 set_aside u0 - applied"],
            {"u0": {"a": "accept"}},
            id="set aside, later accepted, rows in another order",
        ),
        pytest.param(["1 sort u0 - applied", "2 park u0 - applied", "3 note u0 - applied",
                      "4 quote u0 - applied", "5 undo u0 - applied", "6 merge u0 - applied"], {},
                     id="what says nothing of codes"),
    ],
)  # fmt: skip
def test_a_coders_words(rows: list[str], expected: dict[str, dict[str, str]]) -> None:
    fates = []
    for row in rows:
        line, act, units, code, outcome = (cell.replace("-", "") for cell in row.split())
        fates.append(Fate("anna", int(line), "", act, "T", units, code, "", "",
                          outcome, "", "", ""))  # type: ignore[arg-type]  # fmt: skip
    words = coding_of("anna", [*fates, fates[0]._replace(coder="ben", unit_id="u9")]).words
    assert {u: {c: w.said for c, w in of_unit.items()} for u, of_unit in words.items()} == expected


# The command


def ledger_lines(out: Path, *acts: tuple[str, str, str, str]) -> str:
    """Lines of a ledger: (act, beginning of a unit's text, code, reason) each."""
    with (out / "2_segment" / "units.csv").open(encoding="utf-8", newline="") as file:
        units = list(csv.DictReader(file))
    lines = []
    for act, beginning, code, reason in acts:
        row = next(unit for unit in units if unit["text"].startswith(beginning))
        text = (out / "1_ingest" / "text" / f"{row['transcript_id']}.txt").read_text("utf-8")
        places = [tuple(map(int, span.split("-"))) for span in row["spans"].split(";")]
        anchors = [{"exact": text[a:b], "start": a, "end": b} for a, b in places]
        line = {"act": act, "transcript_id": row["transcript_id"], "unit": anchors, "code": code,
                "date": "2026-11-24", "reason": reason, "revision": ""}  # fmt: skip
        lines.append(json.dumps({key: value for key, value in line.items() if value or key in
                                 ("revision", "reason")}))  # fmt: skip
    return "".join(f"{line}\n" for line in lines)


@pytest.fixture
def coded(study: Path, stc: Shell) -> Path:
    """The small study, coded by anna and ben; its folder is the current one."""
    assert stc("code", "--quiet").code == 0
    coding = study / "decisions" / "coding"
    coding.mkdir(parents=True)
    anna = ledger_lines(
        study / "out",
        ("accept", "Um, I'm not alone", "not_alone", ""),
        ("accept", "I I ring", "calls", ""),
        ("accept", "The numbers", "measuring", ""),
        ("reject", "I never ring", "calls", "She never rings"),
        ("accept", "Well", "not_alone", ""),
    )
    ben = ledger_lines(
        study / "out",
        ("accept", "Um, I'm not alone", "not_alone", ""),
        ("accept", "I I ring", "calls", ""),
        ("reject", "The numbers", "measuring", "=About fear"),
        ("accept", "I never ring", "calls", ""),
        ("set_aside", "Well", "", "Only the building"),
    )
    (coding / "anna.jsonl").write_text(anna, encoding="utf-8")
    (coding / "ben.jsonl").write_text(ben, encoding="utf-8")
    assert stc("code", "--quiet").code == 0
    return study


def test_agree_shows_tables_and_what_they_mean(coded: Path, stc: Shell) -> None:
    ran = stc("agree")
    assert (ran.code, ran.err) == (0, "")
    shown = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert "On meaning units: 5 that both have decided about; 0 left out." in shown
    # anna gave not_alone to two of five units, ben to one of these: po .8, pe .4·.2 + .6·.8.
    assert "not_alone 2 1 80% [40, 100] 0.55 [too few] 0.57 [too few]" in shown
    # Pooled over 15: 2 yes by both, 2 by anna alone, 1 by ben alone.
    assert any(line.startswith("overall 4 3 80% [67, 93] 0.44 [") for line in shown)
    assert (
        "On characters of talk: 373 in transcripts that both have decided in; 0 left out." in shown
    )
    words = " ".join(shown)
    assert (
        "The figures are for the team's discussion of what a code means; they are no proof of "
        "trustworthiness." in words
    )
    assert "3 disagreements (a code on a unit) to settle" in words


@pytest.mark.parametrize(
    ("estimate", "percent", "expected"),
    [
        pytest.param(Estimate(0.3182, 0.21, 0.419), False, "0.32 [0.21, 0.42]", id="rounded"),
        pytest.param(Estimate(0.9996, 0.99, 1.0), False, ">0.99 [0.99, 1.00]", id="not quite 1"),
        pytest.param(Estimate(0.9996, 0.99, 1.0), True, ">99% [99, 100]", id="not quite all"),
        pytest.param(Estimate(1.0, 1.0, 1.0), True, "100% [100, 100]", id="all"),
        pytest.param(Estimate(-0.02, -0.004, 0.5), False, "-0.02 [0.00, 0.50]", id="no minus 0"),
        pytest.param(Estimate(0.5, why="too few"), False, "0.50 [too few]", id="no interval"),
        pytest.param(Estimate(None, why="nobody gave it"), False, "– (nobody gave it)", id="none"),
    ],
)
def test_figures_as_shown(estimate: Estimate, percent: bool, expected: str) -> None:
    assert _figure(estimate, percent=percent) == expected


def test_agree_tells_all_in_json(coded: Path, stc: Shell) -> None:
    data = json.loads(stc("agree", "ben", "anna", "--json").out)
    assert data["coders"] == ["ben", "anna"]
    codes = {row["code_id"]: row for row in data["units"]["codes"]}
    assert codes["not_alone"]["given"] == {"ben": 1, "anna": 2}
    assert codes["not_alone"]["kappa"] == {
        "value": 0.5455, "low": None, "high": None, "why": "too few",
    }  # fmt: skip
    assert data["units"]["overall"]["agreement"]["value"] == 0.8
    assert data["disagreements"] == 3
    assert stc("agree", "ben", "anna", "--json").out == json.dumps(data, ensure_ascii=False) + "\n"


def test_the_draft_is_the_rules_proposals_whatever_became_of_them(coded: Path, stc: Shell) -> None:
    data = json.loads(stc("agree", "anna", "draft", "--json").out)
    given_by = {row["code_id"]: row["given"] for row in data["units"]["codes"]}
    assert given_by == {
        "not_alone": {"anna": 2, "draft": 2},
        "calls": {"anna": 1, "draft": 2},
        "measuring": {"anna": 1, "draft": 3},
    }


def sheet_rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def test_the_sheet_of_disagreements(coded: Path, stc: Shell) -> None:
    assert stc("agree", "--disagreements", "sheet.csv", "--quiet").code == 0
    rows = sheet_rows(coded / "sheet.csv")
    assert list(rows[0]) == [
        "unit_id", "transcript_id", "speakers", "question", "text", "code", "decision", "reason",
        "anna: word", "anna: reason", "ben: word", "ben: reason", "stc",
    ]  # fmt: skip
    assert rows[0] == {
        "unit_id": rows[0]["unit_id"],
        "transcript_id": "A",
        "speakers": "P1",
        "question": "How are the nights?",
        "text": "The numbers frighten me a bit, so I don't look at night.",
        "code": "measuring",
        "decision": "",
        "reason": "",
        "anna: word": "accept",
        "anna: reason": "",
        "ben: word": "reject",
        "ben: reason": "'=About fear",
        "stc": rows[0]["stc"],
    }
    assert [(row["code"], row["anna: word"], row["ben: word"]) for row in rows[1:]] == [
        ("calls", "reject", "accept"),
        ("not_alone", "accept", "set_aside"),
    ]


def test_the_workbook_has_strings_and_a_list_to_choose_from(coded: Path, stc: Shell) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        assert stc("agree", "--disagreements", name, "--quiet").code == 0
    assert (coded / "one.xlsx").read_bytes() == (coded / "two.xlsx").read_bytes()
    book = openpyxl.load_workbook(coded / "one.xlsx")
    sheet, lists = book.worksheets[0], book["lists"]
    assert [cell.value for cell in sheet[1]][5:8] == ["code", "decision", "reason"]
    reason = sheet["L2"]
    assert (reason.value, reason.data_type, reason.quotePrefix) == ("=About fear", "s", True)
    choices = [v for v in sheet.data_validations.dataValidation if v.type == "list"]
    assert [(str(v.sqref), v.formula1) for v in choices] == [("G2:G4", "lists!$A$1:$A$2")]
    assert [cell.value for cell in lists["A"]] == ["accept", "reject"]


@pytest.mark.parametrize("name", ["sheet.csv", "sheet.xlsx"])
def test_a_sheet_that_was_filled_in_settles_what_coders_differ_on(
    coded: Path, stc: Shell, name: str
) -> None:
    config = coded / "stc.yaml"
    config.write_text(config.read_text("utf-8") + "decisions: {order: [consensus]}\n", "utf-8")
    assert stc("agree", "--disagreements", name, "--quiet").code == 0
    fill_in(coded / name, [("reject", "Fear is another code"), ("accept", ""), ("accept", "")])
    ran = stc("sheet", "import", name, "--coder", "consensus")
    assert ran.code == 0, ran.err
    assert stc("code", "--quiet").code == 0
    data = json.loads(stc("agree", "--json").out)
    assert (data["coders"], data["disagreements"]) == (["anna", "ben"], 0)
    assert data["units"]["overall"]["agreement"]["value"] == 0.8  # what each had said


def fill_in(path: Path, decisions: Sequence[tuple[str, str]]) -> None:
    """Write decisions and reasons into a sheet as a person does."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        for number, (decision, reason) in enumerate(decisions, start=2):
            book.worksheets[0][f"G{number}"] = decision
            book.worksheets[0][f"H{number}"] = reason or None
        book.save(path)
        return
    rows = sheet_rows(path)
    for row, (decision, reason) in zip(rows, decisions, strict=True):
        row |= {"decision": decision, "reason": reason}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_an_adjudicator_is_not_compared_and_leaves_nothing_to_settle(
    coded: Path, stc: Shell
) -> None:
    config = coded / "stc.yaml"
    config.write_text(config.read_text("utf-8") + "decisions: {order: [consensus]}\n", "utf-8")
    lines = ledger_lines(coded / "out", ("reject", "The numbers", "measuring", ""),
                         ("set_aside", "Well", "", ""))  # fmt: skip
    (coded / "decisions" / "coding" / "consensus.jsonl").write_text(lines, "utf-8")
    assert stc("code", "--quiet").code == 0
    data = json.loads(stc("agree", "--json", "--disagreements", "rest.csv").out)
    assert (data["coders"], data["disagreements"]) == (["anna", "ben"], 1)
    rows = sheet_rows(coded / "rest.csv")
    assert [row["code"] for row in rows] == ["calls"]


def test_a_ledger_that_the_output_does_not_know_yet_is_told(coded: Path, stc: Shell) -> None:
    lines = ledger_lines(coded / "out", ("reject", "Well", "calls", ""))
    with (coded / "decisions" / "coding" / "ben.jsonl").open("a", encoding="utf-8") as file:
        file.write(lines)
    ran = stc("agree", "--quiet")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == (
        "stc: the decisions of ben have changed since `stc code` last ran; the figures are those "
        "of that run. Run it again, then this.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ("ana", "ben"),
            'stc: "ana" has no ledger in coding/ (there: anna, ben; "draft" are the rules\' '
            'proposals). Did you mean "anna"?\n',
            id="unknown",
        ),
        pytest.param(
            ("anna",),
            "stc: agreement needs two coders, and only anna is there. To compare a coder with the "
            "rules' proposals, run `stc agree anna draft`.\n",
            id="one",
        ),
        pytest.param(
            ("anna", "anna"),
            'stc: "anna" is named twice. Name two different coders.\n',
            id="twice",
        ),
        pytest.param(
            ("--disagreements", "sheet.ods"),
            "stc: sheet.ods: disagreements are written as .xlsx or .csv. Name such a file.\n",
            id="other format",
        ),
        pytest.param(
            ("--disagreements", "codebook.csv"),
            "stc: codebook.csv: is there already, and somebody may have filled it in. Name another "
            "file.\n",
            id="sheet is there",
        ),
    ],
)
def test_wrong_use_is_told_in_one_line(
    coded: Path, stc: Shell, arguments: Sequence[str], message: str
) -> None:
    (coded / "codebook.csv").write_text("filled in", encoding="utf-8")
    ran = stc("agree", *arguments)
    assert (ran.code, ran.out, ran.err) == (2, "", message)
    assert (coded / "codebook.csv").read_text("utf-8") == "filled in"


def test_no_coder_can_be_called_draft(coded: Path, stc: Shell) -> None:
    ledger = coded / "decisions" / "coding" / "ben.jsonl"
    ledger.rename(ledger.with_name("draft.jsonl"))
    assert stc("code", "--quiet").code == 0
    ran = stc("agree")
    assert (ran.code, ran.err) == (
        2,
        'stc: coding/draft.jsonl: "draft" stands for the rules\' proposals. Give the file another '
        "name.\n",
    )


def test_agree_before_anything_was_coded(study: Path, stc: Shell) -> None:
    assert stc("ingest", "--quiet").code == 0
    ran = stc("agree")
    assert (ran.code, ran.err) == (
        1,
        f"stc: {study / 'out'}: holds no 3_code/decisions.csv yet. Run `stc code` first.\n",
    )


def test_nobody_has_decided_anything(study: Path, stc: Shell) -> None:
    assert stc("code", "--quiet").code == 0
    ran = stc("agree")
    assert (ran.code, ran.err) == (
        2,
        "stc: agreement needs two coders, and nobody has decided anything. To compare a coder with "
        "the rules' proposals, run `stc agree CODER draft`.\n",
    )


def test_a_comparison_is_the_same_every_time() -> None:
    found: list[Comparison] = [compare(many(60)) for _ in range(2)]
    assert found[0] == found[1]
