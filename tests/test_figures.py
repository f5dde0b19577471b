"""Figures: the numbers of the artefacts, drawn as text that stays text."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import ROOT
from studies import Shell

from stc_cli.figures.drawing import Figure, Label, Rect, shade_of
from stc_cli.figures.files import NAMES
from stc_cli.figures.svg import inline_svg, svg_bytes
from stc_cli.files import csv_dicts
from stc_cli.runner import run
from stc_cli.workspace import open_study

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("figures") / "out"
    run(open_study(config=ROOT / "configs/peer_workers.yaml", out=folder), "figure")
    return folder


def tips(out: Path, name: str) -> list[str]:
    """What the cells and bars of a figure tell when one points at them."""
    root = ElementTree.parse(out / "figures" / f"{name}.svg").getroot()
    return [t.text or "" for rect in root.iter(f"{SVG}rect") for t in rect.iter(f"{SVG}title")]


def test_every_figure_is_there_twice(out: Path) -> None:
    names = {path.name for path in (out / "figures").iterdir()}
    assert names == {f"{name}.{form}" for name in NAMES for form in ("svg", "png")}
    for name in NAMES:
        assert (out / "figures" / f"{name}.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_the_heat_map_counts_the_units_of_assignments(out: Path) -> None:
    rows = csv_dicts((out / "3_code/assignments.csv").read_bytes())
    lying = {(row["subgroup_id"], row["unit_id"]) for row in rows if row["subgroup_id"]}
    told = [int(tip.rsplit(": ", 1)[1]) for tip in tips(out, "heat_map")]
    assert sum(told) == len(lying)


def test_bars_count_the_matrix(out: Path) -> None:
    matrix = list(csv_dicts((out / "3_code/matrix.csv").read_bytes()))
    codes = [name for name in matrix[0] if name != "transcript_id"]
    expected = [
        f"{sum(int(row[code]) for row in matrix)} in {sum(int(row[code]) > 0 for row in matrix)}"
        for code in codes
    ]
    assert [tip.rsplit(": ", 1)[1] for tip in tips(out, "code_frequency")] == expected


def test_the_course_ends_with_all_codes_that_stand_somewhere(out: Path) -> None:
    rows = csv_dicts((out / "3_code/assignments.csv").read_bytes())
    codes = {row["code_id"] for row in rows if row["status"] in ("proposed", "accepted", "added")}
    assert tips(out, "code_growth")[-1].endswith(f"all so far {len(codes)}")
    caption = ElementTree.parse(out / "figures/code_growth.svg").find(f"{SVG}desc")
    assert caption is not None and "neither saturation nor information power" in str(caption.text)


@pytest.mark.parametrize(
    ("number", "most", "shade"),
    [
        pytest.param(0, 9, 0, id="nothing"),
        pytest.param(1, 900, 1, id="little-is-not-nothing"),
        pytest.param(5, 9, 5, id="half"),
        pytest.param(9, 9, 9, id="most"),
    ],
)
def test_shades(number: int, most: int, shade: int) -> None:
    assert shade_of(number, most) == shade


def test_text_stays_text() -> None:
    hostile = "</title><script>x</script>\"'&\x00"
    shapes = (Rect(0, 0, 1, 1, 1, hostile), Label(0, 0, hostile, tip=hostile + "."))
    figure = Figure("n", hostile, hostile, hostile, 10, 10, shapes)
    for markup in (svg_bytes(figure).decode(), inline_svg(figure)):
        root = ElementTree.fromstring(markup)
        assert not [node for node in root.iter() if node.tag.endswith("script")]
        texts = [node.text for node in root.iter() if node.text and "script" in node.text]
        assert set(texts) == {hostile[:-1], hostile[:-1] + "."}


def test_an_empty_study_says_so(stc: Shell, study: Path) -> None:
    (study / "codebook.yaml").write_text(
        "codebook: 1\ngroups:\n  - {id: g, heading: G, codes: [{id: c, definition: D}]}\n", "utf-8"
    )
    assert stc("figure", "--id", "heat_map").out.count("Nothing is coded yet.") == 1


def test_an_unknown_figure(stc: Shell, study: Path) -> None:
    assert stc("figure", "--id", "heatmap") == (
        2, "",
        'stc: there is no figure "heatmap". Did you mean "heat_map"? Figures: heat_map, '
        "co_occurrence, contributors, code_frequency, code_growth.\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("attribution", "rows"),
    [
        pytest.param("participant", {"P1 (A)", "P2 (B)", "P3 (B)"}, id="people"),
        pytest.param("group", {"A", "B"}, id="transcripts"),
        pytest.param("none", {"A", "B"}, id="nobody"),
    ],
)
def test_contributors_are_named_as_openly_as_the_study_allows(
    attribution: str, rows: set[str], stc: Shell, study: Path
) -> None:
    config = study / "stc.yaml"
    config.write_text(f"attribution: {attribution}\n" + config.read_text("utf-8"), "utf-8")
    stc("figure")
    named = {tip.split(" – ")[0] for tip in tips(study / "out", "contributors")}
    assert named == rows
    if attribution != "participant":
        for path in (study / "out" / "figures").glob("*.svg"):
            assert "P1" not in path.read_text("utf-8"), path.name


def test_codes_together_are_pairs_on_one_unit(out: Path) -> None:
    units: dict[str, set[str]] = {}
    for row in csv_dicts((out / "3_code/assignments.csv").read_bytes()):
        units.setdefault(row["unit_id"], set()).add(row["code_id"])
    pairs = sum(len(codes) * (len(codes) - 1) for codes in units.values())
    told = [int(tip.rsplit(": ", 1)[1]) for tip in tips(out, "co_occurrence")]
    assert sum(told) == pairs > 0
    assert len(told) == len({code for codes in units.values() for code in codes}) ** 2


def test_the_same_svg_again(out: Path, tmp_path: Path) -> None:
    again = tmp_path / "out"
    run(open_study(config=ROOT / "configs/peer_workers.yaml", out=again), "figure")
    for name in NAMES:
        svg = f"figures/{name}.svg"
        assert (again / svg).read_bytes() == (out / svg).read_bytes()
