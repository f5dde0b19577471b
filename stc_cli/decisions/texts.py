"""People's own texts: condensates and analytic texts that they adopted and may have rewritten.

`decisions/condensates/<subgroup>.md` (`<group>.md` for a group's unsorted units) and
`decisions/analytic_text/<group>.md`. The body is the text. Front matter says when and by whom it
was adopted and, a line for each, which units it is about, with their passages, so that they are
found again in a corrected transcript. A file without front matter is a person's text as well; it
does not say what it is about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, field_validator

from stc_cli.decisions.anchors import Anchor
from stc_cli.decisions.front_matter import Selector, front, parted, quoted, scalar, selector
from stc_cli.decisions.prose import Block, blocks
from stc_cli.errors import UsageError
from stc_cli.files import files_in, read_text, sha256
from stc_cli.pseudonyms import PseudonymKey
from stc_cli.text.characters import one_line

Kind = Literal["condensate", "analytic_text"]
FOLDERS: dict[Kind, str] = {"condensate": "condensates", "analytic_text": "analytic_text"}


class Named(NamedTuple):
    """A text by what it is about. `subgroup_id`: of a condensate; "" for the unsorted units."""

    kind: Kind
    group_id: str
    subgroup_id: str = ""

    @property
    def place(self) -> str:
        """The id that names its file."""
        return self.subgroup_id or self.group_id

    def path(self, decisions: Path) -> Path:
        """Where the text lies, or would."""
        return decisions / FOLDERS[self.kind] / f"{self.place}.md"

    def command(self, *options: str) -> str:
        """The command that adopts its draft, for messages."""
        unsorted = ["--unsorted"] if self.kind == "condensate" and not self.subgroup_id else []
        return " ".join(["stc adopt", self.place, *unsorted, *options, "--by NAME"])

    def __str__(self) -> str:
        if self.kind == "analytic_text":
            return f'the analytic text of "{self.group_id}"'
        whose = f'"{self.place}"' if self.subgroup_id else f'the unsorted units of "{self.place}"'
        return f"the condensate of {whose}"


class Covered(NamedTuple):
    """A unit that a text is about, as it was when the person said so.

    `subgroup_id`: where it lay, in an analytic text; "" for a group's unsorted units. `left_out`:
    why the text does without it, else empty.
    """

    unit_id: str
    subgroup_id: str
    speakers: tuple[str, ...]
    passages: tuple[Anchor, ...]
    left_out: str = ""

    @property
    def transcript_id(self) -> str:
        return self.passages[0].transcript_id

    @property
    def words(self) -> str:
        """The unit's text then."""
        return " ".join(passage.exact for passage in self.passages)


class Adoption(NamedTuple):
    """What front matter says. `units`: None where it does not say what the text is about.

    `revision`: the codebook's last act then. `condensates`: of an analytic text, subgroup ids, ""
    for the unsorted units, and the digests of the condensates it was written from. Dates are
    YYYY-MM-DD.
    """

    adopted: str = ""
    by: str = ""
    revision: str = ""
    units: tuple[Covered, ...] | None = None
    condensates: Mapping[str, str] = {}
    reviewed: str = ""
    reviewed_by: str = ""


class Text(NamedTuple):
    """A person's text. `place`: the id of its subgroup or group; `file`: below `decisions/`.

    `whole`: the file's text with its front matter, `\\n` at the ends of lines; `body`: the text
    itself. `digest`: of its words, whatever pseudonyms they are told with.
    """

    kind: Kind
    place: str
    file: str
    adoption: Adoption
    whole: str
    body: str
    digest: str

    @property
    def blocks(self) -> list[Block]:
        return blocks(self.body)

    @property
    def first_line(self) -> int:
        """The line of the file on which the body begins, from 1."""
        return self.whole.count("\n", 0, len(self.whole) - len(self.body)) + 1


class Texts(NamedTuple):
    """All texts of a study, by the id that names their file."""

    condensates: Mapping[str, Text] = {}
    analytic: Mapping[str, Text] = {}

    def __bool__(self) -> bool:
        return bool(self.condensates or self.analytic)

    def of(self, kind: Kind) -> Mapping[str, Text]:
        return self.condensates if kind == "condensate" else self.analytic

    @property
    def all(self) -> list[Text]:
        """Condensates first, each kind in the order of the files' names."""
        return [*self.condensates.values(), *self.analytic.values()]


NO_TEXTS = Texts()


