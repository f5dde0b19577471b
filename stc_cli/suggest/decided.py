"""What people have decided about units, as suggestions learn from it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from stc_cli.artefacts import DECISIONS, fate_of
from stc_cli.decisions.coding import Fate
from stc_cli.output import Output

_ARTEFACT = "3_code/decisions.csv"
_YES = ("accept", "add")
_NO = ("reject",)
_NOT_ABOUT = "set_aside"


class Decided(NamedTuple):
    """Codes that people gave to units and refused them, and the units they set aside.

    A contradiction between coders that nobody has settled is in none of them.
    """

    yes: Mapping[str, frozenset[str]] = {}
    no: Mapping[str, frozenset[str]] = {}
    set_aside: frozenset[str] = frozenset()

    @property
    def units(self) -> frozenset[str]:
        """The units that somebody decided about."""
        return frozenset(self.yes) | frozenset(self.no) | self.set_aside


def read_decided(output: Output, codes: Collection[str]) -> Decided:
    """The decisions that stand, about codes the codebook has; none before there is a ledger."""
    if not output.has(_ARTEFACT):
        return Decided()
    fates = [f for f in output.rows(_ARTEFACT, DECISIONS, fate_of) if f.outcome == "applied"]
    known = frozenset(codes)
    aside = (_units(fate) for fate in fates if fate.act == _NOT_ABOUT)
    return Decided(
        yes=_codes_by_unit((fate for fate in fates if fate.act in _YES), known),
        no=_codes_by_unit((fate for fate in fates if fate.act in _NO), known),
        set_aside=frozenset(unit for units in aside for unit in units),
    )


def _codes_by_unit(fates: Iterable[Fate], known: frozenset[str]) -> dict[str, frozenset[str]]:
    codes: dict[str, set[str]] = {}
    for fate in fates:
        if fate.code_id in known:
            for unit in _units(fate):
                codes.setdefault(unit, set()).add(fate.code_id)
    return {unit: frozenset(some) for unit, some in codes.items()}


def _units(fate: Fate) -> list[str]:
    """The units that a decision landed on."""
    return [unit for unit in fate.unit_id.split(";") if unit]
