"""Memos: what researchers write about a unit, a code group, a transcript, the study.

A memo is a Markdown file in `decisions/memos/`. Front matter says what it is about and who wrote
it; a file without front matter is about the study. A memo about a unit also keeps the unit's
passages, so that it finds them when the transcript was corrected and the unit has another id.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, field_validator

from stc_cli.decisions.anchors import Anchor
from stc_cli.decisions.front_matter import Selector, front, parted, quoted, scalar, selector
from stc_cli.decisions.pages import Page
from stc_cli.decisions.placing import Spot, placed_unit
from stc_cli.files import files_in, read_text, write_bytes
from stc_cli.records import Unit

FOLDER = "memos"
Kind = Literal["unit", "code", "subgroup", "group", "transcript", "study"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Pages = Callable[[str], Page | None]  # transcript id to its text, None where there is none

_LONGEST_NAME = 60  # characters of a file's name


class Subject(NamedTuple):
    """What a memo is about. `name`: an id; empty for the study."""

    kind: Kind
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


class Memo(NamedTuple):
    """One memo. `file`: its name in the folder of memos.

    `speakers`, `passages`: of a memo about a unit, as they were when it was written.
    """

    file: str
    about: Subject
    by: str
    date: str  # YYYY-MM-DD
    title: str
    text: str
    speakers: tuple[str, ...] = ()
    passages: tuple[Anchor, ...] = ()

    @property
    def heading(self) -> str:
        """Its title, or how its text begins."""
        return self.title or next(filter(None, map(str.strip, self.text.splitlines())), self.file)


class _Passage(Selector):
    transcript_id: str


class _Front(BaseModel):
    """The keys of the front matter."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str = "study"
    by: str = ""
    date: str = ""
    title: str = ""
    speakers: tuple[str, ...] = ()
    passages: list[_Passage] = []

    @field_validator("about")
    @classmethod
    def _known_kind(cls, about: str) -> str:
        kind, _, name = about.strip().partition(" ")
        if kind not in KINDS or bool(name.strip()) == (kind == "study"):
            raise ValueError(f'"{about}" is no subject; write "study", or one of '
                             f"{', '.join(KINDS[:-1])} and an id")  # fmt: skip
        return about


def read_memos(decisions: Path) -> list[Memo]:
    """All memos of a study in the order of their file names.

    Raises UsageError naming file, line and key of front matter that cannot be read.
    """
    return [_memo(path) for path in files_in(decisions / FOLDER, ".md")]


def _memo(path: Path) -> Memo:
    matter, body = parted(read_text(path).replace("\r\n", "\n"))
    said = front(_Front, path, matter) if matter is not None else _Front()
    kind, _, name = said.about.strip().partition(" ")
    passages = tuple(passage.anchor(passage.transcript_id) for passage in said.passages)
    subject = Subject(next(known for known in KINDS if known == kind), name.strip())
    return Memo(path.name, subject, said.by, said.date, said.title, body.strip(), said.speakers,
                passages)  # fmt: skip


def add_memo(decisions: Path, memo: Memo) -> Path:
    """Write a new memo and return its path; `memo.file` is passed over, no file is overwritten."""
    path = _free(decisions / FOLDER, _slug(memo.title or str(memo.about)))
    write_bytes(path, memo_text(memo).encode(errors="replace"), durable=True)
    return path


def memo_text(memo: Memo) -> str:
    """A memo as it stands in its file.

    Texts are quoted as in JSON, which YAML reads too, so that each stays on one line.
    """
    lines = [f"{key}: {scalar(str(value))}"
             for key, value in (("about", memo.about), ("by", memo.by), ("date", memo.date),
                                ("title", memo.title)) if value]  # fmt: skip
    if memo.speakers:
        lines.append(f"speakers: [{', '.join(map(quoted, memo.speakers))}]")
    if memo.passages:
        lines.append("passages:")
    for passage in memo.passages:
        lines += [f"  {' ' if n else '-'} {key}: {quoted(value)}"
                  for n, (key, value) in enumerate(selector(passage).items())]  # fmt: skip
    return "\n".join(["---", *lines, "---", "", memo.text.strip(), ""])


def _slug(text: str) -> str:
    """A file name of lower-case letters, digits and hyphens; other alphabets stay.

    >>> _slug("Hvem hørte hun på?")
    'hvem-hørte-hun-på'
    """
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text).lower().replace("_", "-"))
    return "-".join(words)[:_LONGEST_NAME].strip("-") or "memo"


def _free(folder: Path, name: str) -> Path:
    path = folder / f"{name}.md"
    number = 2
    while path.exists():
        path = folder / f"{name}-{number}.md"
        number += 1
    return path


def by_subject(
    memos: Iterable[Memo], units: Mapping[str, Unit], pages: Pages
) -> dict[Subject, list[Memo]]:
    """What memos are about, as it is now, to these memos by date, then file.

    `units`: by id. A memo whose unit is not found stays with the unit it names.
    """
    found: dict[Subject, list[Memo]] = {}
    for memo in sorted(memos, key=lambda memo: (memo.date, memo.file)):
        unit = unit_of(memo, units, pages) if memo.about.kind == "unit" else ""
        subject = memo.about if isinstance(unit, str) else Subject("unit", unit.unit_id)
        found.setdefault(subject, []).append(memo)
    return found


def unit_of(memo: Memo, units: Mapping[str, Unit], pages: Pages) -> Unit | str:
    """The unit a memo is about as units are now, or why it is not found, as a clause.

    It is the one that holds most of the memo's passages where these stand now; a memo without
    passages goes by the unit's id.
    """
    if not memo.passages:
        return units.get(memo.about.name, "there is no such unit")
    transcript_id = memo.passages[0].transcript_id
    page = pages(transcript_id)
    if page is None:
        return "there is no such transcript"
    spots, why = placed_unit(memo.passages, memo.speakers, page)
    if why:
        return why
    own = (unit for unit in units.values() if unit.transcript_id == transcript_id)
    nearest = max(own, key=lambda unit: _overlap(unit, spots), default=None)
    return nearest if nearest is not None and _overlap(nearest, spots) else "no unit is there now"


def _overlap(unit: Unit, spots: Sequence[Spot]) -> int:
    """How many characters of the spots lie in a unit."""
    return sum(
        max(0, min(span.end, spot.end) - max(span.start, spot.start))
        for span in unit.spans
        for spot in spots
    )
