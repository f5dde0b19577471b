"""Suggestions: ranks, reasons that are true, units worth a look, new rules, and the command."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from studies import Shell

from stc_cli.codebook import Codebook, CodeEntry, Group, Rule, Subgroup, load_codebook
from stc_cli.output import Output
from stc_cli.records import Assignment, Span, Unit
from stc_cli.suggest.codebook_texts import CodeText, code_texts
from stc_cli.suggest.decided import Decided, read_decided
from stc_cli.suggest.new_rules import yaml_line
from stc_cli.suggest.suggester import Suggester
from stc_cli.suggest.worth import worth_a_look
from stc_cli.text.tokens import Lexicons

ROOT = Path(__file__).resolve().parents[1]


def unit(unit_id: str, text: str, state: str = "candidate") -> Unit:
    return Unit(unit_id, unit_id.split("-")[0], ("t",), ("P1",), "participant",
                (Span(0, len(text)),), text, len(text.split()), "", state)  # type: ignore[arg-type]  # fmt: skip


def codebook(*codes: CodeEntry, **group: str) -> Codebook:
    return Codebook(groups=[Group(id="g", codes=list(codes), **group)])


NIGHTS = codebook(
    CodeEntry(id="company", name="Company at night", definition="Somebody is there at night."),
    CodeEntry(id="measuring", name="Measuring", definition="Numbers calm or frighten."),
)


def suggester(
    texts: dict[str, str],
    book: Codebook = NIGHTS,
    *,
    language: str = "en",
    assignments: tuple[Assignment, ...] = (),
    **decided: object,
) -> Suggester:
    units = [unit(name, text) for name, text in texts.items()]
    return Suggester(units, book, Decided(**decided), lexicons=Lexicons(lambda _: language),  # type: ignore[arg-type]
                     language=language, assignments=assignments)  # fmt: skip


def ranks(known: Suggester, name: str) -> list[str]:
    return [suggestion.code_id for suggestion in known.suggestions(name, 5)]


def reasons(known: Suggester, name: str, code: str) -> list[str]:
    found = next(s for s in known.suggestions(name, 9) if s.code_id == code)
    return [reason.text for reason in found.reasons]


def proposal(unit_id: str, code: str, status: str = "proposed") -> Assignment:
    return Assignment(unit_id, code, "", "g", "rule", 'rule 1 (any): "ring"', status, "")  # type: ignore[arg-type]


# --- ranks -------------------------------------------------------------------------------------


def test_without_decisions_the_codebooks_text_ranks() -> None:
    known = suggester({"A-1": "The numbers frighten me.", "A-2": "Nobody comes at night."})
    assert ranks(known, "A-1")[0] == "measuring"
    assert ranks(known, "A-2")[0] == "company"


def test_a_decision_teaches_words_the_codebook_does_not_have() -> None:
    texts = {"A-1": "I ring the nurse.", "A-2": "Then I phone the nurse again."}
    assert ranks(suggester(texts), "A-2") == []
    known = suggester(texts, yes={"A-1": frozenset({"company"})})
    assert ranks(known, "A-2") == ["company"]


def test_codes_that_people_decided_about_are_not_suggested_again() -> None:
    texts = {"A-1": "Somebody is there at night and the numbers calm me."}
    assert sorted(ranks(suggester(texts), "A-1")) == ["company", "measuring"]
    given_one = suggester(texts, yes={"A-1": frozenset({"company"})})
    refused = suggester(texts, no={"A-1": frozenset({"measuring"})})
    assert ranks(given_one, "A-1") == ["measuring"]
    assert ranks(refused, "A-1") == ["company"]
    assert ranks(suggester(texts, set_aside=frozenset({"A-1"})), "A-1") == []


def test_a_refusal_lowers_like_units() -> None:
    texts = {"A-1": "The lamp is there at night.", "A-2": "The lamp at night is green."}
    before = suggester(texts).suggestions("A-2", 1)[0]
    after = suggester(texts, no={"A-1": frozenset({"company"})}).suggestions("A-2", 1)[0]
    assert (before.code_id, after.code_id) == ("company", "company")
    assert after.score < before.score
    assert after.reasons[-1].text == 'but most like A-1, for which "company" was rejected'


def test_units_set_aside_lower_like_units() -> None:
    texts = {"A-1": "The weather at night.", "A-2": "The weather at night was bad."}
    before, after = (
        suggester(texts, set_aside=aside).suggestions("A-2", 1)[0].score
        for aside in (frozenset(), frozenset({"A-1"}))
    )
    assert after < before


def test_equal_scores_stand_in_the_codebooks_order() -> None:
    book = codebook(*(CodeEntry(id=name, name="Sleep") for name in ("c", "a", "b")))
    known = suggester({"A-1": "I sleep badly."}, book)
    assert ranks(known, "A-1") == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("language", "definition", "text"),
    [
        pytest.param("en", "They are trained", "A training for us", id="English"),
        pytest.param("nb", "Trening", "Jeg går i treningsgruppa på torsdager", id="bokmål"),
        pytest.param("nn", "Trening", "Eg går i treningsgruppa på torsdagar", id="nynorsk"),
        pytest.param("da", "Træning", "Jeg går til holdtræning om torsdagen", id="Danish"),
        pytest.param("sv", "Träning", "Jag går i träningsgruppen på torsdagar", id="Swedish"),
    ],
)
def test_inflected_words_and_compounds_are_met(language: str, definition: str, text: str) -> None:
    book = codebook(CodeEntry(id="x1", name=definition), CodeEntry(id="x2", name="Xylofon"))
    known = suggester({"A-1": text}, book, language=language)
    assert ranks(known, "A-1")[0] == "x1"


def test_the_texts_of_the_codebook() -> None:
    """Names of group and subgroup are shared by their codes; exclusions weigh against."""
    code = CodeEntry(id="peer_support", include=["a", "b"], exclude=["c"], examples=["d", "e"],
                     rules=[Rule(near={"words": 5, "of": ["f", {"any": ["g"]}]}, none=["h"]),
                            Rule(lemma="f")])  # fmt: skip
    group = Group(id="g", name="Group", heading={"en": "Category", "nb": "Kategori"},
                  codes=[CodeEntry(id="other")],
                  subgroups=[Subgroup(id="s", heading="Subtheme", codes=[code])])  # fmt: skip
    texts = code_texts(Codebook(groups=[group]), "nb")
    assert texts == [
        CodeText(0, "name", "other", 1.0),
        CodeText(0, "group", "Group Kategori", 0.5),
        CodeText(1, "name", "peer support", 1.0),
        CodeText(1, "cases to include", "a. b", 1.0),
        CodeText(1, "examples", "d", 1.0),
        CodeText(1, "examples", "e", 1.0),
        CodeText(1, "rules", "f . g", 1.0),
        CodeText(1, "group", "Group Kategori", 0.5),
        CodeText(1, "subgroup", "Subtheme", 1.0),
        CodeText(1, "cases to exclude", "c", -1.0),
    ]


def test_no_unit_and_no_word_are_no_error() -> None:
    assert worth_a_look(suggester({}), 3) == []
    known = suggester({"A-1": "…", "A-2": "[laughs]"})
    assert (ranks(known, "A-1"), ranks(known, "A-2")) == ([], [])
    assert worth_a_look(known, 3) == []


# --- reasons -----------------------------------------------------------------------------------

REASONS = {
    "codebook": ({"A-1": "Numbers, numbers!"}, {}, ["words of the definition: number"]),
    "like": (
        {"A-1": "I ring the nurse.", "A-2": "I phone the nurse.", "A-3": "A nurse."},
        {"yes": {"A-1": frozenset({"measuring"}), "A-2": frozenset({"measuring"})}},
        ['like A-1 and A-2, decided "measuring": nurse'],
    ),
    "akin": ({"A-1": "Numberless."}, {}, ["akin words: numberless, number"]),
    "everyday": (
        {"A-1": "It was so.", "A-2": "So it was me."},
        {"yes": {"A-2": frozenset({"measuring"})}},
        ["only everyday words in common: be, it, so"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REASONS)
def test_reasons(case: str) -> None:
    texts, decided, expected = REASONS[case]
    name = "A-3" if "A-3" in texts else "A-1"
    found = reasons(suggester(texts, **decided), name, "measuring")
    assert [*map(_sorted_words, found)] == expected


def _sorted_words(text: str) -> str:
    head, _, words = text.rpartition(": ")
    return text if "akin" in head else f"{head}: {', '.join(sorted(words.split(', ')))}"


def test_a_rule_that_proposes_is_a_reason() -> None:
    known = suggester(
        {"A-1": "I ring somebody at night."}, assignments=(proposal("A-1", "company"),)
    )
    assert reasons(known, "A-1", "company")[0] == 'a rule proposes it: rule 1 (any): "ring"'


WORDS = st.sampled_from(
    "I the night number calm nurse ring is there we treningsgruppe at of".split()
)
TEXTS = st.lists(st.lists(WORDS, max_size=7).map(" ".join), min_size=1, max_size=7)


@settings(max_examples=25)
@given(texts=TEXTS, data=st.data())
def test_every_suggestion_has_a_reason_and_names_what_is_there(
    texts: list[str], data: st.DataObject
) -> None:
    units = {f"A-{n}": text for n, text in enumerate(texts)}
    codes = st.sets(st.sampled_from(["company", "measuring"])).map(frozenset)
    yes = {name: given_ for name in units if (given_ := data.draw(codes))}
    known = suggester(units, yes=yes)
    for name, text in units.items():
        found = known.suggestions(name, 5)
        assert [(-s.score, known.place_of[s.code_id]) for s in found] == sorted(
            (-s.score, known.place_of[s.code_id]) for s in found
        )
        for suggestion in found:
            assert suggestion.reasons
            assert suggestion.code_id not in yes.get(name, ())
            for reason in suggestion.reasons:
                assert all(suggestion.code_id in yes[other] for other in reason.unit_ids)
                spoken = {token.lemma for token in known.lexicons.of("A").tokens(text)}
                assert spoken & set(reason.words)


# --- units worth a look ------------------------------------------------------------------------


def test_three_kinds_of_units_are_picked_in_turn() -> None:
    texts = {
        "A-1": "Somebody is there at night.",
        "A-2": "The numbers calm me when I ring.",
        "B-1": "My garden and the garden paths.",
        "B-2": "The garden has an apple tree.",
        "C-1": "The garden and the tree.",
    }
    known = suggester(texts, assignments=(proposal("A-2", "company"),))
    picks = worth_a_look(known, 3)
    assert [(pick.unit_id, pick.kind, pick.code_id) for pick in picks] == [
        ("A-1", "missed", "company"),
        ("A-2", "doubtful", "company"),
        ("C-1", "unlike", ""),
    ]
    assert picks[0].why.startswith('no rule touched it, but it is like "company" (0.')
    assert picks[1].why.startswith('a rule proposes "company", but it is more like "measuring" (by')
    assert picks[2].why == "like much of the material, but like no code by more than 0.16"


def test_decided_units_are_not_picked_and_nothing_twice() -> None:
    texts = {f"{name}-{n}": f"At night number {n} calms" for name in "ABC" for n in range(4)}
    known = suggester(
        texts,
        yes={"A-0": frozenset({"company"})},
        no={"A-1": frozenset({"company"})},
        set_aside=frozenset({"A-2"}),
    )
    picked = [pick.unit_id for pick in worth_a_look(known, 99)]
    assert sorted(picked) == sorted(set(texts) - {"A-0", "A-1", "A-2"})


def test_picks_are_spread_over_transcripts() -> None:
    texts = {f"{name}-{n}": "Somebody at night" for name in "ABC" for n in range(5)}
    picks = worth_a_look(suggester(texts), 6)
    assert sorted(pick.unit_id[0] for pick in picks) == list("AABBCC")


def test_units_most_like_a_code() -> None:
    texts = {
        "A-1": "At night, at night.",
        "A-2": "Numbers.",
        "A-3": "Somebody at night.",
        "A-4": "Somebody.",
        "A-5": "Is it at?",
    }
    known = suggester(
        texts, yes={"A-4": frozenset({"company"})}, assignments=(proposal("A-1", "company"),)
    )
    assert [s.unit_id for s in known.for_code("company", 9)] == ["A-3"]


# --- new rules ---------------------------------------------------------------------------------


def ringing(number: int = 4) -> dict[str, str]:
    """Units that share a word, among others that do not."""
    wordy = ["kettle", "garden", "letter", "window", "bicycle", "market", "summer", "winter"]
    said = {f"A-{n}": f"I ring a nurse by the {wordy[n]}" for n in range(number)}
    return said | {f"B-{n}": f"We saw the {word} and the sea" for n, word in enumerate(wordy)}


def test_a_rule_is_suggested_where_several_units_support_it() -> None:
    texts = ringing()
    yes = {name: frozenset({"company"}) for name in texts if name.startswith("A")}
    yes["B-0"] = frozenset({"measuring"})
    rules = suggester(texts, yes=yes).new_rules.rules
    assert [(rule.code_id, rule.line, len(rule.units), len(rule.others)) for rule in rules] == [
        ("company", "- any: [nurse]", 4, 0)
    ]


@pytest.mark.parametrize(
    ("number", "against"),
    [pytest.param(2, 0, id="two units"), pytest.param(4, 2, id="two units against")],
)
def test_no_rule_without_support(number: int, against: int) -> None:
    texts = ringing(number) | {f"C-{n}": "I ring a nurse by the sea" for n in range(against)}
    yes = {name: frozenset({"company"}) for name in texts if name.startswith("A")}
    yes |= {f"C-{n}": frozenset({"measuring"}) for n in range(against)}
    assert suggester(texts, yes=yes).new_rules.rules == ()


def test_no_rule_for_what_rules_find_already() -> None:
    texts = ringing()
    names = [name for name in texts if name.startswith("A")]
    yes = {name: frozenset({"company"}) for name in names}
    found = tuple(proposal(name, "company", "accepted") for name in names)
    assert suggester(texts, yes=yes, assignments=found).new_rules.rules == ()


def test_words_in_a_row_where_no_word_will_do_alone() -> None:
    """ "ring" and "bell" stand in other units too; only side by side do they mean the code."""
    texts = {f"A-{n}": f"They ring bell {word}" for n, word in enumerate(["one", "two", "six"])}
    texts |= {
        f"B-{n}": f"I ring {word} with no bell" for n, word in enumerate(["him", "her", "us"])
    }
    texts |= {f"C-{n}": "The sea is grey" for n in range(9)}
    yes = {name: frozenset({"company" if name[0] == "A" else "measuring"}) for name in texts}
    rules = [
        rule for rule in suggester(texts, yes=yes).new_rules.rules if rule.code_id == "company"
    ]
    assert [(rule.line, rule.others) for rule in rules] == [("- lemma: ring bell", ())]


def test_a_new_rule_is_a_reason_and_counts_what_is_undecided() -> None:
    texts = ringing() | {"C-1": "The nurse is kind", "C-2": "The sea"}
    yes = {name: frozenset({"company"}) for name in texts if name.startswith("A")}
    known = suggester(texts, yes=yes)
    assert "a rule that could be added would fire: - any: [nurse]" in reasons(
        known, "C-1", "company"
    )
    assert known.new_rules.undecided(known.new_rules.rules) == [1]


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(Rule(any=["train", "no", "null", "yes"]), id="words YAML knows"),
        pytest.param(Rule(lemma="strengthen voice"), id="lemma"),
        pytest.param(Rule(all=["trene", "på"]), id="pair"),
    ],
)
def test_the_line_can_be_pasted_into_a_codebook(rule: Rule, tmp_path: Path) -> None:
    path = tmp_path / "codebook.yaml"
    path.write_text(
        "groups:\n  - id: g\n    codes:\n      - id: c\n        rules:\n"
        f"          {yaml_line(rule)}\n",
        encoding="utf-8",
    )
    assert next(load_codebook(path).places()).code.rules == [rule]


# --- decisions as they stand on disk -----------------------------------------------------------

HEADER = ("coder,line,id,act,transcript_id,unit_id,code_id,group_id,subgroup_id,outcome,how,by,"
          "reason")  # fmt: skip


def write_decisions(out: Path, *rows: tuple[str, str, str, str]) -> None:
    """Act, unit, code, outcome."""
    with (out / "3_code" / "decisions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER.split(","))
        for n, (act, units, code, outcome) in enumerate(rows, start=1):
            writer.writerow(("kj", n, f"{n:010x}", act, "A", units, code, "", "", outcome,
                             "position", "", ""))  # fmt: skip


def test_only_decisions_that_stand_count(tmp_path: Path) -> None:
    (tmp_path / "3_code").mkdir()
    assert read_decided(Output(tmp_path), ["c"]) == Decided()
    write_decisions(
        tmp_path,
        ("accept", "A-1;A-2", "c", "applied"),
        ("add", "A-1", "d", "applied"),
        ("reject", "A-3", "c", "applied"),
        ("set_aside", "A-4", "", "applied"),
        ("accept", "A-5", "c", "disputed"),
        ("accept", "A-6", "c", "superseded"),
        ("accept", "", "c", "unplaced"),
        ("accept", "A-7", "gone", "applied"),
        ("sort", "A-8", "", "applied"),
    )
    assert read_decided(Output(tmp_path), ["c", "d"]) == Decided(
        yes={"A-1": frozenset({"c", "d"}), "A-2": frozenset({"c"})},
        no={"A-3": frozenset({"c"})},
        set_aside=frozenset({"A-4"}),
    )


# --- the command -------------------------------------------------------------------------------


def test_the_command(study: Path, stc: Shell) -> None:
    stc("code")
    before = {path: path.read_bytes() for path in study.rglob("*") if path.is_file()}
    one = stc("suggest", "--next", "3", "--json")
    assert (one.code, one.err) == (0, "")
    assert stc("suggest", "--next", "3", "--json").out == one.out
    units = json.loads(one.out)["units"]
    assert len(units) == 3
    for entry in units:
        assert set(entry) == {"unit_id", "transcript_id", "text", "state", "codes", "picked",
                              "suggestions"}  # fmt: skip
    name = units[0]["unit_id"]
    shown = stc("suggest", name)
    assert shown.code == 0
    assert name in shown.out
    assert units[0]["text"] in shown.out
    assert stc("suggest", "--code", "calls").code == 0
    rules = stc("suggest", "--rules").out
    assert rules == "No rule has several decided units for it and few against it yet.\n"
    assert json.loads(stc("suggest", "--rules", "--json").out) == {"rules": []}
    assert {path: path.read_bytes() for path in study.rglob("*") if path.is_file()} == before


LAMPS = """\
Interviewer: What helps?

