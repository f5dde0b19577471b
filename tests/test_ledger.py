"""The ledger: lines as tools and people write them, and what runs make of them over time."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from ledgers import Line, Results, decide, ledger_file, line
from studies import FIRST, SECOND, Shell, contents
from tampering import Change, Copy, cell, rows

import stc_cli.work
from stc_cli.decisions.anchors import Anchor
from stc_cli.decisions.ledger import Ledger, add_decisions, next_line, read_ledger
from stc_cli.decisions.lines import Decision, decision_line
from stc_cli.errors import UsageError
from stc_cli.proofs import verify
from stc_cli.workspace import open_study

# The units of the small study.
ALONE = "Um, I'm not alone any more, you know."
RING = "I I ring the nurse when it gets bad. She always answers. And I measure every evening."
NUMBERS = "The numbers frighten me a bit, so I don't look at night."
NEVER = "I never ring the nurse. The number is only a number, I think. [laughs]"
BUILDING = (
    "Well, we're not alone in the building, that helps, but the weather was awful this summer."
)
RING_PIECES = [
    {"exact": "I I ring the nurse when it gets bad. She always answers."},
    {"exact": "And I measure every evening."},
]  # Mhm. stands between them

# -- lines -----------------------------------------------------------------------------------------

PASSAGE = (Anchor("A", "I ring the nurse.", "Yes. ", " Then", 5, 22, 0),)
OTHER = (Anchor("A", "She answers."), Anchor("A", "Always."))
ACTS = [
    Decision("ann", 1, "", "accept", "A", PASSAGE, ("P1",), code="calls", date="2026-11-24"),
    Decision("ann", 1, "", "accept", "A", PASSAGE, revision=""),
    Decision("ann", 1, "", "reject", "A", PASSAGE, code="calls", reason="Ikke nå — «æøå»\n2"),
    Decision("ann", 1, "", "add", "A", OTHER, ("P1", "P2"), code="calls", revision="0af3"),
    Decision("ann", 1, "", "sort", "A", PASSAGE, group="g", subgroup="s", name="New one"),
    Decision("ann", 1, "", "park", "A", PASSAGE, group="g"),
    Decision("ann", 1, "", "leave_out", "A", PASSAGE, group="g", subgroup="s", reason="Twice"),
    Decision("ann", 1, "", "set_aside", "A", PASSAGE),
    Decision("ann", 1, "", "merge", "A", PASSAGE, others=(OTHER, PASSAGE)),
    Decision("ann", 1, "", "split", "A", PASSAGE, into=(OTHER, PASSAGE)),
    Decision("ann", 1, "", "trim", "A", PASSAGE, into=(OTHER,)),
    Decision("ann", 1, "", "quote", "A", PASSAGE, quotation=OTHER),
    Decision("ann", 1, "", "note", "A", PASSAGE, note="A \u2028 line\r\nof mine"),
]


@pytest.mark.parametrize("made", ACTS, ids=lambda d: f"{d.act}{'-as-such' * (d.revision == '')}")
def test_a_line_reads_as_it_was_written(made: Decision, tmp_path: Path) -> None:
    add_decisions(tmp_path, [made])
    (read,) = read_ledger(tmp_path).decisions
    assert read._replace(id="") == made
    assert decision_line(read) == decision_line(made)
    assert ledger_file(tmp_path.parent, "ann").name == "ann.jsonl"
    assert (tmp_path / "coding" / "ann.jsonl").read_bytes().count(b"\n") == 1


def read(folder: Path, data: str | bytes, coder: str = "ann") -> Ledger:
    path = folder / "coding" / f"{coder}.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_ledger(folder)


ONE = json.dumps(line("accept", "Yes.", code="a"))
TWO = json.dumps(line("reject", "Yes.", code="b"))


@pytest.mark.parametrize(
    ("data", "numbers"),
    [
        pytest.param(f"{ONE}\n{TWO}\n", [1, 2], id="plain"),
        pytest.param(f"{ONE}\n{TWO}", [1, 2], id="no-last-line-break"),
        pytest.param(f"\ufeff{ONE}\r\n{TWO}\r\n", [1, 2], id="byte-order-mark-and-crlf"),
        pytest.param(f"\n{ONE}\n \n\n{TWO}\n\n", [2, 5], id="blank-lines"),
        pytest.param("", [], id="empty"),
        pytest.param("\ufeff", [], id="nothing-but-a-mark"),
    ],
)
def test_files_as_editors_save_them(data: str, numbers: list[int], tmp_path: Path) -> None:
    made = read(tmp_path, data).decisions
    assert [d.line for d in made] == numbers
    assert [d.code for d in made] == ["a", "b"][: len(numbers)]
    # A line added to it stands in a line of its own.
    last = next_line(tmp_path, "ann")
    add_decisions(tmp_path, [ACTS[0]])
    assert [d.line for d in read_ledger(tmp_path).decisions] == [*numbers, last]


def test_ids_are_made_up_from_what_a_line_says(tmp_path: Path) -> None:
    one, two, again = read(tmp_path, f"{ONE}\n{TWO}\n{ONE}\n").decisions
    assert one.id == again.id != two.id
    assert all(len(d.id) == 10 and set(d.id) <= set("0123456789abcdef") for d in (one, two))


def test_coders_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    for coder in ("ben", "ann", "Åse"):
        read(tmp_path, ONE, coder)
    (tmp_path / "coding" / "notes.txt").write_text("no ledger", "utf-8")
    assert read_ledger(tmp_path).coders == ("ann", "ben", "Åse")


GOOD = line("accept", "Yes.", code="a")
UNIT = '"unit" must be a list such as [{"exact": "the words"}].'
BAD = [
    pytest.param('{"act": "acc', "is not a line of JSON. Correct it, or take it out if it was cut "
                 "off in the middle.", id="torn"),
    pytest.param("accept everything", "is not a line of JSON. Correct it, or take it out if it was "
                 "cut off in the middle.", id="prose"),
    pytest.param("[1, 2]", "is not a line of JSON. Correct it, or take it out if it was cut off in "
                 "the middle.", id="list"),
    pytest.param("[" * 5000 + "]" * 5000, "is not a line of JSON. Correct it, or take it out if it "
                 "was cut off in the middle.", id="nested"),
    pytest.param({"act": "acept"}, "\"act\": input should be 'accept', 'reject', 'add', 'sort', "
                 "'park', 'leave_out', 'set_aside', 'merge', 'split', 'trim', 'quote', 'note' or "
                 "'undo'.",
                 id="act"),
    pytest.param({"kode": "a"}, 'unknown key "kode". Did you mean "code"?', id="unknown-key"),
    pytest.param({"code": 3}, '"code": input should be a valid string.', id="number"),
    pytest.param({"date": None}, '"date": input should be a valid string.', id="null"),
    pytest.param({"code": True}, '"code": input should be a valid string.', id="logical-value"),
    pytest.param({"transcript_id": ""}, 'an act "accept" needs "transcript_id".', id="nowhere"),
    pytest.param({"unit": []}, 'an act "accept" needs "unit".', id="no-unit"),
    pytest.param({"unit": "Yes."}, UNIT, id="unit-as-text"),
    pytest.param({"unit": ["Yes."]}, UNIT, id="unit-of-texts"),
    pytest.param({"unit": {"exact": "Yes."}}, UNIT, id="unit-as-object"),
    pytest.param({"act": "quote", "quotation": "Yes."}, UNIT.replace("unit", "quotation"),
                 id="quotation-as-text"),
    pytest.param({"unit": [{}]}, '"exact" is missing in "unit". Add it.', id="no-words"),
    pytest.param({"unit": [{"exact": ""}]},
                 '"unit.exact": string should have at least 1 character.', id="empty-words"),
    pytest.param({"unit": [{"exact": "Yes.", "prefx": "-"}]},
                 'unknown key "prefx". Did you mean "prefix"?', id="unknown-key-inside"),
    pytest.param({"unit": [{"exact": "Yes.", "start": 1.5}]}, '"unit.start": input should be a '
                 "valid integer, got a number with a fractional part.", id="half-a-character"),
    pytest.param({"speakers": "P1"}, '"speakers" must be a list such as ["P1", "P2"].',
                 id="speakers"),
    pytest.param({"act": "merge", "with": [{"exact": "No."}]},
                 '"with" must be a list such as [[{"exact": "the words"}]].', id="with"),
    pytest.param({"act": "split", "into": [[]]},
                 '"into" must be a list such as [[{"exact": "the words"}]].', id="empty-part"),
    *(
        pytest.param({"act": act, "code": code}, f'an act "{act}" needs "{key}".', id=f"{act}-bare")
        for act, code, key in (
            ("reject", "", "code"), ("add", "", "code"), ("sort", "a", "group"),
            ("park", "a", "group"), ("leave_out", "a", "group"), ("merge", "a", "with"),
            ("split", "a", "into"), ("trim", "a", "into"), ("quote", "a", "quotation"),
            ("note", "a", "note"), ("undo", "a", "of"),
        )
    ),
    pytest.param({"act": "sort", "group": "g"}, 'an act "sort" needs "subgroup".', id="sort-where"),
    pytest.param({"act": "leave_out", "group": "g"}, 'an act "leave_out" needs "reason".',
                 id="left-out-without-a-reason"),
    pytest.param({"act": "undo", "of": "0000000000"}, '"of" names no line before it. Write the '
                 '"id" of the line that it takes back.', id="undo-of-nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("bad", "message"), BAD)
def test_a_line_that_cannot_be_read(bad: Line | str, message: str, tmp_path: Path) -> None:
    """One sentence, with file and line; the decisions before it do not help."""
    text = bad if isinstance(bad, str) else json.dumps(GOOD | bad)
    with pytest.raises(UsageError) as error:
        read(tmp_path, f"{ONE}\n\n{text}\n{TWO}\n")
    assert str(error.value) == f"{tmp_path / 'coding' / 'ann.jsonl'}, line 3: {message}"


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        read(tmp_path, ONE.replace("Yes", "Må").encode("cp1252") + b"\xe6")
    path = tmp_path / "coding" / "ann.jsonl"
    assert str(error.value) == f"{path}: is not UTF-8 text. Save it as UTF-8."


def test_a_torn_last_line_stops_every_command_and_nothing_is_written(
    stc: Shell, study: Path
) -> None:
    decide(study, "ann", line("accept", ALONE))
    stc("analyze")
    path = decide(study, "ann", line("accept", NUMBERS))
    path.write_bytes(path.read_bytes()[:-20])
    before = contents(study)
    unit = Results(study / "out").units[NUMBERS]["unit_id"]
    for command in (["analyze"], ["code"], ["verify"], ["decide", "accept", unit, "--coder", "ann"],
                    ["decide", "undo", "--coder", "ben"]):  # fmt: skip
        assert stc(*command) == (
            2, "", f"stc: {path}, line 2: is not a line of JSON. Correct it, or take it out if it "
            "was cut off in the middle.\n",
        )  # fmt: skip
    assert contents(study) == before


def undo(of: str) -> Line:
    return {"act": "undo", "of": of}


@pytest.mark.parametrize(
    ("lines", "standing", "undone"),
    [
        pytest.param([GOOD | {"id": "1"}, undo("1")], [], {1: 2}, id="one"),
        pytest.param([GOOD | {"id": "1"}, GOOD | {"id": "2"}, undo("1")], [2], {1: 3},
                     id="not-the-last"),
        pytest.param([GOOD | {"id": "1"}, GOOD | {"id": "1"}, undo("1")], [1], {2: 3},
                     id="of-twins-the-later"),
        pytest.param([GOOD | {"id": "1"}, GOOD | {"id": "1"}, undo("1"), undo("1")], [],
                     {2: 3, 1: 4}, id="both-twins"),
        pytest.param([GOOD | {"id": "1"}, undo("1"), GOOD | {"id": "1"}], [3], {1: 2},
                     id="and-decided-again"),
    ],
)  # fmt: skip
def test_lines_that_are_taken_back(
    lines: list[Line], standing: list[int], undone: dict[int, int], tmp_path: Path
) -> None:
    made = read(tmp_path, "".join(json.dumps(row) + "\n" for row in lines))
    assert [d.line for d in made.standing] == standing
    assert made.undone == {("ann", one): by for one, by in undone.items()}


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([GOOD | {"id": "1"}, undo("1"), undo("1")], id="twice"),
        pytest.param([undo("1"), GOOD | {"id": "1"}], id="before-it-was-said"),
        pytest.param([GOOD | {"id": "1"}, undo("1") | {"id": "2"}, undo("2")], id="an-undo"),
    ],
)
def test_nothing_to_take_back(lines: list[Line], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match='"of" names no line before it'):
        read(tmp_path, "".join(json.dumps(row) + "\n" for row in lines))


# -- what a run makes of them ----------------------------------------------------------------------


def analysed(stc: Shell, study: Path, *messages: str) -> Results:
    """The results of a run that says these messages."""
    ran = stc("analyze", "--quiet")
    assert (ran.code, ran.err) == (0, "".join(f"stc: {message}\n" for message in messages))
    assert stc("verify").err == ""
    return Results(study / "out")


def test_lines_by_hand_need_no_more_than_the_words(stc: Shell, study: Path) -> None:
    decide(
        study, "ann",
        line("accept", ALONE, code="not_alone"), line("reject", NUMBERS, code="measuring"),
        line("add", "She always answers.", code="calls", reason="Somebody is there"),
        line("set_aside", BUILDING, transcript_id="B"),
        line("sort", NEVER, transcript_id="B", group="safety", subgroup="numbers"),
        line("note", NUMBERS, note="What does she not look at?"),
        line("quote", NUMBERS, quotation=[{"exact": "The numbers frighten me a bit"}]),
    )  # fmt: skip
    made = analysed(
        stc, study,
        "1 golden quote shown nowhere, because the unit has no code or was trimmed since "
        "(A-33d671f8d4). Give it a code, or choose the quote anew.",
    )  # fmt: skip
    assert made.outcomes == [f"ann:{n} applied" for n in range(1, 8)]
    assert {row["how"] for row in made.fates} == {"quotation"}
    assert made.codes(ALONE) == ["not_alone accepted company rule ann"]
    assert made.codes(NUMBERS) == ["measuring rejected numbers rule ann"]
    assert made.codes("She always answers.") == ["calls added company human ann"]
    assert made.codes("I I ring the nurse when it gets bad.") == ["calls proposed company rule -"]
    assert made.codes("And I measure every evening.") == ["measuring proposed numbers rule -"]
    assert made.codes(BUILDING) == ["not_alone rejected company rule ann"]
    assert made.codes(NEVER) == [
        "calls accepted numbers rule ann", "measuring accepted numbers rule ann",
    ]  # fmt: skip
    assert {text: made.units[text]["state"] for text in (ALONE, NUMBERS, NEVER, BUILDING)} == {
        ALONE: "accepted", NUMBERS: "candidate", NEVER: "accepted", BUILDING: "set_aside",
    }  # fmt: skip
    assert [row["text"] for row in made.rows("3_code/uncoded.csv")] == [NUMBERS, BUILDING]
    evidence = {row["code_id"]: row["evidence"] for row in made.rows("3_code/assignments.csv")
                if row["source"] == "human"}  # fmt: skip
    assert evidence == {"calls": "Somebody is there"}


def test_units_of_several_pieces_and_an_exchange(stc: Shell, study: Path) -> None:
    decide(
        study, "ann",
        line("accept", code="calls", transcript_id="A", unit=RING_PIECES),
        line("merge", "How are the nights?", **{"with": [[{"exact": ALONE}]]}),
        line("split", NUMBERS, into=[[{"exact": "The numbers frighten me a bit,"}],
                                     [{"exact": "so I don't look at night."}]]),
    )  # fmt: skip
    made = analysed(stc, study)
    assert made.outcomes == ["ann:1 applied", "ann:2 applied", "ann:3 applied"]
    assert made.codes(RING)[0] == "calls accepted company rule ann"
    exchange = made.units[f"How are the nights? {ALONE}"]
    assert (exchange["speakers"], exchange["role"], exchange["turn_ids"]) == (
        "Interviewer;P1", "participant", "A-t1;A-t2",
    )  # fmt: skip
    assert made.codes(exchange["text"]) == ["not_alone proposed company rule -"]
    assert [text for text, unit in made.units.items() if unit["transcript_id"] == "A"] == [
        exchange["text"], RING, "The numbers frighten me a bit,", "so I don't look at night.",
    ]  # fmt: skip


def test_a_new_subgroup_stands_after_the_codebooks_own(stc: Shell, study: Path) -> None:
    decide(study, "ann", line("sort", ALONE, group="safety", subgroup="nights", name="The nights"),
           line("sort", NUMBERS, group="safety", subgroup="nights"))  # fmt: skip
    made = analysed(stc, study)
    assert made.codes(NUMBERS) == ["measuring accepted nights rule ann"]
    condensates = [json.loads(row) for row in (made.out / "4_condense/condensates.jsonl").open()]
    assert [row["subgroup_id"] for row in condensates] == ["company", "numbers", "nights"]
    units = {u for s in condensates[2]["sentences"] for u in s["unit_ids"]}
    units |= {row["unit_id"] for row in condensates[2]["left_out"]}
    assert units == {made.units[text]["unit_id"] for text in (ALONE, NUMBERS)}
    assert [row["subtheme"] for row in made.rows("6_tables/table1.csv")] == [
        "Company makes the nights shorter", "Numbers calm and numbers frighten", "The nights",
    ]  # fmt: skip
    decide(study, "ann", undo(made.fates[0]["id"]), undo(made.fates[1]["id"]))
    made = analysed(stc, study)
    assert "nights" not in (made.out / "4_condense/condensates.jsonl").read_text("utf-8")
    assert made.outcomes[:2] == ["ann:1 undone by 3", "ann:2 undone by 4"]


def test_an_undone_line_is_as_if_it_had_never_been_written(stc: Shell, study: Path) -> None:
    decide(study, "ann", line("accept", ALONE, code="not_alone"))
    before = contents(analysed(stc, study).out)
    decide(study, "ann", line("trim", NUMBERS, into=[[{"exact": "The numbers frighten me"}]],
                              id="1"), line("set_aside", ALONE, id="2"))  # fmt: skip
    assert contents(analysed(stc, study).out) != before
    decide(study, "ann", undo("1"), undo("2"))
    after = contents(analysed(stc, study).out)
    assert [name for name in before if after[name] != before[name]] == [
        "3_code/decisions.csv", "manifest.json",
    ]  # fmt: skip


def test_units_in_dispute_are_used_by_no_later_stage(stc: Shell, study: Path) -> None:
    """Not as one coder shaped them, nor as the other."""
    said = ("The numbers frighten me a bit,", "numbers frighten me a bit, so I don't")
    for coder, words in zip(("ann", "ben"), said, strict=True):
        decide(study, coder, line("trim", NUMBERS, into=[[{"exact": words}]]))
    dispute = (
        "2 contradictions between coders; 3_code/conflicts.csv says which. No later stage uses "
        "what is in dispute until somebody named under `order:` of `decisions:` in the study "
        "config has decided."
    )
    made = analysed(stc, study, dispute)
    assert made.outcomes == ["ann:1 disputed by ben:1", "ben:1 disputed by ann:1"]
    for words in said:
        assert made.codes(words) == ["measuring disputed numbers rule ann;ben"]
        assert made.units[words]["state"] == "candidate"
    assert "frighten" not in (made.out / "4_condense/condensates.jsonl").read_text("utf-8")
    assert {row["unit_id"] for row in made.conflicts} == {made.units[w]["unit_id"] for w in said}
    config = study / "stc.yaml"
    config.write_text(config.read_text("utf-8") + "decisions: {order: [ben]}\n", "utf-8")
    made = analysed(stc, study)
    assert made.outcomes == ["ann:1 overruled by ben:1", "ben:1 applied"]
    assert made.codes(said[1]) == ["measuring proposed numbers rule -"]
    assert said[0] not in made.units


# -- the codebook changes --------------------------------------------------------------------------


def act(name: str, old: str, new: str, kind: str = "code") -> Line:
    return {"id": f"{name}-{old}", "act": name, "kind": kind, "from": old.split(),
            "to": new.split()}  # fmt: skip


@pytest.mark.parametrize(
    ("acts", "said", "outcome"),
    [
        pytest.param([act("rename", "old", "calls")], {"code": "old"}, "calls", id="renamed"),
        pytest.param([act("rename", "old", "mid"), act("rename", "mid", "calls")],
                     {"code": "old", "revision": ""}, "calls", id="renamed twice"),
        pytest.param([act("rename", "old", "mid"), act("rename", "mid", "calls")],
                     {"code": "mid", "revision": "rename-old"}, "calls", id="between the two"),
        pytest.param([act("merge", "old other", "calls")], {"code": "other"}, "calls", id="merged"),
        pytest.param([act("rename", "calls", "old"), act("rename", "x", "calls")],
                     {"code": "calls", "revision": "rename-x"}, "calls", id="made after both"),
        pytest.param([act("split", "old", "calls measuring")], {"code": "old"},
                     'the code "old" was split into calls, measuring: decide again', id="split"),
        pytest.param([act("split", "calls", "calls measuring")], {"code": "calls", "revision": ""},
                     'the code "calls" was split into calls, measuring: decide again',
                     id="split, and one part kept its name"),
        pytest.param([act("split", "calls", "calls measuring")],
                     {"code": "calls", "revision": "split-calls"}, "calls", id="made after it"),
        pytest.param([], {"code": "cals"},
                     'the code "cals" is not in the codebook. Did you mean "calls"?', id="unknown"),
        pytest.param([], {"code": "zzz"}, 'the code "zzz" is not in the codebook.',
                     id="unlike any"),
        pytest.param([act("rename", "fears", "numbers", "subgroup")],
                     {"act": "sort", "group": "safety", "subgroup": "fears"},
                     "safety/numbers", id="subgroup renamed"),
        pytest.param([act("rename", "trust", "safety", "group")],
                     {"act": "park", "group": "trust"}, "safety/", id="group renamed"),
        pytest.param([], {"act": "sort", "group": "safety", "subgroup": "numberz"},
                     'the subgroup "numberz" is not in the codebook. Did you mean "numbers"?',
                     id="unknown subgroup"),
        pytest.param([], {"act": "park", "group": "calls"},
                     'the group "calls" is not in the codebook.', id="unknown group"),
        pytest.param([act("split", "fears", "company numbers", "subgroup")],
                     {"act": "sort", "group": "safety", "subgroup": "fears"},
                     'the subgroup "fears" was split into company, numbers: decide again',
                     id="subgroup split"),
    ],
)  # fmt: skip
def test_decisions_follow_the_codebook(
    acts: list[Line], said: dict[str, Any], outcome: str, stc: Shell, study: Path
) -> None:
    """`outcome`: what decisions.csv calls it now, or why the decision is listed as unplaced."""
    decide(study, "ann", line("accept", code="calls", transcript_id="A", unit=RING_PIECES) | said)
    lines = "".join(json.dumps(row) + "\n" for row in acts)
    (study / "decisions" / "codebook.jsonl").write_text(lines, "utf-8")
    stc("code", "--quiet")
    made = Results(study / "out")
    (fate,) = made.fates
    if " " in outcome:
        assert fate["outcome"] == "unplaced"
        assert [row["reason"] for row in made.unplaced] == [outcome]
        assert made.codes(RING)[0] == "calls proposed company rule -"
    else:
        place = f"{fate['group_id']}/{fate['subgroup_id']}"
        now = fate["code_id"] if fate["act"] == "accept" else place
        assert (fate["outcome"], now) == ("applied", outcome)
        assert " ann" in made.codes(RING)[0]
    assert stc("verify").code == 0


# -- the transcripts change ------------------------------------------------------------------------

MOVED = (
    '{} followed their passages to another transcript; look for "moved" in 3_code/decisions.csv.'
)
LOST = (
    "{} could not be applied; 3_code/unplaced.csv says which, why, and where the passage may be "
    "now. They stay in the ledger."
)


@pytest.fixture
def decided(stc: Shell, study: Path) -> Results:
    """Decisions with all their context, by the command: on three units of A and one of B."""
    made = analysed(stc, study)
    for text, code in ((ALONE, "not_alone"), (NUMBERS, "measuring"), (RING, "calls"), (NEVER, "")):
        unit, options = made.units[text]["unit_id"], ["--code", code] if code else []
        assert stc("decide", "accept", unit, "--coder", "ann", *options).code == 0
    return analysed(stc, study)


FIVE = ["ann:1 applied", "ann:2 applied", "ann:3 applied", "ann:4 applied", "ann:5 applied"]


def hows(made: Results) -> str:
    return " ".join(row["how"] for row in made.fates)


def test_a_renamed_file(decided: Results, stc: Shell, study: Path) -> None:
    ledger = ledger_file(study, "ann").read_bytes()
    (study / "transcripts" / "A.txt").rename(study / "transcripts" / "C, final.txt")
    made = analysed(stc, study, MOVED.format("3 decisions"))
    assert made.outcomes == FIVE
    assert hows(made) == "moved moved moved position position"
    assert {row["transcript_id"] for row in made.fates[:3]} == {"A"}  # as the line says
    assert all(row["unit_id"].startswith("C") for row in made.fates[:3])
    assert made.codes(NUMBERS) == ["measuring accepted numbers rule ann"]
    assert ledger_file(study, "ann").read_bytes() == ledger


def test_all_decisions_follow_a_renamed_file_that_was_corrected(stc: Shell, study: Path) -> None:
    """Also short ones, and those whose words were corrected, by what most others say."""
    alone = {"exact": ALONE, "prefix": "How are the nights? "}
    corrected = {
        "prefix": "I ring the nurse when it gets bad. ",
        "suffix": " Mhm. And I measure every",
    }
    decide(
        study, "ann", line("accept", transcript_id="A", unit=[alone]), line("accept", NUMBERS),
        line("add", code="calls", transcript_id="A",
             unit=[{"exact": "She always answers.", **corrected}]),
        line("note", "Mhm.", note="Short"), line("note", "Gone with the wind.", note="Lost"),
    )  # fmt: skip
    (study / "transcripts" / "A.txt").unlink()
    text = FIRST.replace("She always answers.", "She always answered.")
    (study / "transcripts" / "C.txt").write_text(text, "utf-8")
    ran = stc("analyze", "--quiet")
    made = Results(study / "out")
    assert [row["outcome"] for row in made.fates] == ["applied"] * 4 + ["unplaced"]
    assert {row["unit_id"][:2] for row in made.fates[:4]} == {"C-"}
    assert made.codes("She always answered.") == ["calls added company human ann"]
    assert "followed their passages to another transcript" in ran.err
    assert stc("verify").code == 0


def test_a_passage_that_was_cut_and_pasted_into_another_file(
    decided: Results, stc: Shell, study: Path
) -> None:
    at = FIRST.index("P1: Um")
    (study / "transcripts" / "A.txt").write_text(FIRST[:at] + "P1: Fine.\n", "utf-8")
    (study / "transcripts" / "B.txt").write_text(f"{SECOND}\n{FIRST}", "utf-8")
    made = analysed(stc, study, MOVED.format("3 decisions"))
    assert made.outcomes == FIVE
    assert hows(made) == "moved moved moved position position"
    assert all(row["unit_id"].startswith("B-") for row in made.fates)


def test_the_same_words_in_another_file_attract_nothing(
    decided: Results, stc: Shell, study: Path
) -> None:
    """Said by somebody else, between other words."""
    (study / "transcripts" / "A.txt").write_text("Interviewer: Well?\n\nP1: Fine.\n", "utf-8")
    said = f"P4: Rain again. {ALONE} And the stairs. {NUMBERS} So it goes.\n"
    (study / "transcripts" / "B.txt").write_text(f"{SECOND}\n{said}", "utf-8")
    made = analysed(stc, study, LOST.format("3 decisions"))
    assert made.outcomes == ["ann:1 unplaced", "ann:2 unplaced", "ann:3 unplaced", *FIVE[3:]]
    assert [row["reason"] for row in made.unplaced] == [
        "its words are not found in the transcript any more"
    ] * 3
    for row, words in zip(made.unplaced, (ALONE, NUMBERS), strict=False):
        (near,) = [u for u in made.units.values() if words in u["text"]]
        assert near["unit_id"] in row["candidates"].split(";")
        assert near["state"] == "candidate"


def test_a_deleted_file(decided: Results, stc: Shell, study: Path) -> None:
    (study / "transcripts" / "A.txt").unlink()
    like = "P3: The numbers frighten me a lot, so I never look at night.\n"
    (study / "transcripts" / "B.txt").write_text(f"{SECOND}\n{like}", "utf-8")
    made = analysed(stc, study, LOST.format("3 decisions"))
    assert made.outcomes == ["ann:1 unplaced", "ann:2 unplaced", "ann:3 unplaced", *FIVE[3:]]
    row = made.unplaced[1]
    assert (row["transcript_id"], row["quotation"]) == ("A", NUMBERS)
    assert row["reason"] == "there is no such transcript any more, or it could not be read"
    unit_id = next(u["unit_id"] for text, u in made.units.items() if "a lot" in text)
    assert row["candidates"].split(";")[0] == unit_id
    # It comes back, and so do they.
    (study / "transcripts" / "A.txt").write_text(FIRST, "utf-8")
    assert analysed(stc, study).outcomes == FIVE


def test_a_corrected_word(decided: Results, stc: Shell, study: Path) -> None:
    text = FIRST.replace("frighten me a bit", "frightened me a bit")
    (study / "transcripts" / "A.txt").write_text(text, "utf-8")
    made = analysed(stc, study, "1 decision now on words that were changed since; look for "
                    '"similar" in 3_code/decisions.csv.')  # fmt: skip
    assert made.outcomes == FIVE
    assert made.fates[1]["how"] == "similar"
    new = NUMBERS.replace("frighten", "frightened")
    assert made.codes(new) == ["measuring accepted numbers rule ann"]


@pytest.mark.parametrize(
    ("who", "outcomes"),
    [
        pytest.param("A", ["withdrawn"] * 3 + ["applied"] * 2, id="a transcript"),
        pytest.param("P2", ["applied"] * 3 + ["withdrawn"] * 2, id="a person"),
    ],
)
def test_somebody_withdraws(
    who: str, outcomes: list[str], decided: Results, stc: Shell, study: Path
) -> None:
    assert stc("withdraw", who, "--yes").code == 0
    stc("analyze", "--quiet")
    made = Results(study / "out")
    assert [row["outcome"] for row in made.fates] == outcomes
    assert made.unplaced == []
    assert stc("verify").err == ""


def test_a_withdrawal_leaves_lines_by_hand_and_what_took_them_back(stc: Shell, study: Path) -> None:
    """The id of a line that has none changes with its words; an undo must still find it."""
    decide(study, "ann", line("accept", NEVER, transcript_id="B", code="calls"))
    made = analysed(stc, study)
    decide(study, "ann", undo(made.fates[0]["id"]), line("accept", NEVER, transcript_id="B"))
    assert stc("withdraw", "P2", "--yes").code == 0
    stc("analyze", "--quiet")
    assert Results(study / "out").outcomes == [
        "ann:1 undone by 2", "ann:2 applied", "ann:3 withdrawn",
    ]  # fmt: skip
    assert stc("verify").err == ""


def test_a_pseudonym_key_that_comes_after_the_decisions(stc: Shell, study: Path) -> None:
    """Names go out of results, also where people wrote them; the ledger stays as it is."""
    text = FIRST.replace("She always", "Berit Moen always").replace(
        "alone any", "alone with Berit any"
    )
    (study / "transcripts" / "A.txt").write_text(text, "utf-8")
    made = analysed(stc, study)
    for said, unit in made.units.items():
        if unit["transcript_id"] == "A":
            assert stc("decide", "accept", unit["unit_id"], "--coder", "ann",
                       "--reason", f"Berit again in {len(said)}").code == 0  # fmt: skip
    decide(
        study, "ben",
        line("add", "Berit Moen always answers.", code="calls", reason="As Berit Moen said"),
        line("quote", NUMBERS, quotation=[{"exact": "numbers frighten me"}]),
        line("sort", NUMBERS, group="safety", subgroup="nights", name="Berit's nights"),
        line("accept", "Berit has left the building", transcript_id="Z", code="calls"),
        line("accept", "Berit has left the stairs too", code="calls"),
    )  # fmt: skip
    before = analysed(stc, study, LOST.format("2 decisions"))
    expected = before.outcomes
    assert set(expected) >= {"ben:1 applied", "ben:2 applied", "ben:3 applied"}
    ledgers = contents(study / "decisions")
    key = study.parent / "key.yaml"
    key.write_text("pseudonyms: 1\nnames: {Berit Moen: Kari Nordmann, Berit: Kari}\n", "utf-8")
    with (study / "stc.yaml").open("a", encoding="utf-8") as config:
        config.write("pseudonyms: ../key.yaml\n")
    made = analysed(stc, study, LOST.format("2 decisions"))
    assert made.outcomes == expected
    assert made.codes("Kari Nordmann always answers.") == ["calls added company human ben"]
    assert contents(study / "decisions") == ledgers
    for name, data in contents(study / "out").items():
        assert b"Berit" not in data, name
    assert stc("decide", "undo", "--coder", "ben").code == 0
    assert analysed(stc, study, LOST.format("1 decision")).outcomes[-1] == "ben:6 applied"


# -- runs ------------------------------------------------------------------------------------------


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The stages of transcripts that were computed, in order."""
    done: list[str] = []
    for name in ("ingest", "segment", "code"):
        method = getattr(stc_cli.work.Work, name)

        def counted(self: Any, *arguments: Any, name: str = name, method: Any = method) -> Any:
            done.append(f"{name} {self.entry.transcript_id}")
            return method(self, *arguments)

        monkeypatch.setattr(stc_cli.work.Work, name, counted)
    return done


