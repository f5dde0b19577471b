"""What stands in tables of each kind: small studies, expected rows from reasoning."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from studies import CODEBOOK, CONFIG, Shell

from stc_cli.records import Condensate, Sentence
from stc_cli.tables.analysis import sentences_of

BASE = CONFIG.split("tables:")[0]
TWO_GROUPS = (
    CODEBOOK
    + """\
  - id: house
    name: The house
    heading: A house is company too
    preliminary_themes: [The building]
    subgroups:
      - {id: building, name: Neighbours, codes: [{id: in_house, rules: [{any: [building]}]}]}
      - {id: garden, name: Garden, codes: [{id: growing, rules: [{any: [garden]}]}]}
"""
)


def made(study: Path, stc: Shell, table: str, more: str = "") -> list[list[str]]:
    """A table's rows below its header, as its CSV has them."""
    (study / "codebook.yaml").write_text(TWO_GROUPS, "utf-8")
    (study / "stc.yaml").write_text(
        f"{BASE}{more}tables:\n  - {{id: t, {table}, formats: [csv]}}\n"
    )
    ran = stc("analyze")
    assert ran.code == 0, ran.err
    text = (study / "out/6_tables/t.csv").read_text("utf-8")
    return list(csv.reader(StringIO(text, newline="")))[1:]


# Units: company has three (A twice, B once), numbers two, the house's neighbours one, garden none.
SAFETY, HOUSE = "Feeling safe takes other people", "A house is company too"
COMPANY, NUMBERS = "Company makes the nights shorter", "Numbers calm and numbers frighten"


@pytest.mark.parametrize(
    ("keys", "subthemes"),
    [
        pytest.param("kind: results", [COMPANY, NUMBERS, "Neighbours", "Garden"], id="codebook"),
        pytest.param("sort: heading", ["Garden", "Neighbours", COMPANY, NUMBERS], id="by-heading"),
        pytest.param("sort: units", [COMPANY, NUMBERS, "Neighbours", "Garden"], id="by-units"),
        pytest.param("groups: [house]", ["Neighbours", "Garden"], id="one-group"),
    ],
)
def test_results_in_order(keys: str, subthemes: list[str], stc: Shell, study: Path) -> None:
    assert [row[1] for row in made(study, stc, keys)] == subthemes


def test_results_by_category_count_a_unit_once(stc: Shell, study: Path) -> None:
    rows = made(study, stc, "layout: categories, columns: [units, speakers, transcripts]")
    units = list(csv.DictReader((study / "out/3_code/assignments.csv").open(encoding="utf-8")))
    safety = {row["unit_id"] for row in units if row["group_id"] == "safety"}
    assert rows == [
        [SAFETY, f"{COMPANY}\n{NUMBERS}", str(len(safety)), "P1, P2, P3", "A, B"],
        [HOUSE, "Neighbours\nGarden", "1", "P3", "B"],
    ]


@pytest.mark.parametrize(
    ("attribution", "cells"),
    [
        pytest.param("participant", ["P3", "B"], id="people"),
        pytest.param("group", ["B", "B"], id="transcripts"),
        pytest.param("none", ["1", "1"], id="numbers"),
    ],
)
def test_results_name_as_openly_as_the_study_allows(
    attribution: str, cells: list[str], stc: Shell, study: Path
) -> None:
    table = "groups: [house], columns: [speakers, transcripts, quotation]"
    first = made(study, stc, table, f"attribution: {attribution}\n")[0]
    assert first[2:4] == cells
    assert ("B" in first[4]) is (attribution != "none")


def test_quotes_without_attribution_name_nobody(stc: Shell, study: Path) -> None:
    table = "kind: quotes, columns: [quotation, speakers, transcript, unit]"
    rows = made(study, stc, table, "attribution: none\n")
    assert rows
    assert all(row[1:] == ["", "", ""] for row in rows)


def test_analysis_follows_the_units_it_is_told(stc: Shell, study: Path) -> None:
    made(study, stc, "kind: results")
    rows = list(csv.DictReader((study / "out/3_code/assignments.csv").open(encoding="utf-8")))
    unit = next(row["unit_id"] for row in rows if row["group_id"] == "house")
    table = f"kind: analysis, units: [{unit}], columns: [speaker, code, subgroup, group, category]"
    assert made(study, stc, table) == [  # it lies in both groups
        ["P3 (B)", "not_alone", COMPANY, SAFETY, SAFETY],
        ["P3 (B)", "in_house", "Neighbours", "The house", HOUSE],
    ]


