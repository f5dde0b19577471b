"""What a person should look at after a run: sentences that name files and numbers, never people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from stc_cli import artefacts as files_of
from stc_cli.accounts import unplaced_rows
from stc_cli.cache import PartStore
from stc_cli.decisions.printings import by_words
from stc_cli.decisions.quotes import NAME as QUOTES_FILE
from stc_cli.errors import did_you_mean
from stc_cli.files import csv_rows
from stc_cli.languages import Language, load_language
from stc_cli.maps import Outcome
from stc_cli.records import Speaker
from stc_cli.reduces import Reduces
from stc_cli.roster import silent, unlisted
from stc_cli.stages.condense import LARGE, TOO_MANY
from stc_cli.stages.ingest import WITHDREW
from stc_cli.stages.quotations import lies_within
from stc_cli.text.budget import OVER_BUDGET
from stc_cli.text.characters import one_line
from stc_cli.workspace import Study, all_inputs, links


def remarks(study: Study, outcomes: Sequence[Outcome], *, read_anew: bool) -> list[str]:
    """Remarks on the study and its transcripts.

    `outcomes`: those of the transcripts that were read. `read_anew`: whether any transcript was;
    what is to be said of transcripts is said then.
    """
    found = [*_language_gaps(study)]
    if read_anew:
        found += [*_links(study), *_unused_settings(study, outcomes)]
        speakers = list(speakers_of(study, outcomes))
        found += [*_doubtful_labels(outcomes), *_nobody_named(speakers)]
        found += _unmet_filters(study, outcomes, speakers)
        found += [*_participants(study, speakers), *_unmet_withdrawals(study, outcomes, speakers)]
    return found


def decision_remarks(reduces: Reduces) -> Iterator[str]:
    """What of people's decisions needs a look."""
    parts = [outcome.parts["code"] for outcome in reduces.outcomes if "code" in outcome.parts]
    if not parts:
        return
    if unplaced := len(unplaced_rows(reduces)):
        yield (
            f"{_number(unplaced, 'decision')} could not be applied; 3_code/unplaced.csv says "
            "which, why, and where the passage may be now. They stay in the ledger."
        )
    if conflicts := sum(part.counts["conflicts"] for part in parts):
        yield (
            f"{_number(conflicts, 'contradiction')} between coders; 3_code/conflicts.csv says "
            "which. No later stage uses what is in dispute until somebody named under `order:` of "
            "`decisions:` in the study config has decided."
        )
    if moved := len(reduces.ledger.moved):
        yield (
            f"{_number(moved, 'decision')} followed their passages to another transcript; look for "
            '"moved" in 3_code/decisions.csv.'
        )
    if similar := sum(part.counts["similar"] for part in parts):
        yield (
            f"{_number(similar, 'decision')} now on words that were changed since; look for "
            '"similar" in 3_code/decisions.csv.'
        )


def condensate_remarks(reduces: Reduces) -> Iterator[str]:
    """Condensates that have no draft, or no room for all units."""
    drafts = [c for c in reduces.condensates if c.author == "draft"]
    for condensate in drafts:
        if any(row.reason == TOO_MANY for row in condensate.left_out):
            yield (
                f"{condensate.subgroup_id or condensate.group_id}: has more than {LARGE} units, so "
                "there is no draft of it. Say under `condense:` in the study config how many words "
                "it may have (`max_words: 1500`)."
            )
    if tight := [c for c in drafts if any(row.reason == OVER_BUDGET for row in c.left_out)]:
        units = sum(row.reason == OVER_BUDGET for c in tight for row in c.left_out)
        yield (
            f"{_number(units, 'unit')} in {_number(len(tight), 'condensate')} had no room within "
            "`condense: max_words`; 4_condense/condensates.md lists them."
        )


def quotation_remarks(reduces: Reduces) -> Iterator[str]:
    """Golden quotes that stand nowhere, and entries of quotes.yaml that nothing is printed by."""
    if nowhere := _golden_nowhere(reduces):
        yield (
            f"{_number(len(nowhere), 'golden quote')} shown nowhere, because the unit has no code "
            f"or was trimmed since ({_some(nowhere)}). Give it a code, or choose the quote anew."
        )
    printings = by_words(reduces.study.printings)
    if not printings:
        return  # nothing else needs to be loaded
    quotes = [quote for category in reduces.categories for quote in category.quotes]
    quoted = {(quote.transcript_id, one_line(quote.quote)) for quote in quotes}
    # People's own texts may have quotations that stc does not choose.
    written = [one_line(text.body) for text in reduces.study.texts.all]
    for key, printing in printings.items():
        printed = one_line(printing.printed(reduces.config.language_out))
        if key not in quoted and not any(printed in body for body in written):
            yield (
                f"{QUOTES_FILE}, line {printing.line}: nothing is printed so, because no "
                "quotation has these words. Note it with `stc decide quote`, or correct the words."
            )


def _golden_nowhere(reduces: Reduces) -> list[str]:
    """The unit of each golden quote that is shown nowhere."""
    if not reduces.sorting.golden:
        return []  # nothing else needs to be loaded
    units = {row.unit.unit_id: row.unit for rows in reduces.sorting.units.values() for row in rows}
    return [
        unit_id
        for unit_id, own in reduces.sorting.golden.items()
        for golden in own
        if unit_id not in units or not lies_within(units[unit_id], golden.spans)
    ]


def _some(names: Sequence[str]) -> str:
    """At most three of some names."""
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")


def _language_gaps(study: Study) -> Iterator[str]:
    for code in study.config.languages:
        language = load_language(code)
        if not language.complete:
            yield _gap(language)


