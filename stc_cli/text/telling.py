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
from stc_cli.text.similarity import DIGITS
from stc_cli.text.standing import breaks_off, is_answer, leaves_open

HALF = 0.5  # of the score is left to a sentence that breaks off or is a bare answer


class Said(NamedTuple):
    """A cleaned sentence of a unit. `score`: how central it is; `evidence`: never passed over."""

    text: str
    words: int
    score: float
    evidence: bool


def said_of(line: Line, score: float) -> Said:
    """A line as what it says, with how central it is: half of it where it is no whole sentence."""
    text, language = line.draft.text, line.lexicon.language
    whole = not (breaks_off(text, language) or is_answer(text, language))
    return Said(text, line.words, score if whole else round(score * HALF, DIGITS), line.evidence)


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
                and not any(blocks[other].needs == number for other in standing)
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
    then, said = _opening(text, language)
    return then or _opens(said, language.continuers)


def leans(text: str, language: Language) -> bool:
    """Whether a sentence cannot be read without the one before.

    It turns against it, comes after it in time ("Then it stopped.") or speaks of somebody who was
    named there ("He's better."). Other words that refer back may stand without: "It rained."
    """
    then, said = _opening(text, language)
    persons = language.leaning.subjects & frozenset(language.continuers)
    return then or bool(persons & set(said[:1])) or turns(text, language)


def _opening(text: str, language: Language) -> tuple[bool, list[str]]:
    """Whether "then" opens a sentence, and its words after all connectives."""
    said = words(text[:80])
    then = False
    while said and (said[0] in language.connectives or said[0] in language.joining):
        then = then or said.pop(0) in _then(language)
    if said and (subject := said[0].partition("'")[0]) in language.leaning.subjects:
        said[0] = subject  # "he's"
    return then, said


@cache
def _then(language: Language) -> frozenset[str]:
    """The connectives of time: they refer back, and join or subordinate nothing."""
    return (
        frozenset(language.continuers).intersection(language.connectives)
        - language.joining
        - language.opposed.breaks
    )


class _Block(NamedTuple):
    """A run of sentences that stand or go together: a contrast with what it turns against, and
    what one quotation holds."""

    of: list[int]
    words: int
    score: float
    evidence: bool
    needs: int | None  # the number of the run that it refers to


def _blocks(unit: Sequence[Said], language: Language) -> list[_Block]:
    runs: list[list[int]] = []
    quoted = -1  # the sentence in which a quotation ends that is open
    for index, said in enumerate(unit):
        if runs and (turns(said.text, language) or index <= quoted):
            runs[-1].append(index)
        else:
            runs.append([index])
        quoted = max(quoted, _last_quoted(unit, index))
    return [
        _Block(
            run,
            sum(unit[i].words for i in run),
            max(unit[i].score for i in run),
            any(unit[i].evidence for i in run),
            _antecedent([[unit[i].text for i in own] for own in runs[: number + 1]], language),
        )
        for number, run in enumerate(runs)
    ]


def _antecedent(runs: Sequence[Sequence[str]], language: Language) -> int | None:
    """Which of the runs of sentences before it the last one refers to; None where it does not.

    That is the one right before it, but "he" is looked for where a "he" was spoken of last.
    """
    opening = runs[-1][0]
    if len(runs) < 2 or not refers_back(opening, language):
        return None
    then, said = _opening(opening, language)
    if not then and said[0] in language.leaning.subjects:
        for number in reversed(range(len(runs) - 1)):
            spoken = {part.partition("'")[0] for text in runs[number] for part in words(text)}
            if said[0] in spoken:
                return number
    return len(runs) - 2


def _last_quoted(unit: Sequence[Said], first: int) -> int:
    """The sentence in which the quotation ends that begins in another; else that one itself."""
    text = unit[first].text
    last = first
    while leaves_open(text) and last + 1 < len(unit):
        last += 1
        text += unit[last].text
    return first if leaves_open(text) else last


def _best(blocks: Sequence[_Block]) -> list[int]:
    """The most telling block with those that it refers back to."""
    best = max(range(len(blocks)), key=lambda n: (blocks[n].evidence, blocks[n].score, -n))
    chain = [best]
    while (needed := blocks[chain[-1]].needs) is not None:
        chain.append(needed)
    return sorted(chain)


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
