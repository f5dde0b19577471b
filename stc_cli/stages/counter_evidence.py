"""Counter-evidence: passages that may speak against what the analytic text says."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from stc_cli.languages import Language
from stc_cli.records import Category, CounterEvidence, Sentence, Unit
from stc_cli.text.similarity import DIGITS
from stc_cli.text.tokens import Lexicons

COMMONEST = 1_000  # a lemma in more passages than this finds none
RAREST = 6  # of a statement's lemmas, by which passages are found
SHARED_LEMMAS = 2  # that a passage must share with a statement to speak to it
PER_STATEMENT = 3  # passages offered against one statement


def counter_evidence(
    categories: Iterable[Category],
    units: Sequence[Unit],
    contents: Sequence[frozenset[str]],
    lexicons: Lexicons,
) -> list[CounterEvidence]:
    """Passages that may speak against the categories' statements, best first for each.

    `units`: where to look, coded or not; `contents`: the content lemmas of each. A passage is
    offered when other people, no moderator, say it, it shares content with the statement, and
    either a negation stands in one of the two alone or the passage turns with a contrast marker. A
    person decides.
    """
    passages = _Passages(units, contents, lexicons)
    return [
        row
        for category in categories
        for paragraph in category.paragraphs
        for statement in paragraph.statements
        for row in _against(statement, category.group_id, paragraph.subgroup_id, passages)
    ]


class _Passages:
    """Units with their content, and where each lemma occurs."""

    def __init__(
        self, units: Sequence[Unit], contents: Sequence[frozenset[str]], lexicons: Lexicons
    ) -> None:
        self.units = units
        self.speech = {unit.unit_id: lexicons.of(unit.transcript_id) for unit in units}
        self.contents = contents
        self.index: dict[str, list[int]] = {}
        for number, content in enumerate(self.contents):
            for lemma in content if units[number].role != "moderator" else ():
                self.index.setdefault(lemma, []).append(number)
        self.speakers = {unit.unit_id: _person(unit) for unit in units}


def _against(
    statement: Sentence, group_id: str, subgroup_id: str, passages: _Passages
) -> list[CounterEvidence]:
    """Overlap is counted by rarity: a lemma in n passages adds 1 / log(2 + n)."""
    speech = passages.speech[statement.unit_ids[0]]
    own = set(speech.content(statement.text))
    spread = {lemma: len(passages.index.get(lemma, ())) for lemma in own}
    rare = sorted((n, lemma) for lemma, n in spread.items() if n <= COMMONEST)
    shared: Counter[int] = Counter()
    scores: dict[int, float] = {}
    for _, lemma in rare[:RAREST]:
        places = passages.index.get(lemma, ())
        for number in places:
            shared[number] += 1
            scores[number] = scores.get(number, 0.0) + 1 / math.log(2 + len(places))
    speakers = {passages.speakers[unit_id] for unit_id in statement.unit_ids}
    candidates = sorted(
        (-round(scores[number], DIGITS), number)
        for number, count in shared.items()
        if count >= SHARED_LEMMAS
    )
    rows: list[CounterEvidence] = []
    for _, number in candidates:
        unit = passages.units[number]
        reason = _opposition(statement.text, speech.language, unit.text,
                             passages.speech[unit.unit_id].language)  # fmt: skip
        if reason and _person(unit) not in speakers:
            common = tuple(sorted(own & passages.contents[number]))
            rows.append(CounterEvidence(group_id, subgroup_id, statement.sentence_id, unit.unit_id,
                                        unit.speakers, reason, common, unit.text))  # fmt: skip
        if len(rows) == PER_STATEMENT:
            break
    return rows


def _opposition(statement: str, its_language: Language, passage: str, language: Language) -> str:
    """Why a passage may speak against a statement, or an empty string."""
    if _holds(statement, its_language.negations) != _holds(passage, language.negations):
        return "negation in one of the two"
    opening = passage.lower().lstrip(" \"'“-–…")
    if any(opening.startswith(f"{marker} ") for marker in language.contrast):
        return "opens with a contrast"
    return ""


def _holds(text: str, words: Iterable[str]) -> bool:
    padded = f" {' '.join(text.lower().replace('’', chr(39)).split())} "
    stripped = padded.translate(str.maketrans(',.;:!?…"“”()', " " * 12))
    return any(f" {word} " in stripped or (word == "n't" and "n't " in stripped) for word in words)


def _person(unit: Unit) -> str:
    return f"{unit.transcript_id}:{';'.join(unit.speakers)}"
