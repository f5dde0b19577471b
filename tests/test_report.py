"""The report as a file: whole, the same every time, and nothing in it but itself."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from studies import Shell, contents, write_study

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

    assert rules["default-src"] == "&#39;none&#39;" or rules["default-src"] == "'none'"
    plain = {name: value.replace("&#39;", "'") for name, value in rules.items()}
    assert plain["style-src"] == f"'sha256-{digest(inside(html, '<style>', '</style>'))}'"
    assert plain["script-src"] == f"'sha256-{digest(inside(html, '<script>', '</script>'))}'"
    assert html.count("<script") == 2  # the data and the script
    assert not re.search(r"(?:src|href)=\"(?!#)", html)
    assert "url(" not in html and "@import" not in html


def test_every_text_is_in_it(out: Path, html: str) -> None:
    data = json.loads(inside(html, 'id="study-data">', "</script>"))
    for transcript in data["transcripts"]:
        stored = (out / "1_ingest/text" / f"{transcript['id']}.txt").read_text("utf-8")
        assert transcript["text"] == stored
    plain = html.replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&")
    for name in ("4_condense/condensates.jsonl", "5_synthesize/categories.jsonl"):
        for line in (out / name).read_text("utf-8").splitlines():
            record = json.loads(line)
            parts = record.get("paragraphs") or record.get("sentences", [])
            for part in parts:
                for statement in part.get("statements", [part]):
                    if statement.get("text") and "sentences" in record:
                        assert f">{statement['text']}<" in plain


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
    for quotation in re.findall(r"<blockquote>(.*?)</blockquote>", html, re.DOTALL):
        assert not re.search(r"\(P\d|\((?:A|B)\)", quotation)


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