def test_one_decision_runs_its_transcript_only(stc: Shell, study: Path, worked: list[str]) -> None:
    decide(study, "ann", line("accept", ALONE), line("accept", NEVER, transcript_id="B"))
    analysed(stc, study)
    worked.clear()
    decide(study, "ann", line("accept", NUMBERS, code="measuring"))
    made = analysed(stc, study)
    assert worked == ["segment A", "code A"]
    fresh = stc("analyze", "--quiet", "-o", study / "fresh")
    assert (fresh.code, contents(made.out)) == (0, contents(study / "fresh"))


def test_where_nothing_changed_nothing_is_written(
    decided: Results, stc: Shell, study: Path, worked: list[str]
) -> None:
    """With decisions applied, moved, in dispute, without a place and taken back."""
    (study / "transcripts" / "A.txt").rename(study / "transcripts" / "C.txt")
    decide(study, "ben", line("reject", NUMBERS, transcript_id="C", code="measuring"),
           line("accept", "Gone with the wind", transcript_id="C", code="calls"),
           line("note", NUMBERS, transcript_id="C", note="Hm", id="1"), undo("1"))  # fmt: skip
    stc("analyze", "--quiet")
    outcomes = {row["outcome"] for row in decided.fates}
    assert outcomes == {"applied", "disputed", "unplaced", "undone"}
    worked.clear()
    ran = stc("analyze", "--json")
    summary = json.loads(ran.out)
    assert (summary["computed"], summary["written"], worked) == ([], [], [])
    said = [line.removeprefix("stc: ") for line in ran.err.splitlines()]
    assert said == summary["warnings"] and len(said) == 3  # what needs a person is said again


