"""The README and docs are true: their commands run, their links lead somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from conftest import ROOT
from studies import Shell
from typer.models import CommandInfo

from stc_cli.cli.app import app
from stc_cli.readers import FORMATS, abouts

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands(page: Path) -> list[str]:
    """The `$ stc …` lines of a page's console blocks, in order."""
    blocks = re.findall(
        r"^```console\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ stc")]


@pytest.mark.parametrize("page", [p for p in PAGES if commands(p)], ids=lambda p: p.name)
def test_every_command_of_a_page_runs(
    page: Path, stc: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("configs", "sample_data"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    for command in commands(page):
        ran = stc(*shlex.split(command, comments=True)[1:])
        assert (command, ran.code, ran.err) == (command, 0, ran.err)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_the_readmes_make_targets_exist() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    wanted = re.findall(r"^make (\w+)$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert wanted == ["demo", "test"]
    assert set(wanted) <= set(targets)


def test_every_command_is_documented() -> None:
    text = "".join(page.read_text("utf-8") for page in PAGES)
    names = [(f"stc {_name(command)}") for command in app.registered_commands]
    for group in app.registered_groups:
        assert group.typer_instance is not None
        inner = group.typer_instance.registered_commands
        names += [f"stc {group.name} {_name(command)}" for command in inner]
    assert [name for name in names if name not in text] == []


def _name(command: CommandInfo) -> str:
    assert command.callback is not None
    return command.name or command.callback.__name__


def test_the_picture_opens_offline() -> None:
    picture = (ROOT / "docs" / "table1.svg").read_text("utf-8")
    assert not re.search(r"url\((?!#)|<script|href=\"http", picture)


def test_the_table_of_formats_says_what_the_readers_say() -> None:
    """A row per reader, in its own words, and every suffix and reason."""
    page = (ROOT / "docs" / "formats.md").read_text("utf-8")
    for about in abouts():
        assert f"| {' | '.join(about)} |".replace("|  |", "| |") in page
    for suffix in FORMATS:
        assert f"`{suffix}`" in page
