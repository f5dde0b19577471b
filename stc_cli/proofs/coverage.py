"""Nobody's words are missing from a draft: each unit, and each sentence of it, is accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from stc_cli.artefacts import COVERAGE
from stc_cli.config import Condense
from stc_cli.languages import Language
from stc_cli.output import Output
from stc_cli.proofs.drafts import CONDENSATES, cleaned_text, is_written, languages_of, segments
from stc_cli.records import Condensate, Span, Unit
from stc_cli.stages.code import in_use
from stc_cli.stages.condense import LESS_TELLING, NOTHING_SAID, REASONS, TALK
from stc_cli.text.characters import word_count
from stc_cli.text.nothing_said import says_nothing
from stc_cli.text.sentences import sentence_spans
from stc_cli.text.telling import turns
from stc_cli.workspace import Study

COVERED = "4_condense/coverage.csv"
STANDS, MERGED = "stands", "stands as another unit's sentence"
Place = tuple[str, str]  # group id, subgroup id ("" for a group's unsorted units)


def coverage_breaks(output: Output, study: Study, proved: Counter[str]) -> Iterator[str]:
    """No unit of a subgroup, and no sentence of a drafted unit, is lost."""
    units = {unit.unit_id: unit for unit in output.units}
    languages = languages_of(output, study)
    for number, condensate in enumerate(output.condensates, start=1):
        place = f"{CONDENSATES}, line {number}"
        if condensate.author == "draft":
            yield from _account_breaks(place, condensate, units, languages, study.config.condense)
            proved["sentences of units are in the draft or passed over"] += len(
                condensate.passed_over
            ) + sum(len(segments(sentence)) for sentence in condensate.sentences)
    yield from _unit_breaks(output, study)
    yield from _listing_breaks(output, units)


class _Account:
    """What became of the sentences of a condensate's units: by unit and place."""

    def __init__(self, condensate: Condensate) -> None:
        self.fates: dict[tuple[str, int], tuple[str, str]] = {}
        self.twice: list[str] = []
        for sentence in condensate.sentences:
            if is_written(sentence):
                continue
            for segment in segments(sentence):
                self._add(segment.unit_id, segment.at, segment.operations[0].now, STANDS)
            for op in sentence.operations:
                if op.op == "merge":
                    self._add(op.source, op.at, op.was, MERGED)

    def passed_over(self, condensate: Condensate, units: Mapping[str, Unit]) -> None:
        for row in condensate.passed_over:
            text = units[row.unit_id].text if row.unit_id in units else ""
            self._add(row.unit_id, row.start, text[row.start : row.end], row.reason)

    def _add(self, unit_id: str, at: int, words: str, fate: str) -> None:
        if (unit_id, at) in self.fates:
            self.twice.append(unit_id)
        self.fates[unit_id, at] = (words, fate)


def _account_breaks(
    place: str,
    condensate: Condensate,
    units: Mapping[str, Unit],
    languages: Mapping[str, Language],
    config: Condense,
) -> Iterator[str]:
    account = _Account(condensate)
    account.passed_over(condensate, units)
    for unit_id in account.twice:
        yield f"{place}: takes the same words of {unit_id} twice."
    silent = {row.unit_id for row in condensate.left_out if row.reason == NOTHING_SAID}
    named = dict.fromkeys([*(unit_id for unit_id, _ in account.fates), *sorted(silent)])
    for unit_id in named:
        if unit_id in units:
            yield from _unit_account(place, units[unit_id], account, languages[unit_id], config)
    for unit_id, at in sorted(account.fates):
        yield f"{place}: takes words from within a sentence of {unit_id}, character {at}."


