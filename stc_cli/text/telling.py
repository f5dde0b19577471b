"""Which sentences of a meaning unit its condensate may do without.

A unit is condensed to its telling sentences: those with the words that its code goes by, and those
most central to what all units say under that code. A sentence is never torn from what it turns
against ("But not at night.") or refers to ("And she stayed.").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from stc_cli.languages import Language
from stc_cli.text.locks import words


class Said(NamedTuple):
    """A cleaned sentence of a unit. `score`: how central it is; `evidence`: never passed over."""

    text: str
    words: int
    score: float
    evidence: bool


def less_telling(unit: Sequence[Said], keep: float, language: Language) -> list[int]:
    """The sentences to pass over: indices, in order.

    The least telling go first, while at least the share `keep` of the unit's words stays. The most
    telling one stays, and those with evidence, each with what it refers to.
    """
    blocks = _tied(unit, language)
    best = set(most_telling(unit, language)) if unit else set()
    total = sum(said.words for said in unit)
    left = total
    standing = set(range(len(blocks)))
    while len(standing) > 1:
        candidates = sorted(
            (max(unit[i].score for i in blocks[number]), -number, number)
            for number in standing
            if best.isdisjoint(blocks[number])
            and _may_go(number, blocks, standing, unit, language)
            and left - _length(blocks[number], unit) >= keep * total
        )
        if not candidates:
            break
        number = candidates[0][2]
        standing.discard(number)
        left -= _length(blocks[number], unit)
    return [i for number, block in enumerate(blocks) if number not in standing for i in block]


def most_telling(unit: Sequence[Said], language: Language) -> list[int]:
    """The sentences that stay where only one may: the best one with what it is tied to, in order.

    What it refers to goes with it.
    """
    blocks = _tied(unit, language)
    best = max(
        range(len(blocks)),
        key=lambda number: (
            any(unit[i].evidence for i in blocks[number]),
            max(unit[i].score for i in blocks[number]),
            -number,
        ),
    )
    first = best
    while first and refers_back(unit[blocks[first][0]].text, language):
        first -= 1
    return [i for block in blocks[first : best + 1] for i in block]


def turns(text: str, language: Language) -> bool:
    """Whether a sentence opens with a contrast to the one before it: "But not at night."."""
    return _opens(words(text[:80]), language.contrast)


def refers_back(text: str, language: Language) -> bool:
    """Whether a sentence leans on the one before it: "And she stayed.", but not "And we stayed."."""
    said = words(text[:80])
    while said and (said[0] in language.connectives or said[0] in language.joining):
        del said[0]
    return _opens(said, language.continuers)


def _opens(said: Sequence[str], phrases: Sequence[str]) -> bool:
    opening = f"{' '.join(said)} "
    return any(opening.startswith(f"{phrase} ") for phrase in phrases)


def _tied(unit: Sequence[Said], language: Language) -> list[list[int]]:
    """Runs of sentences that stand or go together: a contrast with what it turns against."""
    blocks: list[list[int]] = []
    for index, said in enumerate(unit):
        if blocks and turns(said.text, language):
            blocks[-1].append(index)
        else:
            blocks.append([index])
    return blocks


def _may_go(
    number: int,
    blocks: Sequence[Sequence[int]],
    standing: set[int],
    unit: Sequence[Said],
    language: Language,
) -> bool:
    """Whether a block holds no evidence and the one that follows does not refer to it."""
    if any(unit[i].evidence for i in blocks[number]):
        return False
    following = number + 1
    return following not in standing or not refers_back(unit[blocks[following][0]].text, language)


def _length(block: Sequence[int], unit: Sequence[Said]) -> int:
    return sum(unit[i].words for i in block)
