"""What a draft leaves out, passes over or opposes, it does for a reason that holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from stc_cli.languages import Language
from stc_cli.output import Output
from stc_cli.proofs.drafts import CONDENSATES, cleaned_text, is_written, languages_of, segments
from stc_cli.proofs.redrafted import Redrafted
from stc_cli.records import Condensate, Opposing, Unit
from stc_cli.stages.condense import LARGE, LESS_TELLING, NOTHING_SAID, TALK, TOO_MANY
from stc_cli.text.budget import OVER_BUDGET
from stc_cli.text.characters import word_count
from stc_cli.text.opposition import opposing_pairs
from stc_cli.workspace import Study


class _Line(NamedTuple):
    """A sentence of a unit in a draft, cleaned. `place`: of the unit in its subgroup, and in it."""

    place: tuple[int, int]
    sentence_id: str
    unit: Unit
    text: str

    @property
    def person(self) -> str:
        return f"{self.unit.transcript_id}:{';'.join(self.unit.speakers)}"


def reason_breaks(
    output: Output, study: Study, redrafted: Redrafted, proved: Counter[str]
) -> Iterator[str]:
    """Reasons of drafts: a person decided so, the config asks for it, or the words say it."""
    units = {unit.unit_id: unit for unit in output.units}
    languages = languages_of(output, study)
    for number, condensate in enumerate(output.condensates, start=1):
        place = f"{CONDENSATES}, line {number}"
        if condensate.author == "draft":
            yield from _left_out_breaks(place, condensate, redrafted)
            yield from _evidence_breaks(place, condensate, units, redrafted)
            lines = _lines(condensate, units, languages, redrafted)
            most = study.config.condense.max_words
            yield from _budget_breaks(place, condensate, lines, most, units, languages)
            if condensate.opposing != _opposing(lines, languages, redrafted):
                yield f"{place}: sets other sentences against each other than may say the opposite."
            proved["reasons for leaving out and passing over hold"] += len(
                condensate.left_out
            ) + len(condensate.passed_over)


def _left_out_breaks(place: str, condensate: Condensate, redrafted: Redrafted) -> Iterator[str]:
    """What a person left out is left out, with their reason; nobody else's reason counts."""
    where = (condensate.group_id, condensate.subgroup_id)
    decided = redrafted.left_out.get(where, {})
    given = dict(condensate.left_out)
    held = set(condensate.unit_ids)
    for unit_id, why in decided.items():
        if given.get(unit_id) != why:
            yield f"{place}: does not leave out {unit_id} as a person decided."
    for unit_id, reason in condensate.left_out:
        if unit_id in held:
            yield f"{place}: both holds the unit {unit_id} and leaves it out."
        if unit_id not in decided and reason not in (NOTHING_SAID, OVER_BUDGET, TOO_MANY):
            yield f"{place}: leaves out {unit_id} for a reason that nobody gave."


def _evidence_breaks(
    place: str, condensate: Condensate, units: Mapping[str, Unit], redrafted: Redrafted
) -> Iterator[str]:
    """The words by which a unit came here stand, but for a budget."""
    where = (condensate.group_id, condensate.subgroup_id)
    fired = {row.unit.unit_id: row.fired for row in redrafted.lying.get(where, ())}
    for row in condensate.passed_over:
        if row.reason in (TALK, LESS_TELLING) and row.unit_id in units:
            said = units[row.unit_id].text[row.start : row.end]
            if any(words in said for words in fired.get(row.unit_id, ())):
                yield (f"{place}: passes over character {row.start} to {row.end} of {row.unit_id}, "
                       "by which it has its code.")  # fmt: skip


def _lines(
    condensate: Condensate,
    units: Mapping[str, Unit],
    languages: Mapping[str, Language],
    redrafted: Redrafted,
) -> list[_Line]:
    """The sentences of units that stand, without those merged into them, as they lie."""
    where = (condensate.group_id, condensate.subgroup_id)
    rank = {row.unit.unit_id: n for n, row in enumerate(redrafted.lying.get(where, ()))}
    found = []
    for sentence in condensate.sentences:
        for segment in segments(sentence) if not is_written(sentence) else ():
            if segment.unit_id in rank and segment.unit_id in units:
                text = cleaned_text(segment.operations[0].now, languages[segment.unit_id])
                at = (rank[segment.unit_id], segment.at)
                found.append(_Line(at, sentence.sentence_id, units[segment.unit_id], text))
    return sorted(found, key=lambda line: line.place)


def _budget_breaks(
    place: str,
    condensate: Condensate,
    lines: list[_Line],
    most: int | None,
    units: Mapping[str, Unit],
    languages: Mapping[str, Language],
) -> Iterator[str]:
    """What lacks room lacks it because the config sets a budget, or has to."""
    over = [row for row in condensate.passed_over if row.reason == OVER_BUDGET]
    reasons = {row.reason for row in condensate.left_out}
    if over or OVER_BUDGET in reasons:
        if most is None:
            yield f"{place}: leaves something out for a budget of words that nobody set."
            return
        words = sum(word_count(line.text) for line in lines)
        for row in over:
            if row.unit_id in units:
                raw = units[row.unit_id].text[row.start : row.end]
                words += word_count(cleaned_text(raw, languages[row.unit_id]))
        if words <= most:
            yield f"{place}: leaves something out for a budget of words that has room for it."
    if TOO_MANY in reasons and (most is not None or len(condensate.left_out) <= LARGE):
        yield f"{place}: has no draft, though its units are not too many."


def _opposing(
    lines: list[_Line], languages: Mapping[str, Language], redrafted: Redrafted
) -> tuple[Opposing, ...]:
    """The pairs of sentences that may say the opposite."""
    lexicons = redrafted.lexicons
    pairs = opposing_pairs(
        [line.text for line in lines],
        [lexicons.of(line.unit.transcript_id).content(line.text) for line in lines],
        [line.person for line in lines],
        [languages[line.unit.unit_id] for line in lines],
    )
    return tuple(Opposing(lines[a].sentence_id, lines[b].sentence_id, why) for a, b, why in pairs)