def _unit_account(
    place: str, unit: Unit, account: _Account, language: Language, config: Condense
) -> Iterator[str]:
    """Each sentence stands in the draft, says nothing, or was passed over for its reason."""
    fates: list[tuple[str, str]] = []  # cleaned sentence, what became of it
    for span in sentence_spans(unit.text, language):
        raw = unit.text[span.start : span.end]
        cleaned = cleaned_text(raw, language)
        words, fate = account.fates.pop((unit.unit_id, span.start), ("", ""))
        if words != (raw if cleaned else ""):
            yield f"{place}: does not hold {_characters(span)} of {unit.unit_id}."
        elif cleaned:
            fates.append((cleaned, fate))
            if fate == TALK and not says_nothing(cleaned, language):
                yield f"{place}: passes over {_characters(span)} of {unit.unit_id}, no mere talk."
            elif fate not in (*REASONS, STANDS, MERGED):
                yield f"{place}: passes over a sentence of {unit.unit_id} for no known reason."
    saying = [(text, fate) for text, fate in fates if fate != TALK]
    yield from _telling_breaks(place, unit.unit_id, saying, language, config)


def _telling_breaks(
    place: str,
    unit_id: str,
    saying: Sequence[tuple[str, str]],
    language: Language,
    config: Condense,
) -> Iterator[str]:
    """Enough of the unit stands, and no contrast is torn from what it turns against."""
    total = sum(word_count(text) for text, _ in saying)
    less = sum(word_count(text) for text, fate in saying if fate == LESS_TELLING)
    if less and total - less < config.keep * total - 1e-9:
        yield f"{place}: keeps less of {unit_id} than `condense.keep` asks for."
    for (_, before), (text, fate) in pairwise(saying):
        apart = MERGED not in (before, fate) and (before == STANDS) != (fate == STANDS)
        if apart and turns(text, language):
            yield f"{place}: tears a contrast in {unit_id} from what it turns against."


def _characters(span: Span) -> str:
    return f"character {span.start} to {span.end}"


def used_units(output: Output, study: Study) -> dict[Place, set[str]]:
    """The units of each subgroup that later stages use."""
    standing = {unit.unit_id for unit in output.units if unit.state != "set_aside"}
    found: dict[Place, set[str]] = {}
    for row in output.assignments:
        if in_use(row, study.config.code) and row.unit_id in standing:
            found.setdefault((row.group_id, row.subgroup_id), set()).add(row.unit_id)
    return found


def _unit_breaks(output: Output, study: Study) -> Iterator[str]:
    """Every unit of a subgroup is in its condensate or left out with a reason."""
    expected = used_units(output, study)
    for number, condensate in enumerate(output.condensates, start=1):
        wanted = expected.pop((condensate.group_id, condensate.subgroup_id), set())
        held = set(condensate.unit_ids)
        left = {row.unit_id for row in condensate.left_out if row.reason}
        for unit_id in sorted(wanted - held - left):
            yield (f"{CONDENSATES}, line {number}: the unit {unit_id} is neither in the condensate "
                   "nor left out with a reason.")  # fmt: skip
        for unit_id in sorted((held | left) - wanted):
            yield f"{CONDENSATES}, line {number}: the unit {unit_id} does not belong there."
    for (group_id, subgroup_id), missing in sorted(expected.items()):
        yield (f"{CONDENSATES}: there is no condensate for {subgroup_id or group_id}, where "
               f"{len(missing)} units lie.")  # fmt: skip


def _listing_breaks(output: Output, units: Mapping[str, Unit]) -> Iterator[str]:
    """coverage.csv says of each unit what the condensates say, and how many of its words stand."""
    told: dict[tuple[str, ...], tuple[str, str]] = {}
    for condensate in output.condensates:
        kept: Counter[str] = Counter()
        for sentence in condensate.sentences:
            kept.update(dict.fromkeys(sentence.unit_ids[:1], word_count(sentence.text)))
        fates = [(unit_id, "true", "") for unit_id in condensate.unit_ids]
        fates += [(row.unit_id, "false", row.reason) for row in condensate.left_out]
        for fate in fates:
            unit = units.get(fate[0])
            numbers = (str(unit.words if unit else 0), str(kept[fate[0]]))
            told[condensate.group_id, condensate.subgroup_id, *fate] = numbers
    for number, row in enumerate(output.rows(COVERED, COVERAGE, tuple), start=2):
        if told.pop(row[:5], ()) != row[5:7]:
            yield f"{COVERED}, row {number}: is not what the condensates say."
    for _, _, unit_id, *_ in sorted(told):
        yield f"{COVERED}: does not list the unit {unit_id}."
