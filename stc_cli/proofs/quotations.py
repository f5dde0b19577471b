"""Every quotation is what somebody said: those that stc sets, and those in people's own texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from stc_cli import artefacts as files_of
from stc_cli.decisions.anchors import flat
from stc_cli.decisions.coding import Fate, quoted
from stc_cli.decisions.printings import as_printed, by_words
from stc_cli.decisions.scrubbed import MARK
from stc_cli.decisions.telling import told_decision
from stc_cli.decisions.texts import FOLDERS
from stc_cli.files import files_in, read_text
from stc_cli.languages import load_language
from stc_cli.output import Output
from stc_cli.proofs.coverage import used_units
from stc_cli.proofs.drafts import is_written
from stc_cli.records import Quote, Span, Turn, Unit
from stc_cli.stages.quotations import lies_within
from stc_cli.stages.segment import unit_text
from stc_cli.text.quoted import Quotation, quotations_in
from stc_cli.text.sentences import sentence_spans
from stc_cli.text.verbatim import SHORT, Place, Spoken, places, standing, words_said
from stc_cli.workspace import Study

QUOTES = "5_synthesize/quotes.csv"
NOWHERE = (
    "the quotation stands in no transcript. Give the words as they were said, with (…) for what is "
    "left out and [ ] around what is put in; a translation goes into quotes.yaml."
)
AS_DRAFTED = "the quotation is as a draft has it, without hesitations, and not letter for letter."
Used = Mapping[tuple[str, str], set[str]]  # by group and subgroup: the units that lie there


def quotation_breaks(output: Output, study: Study, proved: Counter[str]) -> Iterator[str]:
    """Rows of quotes.csv: verbatim, where their units lie, chosen and printed as people said."""
    units = {unit.unit_id: unit for unit in output.units}
    used = used_units(output, study)
    printings, language = by_words(study.printings), study.config.language_out
    for number, quote in enumerate(output.quotes, start=2):
        place = f"{QUOTES}, row {number}"
        unit = units.get(quote.unit_id)
        if unit is None or unit.transcript_id != quote.transcript_id:
            yield f"{place}: the unit {quote.unit_id} is not in units.csv."
            continue
        if unit_text(output.text(unit.transcript_id), quote.spans) != quote.quote:
            yield f"{place}: the quotation is not what stands in {quote.transcript_id}."
        if not lies_within(unit, quote.spans) or quote.speakers != unit.speakers:
            yield f"{place}: the quotation lies outside the unit {quote.unit_id}."
        if quote.unit_id not in used.get((quote.group_id, quote.subgroup_id), ()):
            yield f"{place}: the unit {quote.unit_id} does not lie where the quotation stands."
        if quote.printed != as_printed(quote, printings, language):
            yield f"{place}: is not printed as decisions/quotes.yaml says."
        elif not _is_said(quote, study):
            yield f"{place}: what is printed is not what was said, with elisions and brackets."
        if not quote.golden_by and not _is_whole(quote, unit, study):
            yield f"{place}: takes words out of a sentence, though nobody chose them."
        proved["quotations are verbatim"] += 1
    yield from _number_breaks(output, study)
    yield from _golden_breaks(output, study, units, used)


def _is_whole(quote: Quote, unit: Unit, study: Study) -> bool:
    """Whether a quotation is one or several whole sentences of its unit."""
    language = load_language(study.config.language_of(unit.transcript_id))
    sentences = sentence_spans(unit.text, language)
    starts, ends = ({span[n] for span in sentences} for n in (0, 1))
    return any(
        start + len(quote.quote) in ends and unit.text.startswith(quote.quote, start)
        for start in starts
    )


def _number_breaks(output: Output, study: Study) -> Iterator[str]:
    """No quotation stands twice in a place, nor more of stc's own than golden quotes leave room."""
    seen: set[tuple[object, ...]] = set()
    shown: Counter[tuple[str, str]] = Counter()
    for number, quote in enumerate(output.quotes, start=2):
        where = (quote.group_id, quote.subgroup_id)
        shown[where] += 1
        if (*where, quote.unit_id, quote.spans) in seen:
            yield f"{QUOTES}, row {number}: the quotation stands here a second time."
        elif not quote.golden_by and shown[where] > study.config.synthesize.quotes:
            yield f"{QUOTES}, row {number}: is more than `synthesize.quotes` asks for."
        seen.add((*where, quote.unit_id, quote.spans))