def test_two_workers_and_one_write_the_same_bytes(
    decided: Results, stc: Shell, study: Path
) -> None:
    (study / "transcripts" / "A.txt").rename(study / "transcripts" / "C.txt")
    merge = {"with": [[{"exact": BUILDING}]]}
    decide(study, "ben", line("reject", NEVER, transcript_id="B", code="calls"),
           line("merge", NEVER, transcript_id="B", **merge))  # fmt: skip
    for workers in ("1", "2"):
        ran = stc("analyze", "--quiet", "--workers", workers, "-o", study / f"out{workers}")
        assert ran.code == 0
    assert contents(study / "out1") == contents(study / "out2")


# -- what was changed afterwards -------------------------------------------------------------------

DECISIONS, UNPLACED = "3_code/decisions.csv", "3_code/unplaced.csv"
COLUMNS = {"unit_id": 5, "outcome": 9, "how": 10, "by": 11}
SAYS = rf"{DECISIONS}, row {{}}: {{}}"
NOT_SHOWN = "the units or their codes do not show it"
TAMPERED = [
    pytest.param(DECISIONS, rows(lambda table: table.pop(2)),
                 f"{DECISIONS}: line 2 of ann is missing", id="row-removed"),
    pytest.param(DECISIONS, rows(lambda table: table.append(table[1])),
                 SAYS.format(11, "line 1 of ann stands here a second time"), id="row-twice"),
    pytest.param(DECISIONS, cell(2, 2, lambda _: "0123456789"),
                 SAYS.format(2, "is not what line 1 of ann says"), id="another-id"),
    pytest.param(DECISIONS, cell(2, 3, lambda _: "add"),
                 SAYS.format(2, "is not what line 1 of ann says"), id="another-act"),
    pytest.param(DECISIONS, cell(2, 5, lambda _: "A-0000000000"),
                 SAYS.format(2, "the unit A-0000000000 is not in units.csv"), id="no-unit"),
    pytest.param(DECISIONS, cell(2, 10, lambda _: ""),
                 SAYS.format(2, "does not say how its passage was found"), id="how"),
    pytest.param(UNPLACED, rows(lambda table: table.pop()),
                 rf"{UNPLACED}: does not list the decisions that {DECISIONS} calls unplaced",
                 id="unplaced-removed"),
    pytest.param(UNPLACED, cell(2, 1, lambda _: "1"),
                 rf"{UNPLACED}: does not list the decisions that {DECISIONS} calls unplaced",
                 id="unplaced-line"),
    pytest.param("3_code/conflicts.csv", rows(lambda table: table.__delitem__(slice(1, None))),
                 SAYS.format(5, "what it was disputed by is about something else"),
                 id="conflict-removed"),
    pytest.param("3_code/assignments.csv", cell(2, 6, lambda _: "parked"),
                 r"4_condense/condensates\.jsonl, line 1: the unit A-\w+ does not belong there",
                 id="status"),
]  # fmt: skip


