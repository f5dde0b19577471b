"""The report in a real browser: from a cell or sentence to what was said, and nothing else runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import Browser, Opened
from conftest import ROOT

from stc_cli.files import csv_dicts
from stc_cli.runner import run
from stc_cli.workspace import open_study

HOSTILE = (
    "<script>window.ran=1</script> </script> <!-- <img src=x onerror=window.ran=2> "
    "\"><svg onload=window.ran=3> ' javascript:window.ran=4 😀 & &lt;"
)
SPEAKER = "Kari<img src=x onerror=window.ran=5>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample study's output, with its report."""
    folder = tmp_path_factory.mktemp("report") / "out"
    run(open_study(config=ROOT / "configs/peer_workers.yaml", out=folder), "report")
    return folder


@pytest.fixture
def opened(browser: Browser, out: Path) -> Iterator[Opened]:
    found = browser.open(out / "report" / "report.html")
    yield found
    assert (found.said, found.asked) == ([], [])
    found.page.close()


def rows(out: Path, artefact: str) -> list[dict[str, str]]:
    return list(csv_dicts((out / artefact).read_bytes()))


def lit(opened: Opened) -> tuple[str, str]:
    """The unit that is lit in its transcript, and its text; it has the focus."""
    assert opened.page.evaluate("document.activeElement.classList.contains('now')")
    unit = opened.page.evaluate("document.activeElement.dataset.unit")
    return unit, " ".join(opened.page.locator("mark.now").all_inner_texts())


def test_from_a_table_cell_to_the_passage(opened: Opened, out: Path) -> None:
    page = opened.page
    page.locator("#table-table2 tbody tr").first.locator("a.cell").last.click()
    assert page.locator("#passages").is_visible()
    first = page.locator("#passages-body .found").first
    unit = next(
        row for row in rows(out, "2_segment/units.csv")
        if row["unit_id"] == first.get_attribute("data-unit")
    )  # fmt: skip
    assert " ".join(first.locator("mark").all_inner_texts()) == unit["text"]
    first.locator("button").click()
    assert not page.locator("#passages").is_visible()
    assert lit(opened) == (unit["unit_id"], unit["text"])


def test_from_every_kind_of_sentence_to_the_passage(opened: Opened) -> None:
    page = opened.page
    for place in ("#themes p:not(.condensate) > a.sentence", ".condensate a.sentence",
                  "blockquote a.sentence"):  # fmt: skip
        source = page.locator(place).first
        units = (source.get_attribute("data-units") or "").split(" ")
        source.click()
        shown = page.locator("#passages-body .found").evaluate_all(
            "e => e.map(n => n.dataset.unit)"
        )
        assert shown == units
        page.keyboard.press("Escape")


def test_by_keyboard_alone(opened: Opened) -> None:
    page = opened.page
    sentence = page.locator("#themes a.sentence").first
    sentence.focus()
    page.keyboard.press("Enter")
    assert page.locator("#passages").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#passages").is_visible()
    assert sentence.evaluate("node => node === document.activeElement")


def test_search_finds_every_place(opened: Opened, out: Path) -> None:
    texts = [path.read_text("utf-8").lower() for path in (out / "1_ingest/text").iterdir()]
    page = opened.page
    page.fill("#search", "Kitchen")
    page.wait_for_selector("#hits li")
    count = sum(text.count("kitchen") for text in texts)
    assert page.inner_text("#search-count") == f"{count} found"
    assert page.locator("#hits li").count() == count
    page.locator("#hits button").first.click()
    assert "kitchen" in page.evaluate("document.activeElement.closest('.turn').textContent").lower()
    page.locator("#search").press("Escape")
    assert page.locator("#results").is_hidden()


def test_filters_leave_the_units_of_the_artefacts(opened: Opened, out: Path) -> None:
    page = opened.page
    units = rows(out, "2_segment/units.csv")
    men = {row["speaker"] for row in rows(out, "1_ingest/speakers.csv")
           if row["participant_gender"] == "man"}  # fmt: skip
    cases = (
        ("transcript", "FG2", sum(u["transcript_id"] == "FG2" for u in units)),
        ("speaker", "M7", sum("M7" in u["speakers"].split(";") for u in units)),
        ("attribute", "gender: man",
         sum(bool(men & set(u["speakers"].split(";"))) for u in units)),
        ("code", "-", len(rows(out, "3_code/uncoded.csv"))),
    )  # fmt: skip
    name = page.locator("#filter-code option").nth(5).inner_text()
    chosen = page.locator("#filter-code option").nth(5).get_attribute("value")
    page.select_option("#filter-code", chosen)
    code = list(rows(out, "3_code/matrix.csv")[0])[4]  # after the transcript, "all" and "-"
    expected = {r["unit_id"] for r in rows(out, "3_code/assignments.csv") if r["code_id"] == code}
    found = page.locator("#units-list .found").evaluate_all("all => all.map(n => n.dataset.unit)")
    assert set(found) == expected, name
    page.select_option("#filter-code", "")
    for name, value, count in cases:
        page.select_option(f"#filter-{name}", value)
        assert page.inner_text("#units-count") == f"{count} meaning units", name
        page.select_option(f"#filter-{name}", "")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_looks_follow_the_system_and_the_button(browser: Browser, out: Path, dark: bool) -> None:
    opened = browser.open(out / "report" / "report.html", dark=dark)
    colour = "getComputedStyle(document.body).backgroundColor"
    before = opened.page.evaluate(colour)
    opened.page.emulate_media(media="print")
    assert opened.page.evaluate(colour) == "rgb(255, 255, 255)"  # paper, whatever the system likes
    opened.page.emulate_media(media="screen")
    opened.page.click("#theme")
    after = opened.page.evaluate(colour)
    light, night = "rgb(251, 250, 247)", "rgb(21, 24, 27)"
    assert (before, after) == ((night, light) if dark else (light, night))
    assert opened.page.get_attribute("#theme", "aria-pressed") == str(not dark).lower()
    opened.page.close()


