"""`decisions/counter_evidence.csv`: what people found of passages that may speak against a text.

An answer is about a statement as it then read and a passage as it then was. It counts while the
statement reads the same (case and white space aside). When the statement was rewritten the passage
is asked about again. When the transcript was corrected the passage is found by likeness.
"""

from __future__ import annotations

import csv
from codecs import BOM_UTF8
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from stc_cli.decisions.migrations import Migrations
from stc_cli.decisions.pages import Page, likeness
from stc_cli.decisions.placing import DOUBLE, LIKE
from stc_cli.decisions.scrubbed import MARK
from stc_cli.decisions.validation import VERDICTS
from stc_cli.errors import UsageError
from stc_cli.files import csv_bytes, csv_dicts, csv_rows, read_bytes
from stc_cli.languages import load_language
from stc_cli.pseudonyms import PseudonymKey
from stc_cli.records import Category, CounterEvidence, Unit
from stc_cli.text.passages import Passages

NAME = "counter_evidence.csv"
AGAIN = "asked again"
_OWN_WORDS = 20  # characters of a passage that is looked for in other transcripts


class Asked(NamedTuple):
    """Passages that people answered about, by unit id, which are offered whatever else is.

    `answered`: by code group and statement (see `plain`); `rewritten`: by code group, where the
    statement is not there any more.
    """

    answered: Mapping[tuple[str, str], Collection[str]] = {}
    rewritten: Mapping[str, Collection[str]] = {}


def plain(statement: str) -> str:
    """A statement without regard to case and white space."""
    return " ".join(statement.split()).casefold()


