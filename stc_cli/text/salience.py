"""Terms and phrases that stand out in what participants say, each with passages in context.

A term is a lemma that carries content. It stands out when it is said often and by many: its
occurrences weighted by how evenly the speakers share it, `f · (1 - DP)`, the way Juilland's usage
coefficient weights frequency by dispersion, with the deviation of proportions DP (Gries 2008,
"Dispersions and adjusted frequencies in corpora", International Journal of Corpus Linguistics 13).

A phrase is two to four words in a row, content words at both ends, that recur. Phrases are ranked
by their C-value (Frantzi, Ananiadou & Mima 2000, "Automatic recognition of multi-word terms",
International Journal on Digital Libraries 3), which takes from a phrase what it owes to longer
ones around it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from stc_cli.records import Turn
from stc_cli.text.characters import EVENT_MARK, one_line
from stc_cli.text.tokens import Lexicon

LONGEST = 4  # words of a phrase
MIN_TURNS = 2  # what is said in one turn alone does not recur
DIGITS = 3  # scores are rounded before ranking
CONTEXT = 38  # characters before and after a passage

_SPACE = re.compile(r"\s+")
Lemmas = tuple[str, ...]


class InContext(NamedTuple):
    """A passage with what stands right before and after it in the same turn."""

    turn_id: str
    speaker: str
    before: str
    said: str
    after: str


class Salient(NamedTuple):
    """A term or phrase. `term`: as it is said most often, or the lemma. `score`: what ranks it."""

    term: str
    occurrences: int
    turns: int
    transcripts: int
    speakers: int
    score: float
    passages: tuple[InContext, ...]


class _Word(NamedTuple):
    lemma: str
    start: int
    end: int
    content: bool


class _Place(NamedTuple):
    """Where something is said."""

    turn: Turn
    start: int
    end: int

    @property
    def person(self) -> tuple[str, str]:
        return self.turn.transcript_id, self.turn.speaker

    @property
    def said(self) -> str:
        return self.turn.text[self.start : self.end]


class Talk:
    """What everybody but moderators and observers says, as words.

    `turns`: in order; `lexicon_of`: transcript id to the lexicon of its language.
    """

    def __init__(self, turns: Iterable[Turn], lexicon_of: Callable[[str], Lexicon]) -> None:
        self._runs: list[tuple[Turn, list[_Word]]] = []  # of words with nothing between them
        self._words: Counter[tuple[str, str]] = Counter()  # of each person
        for turn in turns:
            if turn.role in ("moderator", "observer"):
                continue
            for run in _runs(turn.text, lexicon_of(turn.transcript_id)):
                self._runs.append((turn, run))
                self._words[turn.transcript_id, turn.speaker] += len(run)

    def terms(self, number: int, *, passages: int) -> list[Salient]:
        """Up to `number` terms, what stands out most first, each with up to `passages` passages."""
        places: dict[Lemmas, list[_Place]] = {}
        for turn, run in self._runs:
            for word in run:
                if word.content:
                    places.setdefault((word.lemma,), []).append(_Place(turn, word.start, word.end))
        scores = {
            term: len(own) * (1 - dispersion(Counter(p.person for p in own), self._words))
            for term, own in places.items()
            if _recurs(own)
        }
        return _ranked(places, scores, number, passages, " ".join)

    def phrases(self, number: int, *, passages: int) -> list[Salient]:
        """Up to `number` phrases, what stands out most first, as they are said most often."""
        places: dict[Lemmas, list[_Place]] = {}
        for turn, run in self._runs:
            for first, length in _windows(run):
                phrase = run[first : first + length]
                place = _Place(turn, phrase[0].start, phrase[-1].end)
                places.setdefault(tuple(word.lemma for word in phrase), []).append(place)
        recurring = {phrase: len(own) for phrase, own in places.items() if _recurs(own)}
        values = {phrase: v for phrase, v in c_values(recurring).items() if v > 0}
        return _ranked(places, values, number, passages,
                       lambda phrase: _usual(places[phrase]))  # fmt: skip


def dispersion(said: Mapping[tuple[str, str], int], words: Mapping[tuple[str, str], int]) -> float:
    """Gries' DP: 0 where everybody says it as often as they talk, near 1 where one person does.

    `said`: how often each person says it; `words`: how many words each person says.
    """
    occurrences, total = sum(said.values()), sum(words.values())
    return sum(abs(said.get(p, 0) / occurrences - n / total) for p, n in words.items()) / 2


def c_values(occurrences: Mapping[Lemmas, int]) -> dict[Lemmas, float]:
    """The C-value of each phrase. `occurrences`: of phrases of two words or more.

    From the longest to the shortest, as in the paper, so that an occurrence within two longer
    phrases, one of which lies in the other, counts once.
    """
    within: Counter[Lemmas] = Counter()  # of a phrase's occurrences, those in longer phrases
    around: Counter[Lemmas] = Counter()  # the longer phrases that hold it
    values: dict[Lemmas, float] = {}
    for phrase in sorted(occurrences, key=lambda phrase: (-len(phrase), phrase)):
        count, nested = occurrences[phrase], within[phrase]
        own = count - nested / around[phrase] if nested else count
        values[phrase] = math.log2(len(phrase)) * own
        for inner in _inside(phrase):
            if inner in occurrences:
                within[inner] += count - nested
                around[inner] += 1
    return values


def _inside(phrase: Lemmas) -> set[Lemmas]:
    """The shorter phrases of two words or more in a phrase."""
    return {
        phrase[first : first + length]
        for length in range(2, len(phrase))
        for first in range(len(phrase) - length + 1)
    }


def _runs(text: str, lexicon: Lexicon) -> Iterator[list[_Word]]:
    """The words of a text, parted by punctuation, hesitations and events."""
    spoken = EVENT_MARK.sub(lambda mark: ".".ljust(len(mark[0])), text)
    run: list[_Word] = []
    for token in lexicon.tokens(spoken):
        if token.is_word and token.lower not in lexicon.language.sounds:
            content = bool(lexicon.content(token.text))
            run.append(_Word(token.lemma, token.start, token.end, content))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _windows(run: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    """Where phrases may stand in a run of words: first word and number of words."""
    for first, word in enumerate(run):
        if word.content:
            for length in range(2, min(LONGEST, len(run) - first) + 1):
                if run[first + length - 1].content:
                    yield first, length


def _recurs(places: Sequence[_Place]) -> bool:
    return len({place.turn.turn_id for place in places}) >= MIN_TURNS


def _usual(places: Sequence[_Place]) -> str:
    """How it is said most often; the first in the alphabet of several."""
    forms = Counter(one_line(place.said).lower() for place in places)
    return min(forms, key=lambda form: (-forms[form], form))


def _ranked(
    places: Mapping[Lemmas, Sequence[_Place]],
    scores: Mapping[Lemmas, float],
    number: int,
    passages: int,
    shown: Callable[[Lemmas], str],
) -> list[Salient]:
    rounded = {term: round(score, DIGITS) for term, score in scores.items()}
    people = {term: len({place.person for place in places[term]}) for term in rounded}
    order = sorted(rounded, key=lambda term: (-rounded[term], -people[term], term))
    return [
        Salient(
            shown(term), len(own), len({p.turn.turn_id for p in own}),
            len({p.turn.transcript_id for p in own}), people[term], rounded[term],
            tuple(map(_in_context, _spread(own, passages))),
        )
        for term in order[:number]
        if (own := places[term])
    ]  # fmt: skip


def _spread(places: Sequence[_Place], number: int) -> list[_Place]:
    """Up to `number` places in order, of as many transcripts and people as there are."""
    of_person: Counter[tuple[str, str]] = Counter()
    of_transcript: Counter[tuple[str, int]] = Counter()
    ranks = []
    for position, place in enumerate(places):
        said_before = of_person[place.person]
        of_person[place.person] += 1
        level = (place.turn.transcript_id, said_before)
        ranks.append((said_before, of_transcript[level], position))
        of_transcript[level] += 1
    return [places[position] for *_, position in sorted(sorted(ranks)[:number], key=lambda r: r[2])]


def _in_context(place: _Place) -> InContext:
    """The passage with whole words around it, in one line; an ellipsis where the turn goes on."""
    text = place.turn.text
    before = _SPACE.sub(" ", text[max(0, place.start - CONTEXT) : place.start])
    after = _SPACE.sub(" ", text[place.end : place.end + CONTEXT])
    if place.start > CONTEXT:
        before = "… " + before.partition(" ")[2]
    if place.end + CONTEXT < len(text):
        after = after.rpartition(" ")[0] + " …"
    said = one_line(place.said)
    return InContext(place.turn.turn_id, place.turn.speaker, before, said, after)