class _Unit(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    transcript_id: str
    subgroup: str = ""
    speakers: tuple[str, ...] = ()
    left_out: str = ""
    passages: tuple[Selector, ...]

    @field_validator("passages")
    @classmethod
    def _stands_somewhere(cls, passages: tuple[Selector, ...]) -> tuple[Selector, ...]:
        if not passages:
            raise ValueError("name at least one passage")
        return passages


class _Front(BaseModel):
    """The keys of the front matter."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    adopted: str = ""
    by: str = ""
    revision: str = ""
    reviewed: str = ""
    reviewed_by: str = ""
    condensates: dict[str, str] = {}
    units: tuple[_Unit, ...] | None = None

    @field_validator("adopted", "reviewed")
    @classmethod
    def _is_date(cls, value: str) -> str:
        try:
            is_date = not value or date.fromisoformat(value).isoformat() == value
        except ValueError:
            is_date = False
        if not is_date:
            raise ValueError("must be a date such as 2026-11-25")
        return value

    @field_validator("units", "condensates", mode="before")
    @classmethod
    def _is_there(cls, value: Any, info: Any) -> Any:
        return ({} if info.field_name == "condensates" else None) if value == "" else value


def text_files(decisions: Path) -> list[Path]:
    """The files of people's texts, condensates first, by name."""
    return [path for name in FOLDERS.values() for path in files_in(decisions / name, ".md")]


def other_files(decisions: Path) -> list[tuple[Kind, Path]]:
    """Files that lie where people's texts do and are none, because they are not Markdown."""
    return [
        (kind, path)
        for kind, name in FOLDERS.items()
        for path in files_in(decisions / name)
        if path.suffix.lower() != ".md"
    ]


def read_texts(decisions: Path) -> Texts:
    """All texts of a study.

    Raises UsageError naming file, line and key of front matter that cannot be read, and a file
    that holds no text.
    """
    found: dict[Kind, dict[str, Text]] = {"condensate": {}, "analytic_text": {}}
    for kind, folder in FOLDERS.items():
        for path in files_in(decisions / folder, ".md"):
            place = unicodedata.normalize("NFC", path.stem)
            found[kind][place] = _text(kind, place, path, f"{folder}/{path.name}")
    return Texts(found["condensate"], found["analytic_text"])


def _text(kind: Kind, place: str, path: Path, file: str) -> Text:
    whole = read_text(path).replace("\r\n", "\n")
    matter, body = parted(whole)
    if matter is None and re.match(r"---[ \t]*[\r\n]", whole):
        raise UsageError(f"{path}, line 1: the front matter that begins here does not end. Write a "
                         "line of three dashes after it.")  # fmt: skip
    if not any(block.kind != "heading" for block in blocks(body)):
        raise UsageError(f"{path}: holds no text. Write it, or delete the file to go back to the "
                         "draft.")  # fmt: skip
    adoption = _adoption(front(_Front, path, matter)) if matter is not None else Adoption()
    words = words_digest(block.text for block in blocks(body) if block.kind != "heading")
    return Text(kind, place, file, adoption, whole, body, words)


def _adoption(said: _Front) -> Adoption:
    units = said.units
    covered = None if units is None else tuple(
        Covered(unit.id, unit.subgroup, unit.speakers,
                tuple(passage.anchor(unit.transcript_id) for passage in unit.passages),
                unit.left_out)
        for unit in units
    )  # fmt: skip
    return Adoption(said.adopted, said.by, said.revision, covered, said.condensates, said.reviewed,
                    said.reviewed_by)  # fmt: skip


def words_digest(texts: Iterable[str]) -> str:
    """A hash of a text's words, white space aside: the same for a draft and its adopted copy."""
    return sha256(one_line(" ".join(texts)).encode("utf-8", "surrogatepass"))[:12]


def told_texts(texts: Texts, key: PseudonymKey) -> Texts:
    """The texts with pseudonyms for names in those that are older than the key.

    Passages stay as they are, because their place is looked for in a transcript first.
    """

    def told(text: Text) -> Text:
        head = text.whole[: len(text.whole) - len(text.body)]
        body = key.replaced(text.body)
        return text._replace(whole=head + body, body=body)

    return Texts(
        {place: told(text) for place, text in texts.condensates.items()},
        {place: told(text) for place, text in texts.analytic.items()},
    )


def front_text(adoption: Adoption) -> str:
    """Front matter with its lines of dashes; each unit stands on a line of JSON."""
    keys = ("adopted", "by", "reviewed", "reviewed_by", "revision")
    said = [(key, str(getattr(adoption, key))) for key in keys]
    lines = [f"{key}: {scalar(value)}" for key, value in said if value]
    if adoption.condensates:
        lines.append(f"condensates: {quoted(dict(adoption.condensates))}")
    units = adoption.units
    if units is not None:
        lines.append("units:" if units else "units: []")
        lines += (f"  - {quoted(_unit_data(unit))}" for unit in units)
    return "\n".join(["---", *lines, "---", ""])


def _unit_data(unit: Covered) -> dict[str, Any]:
    passages = [selector(passage) for passage in unit.passages]
    for passage in passages:
        del passage["transcript_id"]
    data = {
        "id": unit.unit_id, "transcript_id": unit.transcript_id, "subgroup": unit.subgroup_id,
        "speakers": list(unit.speakers), "left_out": unit.left_out, "passages": passages,
    }  # fmt: skip
    return {name: value for name, value in data.items() if value}


def with_front(raw: str, adoption: Adoption) -> str:
    """A file's text with other front matter and, letter for letter, the same body.

    `raw`: as it stands in the file; its ends of lines are kept.
    """
    matter, body = parted(raw)
    head = front_text(adoption) + ("" if matter is not None else "\n")
    return (head.replace("\n", "\r\n") if "\r\n" in raw else head) + body


def paragraphs_text(paragraphs: Sequence[str]) -> str:
    """Paragraphs as the body of a file."""
    return "\n\n".join(paragraphs) + "\n"
