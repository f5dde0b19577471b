"""Locked words: hedges, negations, quantities and conditionals, which carry what was meant.

Within a clause that a draft keeps no operation removes one, except an immediate repetition.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from stc_cli.languages import Language
from stc_cli.text.characters import WORD


def words(text: str) -> list[str]:
    """The words of a text in lower case, with straight apostrophes."""
    return WORD.findall(text.lower().replace("’", "'"))


def locked(text: str, language: Language) -> Counter[str]:
    """The locked words of a text and their number: hedges, negations, quantities, conditionals."""
    said = f" {' '.join(words(text))} "
    found: Counter[str] = Counter()
    for phrase in _locked_pattern(language).findall(said):
        found[phrase] += 1
    found.update({"n't": said.count("n't ")} if "n't " in said else {})
    return found


@cache
def _locked_pattern(language: Language) -> re.Pattern[str]:
    phrases = (*language.hedges, *language.negations, *language.quantities, *language.conditionals)
    longest_first = sorted({p for p in phrases if p != "n't"}, key=lambda p: (-len(p), p))
    return re.compile(rf"(?<= )(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?= )")


def locks(text: str, language: Language) -> frozenset[tuple[str, int]]:
    """What two sentences must have in common to say the same: their locked words and the number.

    In a language whose locked words are not known every word is one.
    """
    counts = locked(text, language) if language.complete else Counter(words(text))
    return frozenset(counts.items())


def lost_locks(before: str, after: str, language: Language) -> Counter[str]:
    """The words of locked phrases that stand in `before` and not in `after`, and their number.

    Words and not phrases are counted, because a phrase may grow: "almost, um, not".
    """
    counts = [
        Counter(word for phrase, n in locked(text, language).items() for word in phrase.split() * n)
        for text in (before, after)
    ]
    return counts[0] - counts[1]
