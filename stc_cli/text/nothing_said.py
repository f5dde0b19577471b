"""Sentences that carry nothing for a condensate: talk about the talk, greetings, listening."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain, product

from stc_cli.languages import Language
from stc_cli.text.characters import spoken
from stc_cli.text.fillers import filler_phrases
from stc_cli.text.kinds import UNHEARD
from stc_cli.text.locks import locked, words

LONGEST = 30  # words; a longer sentence is no talk about the talk
_OPTIONAL = re.compile(r"\s*\(([^()]*)\)")


def says_nothing(text: str, language: Language) -> bool:
    """Whether a sentence is only talk about the talk.

    It consists of fillers, listening ("Yes.", "Exactly."), connectives and phrases of
    `Language.floor` and of nothing else. A negation or hedge is never one of these, unless such a
    phrase holds it ("Can I just add something?"). What was not heard may say something.
    """
    if UNHEARD.search(text):
        return False
    said = words(spoken(text))
    if len(said) > LONGEST:
        return False
    phrases, longest = _nothing(language)
    apart = _inside_locks(said, language)
    reached = {0}
    for begin in range(len(said)):
        if begin in reached:
            ends = range(begin + 1, min(begin + longest, len(said)) + 1)
            reached.update(end for end in ends if tuple(said[begin:end]) in phrases)
            reached -= apart
    return len(said) in reached


def _inside_locks(said: list[str], language: Language) -> set[int]:
    """The words within a locked phrase that no other phrase may begin with: "då och då"."""
    return {
        inside
        for begin in range(len(said))
        for end in range(begin + 2, min(begin + 5, len(said)) + 1)
        if tuple(said[begin:end]) in _locked_phrases(language)
        for inside in range(begin + 1, end)
    }


@cache
def _locked_phrases(language: Language) -> frozenset[tuple[str, ...]]:
    lists = (language.hedges, language.negations, language.quantities, language.conditionals)
    return frozenset(tuple(words(phrase)) for phrase in chain.from_iterable(lists))


@cache
def _nothing(language: Language) -> tuple[frozenset[tuple[str, ...]], int]:
    """Phrases that say nothing, as tuples of words, and how many words the longest has."""
    heard = (*language.backchannels, *language.connectives, *language.sounds)
    phrases = {tuple(words(phrase)) for phrase in heard if not locked(phrase, language)}
    phrases |= filler_phrases(language)
    phrases |= {tuple(words(phrase)) for line in language.floor for phrase in variants(line)}
    phrases.discard(())
    return frozenset(phrases), max(map(len, phrases), default=0)


def variants(line: str) -> list[str]:
    """A line of `Language.floor` with and without what stands in round brackets.

    >>> variants("thanks (a lot/very much)")
    ['thanks', 'thanks a lot', 'thanks very much']
    """
    pieces = _OPTIONAL.split(line)  # by turns: what must stand there, and what may
    choices = [
        [piece] if n % 2 == 0 else ["", *(f" {option}" for option in piece.split("/"))]
        for n, piece in enumerate(pieces)
    ]
    return ["".join(chosen) for chosen in product(*choices)]
