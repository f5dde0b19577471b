"""What a unit's card says: who, in answer to what, and what was said before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from stc_cli.records import Turn, Unit
from stc_cli.text.characters import one_line

_CONTEXT = 180  # characters before and after a unit
_QUESTION = 320  # characters of a question; its end is nearest to the answer


class Said(NamedTuple):
    """Words with who says them; `speaker` is empty where that goes without saying."""

    speaker: str
    text: str


class Card(NamedTuple):
    """A unit as its card shows it. `codes`, `memos`: as they are to be printed."""

    unit_id: str
    who: str
    turns: str
    question: Said | None
    before: Said | None
    said: tuple[Said, ...]
    after: Said | None
    codes: tuple[str, ...] = ()
    memos: tuple[str, ...] = ()


class Talk:
    """A transcript's turns, in order, and its stored text."""

    def __init__(self, turns: Sequence[Turn], stored: str) -> None:
        self.turns = turns
        self.stored = stored
        self.numbers = {turn.turn_id: number for number, turn in enumerate(turns)}


def card(unit: Unit, talk: Talk) -> Card:
    """The card of a unit without codes and memos."""
    asked = talk.turns[talk.numbers[unit.question]] if unit.question in talk.numbers else None
    return Card(
        unit.unit_id,
        ", ".join(unit.speakers),
        " – ".join(dict.fromkeys((unit.turn_ids[0], unit.turn_ids[-1]))),
        Said(asked.speaker, _end(asked.text, _QUESTION)) if asked else None,
        _before(unit, talk, asked),
        _said(unit, talk),
        _after(unit, talk),
    )


def _before(unit: Unit, talk: Talk, asked: Turn | None) -> Said | None:
    """What stands before a unit in its turn, else the turn before it that is not its question."""
    first = talk.numbers[unit.turn_ids[0]]
    if words := talk.stored[talk.turns[first].char_start : unit.spans[0].start].strip():
        return Said("", _end(words, _CONTEXT))
    earlier = talk.turns[first - 1] if first else None
    if earlier is None or earlier is asked:
        return None
    return Said(earlier.speaker, _end(earlier.text, _CONTEXT))


def _after(unit: Unit, talk: Talk) -> Said | None:
    """What stands after a unit in its turn, else the turn after it."""
    last = talk.numbers[unit.turn_ids[-1]]
    if words := talk.stored[unit.spans[-1].end : talk.turns[last].char_end].strip():
        return Said("", _beginning(words, _CONTEXT))
    if last + 1 == len(talk.turns):
        return None
    following = talk.turns[last + 1]
    return Said(following.speaker, _beginning(following.text, _CONTEXT))


def _said(unit: Unit, talk: Talk) -> tuple[Said, ...]:
    """The unit's text, by speaker where it is an exchange."""
    if len(unit.speakers) == 1:
        return (Said("", unit.text),)
    own = [talk.turns[talk.numbers[turn_id]] for turn_id in unit.turn_ids]
    return tuple(
        Said(
            next((t.speaker for t in own if t.char_start <= span.start < t.char_end), ""),
            talk.stored[span.start : span.end],
        )
        for span in unit.spans
    )


def _end(text: str, length: int) -> str:
    text = one_line(text)
    return text if len(text) <= length else "… " + text[-length:].partition(" ")[2]


def _beginning(text: str, length: int) -> str:
    text = one_line(text)
    return text if len(text) <= length else text[:length].rpartition(" ")[0] + " …"
