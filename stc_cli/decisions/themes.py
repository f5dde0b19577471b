"""Step 1: each reader's preliminary themes, and what became of them.

`themes/<reader>.md` lists one theme per bullet; `themes/negotiated.yaml` says for each theme which
code group took it in, which other theme it was merged into, or that it was dropped, and why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, model_validator

from stc_cli.codebook import Codebook
from stc_cli.decisions.front_matter import front, parted
from stc_cli.errors import UsageError, did_you_mean
from stc_cli.files import files_in, read_text
from stc_cli.yaml_lines import read_yaml, validated

FEWEST, MOST = 4, 8  # preliminary themes per reader (Malterud 2012)
_BULLET = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(.*\S)")


class Reading(NamedTuple):
    """One reader's preliminary themes in order. `date`: as the file's front matter has it."""

    reader: str
    path: Path
    themes: tuple[str, ...]
    date: str = ""  # YYYY-MM-DD


class Fate(NamedTuple):
    """What became of one preliminary theme.

    `by_way_of`: the themes it was merged into, one after the other. `group`: the code group it is
    in now; empty where it was dropped or nobody has said. `whys`: the reasons along the way.
    """

    theme: str
    readers: tuple[str, ...]
    by_way_of: tuple[str, ...]
    group: str
    dropped: bool
    whys: tuple[str, ...]


class _Front(BaseModel):
    """Front matter of a reader's file; other keys are the reader's own."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    date: str = ""


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
    """Every reader's themes, by file name.

    Raises UsageError when a file is not UTF-8 or its front matter cannot be read.
    """
    found: list[Reading] = []
    for path in files_in(decisions / "themes", ".md"):
        matter, body = parted(read_text(path))
        date = front(_Front, path, matter).date if matter is not None else ""
        themes = (m.group(1) for line in body.splitlines() if (m := _BULLET.match(line)))
        found.append(Reading(path.stem, path, tuple(themes), date))
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


def fates(found: Sequence[Reading], themes: Sequence[NegotiatedTheme]) -> list[Fate]:
    """What became of every theme: each reader's in order, then others that were negotiated.

    A theme that several readers name stands once, with all of them.
    """
    named: dict[str, str] = {}
    readers: dict[str, list[str]] = {}
    for reading in found:
        for theme in reading.themes:
            named.setdefault(theme.casefold(), theme)
            readers.setdefault(theme.casefold(), []).append(reading.reader)
    for entry in themes:
        named.setdefault(entry.theme.casefold(), entry.theme)
        readers.setdefault(entry.theme.casefold(), []).extend(entry.readers)
    settled = {entry.theme.casefold(): entry for entry in reversed(themes)}
    return [
        _fate(theme, tuple(dict.fromkeys(readers[key])), settled) for key, theme in named.items()
    ]


def _fate(theme: str, readers: tuple[str, ...], settled: dict[str, NegotiatedTheme]) -> Fate:
    """Follow a theme to its group; in a circle of merges it goes round once."""
    way: list[str] = []
    whys: list[str] = []
    entry = settled.get(theme.casefold())
    seen = {theme.casefold()}
    while entry is not None:
        if entry.why:
            whys.append(entry.why)
        if entry.merged_into is None:
            return Fate(theme, readers, tuple(way), entry.group or "", entry.dropped, tuple(whys))
        way.append(entry.merged_into)
        key = entry.merged_into.casefold()
        entry = None if key in seen else settled.get(key)
        seen.add(key)
    return Fate(theme, readers, tuple(way), "", False, tuple(whys))


def theme_remarks(
    found: Sequence[Reading], themes: Sequence[NegotiatedTheme], codebook: Codebook
) -> Iterator[str]:
    """Where readers, negotiated.yaml and the codebook's `preliminary_themes` differ, as sentences.

    Themes of which negotiated.yaml says nothing are left to `unsettled`.
    """
    told = [theme for reading in found for theme in reading.themes]
    known = {theme.casefold() for theme in told}
    settled = {entry.theme.casefold(): entry for entry in themes}
    for entry in themes:
        if told and entry.theme.casefold() not in known:
            yield (f'decisions/themes/negotiated.yaml: no reader names the theme "{entry.theme}".'
                   f"{did_you_mean(entry.theme, told)}")  # fmt: skip
        into = entry.merged_into
        if into is not None and into.casefold() not in settled:
            yield (
                f'decisions/themes/negotiated.yaml: "{entry.theme}" was merged into "{into}", '
                f"which is not there.{did_you_mean(into, [e.theme for e in themes])}"
            )
    ways = fates(found, themes)
    for fate in ways:
        if fate.by_way_of and not fate.group and not fate.dropped and _ends_nowhere(fate, settled):
            yield (f'decisions/themes/negotiated.yaml: "{fate.theme}" was merged in a circle, so '
                   "it is in no code group.")  # fmt: skip
    if themes:
        yield from _codebook_remarks(ways, settled, codebook)


def _ends_nowhere(fate: Fate, settled: dict[str, NegotiatedTheme]) -> bool:
    return all(theme.casefold() in settled for theme in fate.by_way_of)


def _codebook_remarks(
    ways: Sequence[Fate], settled: dict[str, NegotiatedTheme], codebook: Codebook
) -> Iterator[str]:
    """One sentence per code group that lists other themes than were negotiated into it."""
    for group in codebook.groups:
        listed = {theme.casefold() for theme in group.preliminary_themes}
        into = {fate.theme.casefold() for fate in ways if fate.group == group.id}
        extra = [t for t in group.preliminary_themes if t.casefold() not in into]
        missing = [entry.theme for key, entry in settled.items()
                   if entry.group == group.id and key not in listed]  # fmt: skip
        differences = [
            f"{what}: {', '.join(map(_in_marks, themes))}"
            for what, themes in (("only in the codebook", extra), ("only there", missing))
            if themes
        ]
        if listed and differences:
            yield (f'the code group "{group.id}" lists other preliminary themes than '
                   f"decisions/themes/negotiated.yaml ({'; '.join(differences)}).")  # fmt: skip


def _in_marks(theme: str) -> str:
    return f'"{theme}"'
