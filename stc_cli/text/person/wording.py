"""An English sentence as its words and marks, for rules about what stands beside what."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from stc_cli.languages import Language
from stc_cli.text.characters import EVENT_MARK
from stc_cli.text.sentences import sentence_spans

_SECOND = r"['’](?:m|re|ve|d|ll|s)(?!\w)"  # the second part of a contraction
_PART = re.compile(
    rf"[ie]\.[eg]\.|{_SECOND}|[^\W_]+(?={_SECOND})|[^\W_]+(?:['’\-][^\W_]+)*|\.{{2,}}|[^\s\w]|_",
    re.IGNORECASE,
)


class Part(NamedTuple):
    """A word, the second part of a contraction ("'m") or a mark; offsets in the text."""

    start: int
    end: int
    written: str
    said: str  # in lower case with a straight apostrophe; a name keeps its capital


class Wording:
    """The parts of a text in order, and the same as one line of words with single spaces.

    A capital inside a sentence marks a name, unless the word is a pronoun, a connective or the
    like: "Anna", "ME" (the illness), "US"; "I" and "We" are in lower case as all the rest.
    """

    def __init__(self, text: str, language: Language, pronouns: frozenset[str]) -> None:
        """`pronouns`: in lower case, the words whose person is to change."""
        self.text = text
        self.language = language
        found = list(_PART.finditer(text))
        self.openings = _openings(text, [match.start() for match in found], language)
        self.parts = [
            Part(*match.span(), match.group(), self._said(n, match.group()))
            for n, match in enumerate(found)
        ]
        self.said = [part.said for part in self.parts]
        self.line = f" {' '.join(self.said)} "
        self.firsts = [n for n, said in enumerate(self.said) if said in pronouns]

    def _said(self, n: int, written: str) -> str:
        lower = written.lower().replace("’", "'")
        if len(written) > 1 and written.isupper() and lower in _CAPITALS:
            return written
        named = written[0].isupper() and n not in self.openings and lower not in self._known
        return written.replace("’", "'") if named else lower

    @cached_property
    def _known(self) -> frozenset[str]:
        """Words that are no name when they have a capital."""
        language, leaning = self.language, self.language.leaning
        return frozenset(language.third_person) | leaning.determiners | leaning.links | (
            leaning.verbs | leaning.subjects | leaning.connectives | _NO_NAMES
        )  # fmt: skip

    def word(self, n: int) -> str:
        """A word or mark as said; empty before the first and after the last."""
        return self.said[n] if 0 <= n < len(self.said) else ""

    def begin(self, n: int) -> int:
        """The number of the part with which the sentence of part `n` begins."""
        return max((opening for opening in self.openings if opening <= n), default=0)

    def end(self, n: int) -> int:
        """The number of the part after the sentence of part `n`."""
        return min((opening for opening in self.openings if opening > n), default=len(self.said))


# Pronouns that in capitals are the name of an illness and of a country.
_CAPITALS = frozenset({"me", "us"})
_NO_NAMES = frozenset({"you", "they", "it", "this", "these", "those", "there", "yes", "no"})


def is_mark(said: str) -> bool:
    """Whether a part is a mark of punctuation or nothing at all."""
    return not any(character.isalnum() for character in said)


def _openings(text: str, starts: list[int], language: Language) -> frozenset[int]:
    """The numbers of the parts that begin a sentence, marks and [laughs] apart."""
    openings: set[int] = set()
    marked = {n for mark in EVENT_MARK.finditer(text) for n in range(*mark.span())}
    for span in sentence_spans(text, language):
        inside = [n for n, start in enumerate(starts) if span.start <= start < span.end]
        words = [n for n in inside if text[starts[n]].isalnum() and starts[n] not in marked]
        openings.update(words[:1] or inside[:1])
    return frozenset(openings)
