"""What people write in cells: decisions in English and the Nordic languages, in any case.

Excel and LibreOffice write the logical values of their own language, so these are here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from stc_cli.decisions.validation import VERDICTS
from stc_cli.errors import UsageError, did_you_mean

Says = Literal["accept", "reject", "set aside", "undo"]
ACCEPT, REJECT, SET_ASIDE, UNDO, PARK = "accept", "reject", "set aside", "undo", "park"
DECISIONS = (ACCEPT, REJECT, SET_ASIDE, UNDO)
_LONGEST_NAMED = 40  # characters

_UNDO = "undo angre angra ångra fortryd"
_WORDS: Mapping[str, str] = {
    ACCEPT: "accept accepted yes y x ✓ ✔ ok 1 true ja j sann sant sand godta godtatt godkjenn "
    "godkjent godkänn godkänd godkend accepter aksepter acceptera",
    REJECT: "reject rejected no n nei nej 0 false usann usant falskt falsk avvis avvist avvisa "
    "avvisad afvis afvist",
    UNDO: _UNDO,
}
_PHRASES = ("set aside", "aside", "sett til side", "sett til sides", "legg til side", "til side",
            "læg til side", "sæt til side", "lägg åt sidan", "åt sidan")  # fmt: skip
_PARK = "park parked parker parkér parkert parkeret parkera parkerad parkere".split()
_VERDICTS: Mapping[str, str] = {
    "holds": "holds hold holder stemmer håller stämmer",
    "nuance": "nuance nuances nuanced nyanse nyanserer nyans nyanserar nuancerer",
    "contradicts": "contradicts contradict motsier motseier modsiger motsäger",
    UNDO: _UNDO,
}
_KNOWN = {word: says for says, words in _WORDS.items() for word in words.split()}
_KNOWN |= dict.fromkeys(_PHRASES, SET_ASIDE)
_KNOWN_VERDICTS = {word: says for says, words in _VERDICTS.items() for word in words.split()}


def plain(cell: str) -> str:
    """A cell in lower case on one line; `_` and `-` as spaces.

    >>> plain(" Set_Aside ")
    'set aside'
    """
    return " ".join(re.sub(r"[_\-]", " ", cell.casefold()).split())


def decision(cell: str) -> str:
    """One of DECISIONS, or "" for an empty cell. Raises UsageError for anything else."""
    return _known(cell, _KNOWN, DECISIONS, "decision")


def verdict(cell: str, column: str = "verdict") -> str:
    """One of VERDICTS, UNDO, or "" for an empty cell. Raises UsageError for anything else."""
    return _known(cell, _KNOWN_VERDICTS, (*VERDICTS, UNDO), column)


def is_park(cell: str) -> bool:
    """Whether a cell says that a unit lies in no subgroup."""
    return plain(cell) in _PARK


def is_undo(cell: str) -> bool:
    """Whether a cell says that an earlier decision is taken back."""
    return plain(cell) in _UNDO.split()


def may_be_named(cell: str, known: Iterable[str]) -> bool:
    """Whether a message may repeat a cell: what is long, or several words, may be what a
    participant said, unless it is nearly something `known`."""
    said = cell.strip()
    short = len(said) <= _LONGEST_NAMED
    return short and (len(said.split()) < 2 or did_you_mean(said, known) != "")


def _known(cell: str, words: Mapping[str, str], values: tuple[str, ...], what: str) -> str:
    said = plain(cell)
    if not said:
        return ""
    if said in words:
        return words[said]
    choices = f"{', '.join(values[:-1])} or {values[-1]}"
    named = f'"{cell.strip()}"' if may_be_named(cell, values) else f'what stands under "{what}"'
    raise UsageError(f"{named} is no {what}.{did_you_mean(said, values)} Write {choices}.")
