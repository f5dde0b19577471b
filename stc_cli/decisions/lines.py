"""A line of a ledger: what it may say, read and written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from stc_cli.decisions.anchors import UNKNOWN, Anchor
from stc_cli.errors import UsageError
from stc_cli.files import sha256
from stc_cli.yaml_lines import Document, Key, validated

Act = Literal[
    "accept", "reject", "add", "sort", "park", "leave_out", "set_aside", "merge", "split", "trim",
    "quote", "note", "undo",
]  # fmt: skip
Passage = tuple[Anchor, ...]  # the pieces of one unit, in reading order
RESHAPING: frozenset[Act] = frozenset({"merge", "split", "trim"})


class Decision(NamedTuple):
    """One line. `line`: 1 is the first of the coder's file.

    `unit`: the unit it is about; `others`: what is merged with it; `into`: what it is split into or
    trimmed to; `quotation`: the part to quote. `revision`: the codebook's last migration then, None
    where the line does not say. `of`: the id of the line that an undo takes back.
    """

    coder: str
    line: int
    id: str
    act: Act
    transcript_id: str = ""
    unit: Passage = ()
    speakers: tuple[str, ...] = ()
    others: tuple[Passage, ...] = ()
    into: tuple[Passage, ...] = ()
    quotation: Passage = ()
    code: str = ""
    group: str = ""
    subgroup: str = ""
    name: str = ""  # of a subgroup that the codebook does not have yet
    note: str = ""
    of: str = ""
    date: str = ""  # YYYY-MM-DD
    reason: str = ""
    revision: str | None = None

    @property
    def said(self) -> str:
        """What the person wrote with it."""
        return self.note or self.reason

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The units it is about: one, or all that are merged."""
        return (self.unit, *self.others)


class _Selector(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    exact: str = Field(min_length=1)
    prefix: str = ""
    suffix: str = ""
    start: int = UNKNOWN
    end: int = UNKNOWN
    elsewhere: int = UNKNOWN


_Unit = Annotated[tuple[_Selector, ...], Field(min_length=1)]


class _Line(BaseModel):
    """The keys of a line; which of them an act needs is checked after they are read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = ""
    act: Act
    transcript_id: str = ""
    unit: tuple[_Selector, ...] = ()
    speakers: tuple[str, ...] = ()
    others: tuple[_Unit, ...] = Field(default=(), alias="with")
    into: tuple[_Unit, ...] = ()
    quotation: tuple[_Selector, ...] = ()
    code: str = ""
    group: str = ""
    subgroup: str = ""
    name: str = ""
    note: str = ""
    of: str = ""
    date: str = ""
    reason: str = ""
    revision: str | None = None

    @model_validator(mode="after")
    def _says_all(self) -> _Line:
        for key in _NEEDS[self.act]:
            if not getattr(self, "others" if key == "with" else key):
                raise ValueError(f'an act "{self.act}" needs "{key}"')
        return self


_UNIT = ("transcript_id", "unit")
_NEEDS: dict[Act, tuple[str, ...]] = {
    "accept": _UNIT,
    "reject": (*_UNIT, "code"),
    "add": (*_UNIT, "code"),
    "sort": (*_UNIT, "group", "subgroup"),
    "park": (*_UNIT, "group"),
    "leave_out": (*_UNIT, "group", "reason"),
    "set_aside": _UNIT,
    "merge": (*_UNIT, "with"),
    "split": (*_UNIT, "into"),
    "trim": (*_UNIT, "into"),
    "quote": (*_UNIT, "quotation"),
    "note": (*_UNIT, "note"),
    "undo": ("of",),
}


def decision_of(path: Path, number: int, line: str) -> Decision:
    try:
        row = _Line.model_validate_json(line)
    except ValidationError:
        document = _document(path, number, line)
        _refuse_misshapen(document, number)
        row = validated(_Line, document)
    name = row.transcript_id
    return Decision(
        path.stem, number, row.id or line_id(json.loads(line)), row.act, name,
        _passage(name, row.unit), row.speakers,
        tuple([_passage(name, unit) for unit in row.others]),
        tuple([_passage(name, unit) for unit in row.into]),
        _passage(name, row.quotation),
        row.code, row.group, row.subgroup, row.name, row.note, row.of, row.date, row.reason,
        row.revision,
    )  # fmt: skip


def _document(path: Path, number: int, line: str) -> Document:
    """A line's data, to be told what is wrong with it. Raises UsageError where it is no JSON."""
    try:
        data = json.loads(line)
        if not isinstance(data, dict):
            raise ValueError("no object")
    except (ValueError, RecursionError) as error:
        if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
            raise UsageError(
                f"{path}, line {number}: version control left a conflict here. Keep the lines of "
                "both sides and take its marks out."
            ) from error
        raise UsageError(
            f"{path}, line {number}: is not a line of JSON. Correct it, or take it out if it was "
            "cut off in the middle."
        ) from error
    return Document(path, data, dict(_places(data, (), number)))


def _refuse_misshapen(document: Document, number: int) -> None:
    """Raises UsageError where passages or names are not lists, as they are easily written."""
    for keys, is_so, form in (
        (("unit", "quotation"), _is_passage, '[{"exact": "the words"}]'),
        (("with", "into"), _is_units, '[[{"exact": "the words"}]]'),
        (("speakers",), _is_names, '["P1", "P2"]'),
    ):
        for key in keys:
            if key in document.data and not is_so(document.data[key]):
                raise UsageError(
                    f'{document.path}, line {number}: "{key}" must be a list such as {form}.'
                )


def _is_passage(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(piece, dict) for piece in value)


def _is_units(value: Any) -> bool:
    return isinstance(value, list) and all(unit and _is_passage(unit) for unit in value)


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _passage(transcript_id: str, selectors: Sequence[_Selector]) -> Passage:
    return tuple([
        Anchor(transcript_id, s.exact, s.prefix, s.suffix, s.start, s.end, s.elsewhere)
        for s in selectors
    ])  # fmt: skip


def _places(data: Any, key: Key, line: int) -> Iterator[tuple[Key, int]]:
    """Every place in a line's data; all of them stand on that line."""
    yield key, line
    if isinstance(data, dict | list):
        for name, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _places(value, (*key, name), line)


def line_id(data: Mapping[str, Any]) -> str:
    """The id of a line that has none: a hash of what it says."""
    rest = {name: value for name, value in data.items() if name != "id"}
    return sha256(json.dumps(rest, sort_keys=True).encode("utf-8", "surrogatepass"))[:10]


def decision_line(decision: Decision) -> str:
    """The line that stands for a decision; its id is made from what it says."""
    data: dict[str, Any] = {
        "act": decision.act,
        "transcript_id": decision.transcript_id,
        "unit": _selectors(decision.unit),
        "speakers": list(decision.speakers),
        "with": [_selectors(unit) for unit in decision.others],
        "into": [_selectors(unit) for unit in decision.into],
        "quotation": _selectors(decision.quotation),
        **{name: getattr(decision, name) for name in _PLAIN},
        "revision": decision.revision,
    }
    data = {name: value for name, value in data.items() if value or name == "revision"}
    if decision.revision is None:
        del data["revision"]
    return json.dumps({"id": line_id(data), **data}, ensure_ascii=False)


_PLAIN = ("code", "group", "subgroup", "name", "note", "of", "date", "reason")


def _selectors(passage: Passage) -> list[dict[str, Any]]:
    rows = []
    for anchor in passage:
        row = {name: v for name, v in anchor._asdict().items() if v != UNKNOWN and v != ""}
        del row["transcript_id"]
        rows.append(row)
    return rows
