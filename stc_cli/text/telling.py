"""Which sentences of a meaning unit its condensate may do without.

A unit is condensed to its telling sentences: those with the words that its code goes by, and those
most central to what all units say under that code. A sentence is never torn from what it turns
against ("But not at night.") or refers to ("And she stayed.").
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from stc_cli.languages import Language
from stc_cli.text.lines import Line
from stc_cli.text.locks import words


class Said(NamedTuple):
    """A cleaned sentence of a unit. `score`: how central it is; `evidence`: never passed over."""

    text: str
    words: int
    score: float
    evidence: bool


def said_of(line: Line, score: float) -> Said:
    """A line as what it says, with how central it is."""
    return Said(line.draft.text, line.words, score, line.evidence)


def less_telling(unit: Sequence[Said], keep: float, language: Language) -> list[int]:
    """The sentences to pass over: indices, in order.

    The least telling go first, while at least the share `keep` of the unit's words stays. The most
    telling one stays, and those with evidence, each with what it refers to.
    """
    if len(unit) < 2:
        return []
    blocks = _blocks(unit, language)
    best = _best(blocks)
    total = sum(block.words for block in blocks)
    left = total
    standing = set(range(len(blocks)))
    # The least telling first; of equals the later.
    waiting = sorted(standing - set(best), key=lambda number: (blocks[number].score, -number))
    while True:
        gone = next(
            (
                number
                for number in waiting
                if not blocks[number].evidence
                and not (number + 1 in standing and blocks[number + 1].refers_back)
                and left - blocks[number].words >= keep * total
            ),
            None,
        )
        if gone is None:
            break
        waiting.remove(gone)
        standing.discard(gone)
        left -= blocks[gone].words
    return [i for number, block in enumerate(blocks) if number not in standing for i in block.of]


def most_telling(unit: Sequence[Said], language: Language) -> list[int]:
    """The sentences that stay where only one may: the best one with what it is tied to, in order.

    What it refers to goes with it.
    """
    blocks = _blocks(unit, language)
    return [i for number in _best(blocks) for i in blocks[number].of]


def turns(text: str, language: Language) -> bool:
    """Whether a sentence opens with a contrast to the one before it: "But not at night."."""
    return _opens(words(text[:80]), language.contrast)


def refers_back(text: str, language: Language) -> bool:
    """Whether a sentence leans on the one before: "And she stayed.", not "And we stayed."."""
    said = words(text[:80])
    while said and (said[0] in language.connectives or said[0] in language.joining):
        del said[0]
    return _opens(said, language.continuers)


class _Block(NamedTuple):
    """A run of sentences that stand or go together: a contrast with what it turns against."""

    of: list[int]
    words: int
    score: float
    evidence: bool
    refers_back: bool


def _blocks(unit: Sequence[Said], language: Language) -> list[_Block]:
    runs: list[list[int]] = []
    for index, said in enumerate(unit):
        if runs and turns(said.text, language):
            runs[-1].append(index)
        else:
            runs.append([index])
    return [
        _Block(
            run,
            sum(unit[i].words for i in run),
            max(unit[i].score for i in run),
            any(unit[i].evidence for i in run),
            refers_back(unit[run[0]].text, language),
        )
        for run in runs
    ]


def _best(blocks: Sequence[_Block]) -> range:
    """The most telling block with those that it refers back to."""
    best = max(range(len(blocks)), key=lambda n: (blocks[n].evidence, blocks[n].score, -n))
    first = best
    while first and blocks[first].refers_back:
        first -= 1
    return range(first, best + 1)


def _opens(said: Sequence[str], phrases: tuple[str, ...]) -> bool:
    """Whether the first words are one of some phrases."""
    if not said:
        return False
    return any(
        tuple(said[: len(phrase)]) == phrase for phrase in _by_first_word(phrases).get(said[0], ())
    )


@cache
def _by_first_word(phrases: tuple[str, ...]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        own = tuple(phrase.split())
        found.setdefault(own[0], []).append(own)
    return found
