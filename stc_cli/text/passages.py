"""Finding what somebody said in other texts: stretches of words that only they said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from stc_cli.records import Span
from stc_cli.text.characters import WORD

RUN = 4  # consecutive words; fewer are anybody's ("I think it is" may be too, see `others`)

Words = tuple[str, ...]


class Passages:
    """What one person said, for finding it elsewhere."""

    def __init__(self, said: Iterable[str], others: Iterable[str] = ()) -> None:
        """`said`: their turns; `others`: what everybody else said, which is not theirs alone."""
        self._runs: set[Words] = set()
        self._turns: list[str] = []  # the words of each turn, with a space around each
        for text in said:
            words = _words(text)
            self._runs.update(_runs(words))
            self._turns.append(f" {' '.join(words)} ")
        for text in others:
            self._runs.difference_update(_runs(_words(text)))

    def spans(self, text: str) -> list[Span]:
        """Where their words stand in a text, in code points: the longest stretches, in order."""
        found = list(WORD.finditer(text))
        words = tuple(match[0].casefold() for match in found)
        spans: list[Span] = []
        for first, run in enumerate(_runs(words)):
            if run in self._runs:
                start, end = found[first].start(), found[first + RUN - 1].end()
                if spans and start <= spans[-1].end:
                    spans[-1] = Span(spans[-1].start, end)
                else:
                    spans.append(Span(start, end))
        return spans

    def are_theirs(self, text: str) -> bool:
        """Whether a text is one of their turns or words within it, whoever else says so, too.

        A single word is only where it is a whole turn.
        """
        words = _words(text)
        said = f" {' '.join(words)} "
        return bool(words) and any(
            said in turn if len(words) > 1 else said == turn for turn in self._turns
        )

    def may_be_in(self, text: str) -> bool:
        """Whether any two words in a row are a piece of one of their turns, whoever says so, too.

        For text that is no loss: what merely stands around something else.
        """
        words = _words(text)
        pairs = (f" {one} {two} " for one, two in pairwise(words))
        return any(pair in turn for pair in pairs for turn in self._turns)

    def without(self, text: str, mark: str) -> tuple[str, int]:
        """A text with each stretch of their words replaced by `mark`, and how many there were."""
        pieces: list[str] = []
        position = 0
        spans = self.spans(text)
        for start, end in spans:
            pieces += [text[position:start], mark]
            position = end
        return "".join([*pieces, text[position:]]), len(spans)


def runs(text: str) -> Iterator[Words]:
    """Every run of RUN words of a text, in lower case and without punctuation, in order."""
    return _runs(_words(text))


def _words(text: str) -> Words:
    return tuple(word.casefold() for word in WORD.findall(text))


def _runs(words: Words) -> Iterator[Words]:
    return (words[first : first + RUN] for first in range(len(words) - RUN + 1))
