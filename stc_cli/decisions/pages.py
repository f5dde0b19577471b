"""A transcript's stored text, ready to be searched, also for words that were corrected since.

Corrected words are found by seeds, runs of words that passage and text both have, and by aligning
the two where most seeds point to.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property

from stc_cli.decisions.anchors import Anchor, flat
from stc_cli.records import Turn
from stc_cli.text.characters import WORD

NEAREST = 20  # characters next to a passage that vouch for a side of its context by themselves
_SEED = 3  # words
_TRIED = 8  # places looked at per passage
_PIECE = re.compile(r"\S+")
_NEAR = 40  # characters around an edge of a passage in which it is looked for


class Page:
    """A transcript's stored text, ready to be searched. `negations`: words of its language."""

    def __init__(self, text: str, turns: Sequence[Turn], negations: Sequence[str] = ()) -> None:
        self.stored = text
        self.text = flat(text)
        self.turns = turns
        self._starts = [turn.char_start for turn in turns]
        self._ends = [turn.char_end for turn in turns]
        self._negations = frozenset(negations)

    def turns_in(self, start: int, end: int) -> Sequence[Turn]:
        """The turns that a passage touches."""
        return self.turns[bisect_right(self._ends, start) : bisect_left(self._starts, end)]

    def speakers(self, start: int, end: int) -> set[str]:
        return {turn.speaker for turn in self.turns_in(start, end)}

    def negations(self, text: str) -> Counter[str]:
        """The negations in a text and their number; every "n't" is one."""
        words = [word.lower().replace("’", "'") for word in WORD.findall(text)]
        short = ["n't" for word in words if word.endswith("n't")]
        return Counter([*(word for word in words if word in self._negations), *short])

    @cached_property
    def everybody(self) -> frozenset[str]:
        return frozenset(turn.speaker for turn in self.turns)

    @cached_property
    def seeds(self) -> dict[tuple[str, ...], list[int]]:
        """Where each run of a few words begins."""
        found: dict[tuple[str, ...], list[int]] = {}
        for seed, start in _seeds(self.text):
            found.setdefault(seed, []).append(start)
        return found


def likeness(one: str, other: str) -> float:
    from rapidfuzz.distance import Levenshtein

    return float(Levenshtein.normalized_similarity(one, other))


def aligned(anchor: Anchor, page: Page) -> Iterator[tuple[int, int]]:
    """Places where the passage may stand with words of it or around it changed, likeliest first."""
    from rapidfuzz.distance import Levenshtein

    whole = anchor.prefix + anchor.exact + anchor.suffix
    first = len(anchor.prefix)
    last = first + len(anchor.exact)
    slack = max(20, len(whole) // 6)
    for place in _diagonals(whole, page, slack)[:_TRIED]:
        begin, stop = max(0, place - slack), min(len(page.text), place + len(whole) + slack)
        there = page.text[begin:stop]
        codes = Levenshtein.opcodes(whole, there)
        start = end = -1
        for code in codes:
            if start < 0 and code.src_end > first:
                start = code.dest_start + min(
                    first - code.src_start, code.dest_end - code.dest_start
                )
            if code.src_start < last:
                end = code.dest_start + min(last - code.src_start, code.dest_end - code.dest_start)
        if 0 <= start < end:
            yield _refined(anchor, page.text, begin + start, begin + end)


def _diagonals(whole: str, page: Page, slack: int) -> list[int]:
    """Where the text of an anchor may begin in the page: where most of its seeds point to."""
    votes: Counter[int] = Counter()
    for seed, at in _seeds(whole):
        for start in page.seeds.get(seed, ())[:50]:
            votes[(start - at) // slack] += 1
    places: list[int] = []
    for bucket, _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0])):
        place = bucket * slack
        if all(abs(place - other) >= slack for other in places):
            places.append(place)
    return places


def _seeds(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Every run of a few words in lower case, with where it begins."""
    words = [(match.group().lower(), match.start()) for match in WORD.finditer(text)]
    for index in range(len(words) - _SEED + 1):
        run = words[index : index + _SEED]
        yield tuple(word for word, _ in run), run[0][1]


def _refined(anchor: Anchor, text: str, start: int, end: int) -> tuple[int, int]:
    """The place near this one, from word to word, that is most like the passage.

    What stands right before and after it counts too, so that a word put in at the edge of the
    passage is in it.
    """
    exact, before, after = anchor.exact, anchor.prefix[-NEAREST:], anchor.suffix[:NEAREST]

    def begins(at: int) -> tuple[float, int]:
        like = likeness(exact, text[at:end]) + likeness(before, text[max(0, at - NEAREST) : at])
        return like, -abs(at - start)

    def ends(at: int) -> tuple[float, int]:
        like = likeness(exact, text[start:at]) + likeness(after, text[at : at + NEAREST])
        return like, -abs(at - end)

    first = text.rfind(" ", 0, max(0, start - _NEAR)) + 1
    last = text.find(" ", end + _NEAR)
    words = list(_PIECE.finditer(text, first, last if last >= 0 else len(text)))
    start = max([word.start() for word in words if word.start() < end] or [start], key=begins)
    return start, max([word.end() for word in words if word.end() > start] or [end], key=ends)