def _is_said(quote: Quote, study: Study) -> bool:
    """Whether what is printed stands in what was said, unless it is a translation."""
    language = study.config.language_out
    translations = [p.translations.get(language) for p in study.printings]
    return quote.printed in translations or _stands_in(quote.printed, _texts([quote.quote]))


def _texts(texts: Iterable[str]) -> Spoken:
    """Some texts, ready to be searched as turns are."""
    return Spoken("", [Turn("", "", number, "", "unknown", None, None, 0, len(text), text)
                       for number, text in enumerate(texts)])  # fmt: skip


def _stands_in(words: str, texts: Spoken) -> bool:
    return standing(words, [texts]) is not None


def _golden_breaks(
    output: Output, study: Study, units: Mapping[str, Unit], used: Used
) -> Iterator[str]:
    """Golden quotes are those that the ledger has; each stands wherever its unit lies."""
    chosen: dict[tuple[str, str], set[str]] = {}  # by unit and coder
    shown = {(q.group_id, q.subgroup_id, q.unit_id, coder, q.quote)
             for q in output.quotes for coder in q.golden_by.split(";")}  # fmt: skip
    for fate, words in _golden(output, study, units):
        chosen.setdefault((fate.unit_id, fate.coder), set()).add(words)
        for place, lying in used.items():
            key = (*place, fate.unit_id, fate.coder, words)
            if words and fate.unit_id in lying and key not in shown:
                yield (f"{QUOTES}: lacks the golden quote of {fate.coder}, line {fate.line}, in "
                       f"{place[1] or place[0]}.")  # fmt: skip
    for number, quote in enumerate(output.quotes, start=2):
        for coder in filter(None, quote.golden_by.split(";")):
            words_of = chosen.get((quote.unit_id, coder), set())
            if quote.quote not in words_of and "" not in words_of:
                yield f"{QUOTES}, row {number}: is no golden quote of {coder}."


def _golden(output: Output, study: Study, units: Mapping[str, Unit]) -> Iterator[tuple[Fate, str]]:
    """The golden quotes that hold, with their words; none where they read otherwise now."""
    ledger = {(d.coder, d.line): d for d in study.ledger.decisions}
    rows = output.rows("3_code/decisions.csv", files_of.DECISIONS, files_of.fate_of)
    for fate in rows:
        decision = ledger.get((fate.coder, fate.line))
        if (fate.act, fate.outcome) != ("quote", "applied") or decision is None:
            continue  # decisions.csv is proved elsewhere
        if study.key is not None:
            decision = told_decision(decision, study.key)
        words = flat(quoted(decision.quotation))
        if fate.unit_id in units:  # it may have been trimmed since, or its words corrected
            yield fate, words if words in units[fate.unit_id].text else ""


# -- people's own texts ----------------------------------------------------------------------------


def people_quotation_breaks(
    output: Output, study: Study, proved: Counter[str], listed: list[str]
) -> Iterator[str]:
    """Quotations in people's texts stand in a transcript, or are printed so by quotes.yaml.

    What may be as it should, and what only a person can tell, goes into `listed`: words in
    quotation marks that are too few, quotations that say not who said them, or somebody else, and
    those that lie in no unit of the text's subgroup or category.
    """
    said = _Said(output, study)
    for folder in FOLDERS.values():
        for path in files_in(study.decisions / folder, ".md"):
            text = read_text(path)
            about = said.about(folder, path.stem)
            for quotation in quotations_in(study.key.replaced(text) if study.key else text):
                where = f"{study.name(path)}, line {quotation.line}"
                stands, remarks = said.judged(quotation, about)
                proved["quotations in people's texts stand in a transcript"] += stands
                if not stands and not remarks:
                    yield f"{where}: {NOWHERE}"
                rows = (f"{where}: {remark}" for remark in remarks)
                listed += [row for row in rows if row not in listed]


class _About(NamedTuple):
    """What a person's text is about: an id, whether of a category, and the spans of its units.

    `spans`: by transcript, in order.
    """

    name: str
    is_category: bool
    spans: Mapping[str, Sequence[Span]]


