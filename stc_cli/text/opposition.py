"""Why two passages may say the opposite: a negation in one of them, opposed words, a contrast.

A person decides whether they do. `opposition` is wide, for looking for what speaks against a
statement; `opposing_pairs` is strict, for setting sentences side by side: the two clauses must be
about the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from stc_cli.languages import Language
from stc_cli.text.claims import Clause, Opposed, clauses

NEGATION = "negation in one of the two"
WORDS = "opposed words:"  # and the two of them
OPENS = "opens with a contrast"
TURNS = "turns with a contrast"
NO_REASON = 3  # how a passage ranks that has none
SHARED = 2  # content lemmas that two passages share, to be about the same
COMMON = 0.02  # share of sentences with a lemma that is what the talk is about
FEW = 5  # sentences in which no lemma is that common
MOST = 40_000  # comparisons for one lemma; one that asks for more finds no pairs

Clauses = tuple[Clause, ...]


@dataclass(frozen=True)
class Said:
    """A passage, for setting it against another.

    `lemmas`: its content lemmas. `common`: those that all the talk is about, see `common_lemmas`.
    """

    text: str
    language: Language
    lemmas: frozenset[str]
    common: frozenset[str] = frozenset()

    @cached_property
    def clauses(self) -> Clauses:
        own = clauses(self.text, self.language, self.lemmas)
        return tuple(_without(clause, self.common) for clause in own)

    @cached_property
    def content(self) -> frozenset[str]:
        """What it is about: its content lemmas but for verbs that say little alone."""
        light = frozenset(chain.from_iterable(clause.light for clause in self.clauses))
        return self.lemmas - light

    @cached_property
    def claimed(self) -> frozenset[str]:
        return frozenset(chain.from_iterable(c.claimed & c.content for c in self.clauses))

    @cached_property
    def denied(self) -> frozenset[str]:
        """What a negation may mean."""
        return frozenset(chain.from_iterable(c.scope & c.content for c in self.clauses))


def opposition(one: Said, other: Said) -> str:
    """Why two passages may say the opposite, or an empty string; the same either way round.

    They share SHARED content lemmas, or two clauses of them are about the same. A negation of what
    the other claims goes before opposed words, these before a contrast.
    """
    return clash(one, other) or contrast(one, other) or contrast(other, one)


def rank(reason: str) -> int:
    """How much a reason says: 0 a negation, 1 opposed words, 2 a contrast, else NO_REASON."""
    if reason.startswith(WORDS):
        return 1
    return {NEGATION: 0, OPENS: 2, TURNS: 2}.get(reason, NO_REASON)


def clash(one: Said, other: Said) -> str:
    """A negation in one of the two or opposed words, or an empty string."""
    if len(one.content & other.content) >= SHARED:
        if _denies(one, other) or _denies(other, one):
            return NEGATION
        if words := _opposed_words(one, other):
            return words
    return _strict(one.clauses, other.clauses)


def contrast(one: Said, other: Said) -> str:
    """Whether a clause of `one` that a contrast marker opens shares content with `other`."""
    if len(one.content & other.content) < SHARED:
        return ""
    turning = [clause for clause in one.clauses if clause.turns]
    if not any(clause.content & other.content for clause in turning):
        return ""
    return OPENS if one.clauses[0].turns else TURNS


def _denies(one: Said, other: Said) -> bool:
    """Whether one denies a lemma that the other claims, and neither does both."""
    return bool((one.denied & other.claimed) - one.claimed - other.denied)


def _opposed_words(one: Said, other: Said) -> str:
    pairs = {
        _pair(mine, yours)
        for a in one.clauses
        for b in other.clauses
        for mine, yours in _pairs(a, b)
    }
    return _told(pairs, one.clauses, other.clauses)


def _pairs(one: Clause, other: Clause) -> Iterator[tuple[Opposed, Opposed]]:
    for mine in one.opposed:
        for yours in other.opposed:
            if yours.word in mine.opposites and yours.of == mine.of:
                yield mine, yours


def _pair(one: Opposed, other: Opposed) -> tuple[str, str]:
    """Two words in the order of the alphabet."""
    return min(one.word, other.word), max(one.word, other.word)


def _told(pairs: Collection[tuple[str, str]], ones: Clauses, others: Clauses) -> str:
    """The first pair of which no passage has both words, as a reason; or an empty string."""
    said = [
        {opposed.word for clause in own for opposed in clause.opposed} for own in (ones, others)
    ]
    sound = [pair for pair in sorted(pairs) if not any(words >= {*pair} for words in said)]
    return f"{WORDS} {' / '.join(sound[0])}" if sound else ""


# -- clauses that are about the same -------------------------------------------------------------


def opposing_pairs(
    texts: Sequence[str],
    contents: Sequence[Collection[str]],
    speakers: Sequence[Hashable],
    languages: Sequence[Language],
) -> list[tuple[int, int, str]]:
    """Pairs of sentences by different speakers that may say the opposite.

    `contents`: the content lemmas of each. Gives (index, a later index, reason), sorted. Only
    sentences of which one denies a lemma that the other claims, or with opposed words, are
    compared. What all the talk is about ("the peer worker", see COMMON) makes no two clauses alike.
    """
    frequency = Counter(chain.from_iterable(map(set, contents)))
    common = common_lemmas(frequency, COMMON * len(contents))
    said = [
        tuple(_without(clause, common) for clause in clauses(text, language, frozenset(content)))
        for text, content, language in zip(texts, contents, languages, strict=True)
    ]
    reasons = (
        (one, other, _strict(said[one], said[other]))
        for one, other in sorted(_candidates(said))
        if speakers[one] != speakers[other] and languages[one] is languages[other]
    )
    return [row for row in reasons if row[2]]


def common_lemmas(frequency: Mapping[str, int], most: float) -> frozenset[str]:
    """The lemmas that more than FEW passages hold, and more than `most` of them."""
    return frozenset(lemma for lemma, n in frequency.items() if n > max(FEW, most))


def _without(clause: Clause, common: frozenset[str]) -> Clause:
    """A clause without common lemmas, unless they judge ("safe"), and denials of such."""
    common -= clause.judging
    denied = tuple(lemmas for lemmas in clause.denied if not lemmas & common)
    return clause._replace(content=clause.content - common, denied=denied)


def _candidates(said: Sequence[Clauses]) -> set[tuple[int, int]]:
    """Sentences to compare, by what they claim, deny, or have an opposite of."""
    claiming: dict[str, set[int]] = {}
    denying: dict[str, set[int]] = {}
    having: dict[str, set[int]] = {}
    opposites: dict[str, frozenset[str]] = {}
    for number, own in enumerate(said):
        for clause in own:
            for lemma in clause.content & clause.claimed:
                claiming.setdefault(lemma, set()).add(number)
            for lemma in chain.from_iterable(clause.denied):
                denying.setdefault(lemma, set()).add(number)
            for word, _, _, opposed in clause.opposed:
                having.setdefault(word, set()).add(number)
                opposites[word] = opposed
    blocks = [(denying[lemma], claiming[lemma]) for lemma in denying if lemma in claiming]
    blocks += [
        (having[word], having[opposite])
        for word in having
        for opposite in opposites[word]
        if word < opposite and opposite in having
    ]
    return {
        (min(one, other), max(one, other))
        for ones, others in blocks
        if len(ones) * len(others) <= MOST
        for one in ones
        for other in others
        if one != other
    }


def _strict(ones: Clauses, others: Clauses) -> str:
    """Why a clause of each says the opposite about the same thing, or an empty string."""
    if _flips(ones, others) or _flips(others, ones):
        return NEGATION
    pairs = {
        _pair(mine, yours)
        for one in ones
        for other in others
        for mine, yours in _pairs(one, other)
        if _alike(
            one.content - {mine.lemma}, other.content - {yours.lemma}, one.light & other.light
        )
    }
    return _told(pairs, ones, others)


def _flips(ones: Clauses, others: Clauses) -> bool:
    """Whether one denies all that a negation may mean, and the other claims it and only that."""
    return any(
        denied <= other.claimed
        and _close(one.content, other.content, judging=denied <= one.judging)
        and not any(denied <= clause.claimed for clause in ones)
        and not any(denied in clause.denied for clause in others)
        for one in ones
        for denied in one.denied
        for other in others
    )  # fmt: skip


def _close(one: frozenset[str], other: frozenset[str], *, judging: bool) -> bool:
    """Whether two clauses that share what is denied are about the same.

    They share two lemmas or more, and a third of all. Where the denied word is a judging one, it
    is enough that one says nothing else, and the other one thing more at most.
    """
    shared = len(one & other)
    if shared > 1:
        return 3 * shared >= len(one | other)
    return judging and min(len(one), len(other)) == 1 and max(len(one), len(other)) <= 2


def _alike(one: frozenset[str], other: frozenset[str], light: frozenset[str]) -> bool:
    """Whether two clauses are about the same beside their opposed words.

    They share a third of their content; or say nothing but "I feel safe", "I feel afraid here".
    """
    if shared := len(one & other):
        return 3 * shared >= len(one | other)
    return bool(light) and len(one | other) <= 1
