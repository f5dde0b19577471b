"""Small studies for tests, and running `stc` in this process as a shell would."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from stc_cli.cli import main

CONFIG = """\
language: en
transcripts: transcripts
codebook: codebook.yaml
output: out
tables:
  - {id: table1, title: Results, formats: [csv, md, docx]}
  - {id: table2, title: Who said it, columns: [units, speakers, quotation], formats: [csv]}
"""
CODEBOOK = """\
codebook: 1
language: en
groups:
  - id: safety
    heading: Feeling safe takes other people
    subgroups:
      - id: company
        heading: Company makes the nights shorter
        codes:
          - {id: not_alone, definition: Somebody is there, rules: [{lemma: not alone}]}
          - {id: calls, definition: Ringing someone, rules: [{near: {words: 6, of: [ring, nurse]}}]}
      - id: numbers
        heading: Numbers calm and numbers frighten
        codes:
          - {id: measuring, definition: Measuring, rules: [{any: [measure, number]}]}
"""
FIRST = """\
Interviewer: How are the nights?

P1: Um, I'm not alone any more, you know. I I ring the nurse when it gets bad. She always answers.

Interviewer: Mhm.

P1: And I measure every evening. The numbers frighten me a bit, so I don't look at night.
"""
SECOND = """\
Interviewer: And for you?

P2: I never ring the nurse. The number is only a number, I think. [laughs]

P3: Well, we're not alone in the building, that helps, but the weather was awful this summer.
"""


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


class Shell:
    """Runs `stc` in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch = monkeypatch
        self.capsys = capsys

    def __call__(self, *arguments: object) -> Ran:
        self.monkeypatch.setattr(sys, "argv", ["stc", *map(str, arguments)])
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as exit_:
            main()
        captured = self.capsys.readouterr()
        code = exit_.value.code
        return Ran(code if isinstance(code, int) else 0, captured.out, captured.err)


def write_study(folder: Path) -> Path:
    """A study of two interviews in `folder`; returns its config."""
    (folder / "transcripts").mkdir(parents=True)
    (folder / "transcripts" / "A.txt").write_text(FIRST, encoding="utf-8")
    (folder / "transcripts" / "B.txt").write_text(SECOND, encoding="utf-8")
    (folder / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    config = folder / "stc.yaml"
    config.write_text(CONFIG, encoding="utf-8")
    return config


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but the cache, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".cache" not in path.parts
    }