@pytest.fixture
def settled(stc: Shell, study: Path) -> Copy:
    decide(
        study, "ann",
        line("accept", ALONE, code="not_alone"),  # row 2
        line("accept", NUMBERS, code="measuring"),
        line("reject", NUMBERS, code="measuring"),
        line("accept", code="calls", transcript_id="A", unit=RING_PIECES),
        line("accept", "Gone with the wind.", code="calls"),
        line("set_aside", BUILDING, transcript_id="B"),
        line("note", ALONE, note="Hm", id="1"), undo("1"),
    )  # fmt: skip
    decide(study, "ben", line("reject", code="calls", transcript_id="A", unit=RING_PIECES))
    stc("analyze", "--quiet")
    assert Results(study / "out").outcomes == [
        "ann:1 applied", "ann:2 superseded by 3", "ann:3 applied", "ann:4 disputed by ben:1",
        "ann:5 unplaced", "ann:6 applied", "ann:7 undone by 8", "ann:8 applied",
        "ben:1 disputed by ann:4",
    ]  # fmt: skip
    return Copy(study / "out", study / "stc.yaml", stc)


@pytest.mark.parametrize(("artefact", "change", "message"), TAMPERED)
def test_tampering_is_found(settled: Copy, artefact: str, change: Change, message: str) -> None:
    settled.edit(artefact, change)
    settled.fix_manifest()
    settled.assert_broken(message)