class Answer(NamedTuple):
    """What somebody found of one passage and one statement.

    `exact`: the passage's words then. `disposition`: the statement holds, needs a nuance, or is
    contradicted by it.
    """

    group_id: str
    subgroup_id: str
    statement: str
    unit_id: str
    transcript_id: str
    exact: str
    disposition: str
    why: str
    by: str
    date: str  # YYYY-MM-DD
    revision: str  # the codebook's last migration then

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What there is one answer to: code group, statement, passage, reader."""
        return self.group_id, plain(self.statement), self.unit_id, self.by


def read_answers(decisions: Path, migrations: Migrations) -> list[Answer]:
    """The answers in a decisions folder in order, with groups as they are called now.

    Raises UsageError naming the row that cannot be read.
    """
    path = decisions / NAME
    if not path.is_file():
        return []
    found: list[Answer] = []
    try:
        for cells in csv_dicts(read_bytes(path).removeprefix(BOM_UTF8)):
            row = Answer(*((cells.get(name) or "").strip() for name in Answer._fields))
            if not all(row[:1] + row[2:6] + (row.by,)) or row.disposition not in VERDICTS:
                raise ValueError("incomplete")
            found.append(_now(row, migrations))
    except (ValueError, csv.Error) as error:
        raise UsageError(
            f"{path}, row {len(found) + 2}: cannot be read. A row has a code group, a statement, a "
            "unit, its transcript and words, who answered, and a disposition: "
            f"{', '.join(VERDICTS)}."
        ) from error
    return found


def _now(row: Answer, migrations: Migrations) -> Answer:
    group = migrations.group(row.group_id, row.revision).ids[0]
    subgroup = row.subgroup_id and migrations.subgroup(row.subgroup_id, row.revision).ids[0]
    return row._replace(group_id=group, subgroup_id=subgroup, revision=migrations.latest)


def answers_csv(answers: Iterable[Answer]) -> bytes:
    """The file that holds them."""
    return csv_bytes([Answer._fields, *answers])


def told_answer(answer: Answer, key: PseudonymKey) -> Answer:
    """An answer as it may be told: the pseudonym key may be younger than it."""

    def told(text: str) -> str:
        return key.replaced(text) if next(key.leaks(text), None) else text

    return answer._replace(
        statement=told(answer.statement), exact=told(answer.exact), why=told(answer.why)
    )


# -- the passages now ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Answers:
    """People's answers, by where their passages are now.

    `at`: the unit's id now of each answer that has one; `gone`: those whose passage is nowhere.
    """

    at: Mapping[tuple[str, str], Sequence[Answer]]  # by code group and unit id now
    gone: Sequence[Answer]

    def asked(self, categories: Iterable[Category]) -> Asked:
        """The passages that are to be offered because somebody answered about them."""
        standing = _statements(categories)
        answered: dict[tuple[str, str], set[str]] = {}
        rewritten: dict[str, set[str]] = {}
        for (group_id, unit_id), own in self.at.items():
            for answer in own:
                place = (group_id, plain(answer.statement))
                if place in standing:
                    answered.setdefault(place, set()).add(unit_id)
                else:
                    rewritten.setdefault(group_id, set()).add(unit_id)
        return Asked(answered, rewritten)

    def given(
        self, rows: Iterable[CounterEvidence], categories: Iterable[Category]
    ) -> list[CounterEvidence]:
        """Passages with what people found of them."""
        standing = _statements(categories)
        return [
            _answered(row, self.at.get((row.group_id, row.unit_id), ()), standing) for row in rows
        ]


def placed_answers(
    answers: Iterable[Answer], units: Iterable[Unit], language_of: Callable[[str], str]
) -> Answers:
    """Answers with their passages as they are now. `language_of`: transcript id to language."""
    where = _Units(units, language_of)
    at: dict[tuple[str, str], list[Answer]] = {}
    gone: list[Answer] = []
    for answer in answers:
        unit_id = where.unit_id(answer)
        if unit_id:
            at.setdefault((answer.group_id, unit_id), []).append(answer)
        else:
            gone.append(answer)
    return Answers(at, gone)


class _Units:
    """Units as they are now, for finding one again that somebody answered about."""

    def __init__(self, units: Iterable[Unit], language_of: Callable[[str], str]) -> None:
        self._language_of = language_of
        self._texts: dict[str, str] = {}
        self._ids: dict[str, list[str]] = {}  # by text
        self._of: dict[str, list[Unit]] = {}  # by transcript
        for unit in units:
            self._texts[unit.unit_id] = unit.text
            self._ids.setdefault(unit.text, []).append(unit.unit_id)
            self._of.setdefault(unit.transcript_id, []).append(unit)

    def unit_id(self, answer: Answer) -> str:
        """The unit that an answer is about, or an empty string.

        The one with its words: of the same id, else the only one in the transcript, else (where
        the transcript has another id now) the only one anywhere. Else the one in the transcript
        that has nearly its words and the same negations, if no other is like it.
        """
        if MARK in answer.exact:
            return ""
        if self._texts.get(answer.unit_id) == answer.exact:
            return answer.unit_id
        same = self._ids.get(answer.exact, [])
        own = {unit.unit_id for unit in self._of.get(answer.transcript_id, ())}
        here = [unit_id for unit_id in same if unit_id in own]
        if len(here) == 1:
            return here[0]
        if not own and len(same) == 1 and len(answer.exact) >= _OWN_WORDS:
            return same[0]
        return "" if here else self._likest(answer)

    def _likest(self, answer: Answer) -> str:
        units = self._of.get(answer.transcript_id, ())
        length = len(answer.exact)
        near = [unit for unit in units if LIKE * length <= len(unit.text) <= length / LIKE]
        found = sorted(((likeness(answer.exact, u.text), u.unit_id, u) for u in near), reverse=True)
        if not found or found[0][0] < LIKE or (len(found) > 1 and found[1][0] >= DOUBLE):
            return ""
        language = load_language(self._language_of(answer.transcript_id))
        page = Page("", (), language.negations)
        _, unit_id, unit = found[0]
        return unit_id if page.negations(answer.exact) == page.negations(unit.text) else ""


def _statements(categories: Iterable[Category]) -> set[tuple[str, str]]:
    """The statements there are, by code group, as `plain` has them."""
    return {
        (category.group_id, plain(statement.text))
        for category in categories
        for paragraph in category.paragraphs
        for statement in paragraph.statements
    }


def _answered(
    row: CounterEvidence, answers: Sequence[Answer], standing: Collection[tuple[str, str]]
) -> CounterEvidence:
    own = [a for a in answers if plain(a.statement) == plain(row.statement)]
    if own:
        said = "; ".join(a.why for a in own if a.why)
        return replace(row, disposition=";".join(a.disposition for a in own),
                       by=";".join(a.by for a in own), why=said)  # fmt: skip
    old = [a for a in answers if (a.group_id, plain(a.statement)) not in standing]
    if not old:
        return row
    said = "; ".join(": ".join(filter(None, (a.disposition, a.why))) for a in old)
    return replace(row, disposition=AGAIN, by=";".join(a.by for a in old), why=said)


def open_passages(rows: Iterable[CounterEvidence]) -> list[CounterEvidence]:
    """The passages about which nobody has answered, or nobody since the statement was rewritten."""
    return [row for row in rows if row.disposition in ("", AGAIN)]


# -- withdrawal ----------------------------------------------------------------------------------


def scrubbed_answers(
    text: str, passages: Passages, transcripts: Collection[str]
) -> tuple[str, int]:
    """The file's text without the words of somebody who withdrew, and how many there were.

    In a row about one of `transcripts` their words go however few they are. Rows stay, so that it
    is known what was found.
    """
    try:
        header, *rows = csv_rows(text.removeprefix("\ufeff").encode())
    except (ValueError, csv.Error):
        return passages.without(text, MARK)
    place = header.index("transcript_id") if "transcript_id" in header else -1
    cleaned: list[list[str]] = []
    found = 0
    for row in rows:
        theirs = 0 <= place < len(row) and row[place] in transcripts
        cells = [_cell(cell, passages, short=theirs) for cell in row]
        cleaned.append([cell for cell, _ in cells])
        found += sum(count for _, count in cells)
    return (csv_bytes([header, *cleaned]).decode(), found) if found else (text, 0)


def _cell(cell: str, passages: Passages, *, short: bool) -> tuple[str, int]:
    if short and passages.are_theirs(cell):
        return MARK, 1
    return passages.without(cell, MARK)
