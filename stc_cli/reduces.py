"""The reduce stages: from the parts of all transcripts to condensates, categories and tables.

Everything is loaded when first asked for, so that a run in which nothing changed loads nothing.
Condensates are kept as parts by subgroup, categories by group.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any, NamedTuple

from stc_cli import adopted
from stc_cli import artefacts as files_of
from stc_cli.cache import PartStore, fingerprint, program
from stc_cli.codebook import Group, Place
from stc_cli.config import TableConfig, in_language
from stc_cli.decisions.coding import Fate
from stc_cli.decisions.counter import placed_answers
from stc_cli.decisions.ledger import Ledger
from stc_cli.decisions.lines import Act
from stc_cli.decisions.printings import as_printed, by_words
from stc_cli.decisions.texts import Kind
from stc_cli.files import csv_bytes, csv_rows
from stc_cli.ground import Ground
from stc_cli.languages import Language, load_language
from stc_cli.maps import Outcome
from stc_cli.records import (
    Assignment,
    Category,
    Condensate,
    CounterEvidence,
    Sentence,
    Span,
    Table,
    Turn,
    Unit,
)
from stc_cli.stages.code import in_use
from stc_cli.stages.condense import Coded, Subgroup, condense
from stc_cli.stages.contributors import Contribution, contributions, participants_by_key
from stc_cli.stages.counter_evidence import Talk, counter_evidence
from stc_cli.stages.ingest import WITHDREW
from stc_cli.stages.overview import terms_of
from stc_cli.stages.quotations import Golden, quotations
from stc_cli.stages.synthesize import Material, synthesize
from stc_cli.stages.table import Results, Standing, needs_stages, results_table
from stc_cli.text.tokens import Lexicon, Lexicons, lexicon
from stc_cli.work import units_of
from stc_cli.workspace import Study

Where = tuple[str, str]  # group id, subgroup id ("" for a group's unsorted units)


class _Coding(NamedTuple):
    """The units of one transcript and the assignments that later stages use."""

    units: dict[str, Unit]
    assignments: list[Assignment]


class Reduces:
    """What the reduce stages make of a study's parts.

    `outcomes`: in transcript order. `ledger`: with what moved between transcripts.
    """

    def __init__(
        self, study: Study, outcomes: Sequence[Outcome], ledger: Ledger | None = None
    ) -> None:
        self.config = study.config
        self.ledger = ledger or study.ledger
        self.key = study.key
        self.withdrawn = study.withdrawn
        self.codebook = study.codebook
        self.participants = study.people
        self.linked = study.linked
        self.printings = by_words(study.printings)
        self.answers = study.answers
        self.texts = study.texts
        self.migrations = study.migrations
        self.outcomes = outcomes
        self.store = PartStore(study.cache)
        self.used_parts: dict[str, list[str]] = {"overview": [], "condense": [], "synthesize": []}

    # -- recipes: the hash of what each stage is made from ---------------------------------------

    @cached_property
    def recipes(self) -> dict[str, str]:
        """Stage to the hash of all that goes into it; only stages whose inputs are there."""
        config = self.config
        words = load_language(config.language_out).sha256
        recipes = {
            stage: fingerprint(
                stage, program(), [(o.transcript_id, o.parts[stage].digest) for o in self.outcomes]
            )
            for stage in ("ingest", "segment", "code")
            if self.outcomes and all(stage in o.parts for o in self.outcomes)
        }
        heard = recipes.get("ingest")  # who talks, of which contributors.csv tells
        if "ingest" in recipes:
            recipes["overview"] = fingerprint(recipes["ingest"], words, config.title)
            people = self.participants
            recipes["ingest"] = fingerprint(recipes["ingest"], people.attributes, people.rows)
        if self.codebook is None:
            return recipes
        headings = sorted(self.headings.items())
        if "code" in recipes:
            codes = [place.code.id for place in self.codebook.places()]
            recipes["code"] = fingerprint(recipes["code"], codes)
            if self.ledger.decisions:  # unplaced.csv looks at the units of all transcripts
                recipes["code"] = fingerprint(
                    recipes["code"], recipes["segment"], self.ledger.decisions,
                    sorted(self.ledger.undone.items()),
                )  # fmt: skip
            recipes["condense"] = fingerprint(
                recipes["segment"],
                recipes["code"],
                config.condense.model_dump(),
                config.code.model_dump(),
                [self.language_sha256(o.transcript_id) for o in self.outcomes],
                words,
                headings,
                self._tree,
                self._adopted("condensate"),
            )
            recipes["synthesize"] = fingerprint(
                recipes["condense"],
                config.synthesize.model_dump(),
                config.attribution,
                self._adopted("analytic_text"),
                heard,
                sorted(self.linked),
                self.answers,
                sorted((*key, p.printed(config.language_out)) for key, p in self.printings.items()),
            )
        recipes["table"] = fingerprint([recipe for _, recipe in self.table_recipes(recipes)])
        return recipes

    def table_recipes(self, recipes: Mapping[str, str]) -> Iterator[tuple[TableConfig, str]]:
        """The tables that can be made, each with its recipe."""
        assert self.codebook is not None
        shared = (
            program(), self.config.language_out, self.config.attribution, self.config.status,
            [group.model_dump(include={"id", "name", "heading"}) for group in self.codebook.groups],
            sorted(self._all_headings), self._tree, sorted(self.linked),
        )  # fmt: skip
        for number, table in enumerate(self.config.tables, start=1):
            needed = [recipes.get("synthesize")] if needs_stages(table) else []
            if None not in needed:
                yield table, fingerprint(shared, number, table.model_dump(), needed)

    @property
    def _tree(self) -> list[tuple[str, list[str]]]:
        assert self.codebook is not None
        return [(group.id, [s.id for s in group.subgroups]) for group in self.codebook.groups]

    @cached_property
    def _all_headings(self) -> list[str]:
        """Every heading and code name in every language, as text."""
        assert self.codebook is not None
        headings = [[e.id, e.name, e.heading] for e in self.codebook.entries()]
        names = [[place.code.id, place.code.name] for place in self.codebook.places()]
        return [json.dumps(row) for row in (*headings, *names)]

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

    @cached_property
    def _coding(self) -> list[_Coding]:
        """The coded units of every transcript, in order."""
        codings: list[_Coding] = []
        for outcome in self.outcomes:
            rows = csv_rows(self.section(outcome, "code", "assignments.csv"))
            assignments = [
                a for a in map(files_of.assignment_of, rows) if in_use(a, self.config.code)
            ]
            coded = {a.unit_id for a in assignments}
            section = self.section(outcome, "segment", "units.csv")
            units = {
                row[0]: files_of.unit_of(row)
                for row in csv_rows(section)
                if row[0] in coded and row[9] != "set_aside"
            }
            codings.append(_Coding(units, assignments))
        return codings

    @cached_property
    def sorted_units(self) -> dict[Where, list[Coded]]:
        """The units of each subgroup, by code in the codebook's order, then as the talk went.

        A unit stands once in a subgroup, under the first of its codes there, with the evidence for
        all of them.
        """
        assert self.codebook is not None
        rank = {place.code.id: n for n, place in enumerate(self.codebook.places())}
        found: dict[Where, dict[str, Coded]] = {
            (group_id, subgroup): {}
            for group_id, subgroups in self._tree
            for subgroup in ("", *subgroups)
        }
        for coding in self._coding:
            for assignment in coding.assignments:
                unit = coding.units.get(assignment.unit_id)
                if unit is not None:
                    own = found[assignment.group_id, assignment.subgroup_id]
                    first = own.get(unit.unit_id, Coded(unit, assignment.code_id))
                    evidence = "; ".join(filter(None, (first.evidence, assignment.evidence)))
                    own[unit.unit_id] = first._replace(evidence=evidence)
        return {
            place: sorted(rows.values(), key=lambda coded: rank[coded.code_id])
            for place, rows in found.items()
        }

    def holding(self, act: Act) -> Iterator[tuple[Outcome, Fate]]:
        """The decisions of one kind that hold, each with its transcript, in order."""
        for outcome in self.outcomes:
            if outcome.parts["code"].counts["decisions"]:
                rows = csv_rows(self.section(outcome, "code", "decisions.csv"))
                for fate in map(files_of.fate_of, rows):
                    if fate.act == act and fate.outcome == "applied":
                        yield outcome, fate

    @cached_property
    def golden(self) -> dict[str, tuple[Golden, ...]]:
        """The golden quotes of each unit that has some, those of several coders as one."""
        spans: dict[tuple[str, str], tuple[Span, ...]] = {}
        chosen: dict[str, dict[tuple[Span, ...], list[str]]] = {}
        for outcome, fate in self.holding("quote"):
            if (fate.coder, str(fate.line)) not in spans:
                rows = csv_rows(self.section(outcome, "segment", "found"))
                spans |= {(row[0], row[1]): files_of.spans_of(row[7]) for row in rows if row[7]}
            own = chosen.setdefault(fate.unit_id, {})
            own.setdefault(spans[fate.coder, str(fate.line)], []).append(fate.coder)
        return {
            unit_id: tuple(Golden(spans, ";".join(sorted(set(by)))) for spans, by in own.items())
            for unit_id, own in chosen.items()
        }

    @cached_property
    def left_out_by_people(self) -> dict[Where, dict[str, str]]:
        """The units that people left out of the condensate of a subgroup, each with who and why."""
        found: dict[Where, dict[str, str]] = {}
        for _, fate in self.holding("leave_out"):
            for place, rows in self.sorted_units.items():
                if place[0] == fate.group_id and fate.subgroup_id in ("", place[1]):
                    for unit_id in {row.unit.unit_id for row in rows} & {*fate.unit_id.split(";")}:
                        own = found.setdefault(place, {})
                        why = f"left out by {fate.coder}: {fate.reason}"
                        own[unit_id] = "; ".join(filter(None, (own.get(unit_id), why)))
        return found

    def _places(self) -> Iterator[tuple[Group, str]]:
        """Where condensates stand: a group's unsorted units first, then its subgroups."""
        assert self.codebook is not None
        for group in self.codebook.groups:
            if self.sorted_units[group.id, ""] or group.id in self.texts.condensates:
                yield group, ""
            for subgroup in group.subgroups:
                yield group, subgroup.id

    # -- condense --------------------------------------------------------------------------------

    @cached_property
    def condensates(self) -> list[Condensate]:
        """One per subgroup, and one per group that has unsorted units, in the codebook's order.

        Where a person adopted a text, it stands in the draft's place.
        """
        return list(map(self._condensate_in_place, self.drafts))

    def _condensate_in_place(self, draft: Condensate) -> Condensate:
        text = self.texts.condensates.get(draft.subgroup_id or draft.group_id)
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
        for group, subgroup_id in self._places():
            coded = self.sorted_units[group.id, subgroup_id]
            rows = [(row.unit.unit_id, row.code_id, row.evidence, row.unit.text,
                     row.unit.speakers) for row in coded]  # fmt: skip
            spoken = [self.language_sha256(row.unit.transcript_id) for row in coded]
            left_out = self.left_out_by_people.get((group.id, subgroup_id), {})
            key = fingerprint(*shared, group.id, subgroup_id, rows, spoken, sorted(left_out.items()))
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
        text = self.texts.analytic.get(draft.group_id)
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
            follow=partial(adopted.id_now, text=text, migrations=self.migrations,
                           known=place.units),
            headings={name: self.headings[name] for name in place.units if name},
            digests=self._digests(draft.group_id),
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
                    for place, rows in self.sorted_units.items()
                    if place[0] == group.id
                }
                written = lexicon(load_language(self.config.language_out))
                shown = {c.subgroup_id: units.get(c.subgroup_id, ()) for c in own}
                quotes = quotations(
                    shown, self.golden, group_id=group.id, config=self.config.synthesize,
                    lexicons=self.lexicons, linked=self.linked,
                )  # fmt: skip
                category = synthesize(
                    Material(own, units, written), tuple(quotes), group_id=group.id, heading=heading,
                    config=self.config.synthesize, lexicons=self.lexicons,
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

    def _adopted(self, kind: Kind) -> list[object]:
        """What a stage's results depend on of people's texts; nothing where there are none."""
        own = [(text.file, text.whole) for text in self.texts.of(kind).values()]
        withdrawn = [act.line() for act in self.withdrawn.acts]
        renamed = [act.line() for act in self.migrations.acts]
        return [own, withdrawn, renamed] if own else []

    def place(self, group_id: str, *subgroups: str) -> adopted.Place:
        """What lies in the named subgroups of a group, or in all of it."""
        units = {
            subgroup: [row.unit for row in rows]
            for (group, subgroup), rows in self.sorted_units.items()
            if group == group_id and (not subgroups or subgroup in subgroups)
        }
        excused: dict[str, str] = {}
        for subgroup in units:
            excused |= self.left_out_by_people.get((group_id, subgroup), {})
        return adopted.Place(group_id, units, excused)

    @cached_property
    def ground(self) -> Ground:
        return Ground(self.outcomes, self.store, self.config, key=self.key,
                      withdrawn=self.withdrawn)  # fmt: skip

    @cached_property
    def _written(self) -> Language:
        """The language that people write their texts in."""
        return load_language(self.config.language_out)

    def _digests(self, group_id: str) -> dict[str, str]:
        """The digests of a group's condensates that people wrote, by subgroup id."""
        return {
            c.subgroup_id: self.texts.condensates[c.subgroup_id or group_id].digest
            for c in self.condensates
            if c.group_id == group_id and c.author == "human"
        }

    def _as_printed(self, category: Category) -> Category:
        """A category with its quotations as they are printed."""
        language = self.config.language_out
        quotes = [replace(q, printed=as_printed(q, self.printings, language))
                  for q in category.quotes]  # fmt: skip
        return replace(category, quotes=tuple(quotes))

    def _speakers_of(self, group_id: str) -> list[tuple[object, ...]]:
        """What a quotation depends on beside the text: who spoke, where, and what people chose."""
        return [
            (*row.unit[:6], sorted(self.linked.intersection(row.unit.speakers)),
             self.golden.get(row.unit.unit_id, ()))
            for place, rows in self.sorted_units.items()
            if place[0] == group_id
            for row in rows
        ]  # fmt: skip

    def counter_evidence(self) -> list[CounterEvidence]:
        """Passages of all participants that may speak against the categories' statements."""
        units: list[Unit] = []
        contents: list[frozenset[str]] = []
        for outcome in self.outcomes:
            sections = self.store.sound("segment", outcome.parts["segment"].key)
            lines = sections["content"].decode().split("\n")
            for unit, content in zip(units_of(sections), lines, strict=False):
                if unit.state != "set_aside":
                    units.append(unit)
                    contents.append(frozenset(content.split()))
        coded = {row.unit.unit_id for rows in self.sorted_units.values() for row in rows}
        talk = Talk(units, contents, self.lexicons, coded=coded, linked=self.linked)
        answers = placed_answers(self.answers, units, self.config.language_of)
        rows = counter_evidence(
            self.categories, talk, self._lexicon_of(units),
            most=self.config.synthesize.counter_evidence, asked=answers.asked(self.categories),
        )  # fmt: skip
        return answers.given(rows, self.categories)

    def _lexicon_of(self, units: Sequence[Unit]) -> Callable[[Sentence], Lexicon]:
        """The language of a statement: of its first unit, or that of people's texts."""
        written = lexicon(load_language(self.config.language_out))
        theirs = {
            sentence.sentence_id
            for condensate in self.condensates
            for sentence in condensate.sentences
            if any(operation.op == "write" for operation in sentence.operations)
        }
        spoken = {unit.unit_id: unit.transcript_id for unit in units}

        def of(statement: Sentence) -> Lexicon:
            drafted = not any(
                op.op == "write" or op.source in theirs for op in statement.operations
            )
            first = next((spoken[u] for u in statement.unit_ids if u in spoken), "")
            return self.lexicons.of(first) if drafted and first else written

        return of

    def contributions(self) -> Iterator[Contribution]:
        """How much of each category and subtheme comes from whom; see stages/contributors.py."""
        speakers = (
            row
            for outcome in self.outcomes
            for row in map(
                files_of.speaker_of, csv_rows(self.section(outcome, "ingest", "speakers.csv"))
            )
            if row.why != WITHDREW
        )
        lying = {place: [row.unit for row in rows] for place, rows in self.sorted_units.items()}
        names = [outcome.transcript_id for outcome in self.outcomes]
        return contributions(lying, participants_by_key(speakers, self.linked), names)

    # -- table -----------------------------------------------------------------------------------

    @cached_property
    def standing(self) -> dict[Where, Standing]:
        """Who and what stands behind each subgroup."""
        return {
            place: Standing(
                tuple(row.unit.unit_id for row in rows),
                tuple(sorted({f"{row.unit.transcript_id}:{speaker}"
                              for row in rows for speaker in row.unit.speakers})),
                tuple(sorted({row.unit.transcript_id for row in rows})),
            )
            for place, rows in self.sorted_units.items()
        }  # fmt: skip

    def table(self, entry: TableConfig) -> Table:
        """One configured table, ready for any format."""
        assert self.codebook is not None
        results = Results({}, ())
        if needs_stages(entry):
            quotes = [quote for category in self.categories for quote in category.quotes]
            results = Results(self.standing, quotes, self.linked)
        language = entry.language or self.config.language_out
        return results_table(
            entry,
            number=self.config.tables.index(entry) + 1,
            title=in_language(entry.title, language, self.config.language_out),
            codebook=self.codebook,
            results=results,
            language=language,
            attribution=self.config.attribution,
            final=self.config.status == "final",
        )
