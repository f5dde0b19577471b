"""Part of a study's material: what `only:` of a table leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cached_property

from stc_cli.codebook import Codebook
from stc_cli.config import Config
from stc_cli.decisions.themes import Fate
from stc_cli.participants import Participants
from stc_cli.records import (
    TALKING,
    Category,
    Coded,
    Condensate,
    Quote,
    Speaker,
    Standing,
    Transcript,
    Unit,
)
from stc_cli.table_config import Only
from stc_cli.tables.material import Material, Where


class Narrowed:
    """The material that `only` leaves; condensates, categories and themes stay whole."""

    def __init__(self, material: Material, only: Only) -> None:
        self._whole = material
        self._only = only
        attributes = material.people.attributes
        self._people = {
            name
            for name, row in material.people.rows
            if all(row[attributes.index(a)] in own for a, own in only.attributes.items())
        }

    def _transcript(self, transcript_id: str) -> bool:
        patterns = self._only.transcripts
        return not patterns or any(fnmatchcase(transcript_id, p) for p in patterns)

    def _speaker(self, name: str) -> bool:
        chosen = not self._only.speakers or name in self._only.speakers
        return chosen and (not self._only.attributes or name in self._people)

    def _unit(self, unit: Unit) -> bool:
        return (
            self._transcript(unit.transcript_id)
            and any(map(self._speaker, unit.speakers))
            and (
                not self._only.codes
                or any(code in self._only.codes for code in self._whole.codes.get(unit.unit_id, ()))
            )
        )

    @property
    def config(self) -> Config:
        return self._whole.config

    @property
    def book(self) -> Codebook:
        return self._whole.book

    @cached_property
    def people(self) -> Participants:
        """Participants with these attributes and ids, who talk in these transcripts."""
        whole = self._whole.people
        there = {s.speaker for s in self.speakers} if self._only.transcripts else None
        rows = (row for row in whole.rows if self._speaker(row[0]))
        return Participants(
            whole.attributes, tuple(r for r in rows if there is None or r[0] in there)
        )

    @property
    def linked(self) -> frozenset[str]:
        return self._whole.linked

    @cached_property
    def lying(self) -> Mapping[Where, Sequence[Coded]]:
        return {
            where: [coded for coded in rows if self._unit(coded.unit)]
            for where, rows in self._whole.lying.items()
        }

    @cached_property
    def standing(self) -> Mapping[Where, Standing]:
        units = self._whole.units
        found = {}
        for where, own in self._whole.standing.items():
            left = [units[u] for u in own.units if self._unit(units[u])]
            speakers = {f"{u.transcript_id}:{s}" for u in left for s in u.speakers}
            found[where] = Standing(
                tuple(u.unit_id for u in left),
                tuple(sorted(name for name in speakers if self._speaker(name.split(":", 1)[1]))),
                tuple(sorted({u.transcript_id for u in left})),
            )
        return found

    @cached_property
    def codes(self) -> Mapping[str, Sequence[str]]:
        wanted = self._only.codes
        return {
            unit: [code for code in codes if not wanted or code in wanted]
            for unit, codes in self._whole.codes.items()
            if self._unit(self._whole.units[unit])
        }

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        return {name: unit for name, unit in self._whole.units.items() if self._unit(unit)}

    @property
    def quotes(self) -> Sequence[Quote]:
        return [quote for quote in self._whole.quotes if quote.unit_id in self.units]

    @property
    def condensates(self) -> Sequence[Condensate]:
        return self._whole.condensates

    @property
    def categories(self) -> Sequence[Category]:
        return self._whole.categories

    @property
    def transcripts(self) -> Sequence[Transcript]:
        return [t for t in self._whole.transcripts if self._transcript(t.transcript_id)]

    @property
    def speakers(self) -> Sequence[Speaker]:
        return [
            s
            for s in self._whole.speakers
            if self._transcript(s.transcript_id)
            and (s.role not in TALKING or self._speaker(s.speaker))
        ]

    @property
    def minutes(self) -> Mapping[str, int]:
        return self._whole.minutes

    @property
    def themes(self) -> Sequence[Fate]:
        return self._whole.themes
