"""Every kind of table in every format, in English and bokmål, byte for byte."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from golden_tables import GOLDEN, LANGUAGES, made

from stc_cli.table_config import TABLE_FORMATS
from stc_cli.workspace import open_study

KINDS = {"results", "analysis", "themes", "groups", "participants", "focus_groups", "matrix",
         "steps", "quotes"}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_are_the_golden_ones(language: str, tmp_path: Path) -> None:
    tables = made(language, tmp_path / "out")
    golden = {path.name: path.read_bytes() for path in (GOLDEN / language).iterdir()}
    assert sorted(tables) == sorted(golden)
    for name, data in tables.items():
        assert data.decode() == golden[name].decode(), name


def test_every_kind_and_format_is_there() -> None:
    study = open_study(config=GOLDEN / "en.yaml")
    assert {table.kind for table in study.config.tables} == KINDS
    assert all(set(table.formats) == set(TABLE_FORMATS) for table in study.config.tables)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no TeX on this machine")
@pytest.mark.parametrize("language", LANGUAGES)
def test_tex_compiles(language: str, tmp_path: Path) -> None:
    """In a Norwegian paper too, where babel makes the quotation mark a command."""
    spoken = {"en": "english", "nb": "norsk"}[language]
    tables = sorted((GOLDEN / language).glob("*.tex"))
    paper = "\n".join(
        [
            rf"\documentclass{{article}}\usepackage[T1]{{fontenc}}\usepackage[{spoken}]{{babel}}",
            r"\usepackage{array,booktabs,multirow}\begin{document}",
            *(rf"\input{{{path.as_posix()}}}\clearpage" for path in tables),
            r"\end{document}",
        ]
    )
    (tmp_path / "paper.tex").write_text(paper, "utf-8")
    ran = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"],
        cwd=tmp_path, capture_output=True, text=True, errors="replace",
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-2000:]