def test_print_leaves_out_what_cannot_be_used_on_paper(opened: Opened) -> None:
    page = opened.page
    page.emulate_media(media="print")
    for place in ("nav", "#search", "#transcripts", "#units"):
        assert page.locator(place).first.is_hidden(), place
    for place in ("#themes", "#tables", "#log"):
        assert page.locator(place).is_visible(), place
    assert page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_serious_barrier(browser: Browser, out: Path, dark: bool) -> None:
    opened = browser.open(out / "report" / "report.html", "#transcript=FG1", dark=dark)
    found = Axe().run(opened.page).response["violations"]
    opened.page.locator("#themes a.sentence").first.click()
    found += Axe().run(opened.page).response["violations"]
    serious = [v["id"] for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []
    opened.page.close()


def test_a_link_leads_to_a_unit(browser: Browser, out: Path) -> None:
    unit = rows(out, "2_segment/units.csv")[40]
    opened = browser.open(out / "report" / "report.html", f"#unit={unit['unit_id']}")
    assert lit(opened) == (unit["unit_id"], unit["text"])
    opened.page.close()


def test_a_link_that_was_cut_is_no_error(browser: Browser, out: Path) -> None:
    opened = browser.open(out / "report" / "report.html", "#unit=%")
    assert (opened.said, opened.asked) == ([], [])
    opened.page.close()


def test_more_units_take_the_focus(opened: Opened, out: Path) -> None:
    page = opened.page
    units = rows(out, "2_segment/units.csv")
    assert page.locator("#units-list .found").count() == 100
    page.locator("#units-list > button").click()
    assert page.locator("#units-list .found").count() == 200
    assert page.evaluate("document.activeElement.dataset.unit") == units[100]["unit_id"]


def test_a_place_in_a_moderators_turn_is_lit(opened: Opened, out: Path) -> None:
    turn = next(t for t in rows(out, "1_ingest/turns.csv") if t["role"] == "moderator")
    page = opened.page
    page.fill("#search", turn["text"])
    page.wait_for_selector("#hits li")
    assert page.locator("#hits").is_visible()
    page.locator("#hits button").first.click()
    assert page.evaluate("document.activeElement.id") == f"turn-{turn['turn_id']}"
    assert page.locator(".turn.now").count() == 1


def hostile_study(folder: Path) -> Path:
    """A study whose every text would rather be a script; returns its config."""
    (folder / "transcripts").mkdir(parents=True)
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    cell = '"' + HOSTILE.replace('"', '""') + '"'
    first = f"P1: 😀😀 {HOSTILE}\n\nI: And then?\n\n"
    files = {
        "transcripts/A.txt": f"{first}P1: I measure 😀 every {HOSTILE} evening.\n",
        "transcripts/B.json": json.dumps(
            {
                "segments": [
                    {"speaker": SPEAKER, "text": f"I measure {HOSTILE}", "start": 1, "end": 2},
                    {"speaker": "Ola", "text": "I see it every day.", "start": 3, "end": 4},
                    {"speaker": SPEAKER, "text": "And then I slept.", "start": 5, "end": 6},
                ]
            }
        ),
        "people.csv": f"id,{cell}\nP1,{cell}\n",
        "codebook.yaml": f"""\
codebook: 1
groups:
  - id: g
    heading: {quoted}
    name: {quoted}
    subgroups:
      - id: s
        heading: {quoted}
        codes:
          - {{id: c, name: {quoted}, rules: [{{any: [measure]}}]}}
""",
        "stc.yaml": f"""\
title: {quoted}
codebook: codebook.yaml
participants: people.csv
tables:
  - {{id: t, kind: quotes}}
  - {{id: m, kind: matrix, rows: codes}}
  - {{id: p, kind: participants, footnotes: [{quoted}]}}
""",
    }
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder / "stc.yaml"


def test_hostile_text_stays_text(browser: Browser, tmp_path: Path) -> None:
    """In names, codes, headings, attributes, title and talk, at places that move with emoji."""
    config = hostile_study(tmp_path / "study")
    folder = config.parent
    run(open_study(config=config, out=folder / "out"), "report")
    opened = browser.open(folder / "out" / "report" / "report.html")
    page = opened.page
    assert page.inner_text("h1") == " ".join(HOSTILE.split())
    page.locator("#themes a.sentence").first.click()
    units = rows(folder / "out", "2_segment/units.csv")
    marked = page.locator("#passages-body mark").first.inner_text()
    assert marked == next(unit["text"] for unit in units if "measure" in unit["text"])
    page.locator("#passages-body button").first.click()
    page.fill("#search", "onerror")
    page.wait_for_selector("#hits li")
    for name in ("A", "B"):
        page.locator(f"[data-transcript={name}]").click()
    assert SPEAKER in page.locator("#transcript .speaker").all_text_contents()
    assert page.evaluate("window.ran") is None
    assert page.locator("img, #main script, iframe").count() == 0
    assert (opened.said, opened.asked) == ([], [])
    page.close()
