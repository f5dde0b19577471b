"""Contributors: who stands behind each category and subtheme, who does not, and what would stand
there without one of them.

Counts describe; they are no evidence. They show where a result rests on one person or transcript,
and whose talk is nowhere in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from stc_cli.records import TALKING, Speaker, Unit

Level = Literal["participant", "transcript"]
Place = tuple[str, str]  # group id, subgroup id ("" for the whole category)


class Person(NamedTuple):
    """A participant. `name`: as in `transcript:speaker`, or the speaker alone where the config or
    the participants' list make them one person in all transcripts."""

    name: str
    transcripts: tuple[str, ...]


class Contribution(NamedTuple):
    """How much of a category or subtheme comes from one participant or one transcript.

    `subgroup_id`: empty for the whole category. `transcripts`: where they talk. `without_…`: what
    stands there when this one is left out. `falls`: whether nothing does.
    """

    group_id: str
    subgroup_id: str
    level: Level
    name: str
    transcripts: tuple[str, ...]
    units: int
    without_units: int
    without_participants: int
    without_transcripts: int
    falls: bool


def participants_by_key(speakers: Iterable[Speaker], linked: Collection[str]) -> dict[str, Person]:
    """Participants by `transcript:speaker`, in the order in which they first talk.

    `speakers`: the labels of all transcripts, in their order, without people who withdrew. Linked
    persons are one under several keys.
    """
    talks: dict[str, dict[str, None]] = {}
    names: dict[str, str] = {}
    for row in speakers:
        if row.role in TALKING:
            key = f"{row.transcript_id}:{row.speaker}"
            names[key] = row.speaker if row.speaker in linked else key
            talks.setdefault(names[key], {})[row.transcript_id] = None
    return {key: Person(name, tuple(talks[name])) for key, name in names.items()}


def contributions(
    lying: Mapping[Place, Sequence[Unit]],
    persons: Mapping[str, Person],
    transcripts: Sequence[str],
) -> Iterator[Contribution]:
    """For each category and subtheme a row for each participant, then for each transcript.

    `lying`: by group and subgroup, "" for a group's unsorted units, the units that lie there.
    `persons`: as `participants_by_key` gives them. A unit that several people made stands as long
    as one of them does.
    """
    everyone = list(dict.fromkeys(persons.values()))
    for place, units in _places(lying).items():
        own = _Standing(place, units, persons)
        yield from map(own.without_person, everyone)
        yield from map(own.without_transcript, transcripts)


def _places(lying: Mapping[Place, Sequence[Unit]]) -> dict[Place, list[Unit]]:
    """Each category with all its units, each once, followed by its subthemes."""
    whole: dict[str, dict[str, Unit]] = {}
    for (group_id, _), units in lying.items():
        whole.setdefault(group_id, {}).update((unit.unit_id, unit) for unit in units)
    places: dict[Place, list[Unit]] = {}
    for (group_id, subgroup_id), units in lying.items():
        places[group_id, ""] = list(whole[group_id].values())
        if subgroup_id:
            places[group_id, subgroup_id] = list(units)
    return places


class _Standing:
    """The units of one place, counted by whose they are."""

    def __init__(self, place: Place, units: Sequence[Unit], persons: Mapping[str, Person]) -> None:
        self.place = place
        said = [
            {persons[key].name for name in unit.speakers
             if (key := f"{unit.transcript_id}:{name}") in persons}
            for unit in units
        ]  # fmt: skip
        self.units = len(units)
        self.by_person = Counter(name for names in said for name in names)
        self.by_transcript = Counter(unit.transcript_id for unit in units)
        # Units of one person alone, in all and by transcript; a person's units by transcript.
        self.alone: dict[str, Counter[str]] = {}
        self.spoken: dict[str, Counter[str]] = {}
        for unit, names in zip(units, said, strict=True):
            for name in names:
                self.spoken.setdefault(name, Counter())[unit.transcript_id] += 1
            if len(names) == 1:
                own = self.alone.setdefault(next(iter(names)), Counter())
                own[unit.transcript_id] += 1
        # How many people talk in one transcript only, as far as this place goes.
        self.only_there = Counter(next(iter(c)) for c in self.spoken.values() if len(c) == 1)

    def without_person(self, person: Person) -> Contribution:
        alone = self.alone.get(person.name, Counter())
        gone = sum(1 for name, count in alone.items() if count == self.by_transcript[name])
        return self._row(
            "participant", person.name, person.transcripts, self.by_person[person.name],
            self.units - alone.total(),
            len(self.by_person) - (person.name in self.by_person),
            len(self.by_transcript) - gone,
        )  # fmt: skip

    def without_transcript(self, name: str) -> Contribution:
        units = self.by_transcript[name]
        return self._row(
            "transcript", name, (name,), units, self.units - units,
            len(self.by_person) - self.only_there[name],
            len(self.by_transcript) - (name in self.by_transcript),
        )  # fmt: skip

    def _row(
        self, level: Level, name: str, talks: tuple[str, ...],
        units: int, left: int, people_left: int, transcripts_left: int,
    ) -> Contribution:  # fmt: skip
        falls = units > 0 and left == 0
        return Contribution(*self.place, level, name, talks, units, left, people_left,
                            transcripts_left, falls)  # fmt: skip