@dataclass(frozen=True)
class _Said:
    """What was said in all transcripts, and what is printed of it."""

    output: Output
    study: Study

    @cached_property
    def turns(self) -> dict[str, list[Turn]]:
        """By transcript."""
        found: dict[str, list[Turn]] = {}
        for turn in self.output.turns:
            found.setdefault(turn.transcript_id, []).append(turn)
        return found

    @cached_property
    def spoken(self) -> list[Spoken]:
        return [Spoken(name, turns) for name, turns in self.turns.items()]

    @cached_property
    def labels(self) -> frozenset[str]:
        return frozenset(turn.speaker for turn in self.output.turns if turn.speaker)

    @cached_property
    def used(self) -> Used:
        return used_units(self.output, self.study)

    @cached_property
    def printed(self) -> Spoken:
        """What quotes.yaml prints for quotations."""
        printings = self.study.printings
        return _texts(text for p in printings for text in (p.edited, *p.translations.values()))

    @cached_property
    def drafted(self) -> Spoken:
        """The sentences of condensates that nobody wrote anew: they replay from what was said."""
        sentences = (s for condensate in self.output.condensates for s in condensate.sentences)
        return _texts(sentence.text for sentence in sentences if not is_written(sentence))

    def about(self, folder: str, name: str) -> _About:
        """What the text of this name in one of the folders is about."""
        is_category = folder == FOLDERS["analytic_text"]
        ids = {
            unit_id
            for (group_id, subgroup_id), units in self.used.items()
            for unit_id in units
            if name == (group_id if is_category else subgroup_id or group_id)
        }
        found: dict[str, list[Span]] = {}
        for unit in self.output.units:
            if unit.unit_id in ids:
                found.setdefault(unit.transcript_id, []).extend(unit.spans)
        ordered = {transcript_id: sorted(spans) for transcript_id, spans in found.items()}
        return _About(name, is_category, ordered)

    def judged(self, quotation: Quotation, about: _About) -> tuple[bool, list[str]]:
        """Whether a quotation stands, and what a person should look at, as clauses.

        One that does not stand, and of which there is nothing to say, is a break.
        """
        words = quotation.words
        is_long = words_said(words) > SHORT
        there = list(places(words, self.spoken))
        if there or _stands_in(words, self.printed):
            return True, list(self._remarks(quotation, there, about)) if is_long else []
        if MARK in words:
            return False, ["the quotation holds words that were withdrawn."]
        if _stands_in(words, self.drafted):
            return False, [AS_DRAFTED]
        return False, [] if is_long else ["words in quotation marks that nobody says."]

    def _remarks(
        self, quotation: Quotation, there: Sequence[Place], about: _About
    ) -> Iterator[str]:
        own = about.spans
        if there and not any(self._lies_in(p, own.get(p.transcript_id, ())) for p in there):
            yield f"the quotation stands in {there[0].transcript_id}, in no unit of {about.name}."
        if not about.is_category or self.study.config.attribution == "none":
            return
        if not quotation.attribution:
            yield "the quotation does not say who said it."
        elif there and not any(self._is_by(quotation.attribution, place) for place in there):
            yield f"the quotation names somebody else than who says it in {there[0].transcript_id}."

    def _lies_in(self, place: Place, own: Sequence[Span]) -> bool:
        """Whether every word of a place lies in one of some spans."""
        text = self.output.text(place.transcript_id)
        for start, end in place.spans:
            for span in own:
                if span.start < end and span.end > start:
                    if text[start : max(start, span.start)].strip():
                        return False
                    start = max(start, span.end)
            if text[start:end].strip():
                return False
        return True

    def _is_by(self, attribution: str, place: Place) -> bool:
        """Whether an attribution fits who speaks at a place: what it names of people and talks."""
        turns = self.turns[place.transcript_id]
        speakers = {
            turn.speaker
            for turn in turns
            for span in place.spans
            if turn.char_start < span.end and span.start < turn.char_end
        }
        people = {name for name in self.labels if _names(attribution, name)}
        talks = {name for name in self.turns if _names(attribution, name)}
        return people <= speakers and (not talks or place.transcript_id in talks)


def _names(attribution: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", attribution) is not None
