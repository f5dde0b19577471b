"""Step 1: each reader's preliminary themes, and what became of them.

`themes/<reader>.md` lists one theme per bullet; `themes/negotiated.yaml` says for each theme which
code group took it in, which other theme it was merged into, or that it was dropped, and why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, model_validator

from stc_cli.errors import UsageError, did_you_mean
from stc_cli.files import read_bytes
from stc_cli.yaml_lines import read_yaml, validated

FEWEST, MOST = 4, 8  # preliminary themes per reader (Malterud 2012)
_BULLET = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(.*\S)")


class Reading(NamedTuple):
    """One reader's preliminary themes in order."""

    reader: str
    path: Path
    themes: tuple[str, ...]


class NegotiatedTheme(BaseModel):
    """What became of one preliminary theme: exactly one of group, merged_into, dropped."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    theme: str
    readers: list[str] = []
    group: str | None = None
    merged_into: str | None = None
    dropped: bool = False
    why: str = ""

    @model_validator(mode="after")
    def _one_fate(self) -> NegotiatedTheme:
        if sum((self.group is not None, self.merged_into is not None, self.dropped)) != 1:
            raise ValueError("say what became of it: one of group, merged_into or dropped")
        return self


class Negotiated(BaseModel):
    """The file negotiated.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    themes: list[NegotiatedTheme]


def readings(decisions: Path) -> list[Reading]:
    """Every reader's themes, by file name. Raises UsageError when a file is not UTF-8."""
    found: list[Reading] = []
    for path in sorted((decisions / "themes").glob("*.md")):
        try:
            text = read_bytes(path).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UsageError(f"{path}: is not UTF-8 text. Save it as UTF-8.") from error
        themes = (m.group(1) for line in text.splitlines() if (m := _BULLET.match(line)))
        found.append(Reading(path.stem, path, tuple(themes)))
    return found


def negotiated(decisions: Path, groups: list[str]) -> list[NegotiatedTheme]:
    """What became of the themes; nothing where nobody wrote it down yet.

    `groups`: the codebook's group ids. Raises UsageError naming file and line of a wrong one.
    """
    path = decisions / "themes" / "negotiated.yaml"
    if not path.is_file():
        return []
    document = read_yaml(path)
    themes = validated(Negotiated, document).themes
    for number, theme in enumerate(themes):
        if theme.group is not None and theme.group not in groups:
            line = document.line(("themes", number, "group"))
            raise UsageError(
                f'{path}, line {line}: "{theme.group}" is not a code group of the codebook.'
                f"{did_you_mean(theme.group, groups)}"
            )
    return themes


def unsettled(found: list[Reading], themes: list[NegotiatedTheme]) -> Iterator[tuple[str, str]]:
    """Readers' themes (reader, theme) of which nothing is said in negotiated.yaml."""
    settled = {theme.theme.casefold() for theme in themes}
    for reading in found:
        for theme in reading.themes:
            if theme.casefold() not in settled:
                yield reading.reader, theme