P4: The lamp in the hall helps me.

Interviewer: And you?

P5: My lamp is always on, yes.

Interviewer: And you?

P6: We bought a lamp for the stairs.

Interviewer: And you?

P7: The radio talks until morning comes.
"""


def test_decisions_on_disk_teach(study: Path, stc: Shell) -> None:
    (study / "transcripts" / "C.txt").write_text(LAMPS, encoding="utf-8")
    stc("code")
    units = [unit for unit in Output(study / "out").units if unit.transcript_id == "C"]
    lamps = [unit.unit_id for unit in units if "lamp" in unit.text]
    write_decisions(
        study / "out",
        *(("add", name, "not_alone", "applied") for name in lamps),
        ("set_aside", units[-1].unit_id, "", "applied"),
    )
    assert stc("suggest", "--rules").out == (
        "not_alone\n"
        "  - any: [lamp]\n"
        "      fires on 3 units with this code (3 that no rule of it found), on 0 decided without "
        "it, on 0 undecided\n"
    )
    rule = json.loads(stc("suggest", "--rules", "--code", "not_alone", "--json").out)["rules"][0]
    assert rule == {"code_id": "not_alone", "line": "- any: [lamp]", "units": lamps, "new": lamps,
                    "others": [], "undecided": 0}  # fmt: skip
    assert json.loads(stc("suggest", "--rules", "--code", "calls", "--json").out) == {"rules": []}
    picked = {entry["unit_id"] for entry in json.loads(stc("suggest", "--json").out)["units"]}
    assert not picked & {unit.unit_id for unit in units}
    assert stc("suggest", units[-1].unit_id).out == (
        f"{units[-1].unit_id}  P7, uncoded\n  {units[-1].text}\n  Nothing to suggest.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ("A-1",), 'there is no unit "A-1" in units.csv.', id="unknown unit"
        ),
        pytest.param(
            ("--code", "callz"),
            'there is no code "callz" in the codebook. Did you mean "calls"?',
            id="unknown code",
        ),
        pytest.param(
            ("A-1", "--next", "2"),
            "name units, or ask with --next, --code or --rules, not both.",
            id="units and next",
        ),
        pytest.param(
            ("--rules", "--next", "2"),
            "--next is about units and --rules about rules; ask for one of them.",
            id="rules and next",
        ),
    ],
)  # fmt: skip
def test_wrong_usage(study: Path, stc: Shell, arguments: tuple[str, ...], message: str) -> None:
    stc("code")
    ran = stc("suggest", *arguments)
    assert (ran.code, ran.out, ran.err.split(" Did you mean \"A-")[0].strip()) == (
        2, "", f"stc: {message}"
    )  # fmt: skip


def test_before_anything_was_coded(study: Path, stc: Shell) -> None:
    ran = stc("suggest")
    assert (ran.code, ran.err) == (
        1, f"stc: {study / 'out'}: holds no analysis yet. Run `stc analyze` first.\n"
    )  # fmt: skip
    stc("segment")
    ran = stc("suggest")
    assert (ran.code, ran.err) == (
        1, f"stc: {study / 'out'}: holds no 3_code/assignments.csv yet. Run `stc code` first.\n"
    )  # fmt: skip


def test_without_the_library(study: Path, stc: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stc_cli.suggest.find_spec", lambda name: None)
    ran = stc("suggest")
    assert (ran.code, ran.err) == (
        2,
        "stc: suggestions need scikit-learn, which is not installed. "
        "Run `pip install 'stc-cli[suggest]'`.\n",
    )


# --- how good they are -------------------------------------------------------------------------


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    sys.modules.pop("suggestions", None)
    import suggestions

    if not (suggestions.data_folder() / "games_as_art" / "texts.jsonl").is_file():
        pytest.skip("outside data (games_as_art) is not there; set STC_BENCH_DATA to its folder")
    return suggestions


def test_better_than_plain_rankings(bench: ModuleType) -> None:
    """On 325 spans coded by people: any right code among the first 1, 3, 5."""
    coded = bench.games_as_art(bench.data_folder())
    right = coded.is_right
    found = bench.shares(bench.over_folds(coded, bench.suggested), right)
    assert all(ours > goal for ours, goal in zip(found.any_code, (0.55, 0.83, 0.92), strict=True))
    plain = bench.shares(bench.over_folds(coded, bench.nearest_centroid), right)
    for ours, theirs in zip(
        found.any_code + found.pairs, plain.any_code + plain.pairs, strict=True
    ):
        assert ours > theirs
    nothing = right.any(axis=1) & False
    zero = bench.shares(bench.suggested(coded, nothing, ~nothing), right)
    assert all(ours > goal for ours, goal in zip(zero.any_code, (0.25, 0.53, 0.65), strict=True))
