"""The numbers behind the figures: units where two things meet. They are no evidence."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from stc_cli.tables.attribution import natural, person_named
from stc_cli.tables.content import code_names, name_of
from stc_cli.tables.material import Material


class Grid(NamedTuple):
    """Numbers by row and column. `rows`, `columns`: their names."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    numbers: tuple[tuple[int, ...], ...]


class Course(NamedTuple):
    """Codes by transcript, in the order of the transcripts: new ones, and all so far."""

    transcripts: tuple[str, ...]
    new: tuple[int, ...]
    so_far: tuple[int, ...]


def subgroups_by_transcript(material: Material) -> Grid:
    """How many units lie in each subgroup, by transcript."""
    names = [transcript.transcript_id for transcript in material.transcripts]
    book, language = material.book, material.config.language_out
    rows, numbers = [], []
    for group in book.groups:
        for subgroup in group.subgroups:
            lying = material.lying.get((group.id, subgroup.id), ())
            own = [coded.unit.transcript_id for coded in lying]
            rows.append(name_of(subgroup, book, language))
            numbers.append(tuple(own.count(name) for name in names))
    return Grid(tuple(rows), tuple(names), tuple(numbers))


def codes_together(material: Material) -> Grid:
    """On how many units two codes stand together; only codes that stand on some unit."""
    units: dict[str, set[str]] = {}
    for unit, codes in material.codes.items():
        for code in codes:
            units.setdefault(code, set()).add(unit)
    names = code_names(material.book, material.config.language_out)
    shown = [code for code in names if code in units]
    pairs = {(a, b): len(units[a] & units[b]) for a, b in combinations(shown, 2)}
    numbers = tuple(tuple(pairs.get((a, b), pairs.get((b, a), 0)) for b in shown) for a in shown)
    labels = tuple(names[code] for code in shown)
    return Grid(labels, labels, numbers)


def contributors(material: Material) -> Grid:
    """How many units of each category come from whom: a person, or a transcript where the
    attribution names nobody."""
    book, language = material.book, material.config.language_out
    by_person = material.config.attribution == "participant"
    columns: dict[str, list[str]] = {}
    for group in book.groups:
        units: dict[str, list[str]] = {}
        for name in ("", *(s.id for s in group.subgroups)):
            for coded in material.lying.get((group.id, name), ()):
                unit = coded.unit
                who = [person_named(s, unit.transcript_id, material.linked) for s in unit.speakers]
                units[unit.unit_id] = who if by_person else [unit.transcript_id]
        columns[name_of(group, book, language)] = [who for own in units.values() for who in own]
    people = sorted({who for own in columns.values() for who in own}, key=natural)
    numbers = tuple(tuple(own.count(who) for own in columns.values()) for who in people)
    return Grid(tuple(people), tuple(columns), numbers)


def code_frequency(material: Material) -> Grid:
    """Of each code the units it stands on and the transcripts they are from."""
    names = code_names(material.book, material.config.language_out)
    units: dict[str, list[str]] = {code: [] for code in names}
    for unit, codes in material.codes.items():
        for code in codes:
            units[code].append(material.units[unit].transcript_id)
    return Grid(
        tuple(names.values()), ("units", "transcripts"),
        tuple((len(own), len(set(own))) for own in units.values()),
    )  # fmt: skip


def code_growth(material: Material) -> Course:
    """How many codes stand in a transcript for the first time."""
    names = [transcript.transcript_id for transcript in material.transcripts]
    found: dict[str, set[str]] = {name: set() for name in names}
    for unit, codes in material.codes.items():
        found[material.units[unit].transcript_id].update(codes)
    seen: set[str] = set()
    new: list[int] = []
    so_far: list[int] = []
    for name in names:
        new.append(len(found[name] - seen))
        seen |= found[name]
        so_far.append(len(seen))
    return Course(tuple(names), tuple(new), tuple(so_far))


def is_empty(numbers: Sequence[Sequence[int]]) -> bool:
    """Whether there is nothing to draw."""
    return not any(any(row) for row in numbers)