def _gap(language: Language) -> str:
    lemmas = "and lemmas from simplemma" if language.has_lemmas else "and there are no lemmas"
    return (
        f'stc has no full data for "{language.code}": abbreviations, fillers, back-channels, '
        "hedges, negations, the shift to the third person and table labels are missing (labels "
        f"are English); tokens come from spaCy {lemmas}."
    )


def _links(study: Study) -> Iterator[str]:
    for name in links(study):
        yield f"{name}: is a symbolic link, which stc does not follow. Copy the file itself there."


def _unused_settings(study: Study, outcomes: Sequence[Outcome]) -> Iterator[str]:
    ids = [outcome.transcript_id for outcome in outcomes]
    for pattern in study.config.unmatched(ids):
        yield (
            f'{study.config_path}: "{pattern}" under `per_transcript:` is no transcript\'s id '
            "(ids are in 1_ingest/transcripts.csv)."
        )
    for name in study.config.meetings:
        if name not in ids and not study.withdrawn.holds(name):
            yield (
                f'{study.config_path}: "{name}" under `meetings:` is no transcript\'s id '
                f"(ids are in 1_ingest/transcripts.csv).{did_you_mean(name, ids)}"
            )


def _unmet_filters(
    study: Study, outcomes: Sequence[Outcome], speakers: Sequence[Speaker]
) -> Iterator[str]:
    """What tables ask for under `only:` and nothing meets; people are counted, not named."""
    ids = [outcome.transcript_id for outcome in outcomes]
    known = {row.speaker for row in speakers}
    for table in study.config.tables:
        for pattern in table.only.transcripts:
            if not any(fnmatchcase(name, pattern) for name in ids):
                yield (
                    f'{study.config_path}: "{pattern}" under `only: transcripts:` of the table '
                    f'"{table.id}" is no transcript\'s id.{did_you_mean(pattern, ids)}'
                )
        if unmet := sum(name not in known for name in table.only.speakers):
            yield (
                f'{study.config_path}: the table "{table.id}" has {_number(unmet, "name")} under '
                "`only: speakers:` that no speaker in the transcripts has."
            )


def _doubtful_labels(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        doubtful = outcome.parts["ingest"].counts["doubtful"]
        if doubtful:
            count = _number(doubtful, "doubtful speaker label")
            yield (
                f"{outcome.source}: {count}; `stc ingest --dry-run` shows which and why. Settle "
                "it under `speakers:` or `not_speakers:` in the study config."
            )


def _nobody_named(speakers: Sequence[Speaker]) -> Iterator[str]:
    named = {row.transcript_id for row in speakers if row.label_as_written or row.why == WITHDREW}
    for name in dict.fromkeys(row.transcript_id for row in speakers):
        if name not in named:
            yield (
                f"{name}: no speaker is named in it, so its turns are nobody's. If it has labels, "
                "name one of them under `speakers:` in the study config."
            )


def _unmet_withdrawals(
    study: Study, outcomes: Sequence[Outcome], speakers: Sequence[Speaker]
) -> Iterator[str]:
    """Acts that name a person who is not found, although their transcript is there."""
    told = study.key.replaced if study.key else str
    files = {outcome.sha256 for outcome in outcomes}
    there = {entry.transcript_id.casefold() for entry in all_inputs(study)}
    present = {row.transcript_id.casefold(): row.transcript_id for row in speakers}
    silent_in: dict[str, list[str]] = {}
    for row in speakers:
        if row.why == WITHDREW:
            silent_in.setdefault(row.transcript_id, []).append(row.speaker)
    acts = [act for act in study.withdrawn.acts if act.speaker]
    for number, act in enumerate(study.withdrawn.acts, start=1):
        names = {told(name) for name in (act.speaker, *act.names)}
        places = [
            present[name.casefold()] for name in act.transcripts if name.casefold() in present
        ]
        lost = [
            place
            for place in places
            if not names & {*silent_in.get(place, ())}
            and len(silent_in.get(place, ())) < sum(place in other.transcripts for other in acts)
        ]
        known = any(name.casefold() in there for name in act.transcripts) or files & {*act.files}
        if act.speaker and not act.everywhere and not known:
            yield (
                f"{study.name(study.decisions)}/withdrawn.jsonl: the transcripts of line {number} "
                "are not there any more. If one was renamed, add its new id to `transcripts` there."
            )
        if act.speaker and lost:
            yield (
                f"{study.name(study.decisions)}/withdrawn.jsonl: the person of line {number} was "
                f"not found in {', '.join(lost)}, so nothing of theirs was left out there. See "
                "`stc ingest --dry-run`."
            )


def _participants(study: Study, speakers: Sequence[Speaker]) -> Iterator[str]:
    ids = study.people.ids
    if not ids or study.participants_path is None:
        return
    name = study.name(study.participants_path)
    if unknown := unlisted(speakers, ids):
        places = list(dict.fromkeys(speaker.transcript_id for speaker in unknown))
        more = f" and {len(places) - 3} more" if len(places) > 3 else ""
        lack = "is" if len(unknown) == 1 else "are"
        yield (
            f"{name}: {_number(len(unknown), 'speaker')} (in {', '.join(places[:3])}{more}) {lack} "
            "not in the list; `stc check` names them."
        )
    if missing := silent(speakers, ids):
        say = "says" if len(missing) == 1 else "say"
        yield (
            f"{name}: {_number(len(missing), 'participant')} of the list {say} nothing in any "
            "transcript; `stc check` names them."
        )


def speakers_of(study: Study, outcomes: Sequence[Outcome]) -> Iterator[Speaker]:
    """The roster of every transcript that was read, from the cache."""
    store = PartStore(study.cache)
    for outcome in outcomes:
        sections = store.sound("ingest", outcome.parts["ingest"].key)
        yield from map(files_of.speaker_of, csv_rows(sections["speakers.csv"]))


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
