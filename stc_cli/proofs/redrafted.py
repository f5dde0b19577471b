"""What people's texts are held against, from the files: where units lie, and what would be drafted.

A person's text stands in the place of a draft, and keeps the draft's sentences where it has them
letter for letter. So the draft is made once more; nothing in the records themselves tells it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial

from stc_cli import adopted
from stc_cli import artefacts as files_of
from stc_cli.codebook import Codebook
from stc_cli.decisions.pages import Page
from stc_cli.decisions.texts import Text
from stc_cli.errors import CheckFailed
from stc_cli.findings import Findings
from stc_cli.ground import Ground
from stc_cli.languages import load_language
from stc_cli.output import Output
from stc_cli.proofs.drafts import CONDENSATES, is_written
from stc_cli.records import Assignment, Category, Coded, Condensate, Turn, Unit
from stc_cli.sorting import Where, left_out_by
from stc_cli.stages.condense import Subgroup, condense
from stc_cli.stages.synthesize import Material, synthesize
from stc_cli.text.tokens import Lexicons, lexicon
from stc_cli.workspace import Study


class Files:
    """Transcripts as the output's files have them; see `ground.Transcripts`."""

    def __init__(self, output: Output, study: Study) -> None:
        rows = output.rows("1_ingest/transcripts.csv", files_of.TRANSCRIPTS, tuple)
        self.digests: Mapping[str, str] = {row[0]: row[4] for row in rows}
        self._output = output
        self._study = study
        self._pages: dict[str, Page] = {}
        self._turns: dict[str, list[Turn]] = {}
        self._units: dict[str, list[Unit]] = {}
        self._codes: dict[str, list[Assignment]] = {}
        for turn in output.turns:
            self._turns.setdefault(turn.transcript_id, []).append(turn)
        for unit in output.units:
            self._units.setdefault(unit.transcript_id, []).append(unit)
        for assignment in output.assignments:
            self._codes.setdefault(assignment.unit_id, []).append(assignment)

    def page(self, transcript_id: str) -> Page:
        if transcript_id not in self._pages:
            language = load_language(self._study.config.language_of(transcript_id))
            turns = self._turns.get(transcript_id, [])
            page = Page(self._output.text(transcript_id), turns, language.negations)
            self._pages[transcript_id] = page
        return self._pages[transcript_id]

    def units(self, transcript_id: str) -> list[Unit]:
        return self._units.get(transcript_id, [])

    def codes(self, unit: Unit) -> list[Assignment]:
        return self._codes.get(unit.unit_id, [])


class Redrafted:
    """A study's units as they lie, its drafts, and people's texts in the place of these."""

    def __init__(self, output: Output, study: Study) -> None:
        self.output = output
        self.study = study

    @property
    def book(self) -> Codebook:
        return self.study.required_codebook()

    @cached_property
    def lying(self) -> Mapping[Where, Sequence[Coded]]:
        """The units of each subgroup in order, by group and subgroup."""
        return Findings(self.study, self.output).lying

    @cached_property
    def left_out(self) -> Mapping[Where, Mapping[str, str]]:
        """The units that people left out of a condensate, with who and why."""
        rows = self.output.rows("3_code/decisions.csv", files_of.DECISIONS, files_of.fate_of)
        fates = (row for row in rows if (row.act, row.outcome) == ("leave_out", "applied"))
        return left_out_by(fates, self.lying)

    @cached_property
    def _ground(self) -> Ground:
        study = self.study
        files = Files(self.output, study)
        return Ground(files, study.config, key=study.key, withdrawn=study.withdrawn)

    @cached_property
    def lexicons(self) -> Lexicons:
        return Lexicons(self.study.config.language_of)

    def _place(self, group_id: str, *subgroups: str) -> adopted.Place:
        return adopted.place_in(group_id, self.lying, self.left_out, subgroups)

    def condensate(self, made: Condensate, text: Text) -> Condensate:
        """What is to stand where a person's condensate does."""
        where = (made.group_id, made.subgroup_id)
        subgroup = Subgroup(*where, self.lying[where], self.left_out.get(where, {}))
        draft = condense(subgroup, inputs_sha256="", config=self.study.config.condense,
                         lexicons=self.lexicons)  # fmt: skip
        written = load_language(self.study.config.language_out)
        return adopted.adopted_condensate(draft, text, self._place(*where), self._ground, written)

    def category(self, made: Category, text: Text) -> Category:
        """What is to stand where a person's analytic text does.

        Raises CheckFailed where the condensates beside it name units that do not lie there.
        """
        study, group_id = self.study, made.group_id
        written = load_language(study.config.language_out)
        place = self._place(group_id)
        own = tuple(c for c in self.output.condensates if c.group_id == group_id)
        units = {name: tuple(units) for name, units in place.units.items()}
        known = {unit.unit_id for lying in units.values() for unit in lying}
        drawn = [
            s.unit_ids for condensate in own for s in condensate.sentences if not is_written(s)
        ]
        if not all(ids and known.issuperset(ids) for ids in drawn):
            raise CheckFailed(f'{CONDENSATES}: a sentence of "{group_id}" names no unit that lies '
                              "there.")  # fmt: skip
        draft = synthesize(
            Material(own, units, lexicon(written)), made.quotes, group_id=group_id,
            heading=made.heading, config=study.config.synthesize, lexicons=self.lexicons,
        )  # fmt: skip
        headings = self.book.headings(study.config.language_out)
        return adopted.adopted_category(
            replace(draft, contributors=made.contributors), text, place, self._ground, written,
            follow=partial(adopted.id_now, text=text, migrations=study.migrations,
                           known=place.units),
            headings={name: headings[name] for name in place.units if name},
            digests=adopted.written_digests(group_id, own, study.texts),
        )  # fmt: skip
