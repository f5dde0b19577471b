"""The reduce stages: from the parts of all transcripts to condensates, categories and tables.

Everything is loaded when first asked for, so that a run in which nothing changed loads nothing.
Condensates are kept as parts by subgroup, categories by group.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

from stc_cli import adopted
from stc_cli import artefacts as files_of
from stc_cli.cache import PartStore, fingerprint, program
from stc_cli.codebook import Place
from stc_cli.decisions.ledger import Ledger
from stc_cli.decisions.printings import as_printed, by_words
from stc_cli.files import csv_bytes, csv_rows
from stc_cli.ground import Ground, Parts
from stc_cli.languages import Language, load_language
from stc_cli.maps import Outcome
from stc_cli.recipes import stage_recipes
from stc_cli.records import (
    Category,
    Condensate,
    Turn,
)
from stc_cli.sorting import Sorting
from stc_cli.stages.condense import Subgroup, condense
from stc_cli.stages.overview import terms_of
from stc_cli.stages.quotations import quotations
from stc_cli.stages.synthesize import Material, synthesize
from stc_cli.text.tokens import Lexicons, lexicon
from stc_cli.workspace import Study

Where = tuple[str, str]  # group id, subgroup id ("" for a group's unsorted units)


class Reduces:
    """What the reduce stages make of a study's parts.

    `outcomes`: in transcript order. `ledger`: with what moved between transcripts.
    """

    def __init__(
        self, study: Study, outcomes: Sequence[Outcome], ledger: Ledger | None = None
    ) -> None:
        self.study = study
        self.config = study.config
        self.ledger = ledger or study.ledger
        self.codebook = study.codebook
        self.participants = study.people
        self.outcomes = outcomes
        self.store = PartStore(study.cache)
        self.used_parts: dict[str, list[str]] = {"overview": [], "condense": [], "synthesize": []}

    @cached_property
    def recipes(self) -> dict[str, str]:
        """Stage to the hash of all that goes into it; only stages whose inputs are there."""
        return stage_recipes(self.study, self.outcomes, self.ledger)

    @cached_property
    def sorting(self) -> Sorting:
        """Which units lie where. The study must have a codebook."""
        assert self.codebook is not None
        return Sorting(self.outcomes, self.store, self.codebook, self.config.code)

    def codes(self) -> list[Place]:
        """Every code with its place, in the codebook's order."""
        assert self.codebook is not None
        return list(self.codebook.places())

    # -- what the parts hold ---------------------------------------------------------------------

    @cached_property
    def lexicons(self) -> Lexicons:
        return Lexicons(self.config.language_of)

    def language_sha256(self, transcript_id: str) -> str:
        """The hash of the data of a transcript's language."""
        return load_language(self.config.language_of(transcript_id)).sha256

    @cached_property
    def headings(self) -> dict[str, str]:
        """Group and subgroup ids to their headings in the output language."""
        assert self.codebook is not None
        return self.codebook.headings(self.config.language_out)

    def section(self, outcome: Outcome, stage: str, name: str) -> bytes:
        return self.store.sound(stage, outcome.parts[stage].key)[name]

    def turns(self, outcome: Outcome) -> tuple[list[Turn], list[int]]:
        """A transcript's turns and the words of each."""
        rows = csv_rows(self.section(outcome, "ingest", "turns.csv"))
        counts = csv_rows(self.section(outcome, "ingest", "turn_words"))
        return [files_of.turn_of(row) for row in rows], [int(row[0]) for row in counts]

    def terms(self, outcome: Outcome) -> Sequence[Sequence[Any]]:
        """The terms of a transcript as rows of `Term`, kept by its turns."""
        language = load_language(self.config.language_of(outcome.transcript_id))
        key = fingerprint(program(), language.sha256, outcome.parts["ingest"].product)
        self.used_parts["overview"].append(key)
        sections = self.store.read("overview", key)
        if sections is None:
            terms = terms_of(self.turns(outcome)[0], lexicon(language))
            self.store.write("overview", key, {"terms": files_of.json_line(terms)}, {})
            return terms
        rows: list[list[Any]] = json.loads(sections["terms"])
        return rows

    def unit_texts(self) -> Iterator[tuple[str, str]]:
        """Every unit's id and text, in order."""
        for outcome in self.outcomes:
            for row in csv_rows(self.section(outcome, "segment", "units.csv")):
                yield row[0], row[6]

    # -- condense --------------------------------------------------------------------------------

    @cached_property
    def condensates(self) -> list[Condensate]:
        """One per subgroup, and one per group that has unsorted units, in the codebook's order.

        Where a person adopted a text, it stands in the draft's place.
        """
        return list(map(self._condensate_in_place, self.drafts))

    def _condensate_in_place(self, draft: Condensate) -> Condensate:
        text = self.study.texts.condensates.get(draft.subgroup_id or draft.group_id)
        if text is None:
            return draft
        key = fingerprint(self.recipes["condense"], draft.group_id, draft.subgroup_id)
        self.used_parts["condense"].append(key)
        sections = self.store.read("condense", key)
        if sections is not None:
            return files_of.condensate_of(json.loads(sections["condensate"]))
        place = self.place(draft.group_id, draft.subgroup_id)
        made = adopted.adopted_condensate(draft, text, place, self.ground, self._written)
        line = files_of.json_line(files_of.condensate_json(made))
        self.store.write("condense", key, {"condensate": line}, {})
        return made

    @cached_property
    def drafts(self) -> list[Condensate]:
        """The condensates as stc stitches them, whether people adopted others or not."""
        config = self.config.condense
        shared = (program(), config.model_dump())
        made: list[Condensate] = []
        for group, subgroup_id in self.sorting.places(self.study.texts.condensates):
            coded = self.sorting.units[group.id, subgroup_id]
            rows = [(row.unit.unit_id, row.code_id, row.evidence, row.unit.text,
                     row.unit.speakers) for row in coded]  # fmt: skip
            spoken = [self.language_sha256(row.unit.transcript_id) for row in coded]
            left_out = self.sorting.left_out_by_people.get((group.id, subgroup_id), {})
            key = fingerprint(
                *shared, group.id, subgroup_id, rows, spoken, sorted(left_out.items())
            )
            self.used_parts["condense"].append(key)
            sections = self.store.read("condense", key)
            if sections is None:
                condensate = condense(
                    Subgroup(group.id, subgroup_id, coded, left_out), inputs_sha256=key,
                    config=config, lexicons=self.lexicons,
                )  # fmt: skip
                line = files_of.json_line(files_of.condensate_json(condensate))
                self.store.write("condense", key, {"condensate": line}, {})
            else:
                condensate = files_of.condensate_of(json.loads(sections["condensate"]))
            made.append(condensate)
        return made

    # -- synthesize ------------------------------------------------------------------------------

    @cached_property
    def categories(self) -> list[Category]:
        """One per code group, in the codebook's order.

        Where a person adopted an analytic text, it stands in the draft's place.
        """
        return list(map(self._category_in_place, self.drafted_categories))

    def _category_in_place(self, draft: Category) -> Category:
        text = self.study.texts.analytic.get(draft.group_id)
        if text is None:
            return draft
        key = fingerprint(self.recipes["synthesize"], draft.group_id)
        self.used_parts["synthesize"].append(key)
        sections = self.store.read("synthesize", key)
        if sections is not None:
            return files_of.category_of(json.loads(sections["category"]), draft.quotes)
        place = self.place(draft.group_id)
        made = adopted.adopted_category(
            draft, text, place, self.ground, self._written,
            follow=partial(adopted.id_now, text=text, migrations=self.study.migrations,
                           known=place.units),
            headings={name: self.headings[name] for name in place.units if name},
            digests=adopted.written_digests(
                draft.group_id, self.condensates, self.study.texts
            ),
        )  # fmt: skip
        line = files_of.json_line(files_of.category_json(made))
        self.store.write("synthesize", key, {"category": line}, {})
        return made

    @cached_property
    def drafted_categories(self) -> list[Category]:
        """The categories as stc drafts them, whether people adopted other texts or not."""
        assert self.codebook is not None
        shared = (program(), self.config.synthesize.model_dump(exclude={"counter_evidence"}))
        made: list[Category] = []
        for group in self.codebook.groups:
            own = tuple(c for c in self.condensates if c.group_id == group.id)
            heading = self.headings[group.id]
            key = fingerprint(*shared, group.id, heading, [c.inputs_sha256 for c in own],
                              self._speakers_of(group.id))  # fmt: skip
            self.used_parts["synthesize"].append(key)
            sections = self.store.read("synthesize", key)
            if sections is None:
                units = {
                    place[1]: tuple(row.unit for row in rows)
                    for place, rows in self.sorting.units.items()
                    if place[0] == group.id
                }
                written = lexicon(load_language(self.config.language_out))
                shown = {c.subgroup_id: units.get(c.subgroup_id, ()) for c in own}
                quotes = quotations(
                    shown, self.sorting.golden, group_id=group.id, config=self.config.synthesize,
                    lexicons=self.lexicons, linked=self.study.linked,
                )  # fmt: skip
                category = synthesize(
                    Material(own, units, written), tuple(quotes), group_id=group.id,
                    heading=heading, config=self.config.synthesize, lexicons=self.lexicons,
                )  # fmt: skip
                self.store.write("synthesize", key, {
                    "category": files_of.json_line(files_of.category_json(category)),
                    "quotes": csv_bytes(map(files_of.quote_row, category.quotes)),
                }, {})  # fmt: skip
            else:
                quotes = [files_of.quote_of(row) for row in csv_rows(sections["quotes"])]
                category = files_of.category_of(json.loads(sections["category"]), quotes)
            made.append(self._as_printed(category))
        return made

    # -- people's texts, see adopted.py ----------------------------------------------------------

    def place(self, group_id: str, *subgroups: str) -> adopted.Place:
        """What lies in the named subgroups of a group, or in all of it."""
        sorting = self.sorting
        return adopted.place_in(group_id, sorting.units, sorting.left_out_by_people, subgroups)

    @cached_property
    def ground(self) -> Ground:
        parts = Parts(self.outcomes, self.store, self.config)
        return Ground(parts, self.config, key=self.study.key, withdrawn=self.study.withdrawn)

    @cached_property
    def _written(self) -> Language:
        """The language that people write their texts in."""
        return load_language(self.config.language_out)

    def _as_printed(self, category: Category) -> Category:
        """A category with its quotations as they are printed."""
        language = self.config.language_out
        printings = by_words(self.study.printings)
        quotes = [replace(q, printed=as_printed(q, printings, language))
                  for q in category.quotes]  # fmt: skip
        return replace(category, quotes=tuple(quotes))

    def _speakers_of(self, group_id: str) -> list[tuple[object, ...]]:
        """What a quotation depends on beside the text: who spoke, where, and what people chose."""
        return [
            (*row.unit[:6], sorted(self.study.linked.intersection(row.unit.speakers)),
             self.sorting.golden.get(row.unit.unit_id, ()))
            for place, rows in self.sorting.units.items()
            if place[0] == group_id
            for row in rows
        ]  # fmt: skip
