"""A study's results read back from its output, as tables, figures, report and methods see them.

Everything comes from the files of the stages and of the decisions, nothing from the cache, so that
what is printed and what `verify` proves are one thing. Nothing is read before it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from stc_cli import artefacts as files_of
from stc_cli.codebook import Codebook
from stc_cli.config import Config
from stc_cli.decisions.themes import Fate, fates, negotiated, readings
from stc_cli.output import Output
from stc_cli.participants import Participants
from stc_cli.records import (
    Assignment,
    Category,
    Coded,
    Condensate,
    Quote,
    Speaker,
    Standing,
    Transcript,
    Turn,
    Unit,
)
from stc_cli.sorting import Where, standing_behind, units_lying
from stc_cli.stages.code import in_use
from stc_cli.stages.contributors import participants_by_key
from stc_cli.stages.ingest import WITHDREW
from stc_cli.workspace import Study


class Findings:
    """A study and its results; see `tables/material.py`, whose `Material` it is.

    What is not there raises StcError naming the file, what is malformed CheckFailed.
    """

    def __init__(self, study: Study, output: Output | None = None) -> None:
        self.study = study
        self.output = output or Output(study.out)

    @property
    def config(self) -> Config:
        return self.study.config

    @property
    def book(self) -> Codebook:
        return self.study.required_codebook()

    @cached_property
    def people(self) -> Participants:
        """The participants' list, without people who withdrew everywhere they talked."""
        people = self.study.people
        gone = {row.speaker for row in self._labels if row.why == WITHDREW}
        told = self.study.key.replaced if self.study.key else str
        acts = self.study.withdrawn.acts
        gone |= {told(act.speaker) for act in acts if act.speaker and act.everywhere}
        gone -= {row.speaker for row in self.speakers}
        rows = tuple(row for row in people.rows if row[0] not in gone)
        return Participants(people.attributes, rows)

    @property
    def linked(self) -> frozenset[str]:
        return self.study.linked

    # -- transcripts -----------------------------------------------------------------------------

    @cached_property
    def transcripts(self) -> Sequence[Transcript]:
        return self.output.rows(
            "1_ingest/transcripts.csv", files_of.TRANSCRIPTS, files_of.transcript_of
        )

    @cached_property
    def _labels(self) -> Sequence[Speaker]:
        return self.output.rows("1_ingest/speakers.csv", files_of.SPEAKERS, files_of.speaker_of)

    @cached_property
    def speakers(self) -> Sequence[Speaker]:
        """The labels of all transcripts, without people who withdrew."""
        return [row for row in self._labels if row.why != WITHDREW]

    @property
    def turns(self) -> Sequence[Turn]:
        return self.output.turns

    @cached_property
    def participants(self) -> frozenset[str]:
        """Everybody who takes part: a linked person's id, else `transcript:speaker`."""
        persons = participants_by_key(self.speakers, self.linked).values()
        return frozenset(person.name for person in persons)

    @cached_property
    def minutes(self) -> Mapping[str, int]:
        """How long each meeting was, in the transcripts' order: as `meetings:` says, else from the
        first to the last time in its transcript; none where neither tells."""
        times: dict[str, list[float]] = {}
        for turn in self.turns:
            known = (time for time in (turn.start, turn.end) if time is not None)
            times.setdefault(turn.transcript_id, []).extend(known)
        found: dict[str, int] = {}
        for transcript in self.transcripts:
            name = transcript.transcript_id
            told = self.config.meetings.get(name)
            own = times.get(name, [])
            if told is not None and told.minutes is not None:
                found[name] = told.minutes
            elif len(set(own)) > 1:
                found[name] = round((max(own) - min(own)) / 60)
        return found

    # -- units and codes -------------------------------------------------------------------------

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        """All units by id, in order; those that were set aside too."""
        return {unit.unit_id: unit for unit in self.output.units}

    @cached_property
    def used(self) -> Sequence[Assignment]:
        """The assignments that later stages use, of codes and places the codebook has."""
        codes = {place.code.id for place in self.book.places()}
        places = {(group, subgroup) for group, own in self.book.subgroup_ids.items()
                  for subgroup in ("", *own)}  # fmt: skip
        return [
            row
            for row in self.output.assignments
            if in_use(row, self.config.code)
            and row.code_id in codes
            and (row.group_id, row.subgroup_id) in places
            and row.unit_id in self.units
            and self.units[row.unit_id].state != "set_aside"
        ]

    @cached_property
    def codes(self) -> Mapping[str, Sequence[str]]:
        """Unit id to the ids of its codes that later stages use, in the codebook's order."""
        rank = {place.code.id: n for n, place in enumerate(self.book.places())}
        found: dict[str, list[str]] = {}
        for row in self.used:
            found.setdefault(row.unit_id, []).append(row.code_id)
        return {unit: sorted(set(codes), key=rank.__getitem__) for unit, codes in found.items()}

    @cached_property
    def lying(self) -> Mapping[Where, Sequence[Coded]]:
        """The units of each subgroup in order, by group and subgroup ("" for the unsorted)."""
        return units_lying(self.used, self.units, self.book)

    @cached_property
    def standing(self) -> Mapping[Where, Standing]:
        """Who and what stands behind each subgroup."""
        return standing_behind(self.lying)

    # -- texts -----------------------------------------------------------------------------------

    @property
    def quotes(self) -> Sequence[Quote]:
        return self.output.quotes

    @property
    def condensates(self) -> Sequence[Condensate]:
        return self.output.condensates

    @property
    def categories(self) -> Sequence[Category]:
        return self.output.categories

    # -- the first step --------------------------------------------------------------------------

    @cached_property
    def themes(self) -> Sequence[Fate]:
        """What became of every preliminary theme. Raises UsageError naming file and line."""
        groups = [group.id for group in self.book.groups]
        decisions = self.study.decisions
        told = self.study.key.replaced if self.study.key else str
        found = fates(readings(decisions), negotiated(decisions, groups))
        return [fate._replace(theme=told(fate.theme)) for fate in found]