def test_no_outcome_can_be_changed(settled: Copy) -> None:
    """Whatever outcome stands in whatever row instead of its own, with a line to blame."""
    blamed = {"superseded": "6", "undone": "8", "overruled": "ben:1", "disputed": "ben:1"}
    outcomes = ("applied", *blamed, "unplaced", "withdrawn", "?")
    study = open_study(config=settled.config)
    before = (settled.out / DECISIONS).read_bytes()
    real = [row["outcome"] for row in Results(settled.out).fates]
    for row, outcome in product(range(2, len(real) + 2), outcomes):
        if row == 9 or outcome == real[row - 2]:  # the undo itself, which cannot but hold
            continue
        forged = cell(row, 11, lambda _, new=outcome: blamed.get(new, ""))(
            cell(row, 9, lambda _, new=outcome: new)(before)  # type: ignore[arg-type]
        )
        settled.edit(DECISIONS, lambda _, forged=forged: forged)
        settled.fix_manifest()
        assert (row, outcome, verify(study).breaks) != (row, outcome, [])
        (settled.out / DECISIONS).write_bytes(before)


def test_a_ledger_line_that_was_deleted_after_the_run_is_missed(settled: Copy, study: Path) -> None:
    path = ledger_file(study, "ben")
    path.write_bytes(b"")
    settled.assert_broken(SAYS.format(10, "is not what line 1 of ben says"))
    path.unlink()
    settled.assert_broken(SAYS.format(10, "is not what line 1 of ben says"))


def test_a_ledger_line_that_was_added_after_the_run_is_missed(settled: Copy, study: Path) -> None:
    decide(study, "cay", line("accept", ALONE))
    settled.assert_broken(f"{DECISIONS}: line 1 of cay is missing")
