"""Counter-evidence: passages that may speak against what the analytic text says."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from stc_cli.decisions.counter import Asked, plain
from stc_cli.records import Category, CounterEvidence, Sentence, Unit
from stc_cli.text.opposition import SHARED, Said, clash, common_lemmas, contrast, rank
from stc_cli.text.passages import runs
from stc_cli.text.similarity import DIGITS
from stc_cli.text.tokens import Lexicon, Lexicons

COMMONEST = 1_000  # a lemma in more passages than this finds none
RAREST = 6  # of a statement's lemmas, by which passages are found
COMMON = 0.05  # share of passages with a lemma that is what the talk is about
NEAREST = 40  # passages that share most with a statement, which are held against it
ANSWERED = "answered before"  # the reason of a passage that would not be offered by itself
_SPEAKING = ("participant", "unknown")

Person = tuple[str, str]  # transcript id, speaker; no transcript where somebody is linked


class Talk:
    """What was said: units with their content, who says them, and where each lemma occurs."""

    def __init__(
        self,
        units: Sequence[Unit],
        contents: Sequence[frozenset[str]],
        lexicons: Lexicons,
        *,
        coded: Collection[str] = (),
        linked: Collection[str] = (),
    ) -> None:
        """`contents`: the content lemmas of each unit. `coded`: ids of units that stand anywhere.

        `linked`: speakers who are one person in all transcripts.
        """
        self.units = units
        self.contents = contents
        self.coded = coded
        self.numbers = {unit.unit_id: number for number, unit in enumerate(units)}
        self.index: dict[str, list[int]] = {}
        self._lexicons = lexicons
        self._linked = linked
        self._said: dict[int, Said] = {}
        for number, unit in enumerate(units):
            for lemma in contents[number] if unit.role in _SPEAKING else ():
                self.index.setdefault(lemma, []).append(number)
        spread = {lemma: len(numbers) for lemma, numbers in self.index.items()}
        self.common = common_lemmas(spread, COMMON * len(units))

    def said(self, number: int) -> Said:
        """A unit, for setting it against a statement."""
        if number not in self._said:
            unit = self.units[number]
            language = self._lexicons.of(unit.transcript_id).language
            self._said[number] = Said(unit.text, language, self.contents[number], self.common)
        return self._said[number]

    def people(self, unit: Unit) -> set[Person]:
        return people(unit, self._linked)


def people(unit: Unit, linked: Collection[str]) -> set[Person]:
    """Who says a unit. `linked`: speakers who are one person in all transcripts."""
    return {("" if who in linked else unit.transcript_id, who) for who in unit.speakers}


def counter_evidence(
    categories: Iterable[Category],
    talk: Talk,
    lexicon_of: Callable[[Sentence], Lexicon],
    *,
    most: int,
    asked: Asked,
) -> list[CounterEvidence]:
    """Passages that may speak against the categories' statements, best first for each.

    `lexicon_of`: the language of a statement. `most`: how many passages for each, beside those of
    `asked`. A passage is offered when other people, no moderator, say it, and it shares content
    with the statement and may say the opposite (`text/opposition.py`). A person decides.
    """
    return [
        row
        for category in categories
        for paragraph in category.paragraphs
        for statement in paragraph.statements
        for row in _Against(
            statement, category.group_id, paragraph.subgroup_id, talk, lexicon_of(statement)
        ).rows(most, asked)
    ]


class _Against:
    """What there is against one statement."""

    def __init__(
        self,
        statement: Sentence,
        group_id: str,
        subgroup_id: str,
        talk: Talk,
        lexicon: Lexicon,
    ) -> None:
        self.statement = statement
        self.place = (group_id, subgroup_id)
        self.talk = talk
        content = frozenset(lexicon.content(statement.text))
        self.said = Said(statement.text, lexicon.language, content, talk.common)
        known = {name: talk.units[talk.numbers[name]] for name in statement.unit_ids
                 if name in talk.numbers}  # fmt: skip
        own = behind(statement, known)
        self.own = {unit.unit_id for unit in own}
        self.people = {person for unit in own for person in talk.people(unit)}

    def rows(self, most: int, asked: Asked) -> Iterator[CounterEvidence]:
        """Up to `most` passages, best first, and those that people answered about."""
        group_id, _ = self.place
        statement = plain(self.statement.text)
        answered = self._numbers(asked.answered.get((group_id, statement), ()))
        again = self._numbers(asked.rewritten.get(group_id, ()))
        scores = self._scores(answered, again)
        reasons = {n: self._reason(n) for n in scores if self._is_of_others(n)}
        ranked = sorted(
            (n for n, reason in reasons.items() if reason or n in answered),
            key=lambda n: (rank(reasons[n]), -scores[n], self._is_coded(n), n),
        )
        for place, n in enumerate(ranked):
            if place < most or n in answered or n in again:
                yield self._row(n, reasons[n] or ANSWERED)

    def _numbers(self, unit_ids: Iterable[str]) -> set[int]:
        known = self.talk.numbers
        return {known[unit_id] for unit_id in unit_ids if unit_id in known}

    def _scores(self, answered: Collection[int], again: set[int]) -> dict[int, float]:
        """How much the passages share that share most, and those that people answered about.

        Sharing is counted by rarity: a lemma in n passages adds 1 / log(2 + n).
        """
        index = self.talk.index
        spread = {lemma: len(index.get(lemma, ())) for lemma in self.said.lemmas}
        rare = sorted((n, lemma) for lemma, n in spread.items() if 0 < n <= COMMONEST)
        shared: Counter[int] = Counter()
        scores: dict[int, float] = {}
        for n, lemma in rare[:RAREST]:
            for number in index[lemma]:
                shared[number] += 1
                scores[number] = scores.get(number, 0.0) + 1 / math.log(2 + n)
        about = [number for number, count in shared.items() if count >= SHARED]
        best = sorted(about, key=lambda number: (-round(scores[number], DIGITS), number))[:NEAREST]
        chosen = {*best, *answered, *again.intersection(about)}
        return {number: round(scores.get(number, 0.0), DIGITS) for number in chosen}

    def _reason(self, number: int) -> str:
        passage = self.talk.said(number)
        return clash(self.said, passage) or contrast(passage, self.said)

    def _is_of_others(self, number: int) -> bool:
        unit = self.talk.units[number]
        return (
            unit.unit_id not in self.own
            and unit.role in _SPEAKING
            and self.people.isdisjoint(self.talk.people(unit))
        )

    def _is_coded(self, number: int) -> bool:
        return self.talk.units[number].unit_id in self.talk.coded

    def _row(self, number: int, reason: str) -> CounterEvidence:
        unit = self.talk.units[number]
        common = tuple(sorted(self.said.lemmas & self.talk.contents[number]))
        return CounterEvidence(
            *self.place, self.statement.sentence_id, unit.unit_id, unit.speakers, reason, common,
            unit.text, self._is_coded(number), self.statement.text,
        )  # fmt: skip


def behind(statement: Sentence, units: Mapping[str, Unit]) -> list[Unit]:
    """The units that a statement has its words from. `units`: by id.

    A statement that a person wrote names all that its paragraph is about where it shares a run of
    words with none; who stands behind it is then not known.
    """
    named = [units[unit_id] for unit_id in statement.unit_ids if unit_id in units]
    if not any(operation.op == "write" for operation in statement.operations):
        return named
    own = set(runs(statement.text))
    return [unit for unit in named if own.intersection(runs(unit.text))]


def people_behind(
    statement: Sentence, units: Mapping[str, Unit], linked: Collection[str]
) -> set[Person]:
    """Those whose words a statement is made of."""
    return {person for unit in behind(statement, units) for person in people(unit, linked)}
