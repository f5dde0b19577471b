"""Whose word holds: a coder's last one, all coders' where they agree, the adjudicator's else."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc_cli.codebook import Codebook
from stc_cli.decisions.coding import NO_CODE, NOT_OF_GROUP, Coding, coding
from stc_cli.decisions.lines import Act, Decision
from stc_cli.decisions.verdicts import Found, verdicts
from stc_cli.records import Assignment, Unit

CODEBOOK = Codebook.model_validate({
    "codebook": "1",
    "groups": [
        {
            "id": "safety",
            "subgroups": [
                {"id": "company", "codes": [{"id": "calls"}, {"id": "visits"}]},
                {"id": "numbers", "codes": [{"id": "measuring"}]},
            ],
        },
        {"id": "home", "codes": [{"id": "stairs"}]},
    ],
})  # fmt: skip
UNITS = ("u", "v", "w")


class Said(NamedTuple):
    """A line: `ann accept calls`, `ann sort numbers`, `ann park`, `ann set_aside` …; unit u."""

    coder: str
    act: Act
    what: str = ""
    unit: str = "u"


def found(lines: Sequence[Said]) -> list[Found]:
    """The lines as a run hands them on: by coder, numbered within each file."""
    rows = []
    for coder in dict.fromkeys(said.coder for said in lines):
        own = [said for said in lines if said.coder == coder]
        for number, (_, act, what, unit) in enumerate(own, start=1):
            decision = Decision(coder, number, f"{coder}{number}", act, "A")
            if act in ("sort", "park"):
                decision = decision._replace(group="safety", subgroup=what)
            else:
                decision = decision._replace(code=what)
            rows.append(Found(decision, (unit,), "position"))
    return rows


def coded(lines: Sequence[Said], *, rule: str = "", order: str = "") -> Coding:
    units = [Unit(u, "A", (), (), "participant", (), u, 1, "", "candidate") for u in UNITS]
    places = {place.code.id: place for place in CODEBOOK.places()}
    proposed = [
        Assignment(unit, code, places[code].subgroup_id, places[code].group_id, "rule", "rule 1",
                   "proposed", "")
        for unit in UNITS[:2] for code in rule.split()
    ]  # fmt: skip
    return coding(units, proposed, found(lines), {}, codebook=CODEBOOK, order=order.split())


def state(lines: Sequence[Said], order: str = "", unit: str = "u") -> str:
    return verdicts(found(lines), order.split()).state(unit)


def on_unit(made: Coding, unit: str = "u") -> list[str]:
    """What stands on a unit: `code status subgroup source coder`, - for nothing."""
    return [
        " ".join(part or "-" for part in (r.code_id, r.status, r.subgroup_id, r.source, r.coder))
        for r in made.assignments
        if r.unit_id == unit
    ]


def outcomes(made: Coding) -> list[str]:
    """Of every line that is not simply applied: `coder:line outcome by`."""
    return [
        f"{fate.coder}:{fate.line} {fate.outcome} {fate.by}".strip()
        for fate in made.fates
        if fate.outcome != "applied"
    ]


def lines(text: str) -> list[Said]:
    """`ann accept calls; ben reject calls`; `-` where a word is left out."""
    parts = [part.replace(" - ", "  ").split(" ") for part in text.split("; ")] if text else []
    return [Said(*words) for words in parts]  # type: ignore[arg-type]


PROPOSED = "calls proposed company rule -"
ONE_CODER = [
    pytest.param("", "calls", PROPOSED, "candidate", "", id="a rule alone proposes"),
    pytest.param("ann accept calls", "calls", "calls accepted company rule ann", "accepted", "",
                 id="a rule and a yes"),
    pytest.param("ann add calls", "calls", "calls accepted company rule ann", "accepted", "",
                 id="adding what a rule proposes"),
    pytest.param("ann add calls", "", "calls added company human ann", "accepted", "",
                 id="a yes without a rule"),
    pytest.param("ann accept calls", "", "calls added company human ann", "accepted", "",
                 id="accepting what no rule proposes"),
    pytest.param("ann add stairs", "", "stairs added - human ann", "accepted", "",
                 id="a code that lies in no subgroup"),
    pytest.param("ann reject calls", "calls", "calls rejected company rule ann", "candidate", "",
                 id="a no is kept"),
    pytest.param("ann accept", "calls", PROPOSED, "accepted", "",
                 id="the unit as such says nothing of codes"),
    pytest.param("ann set_aside", "calls", "calls rejected company rule ann", "set_aside", "",
                 id="not about the question: no to every proposal"),
    pytest.param("ann set_aside", "", "", "set_aside", "", id="nothing to reject"),
    pytest.param("ann sort numbers", "calls", "calls accepted numbers rule ann", "accepted", "",
                 id="sorting takes a proposal for granted"),
    pytest.param("ann add calls; ann sort numbers", "", "calls added numbers human ann",
                 "accepted", "", id="sorting what a person added"),
    pytest.param("ann park", "calls", "calls parked company rule ann", "candidate", "",
                 id="parked"),
    pytest.param("ann accept calls; ann park", "calls", "calls parked company rule ann",
                 "accepted", "", id="accepted and parked"),
    # The last line about the same thing.
    pytest.param("ann accept calls; ann reject calls", "calls", "calls rejected company rule ann",
                 "candidate", "ann:1 superseded 2", id="yes, then no"),
    pytest.param("ann reject calls; ann add calls", "", "calls added company human ann",
                 "accepted", "ann:1 superseded 2", id="no, then yes"),
    pytest.param("ann accept; ann accept", "", "", "accepted", "ann:1 superseded 2",
                 id="the unit twice"),
    pytest.param("ann sort company; ann sort numbers", "calls", "calls accepted numbers rule ann",
                 "accepted", "ann:1 superseded 2", id="sorted twice"),
    pytest.param("ann sort numbers; ann park", "calls", "calls parked company rule ann",
                 "candidate", "ann:1 superseded 2", id="sorted, then parked"),
    pytest.param("ann park; ann sort numbers", "calls", "calls accepted numbers rule ann",
                 "accepted", "ann:1 superseded 2", id="parked, then sorted"),
    pytest.param("ann accept calls; ann set_aside", "calls", "calls rejected company rule ann",
                 "set_aside", "ann:1 superseded 2", id="accepted, then set aside"),
    pytest.param("ann add calls; ann sort numbers; ann set_aside", "", "", "set_aside",
                 "ann:1 superseded 3; ann:2 superseded 3", id="added and sorted, then set aside"),
    pytest.param("ann accept; ann set_aside", "", "", "set_aside", "ann:1 superseded 2",
                 id="the unit as such, then set aside"),
    pytest.param("ann set_aside; ann accept calls", "calls", "calls accepted company rule ann",
                 "accepted", "ann:1 superseded 2", id="taken up again by an accept"),
    pytest.param("ann set_aside; ann add visits", "calls",
                 f"{PROPOSED}; visits added company human ann", "accepted", "ann:1 superseded 2",
                 id="taken up again by an add, with what was proposed"),
    pytest.param("ann set_aside; ann sort numbers", "calls", "calls accepted numbers rule ann",
                 "accepted", "ann:1 superseded 2", id="taken up again by a sort"),
    pytest.param("ann set_aside; ann accept", "calls", PROPOSED, "accepted", "ann:1 superseded 2",
                 id="taken up again as such"),
    pytest.param("ann set_aside; ann reject calls", "calls", "calls rejected company rule ann",
                 "set_aside", "", id="a no leaves it aside"),
    # What is about something else stands beside it.
    pytest.param("ann accept calls; ann accept; ann reject measuring", "calls measuring",
                 "calls accepted company rule ann; measuring rejected numbers rule ann",
                 "accepted", "", id="two codes and the unit"),
    pytest.param("ann accept; ann sort numbers; ann park", "calls",
                 "calls parked company rule ann", "accepted", "ann:2 superseded 3",
                 id="sorting says nothing against the unit as such"),
    pytest.param("ann note; ann note; ann quote; ann quote", "calls", PROPOSED, "candidate", "",
                 id="notes and quotations add up"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "rule", "expected", "unit_state", "ended"), ONE_CODER)
def test_a_coders_last_word(
    said: str, rule: str, expected: str, unit_state: str, ended: str
) -> None:
    made = coded(lines(said), rule=rule)
    assert "; ".join(on_unit(made)) == expected
    assert state(lines(said)) == unit_state
    assert "; ".join(outcomes(made)) == ended
    assert (made.conflicts, made.unplaced) == ([], [])


def test_a_no_without_a_rule_is_kept_too() -> None:
    assert on_unit(coded(lines("ann reject calls"))) == ["calls rejected company human ann"]


DISPUTED = "calls disputed company rule"
SEVERAL = [
    pytest.param("ann accept calls; ben accept calls", "", "calls accepted company rule ann;ben",
                 "accepted", "", "", id="two agree"),
    pytest.param("ann accept calls; ben reject calls", "", f"{DISPUTED} ann;ben", "candidate",
                 "ann:1 disputed ben:1; ben:1 disputed ann:1", "u calls",
                 id="yes against no"),
    pytest.param("ann accept calls; ben set_aside", "", f"{DISPUTED} ann;ben", "candidate",
                 "ann:1 disputed ben:1; ben:1 disputed ann:1", "u; u calls",
                 id="yes against set aside"),
    pytest.param("ann accept; ben set_aside", "", f"{DISPUTED} ann;ben", "candidate",
                 "ann:1 disputed ben:1; ben:1 disputed ann:1", "u",
                 id="the unit against set aside: what is proposed is in dispute"),
    pytest.param("ann sort numbers; ben set_aside", "", f"{DISPUTED} ann;ben", "candidate",
                 "ann:1 disputed ben:1; ben:1 disputed ann:1", "u", id="sorted against set aside"),
    pytest.param("ann reject calls; ben set_aside", "", "calls rejected company rule ann;ben",
                 "set_aside", "", "", id="no and set aside agree"),
    pytest.param("ann accept calls; ben reject calls; cay reject calls", "",
                 f"{DISPUTED} ann;ben;cay", "candidate",
                 "ann:1 disputed ben:1;cay:1; ben:1 disputed ann:1; cay:1 disputed ann:1",
                 "u calls", id="no majority"),
    pytest.param("ann sort company; ben sort numbers", "", DISPUTED + " ann;ben", "candidate",
                 "ann:1 disputed ben:1; ben:1 disputed ann:1", "u safety",
                 id="different subgroups"),
    pytest.param("ann sort company; ben park", "", DISPUTED + " ann;ben", "candidate",
                 "ann:1 disputed ben:1; ben:1 disputed ann:1", "u safety",
                 id="sorted against parked"),
    pytest.param("ann sort numbers; ben sort numbers", "", "calls accepted numbers rule ann;ben",
                 "accepted", "", "", id="the same subgroup"),
    pytest.param("ann accept calls; ben reject measuring", "", "calls accepted company rule ann; "
                 "measuring rejected numbers human ben", "accepted", "", "",
                 id="about different codes"),
    pytest.param("ann accept calls; ann reject calls; ben reject calls", "",
                 "calls rejected company rule ann;ben", "candidate", "ann:1 superseded 2", "",
                 id="only the last word counts against another's"),
    # Somebody named in the config has the last word.
    pytest.param("ann accept calls; ben reject calls; judge accept calls", "judge",
                 "calls accepted company rule ann;judge", "accepted",
                 "ben:1 overruled judge:1", "", id="settled: yes"),
    pytest.param("ann accept calls; ben reject calls; judge reject calls", "judge",
                 "calls rejected company rule ben;judge", "candidate",
                 "ann:1 overruled judge:1", "", id="settled: no; nobody's yes holds"),
    pytest.param("ann accept calls; judge reject calls", "judge",
                 "calls rejected company rule judge", "candidate", "ann:1 overruled judge:1", "",
                 id="against one"),
    pytest.param("ann accept calls; ben reject calls; judge accept calls", "",
                 f"{DISPUTED} ann;ben;judge", "candidate",
                 "ann:1 disputed ben:1; ben:1 disputed ann:1;judge:1; judge:1 disputed ben:1",
                 "u calls", id="not named: one more voice"),
    pytest.param("ann accept calls; ben reject calls; judge accept visits", "judge",
                 f"{DISPUTED} ann;ben; visits added company human judge", "accepted",
                 "ann:1 disputed ben:1; ben:1 disputed ann:1", "u calls",
                 id="a word on something else settles nothing"),
    pytest.param("ann accept calls; judge set_aside", "judge",
                 "calls rejected company rule judge", "set_aside", "ann:1 overruled judge:1", "",
                 id="settled: set aside"),
    pytest.param("ann accept calls; ben set_aside; judge accept", "judge",
                 "calls accepted company rule ann", "accepted", "ben:1 overruled judge:1", "",
                 id="settled: a meaning unit, so the others' codes on it hold"),
    pytest.param("ann sort company; ben sort numbers; judge sort numbers", "judge",
                 "calls accepted numbers rule ben;judge", "accepted", "ann:1 overruled judge:1",
                 "", id="settled: the subgroup"),
    pytest.param("ann sort company; judge park", "judge", "calls parked company rule judge",
                 "candidate", "ann:1 overruled judge:1", "", id="settled: parked"),
    pytest.param("ann accept calls; chair reject calls; judge accept calls", "chair judge",
                 "calls rejected company rule chair", "candidate",
                 "ann:1 overruled chair:1; judge:1 overruled chair:1", "",
                 id="the first of several"),
    pytest.param("ann accept calls; ben reject calls; judge accept calls", "chair judge",
                 "calls accepted company rule ann;judge", "accepted", "ben:1 overruled judge:1",
                 "", id="the first who has said anything"),
    pytest.param("ann accept calls; judge reject calls; judge accept calls", "judge",
                 "calls accepted company rule ann;judge", "accepted", "judge:1 superseded 2", "",
                 id="the adjudicator's last word"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "order", "expected", "unit_state", "ended", "about"), SEVERAL)
def test_several_coders(
    said: str, order: str, expected: str, unit_state: str, ended: str, about: str
) -> None:
    """`about`: what conflicts.csv lists: unit, code and group."""
    made = coded(lines(said), rule="calls", order=order)
    assert "; ".join(on_unit(made)) == expected
    assert state(lines(said), order) == unit_state
    assert "; ".join(outcomes(made)) == ended
    assert "; ".join(" ".join(filter(None, (c.unit_id, c.code_id, c.group_id)))
                     for c in made.conflicts) == about  # fmt: skip


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param("ann accept calls; ben reject calls",
                     [("calls", "", "ann;ben", "ann: accept (line 1); ben: reject (line 1)")],
                     id="code"),
        pytest.param("ann accept; ben set_aside",
                     [("", "", "ann;ben", "ann: accept (line 1); ben: set aside (line 1)")],
                     id="unit"),
        pytest.param("ann note; ann sort company; ben park",
                     [("", "safety", "ann;ben", "ann: company (line 2); ben: parked (line 1)")],
                     id="place"),
    ],
)  # fmt: skip
def test_what_conflicts_say(said: str, expected: list[tuple[str, ...]]) -> None:
    rows = coded(lines(said), rule="calls").conflicts
    assert [(c.code_id, c.group_id, c.coders, c.decisions) for c in rows] == expected
    assert {c.unit_id for c in rows} == {"u"}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        pytest.param("ann sort numbers w", NO_CODE.format(group="safety"), id="no code to sort"),
        pytest.param("ann park - w", NO_CODE.format(group="safety"), id="no code to park"),
        pytest.param("ann reject calls; ann sort numbers", NO_CODE.format(group="safety"),
                     id="the only code rejected"),
        pytest.param("ann sort stairs", NOT_OF_GROUP.format(subgroup="stairs", group="safety"),
                     id="not a subgroup"),
        pytest.param("ann sort home", NOT_OF_GROUP.format(subgroup="home", group="safety"),
                     id="a group"),
    ],
)  # fmt: skip
def test_a_sorting_that_does_not_fit_is_listed(said: str, reason: str) -> None:
    made = coded(lines(said), rule="calls")
    last = made.fates[-1]
    assert (last.outcome, last.by) == ("unplaced", "")
    assert [(row.coder, row.line, row.reason) for row in made.unplaced] == [
        ("ann", last.line, reason)
    ]


# -- whatever is said ------------------------------------------------------------------------------

CODES = ("calls", "visits", "measuring", "")


def any_line(coders: Sequence[str], units: Sequence[str] = ("u", "v")) -> st.SearchStrategy[Said]:
    coder, unit = st.sampled_from(coders), st.sampled_from(units)
    return st.one_of(
        st.builds(Said, coder, st.just("accept"), st.sampled_from(CODES), unit),
        st.builds(
            Said, coder, st.sampled_from(["reject", "add"]), st.sampled_from(CODES[:3]), unit
        ),
        st.builds(Said, coder, st.just("sort"), st.sampled_from(["company", "numbers"]), unit),
        st.builds(Said, coder, st.sampled_from(["park", "set_aside", "note"]), st.just(""), unit),
    )


THREE = ("ann", "ben", "judge")
ANYTHING = st.lists(any_line(THREE), max_size=14)
ORDERS = st.sampled_from(["", "judge", "judge ann"])


def summary(made: Coding) -> tuple[object, ...]:
    """All of it, in an order that does not depend on that of the coders."""
    fates = {(f.coder, f.line): (f.outcome, sorted(f.by.split(";"))) for f in made.fates}
    conflicts = sorted((c.unit_id, c.code_id, c.group_id, c.decisions) for c in made.conflicts)
    return made.assignments, fates, sorted(made.unplaced), conflicts


@given(said=ANYTHING, order=ORDERS)
def test_the_order_of_the_files_does_not_matter(said: list[Said], order: str) -> None:
    by_coder = [[s for s in said if s.coder == coder] for coder in THREE]
    one, *others = (
        [s for own in arranged for s in own] for arranged in permutations(by_coder)
    )  # fmt: skip
    expected = summary(coded(one, rule="calls", order=order))
    for other in others:
        assert summary(coded(other, rule="calls", order=order)) == expected
        assert [state(other, order, u) for u in UNITS] == [state(one, order, u) for u in UNITS]


@given(
    said=ANYTHING,
    order=ORDERS,
    other=st.one_of(
        any_line(THREE, ["w"]),
        st.builds(Said, st.sampled_from(THREE), st.just("reject"), st.just("stairs")),
        st.builds(Said, st.sampled_from(THREE), st.sampled_from(["note", "quote"])),
    ),
)
def test_a_line_about_something_else_changes_nothing(
    said: list[Said], order: str, other: Said
) -> None:
    """About another unit, or no to a code that nobody has said yes to, or a note."""
    before, after = (coded(s, rule="calls", order=order) for s in (said, [*said, other]))
    new = (other.coder, 1 + sum(s.coder == other.coder for s in said))

    def old(made: Coding) -> tuple[object, ...]:
        rows = [r for r in made.assignments if r.unit_id != "w" and r.code_id != "stairs"]
        fates = {(f.coder, f.line): f for f in made.fates if (f.coder, f.line) != new}
        return rows, fates, [c for c in made.conflicts if c.unit_id != "w"]

    assert old(after) == old(before)
    for unit in ("u", "v"):
        assert state([*said, other], order, unit) == state(said, order, unit)


@given(said=ANYTHING, order=st.sampled_from(["judge", "judge ann"]))
def test_the_adjudicators_word_always_holds(said: list[Said], order: str) -> None:
    """What the adjudicator's file says by itself is what all files together say."""
    own = verdicts(found([s for s in said if s.coder == "judge"]), [])
    made = verdicts(found(said), order.split())
    for mine, all_of_us in ((own.codes, made.codes), (own.aside, made.aside),
                            (own.places, made.places)):  # fmt: skip
        for thing, settled in mine.items():
            assert (all_of_us[thing].says, all_of_us[thing].disputed) == (settled.says, False)
            assert "judge" in all_of_us[thing].coders
    judged = {name: how for name, how in made.ended.items() if name[0] == "judge"}
    assert judged == own.ended
    for unit, settled in own.aside.items():
        if settled.says == "yes":
            assert {s.says for (u, _), s in made.codes.items() if u == unit} <= {"no"}


@given(said=ANYTHING, order=ORDERS)
def test_every_line_has_one_outcome_and_every_dispute_is_listed(
    said: list[Said], order: str
) -> None:
    made = coded(said, rule="calls", order=order)
    assert [(f.coder, f.line) for f in made.fates] == [r.name for r in found(said)]
    assert all(bool(f.by) == (f.outcome in ("disputed", "overruled", "superseded"))
               for f in made.fates)  # fmt: skip
    assert [(u.coder, u.line) for u in made.unplaced] == [
        (f.coder, f.line) for f in made.fates if f.outcome == "unplaced"
    ]
    assert bool(made.conflicts) == any(f.outcome == "disputed" for f in made.fates)
    in_dispute = {c.unit_id for c in made.conflicts}
    assert {r.unit_id for r in made.assignments if r.status == "disputed"} <= in_dispute
