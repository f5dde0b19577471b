"""The column of a sheet that is for stc: where a row's unit stood, and what its cells said then.

Ids of units change with their words, so that a sheet that lies about for a year knows its units by
quotation with context, as the ledger does. What a cell said at export tells what was typed since.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from stc_cli.decisions.anchors import UNKNOWN, Anchor
from stc_cli.decisions.ledger import Ledger
from stc_cli.decisions.lines import Passage

_ID = "transcript_id"
_PLACES = ("start", "end", "elsewhere")
LONGEST = 30_000  # characters; a cell of Excel holds 32,767


class Origin(NamedTuple):
    """`was`: the cells that people may change, as they were exported. `revision`: the codebook's
    last migration then, None where the row does not say. `about`: the unit's id, in a re-reading
    the group's. `seen`: the last line of coders' ledgers then; what they said later is newer."""

    transcript_id: str = ""
    unit: Passage = ()
    speakers: tuple[str, ...] = ()
    revision: str | None = None
    was: tuple[str, ...] = ()
    about: str = ""
    seen: Mapping[str, int] = MappingProxyType({})

    @property
    def decided(self) -> str:
        """The decision that the row showed."""
        return self.was[1] if len(self.was) == 3 else ""


def last_lines(ledger: Ledger) -> dict[str, int]:
    """Each coder's last line."""
    return {decision.coder: decision.line for decision in ledger.decisions}


def origin_cell(origin: Origin) -> str:
    """The cell that says it; a unit too long for a cell is known by its id alone."""
    data: dict[str, Any] = {
        "transcript": origin.transcript_id,
        "unit": [_selector(anchor) for anchor in origin.unit],
        "speakers": origin.speakers,
        "revision": origin.revision,
        "was": origin.was,
        "about": origin.about,
        "seen": dict(origin.seen),
    }
    cell = _dumped(data)
    if len(cell) > LONGEST:
        del data["unit"]
        cell = _dumped(data)
    return cell


def _dumped(data: dict[str, Any]) -> str:
    there = {name: value for name, value in data.items() if value or name == "revision"}
    return json.dumps(there, ensure_ascii=False, separators=(",", ":"))


def origin_of(cell: str) -> Origin:
    """What such a cell says; nothing where it is empty or somebody changed it."""
    try:
        data = json.loads(cell)
        name = _text(data.get("transcript", ""))
        unit = tuple(_anchor(name, row) for row in data.get("unit", ()))
        revision = data.get("revision")
        return Origin(
            name, unit, _texts(data.get("speakers", ())),
            None if revision is None else _text(revision), _texts(data.get("was", ())),
            _text(data.get("about", "")), _numbers(data.get("seen", {})),
        )  # fmt: skip
    except (ValueError, TypeError, AttributeError, RecursionError):
        return Origin()


def _selector(anchor: Anchor) -> dict[str, str | int]:
    return {
        name: v for name, v in anchor._asdict().items() if v not in ("", UNKNOWN) and name != _ID
    }


def _anchor(transcript_id: str, row: dict[str, Any]) -> Anchor:
    anchor = Anchor(transcript_id, **row)
    if not anchor.exact or not all(
        type(value) is (int if name in _PLACES else str) for name, value in row.items()
    ):
        raise ValueError("no anchor")
    return anchor


def _texts(values: Sequence[Any]) -> tuple[str, ...]:
    if isinstance(values, str):
        raise TypeError("no list")
    return tuple(map(_text, values))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _numbers(values: dict[str, Any]) -> dict[str, int]:
    if not all(type(value) is int for value in values.values()):
        raise TypeError("no numbers")
    return values
