"""The report as a file: whole, the same every time, and nothing in it but itself."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from studies import Shell, contents, write_study

from stc_cli.files import csv_dicts
from stc_cli.report.data import utf16
from stc_cli.runner import run
from stc_cli.workspace import open_study


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "out"
    run(open_study(config=ROOT / "configs/peer_workers.yaml", out=folder), "report")
    return folder


@pytest.fixture(scope="module")
def html(out: Path) -> str:
    return (out / "report" / "report.html").read_text("utf-8")


def inside(html: str, opening: str, closing: str) -> str:
    return html.split(opening, 1)[1].split(closing, 1)[0]


def test_its_policy_lets_in_its_own_style_and_script_alone(html: str) -> None:
    policy = inside(html, '<meta http-equiv="Content-Security-Policy" content="', '"')
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))

    def digest(content: str) -> str:
        return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()

    plain = {name: value.replace("&#39;", "'") for name, value in rules.items()}
    assert plain["default-src"] == plain["base-uri"] == plain["form-action"] == "'none'"
    assert plain["style-src"] == f"'sha256-{digest(inside(html, '<style>', '</style>'))}'"
    assert plain["script-src"] == f"'sha256-{digest(inside(html, '<script>', '</script>'))}'"
    assert html.count("<script") == 2  # the data and the script
    assert not re.search(r"(?:src|href)=\"(?!#)", html)
    assert "url(" not in html and "@import" not in html


class Shown(HTMLParser):
    """What a page shows as links to passages: (their units, their text)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self._units: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if "data-units" in dict(attrs):
            self._units = dict(attrs)["data-units"] or ""
            self.links.append((self._units, ""))

    def handle_endtag(self, tag: str) -> None:
        self._units = None

    def handle_data(self, data: str) -> None:
        if self._units is not None:
            self.links[-1] = (self._units, self.links[-1][1] + data)


def said_in(out: Path) -> Iterator[tuple[str, str]]:
    """Every sentence of the condensates and analytic texts, with its units."""
    for line in (out / "4_condense/condensates.jsonl").read_text("utf-8").splitlines():
        for sentence in json.loads(line)["sentences"]:
            yield " ".join(sentence["unit_ids"]), sentence["text"]
    for line in (out / "5_synthesize/categories.jsonl").read_text("utf-8").splitlines():
        for paragraph in json.loads(line)["paragraphs"]:
            for statement in paragraph["statements"]:
                yield " ".join(statement["unit_ids"]), statement["text"]


def test_transcripts_are_in_it_letter_for_letter(out: Path, html: str) -> None:
    data = json.loads(inside(html, 'id="study-data">', "</script>"))
    assert [transcript["id"] for transcript in data["transcripts"]] == ["FG1", "FG2", "FG3", "FG4"]
    for transcript in data["transcripts"]:
        stored = (out / "1_ingest/text" / f"{transcript['id']}.txt").read_text("utf-8")
        assert transcript["text"] == stored


def test_every_sentence_and_quotation_leads_to_its_units(out: Path, html: str) -> None:
    links = Shown(html).links
    said = list(said_in(out))
    assert len(said) > 50
    assert [sentence for sentence in said if sentence not in links] == []
    quotes = list(csv_dicts((out / "5_synthesize/quotes.csv").read_bytes()))
    assert quotes
    for quote in quotes:
        shown = f"“{quote['printed']}” ({quote['speakers']}, {quote['transcript_id']})"
        assert (quote["unit_id"], shown) in links


def test_the_same_bytes_elsewhere(tmp_path: Path) -> None:
    made = []
    for name in ("one", "another"):
        config = write_study(tmp_path / name)
        run(open_study(config=config), "report")
        made.append(contents(tmp_path / name / "out" / "report"))
    assert made[0] == made[1]


def test_names_stay_out_of_quotations_without_attribution(stc: Shell, study: Path) -> None:
    config = study / "stc.yaml"
    config.write_text("attribution: none\n" + config.read_text("utf-8"), "utf-8")
    stc("report")
    html = (study / "out/report/report.html").read_text("utf-8")
    quotations = {text for _, text in Shown(html).links if text.startswith("“")}
    quotes = csv_dicts((study / "out/5_synthesize/quotes.csv").read_bytes())
    assert quotations >= {f"“{quote['printed']}”" for quote in quotes} != set()
    assert not [text for text in quotations if text.endswith(")")]
    assert "Contributors: 3" in html  # as many as talk in the category, and no names


def test_words_of_the_output_language(stc: Shell, study: Path) -> None:
    config = study / "stc.yaml"
    config.write_text("output_language: nb\n" + config.read_text("utf-8"), "utf-8")
    stc("report")
    html = (study / "out/report/report.html").read_text("utf-8")
    assert '<html lang="nb">' in html
    assert '<h2 id="themes-title">Temaer</h2>' in html


@given(st.text(alphabet="aå😀𝒳\n", max_size=30), st.data())
def test_offsets_are_those_of_scripts(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    assert utf16(text)(offset) == len(text[:offset].encode("utf-16-le")) // 2
