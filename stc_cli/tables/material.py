"""What tables are made from: the study's own words for things, and what the stages found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from stc_cli.codebook import Codebook
from stc_cli.config import Config
from stc_cli.decisions.themes import Fate
from stc_cli.participants import Participants
from stc_cli.records import (
    Category,
    Coded,
    Condensate,
    Quote,
    Speaker,
    Standing,
    Transcript,
    Unit,
)

Where = tuple[str, str]  # group id, subgroup id ("" for a group's unsorted units)
NOTHING = Standing((), (), ())


class Material(Protocol):
    """A study as tables, figures and the report see it; nothing is read before it is asked for.

    `findings.Findings` is one; tests make smaller ones. `lying`: the units of each subgroup, once
    each, by code in the codebook's order, then as the talk went. `linked`: speakers who are one
    person in all transcripts. `themes`: what became of every preliminary theme. `speakers`: labels
    of all transcripts, without people who withdrew. `minutes`: how long each
    meeting was, where config or transcript tell.
    """

    @property
    def config(self) -> Config: ...
    @property
    def book(self) -> Codebook: ...
    @property
    def people(self) -> Participants: ...
    @property
    def linked(self) -> frozenset[str]: ...
    @property
    def lying(self) -> Mapping[Where, Sequence[Coded]]: ...
    @property
    def standing(self) -> Mapping[Where, Standing]: ...
    @property
    def codes(self) -> Mapping[str, Sequence[str]]:
        """Unit id to the ids of its codes that later stages use, in the codebook's order."""
        ...

    @property
    def units(self) -> Mapping[str, Unit]: ...
    @property
    def quotes(self) -> Sequence[Quote]: ...
    @property
    def condensates(self) -> Sequence[Condensate]: ...
    @property
    def categories(self) -> Sequence[Category]: ...
    @property
    def transcripts(self) -> Sequence[Transcript]: ...
    @property
    def speakers(self) -> Sequence[Speaker]: ...
    @property
    def minutes(self) -> Mapping[str, int]: ...
    @property
    def themes(self) -> Sequence[Fate]: ...