def test_analysis_of_an_unknown_unit(stc: Shell, study: Path) -> None:
    (study / "stc.yaml").write_text(
        f"{BASE}tables:\n  - {{id: t, kind: analysis, units: [A-0123456789]}}\n"
    )
    assert stc("analyze").err == (
        'stc: the table "t" names the unit "A-0123456789" under `units:`, which lies in none of '
        "its code groups. Name units that are coded there (3_code/assignments.csv).\n"
    )


def test_a_gap_stands_where_other_sentences_are() -> None:
    sentences = tuple(
        Sentence(f"s{n}", f"Sentence {n}.", (unit,), ()) for n, unit in enumerate("abaa")
    )
    condensate = Condensate("g", "s", "draft", sentences, (), "")
    assert sentences_of(condensate, "a") == "Sentence 0. (…) Sentence 2. Sentence 3."
    assert sentences_of(condensate, "b") == "Sentence 1."
    assert sentences_of(condensate, "c") == ""


def test_themes_go_to_their_groups_and_the_others_below(stc: Shell, study: Path) -> None:
    folder = study / "decisions" / "themes"
    folder.mkdir(parents=True)
    (folder / "ann.md").write_text("- Nights\n- Numbers\n- Food\n- Visits\n", "utf-8")
    (folder / "negotiated.yaml").write_text(
        "themes:\n  - {theme: Nights, group: safety}\n  - {theme: Numbers, merged_into: Nights}\n"
        "  - {theme: Food, dropped: true}\n",
        "utf-8",
    )
    assert made(study, stc, "kind: themes") == [
        ["Nights\nNumbers", f"{SAFETY}\n– {COMPANY}\n– {NUMBERS}", SAFETY],
        ["The building", "The house\n– Neighbours\n– Garden", HOUSE],
        ["Food", "dropped", ""],
        ["Visits", "not settled yet", ""],
    ]


def test_groups_stand_beside_each_other(stc: Shell, study: Path) -> None:
    assert made(study, stc, "kind: groups, show: headings") == [
        [COMPANY, "Neighbours"], [NUMBERS, "Garden"],
    ]  # fmt: skip


def test_steps_of_an_unknown_subgroup(stc: Shell, study: Path) -> None:
    (study / "stc.yaml").write_text(
        f"{BASE}tables:\n  - {{id: t, kind: steps, example: compani}}\n"
    )
    assert stc("analyze").err == (
        'stc: the table "t" follows "compani", which is no subgroup. Did you mean "company"?\n'
    )


KINDS = ("results", "analysis", "themes", "groups", "participants", "focus_groups", "matrix",
         "steps", "quotes")  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_study_in_which_nothing_is_coded_has_every_table(
    kind: str, stc: Shell, study: Path
) -> None:
    (study / "codebook.yaml").write_text(
        "codebook: 1\ngroups:\n  - {id: g, heading: G, codes: [{id: c, definition: D}]}\n", "utf-8"
    )
    (study / "stc.yaml").write_text(f"{BASE}tables:\n  - {{id: t, kind: {kind}}}\n")
    assert stc("analyze").code == 0
    assert len(list((study / "out/6_tables").glob("t.*"))) == 6
    assert stc("verify", "--quiet").code == 0
    assert stc("report", "--quiet").code == 0


@pytest.mark.parametrize(
    ("columns", "what"),
    [
        pytest.param("[]", "names no column; leave the key out for the usual ones", id="none"),
        pytest.param("[unit, code, unit]", '"unit" stands twice; keep one of them', id="twice"),
    ],
)
def test_columns_that_cannot_be(columns: str, what: str, stc: Shell, study: Path) -> None:
    head = BASE.count("\n") + 2
    (study / "stc.yaml").write_text(
        f"{BASE}tables:\n  - {{id: t, kind: analysis, columns: {columns}}}\n"
    )
    assert stc("analyze").err == f'stc: stc.yaml, line {head}: "columns" of "t": {what}.\n'
