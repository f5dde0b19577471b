"""Where clauses begin and end, as far as punctuation and connectives tell."""

from __future__ import annotations

import re
from typing import NamedTuple

from stc_cli.languages import Language
from stc_cli.text.locks import locked, words
from stc_cli.text.phrases import last_word, leans

MOST = 14  # words of an aside
FEWEST_LEFT = 4  # words that stand before or after it in the sentence

_BETWEEN_DASHES = re.compile(r" [–—-] (?P<inside>[^–—,;:.!?]*(?:,[^–—;:.!?]*)?) [–—-](?= )")
_IN_BRACKETS = re.compile(r" \((?P<inside>[^()\[\]…]{8,})\)")
_COMMAS = re.compile(r",(?P<inside> [^,;:.!?–—()\"“”«»]+)(?P<end>,(?= )|(?=[.!…]$))")


class Aside(NamedTuple):
    """A stretch of a sentence that may be cut, in characters, and what stands there then."""

    start: int
    end: int
    now: str


def asides(text: str, language: Language) -> list[Aside]:
    """Clauses that a sentence is whole without, in order.

    Between dashes or brackets, or between commas with a relative word first ("which", "som").
    None holds a hedge, negation, quantity or conditional, and none is longer than MOST words.
    """
    found = [
        Aside(match.start(), match.end(), "")
        for pattern in (_BETWEEN_DASHES, _IN_BRACKETS)
        for match in pattern.finditer(text)
        if _may_go(text, match, language)
    ]
    for match in _COMMAS.finditer(text):
        first = words(match["inside"])[:1]
        if first and first[0] in language.relatives and _may_go(text, match, language):
            found.append(Aside(match.start(), match.end(), ""))
    return sorted(found)


def _may_go(text: str, match: re.Match[str], language: Language) -> bool:
    before, after = words(text[: match.start()]), words(text[match.end() :])
    return (
        0 < len(words(match["inside"])) <= MOST
        and not locked(match["inside"], language)
        and not leans(last_word(text[: match.start()]), language)
        and len(before) + len(after) >= FEWEST_LEFT
        and bool(before)
    )
