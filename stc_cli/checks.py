"""Checks on a study as the researchers wrote it: errors to mend, advice to weigh.

The advice follows Malterud (2012): four to eight preliminary themes per reader, and what
`lints.py` says of the codebook.
"""

from __future__ import annotations

from collections.abc import Iterator

from stc_cli import artefacts as files_of
from stc_cli.codebook import Codebook
from stc_cli.decisions.coding import quoted
from stc_cli.decisions.counter import NAME as COUNTER_EVIDENCE
from stc_cli.decisions.counter import placed_answers
from stc_cli.decisions.ledger import ledger_path
from stc_cli.decisions.migrations import NAME as MIGRATIONS
from stc_cli.decisions.scrubbed import MARK
from stc_cli.decisions.themes import FEWEST, MOST, negotiated, readings, theme_remarks, unsettled
from stc_cli.decisions.withdrawn import NAME as WITHDRAWN
from stc_cli.errors import StcError, UsageError
from stc_cli.files import csv_rows, read_bytes
from stc_cli.findings import Findings
from stc_cli.leaks import leaky_files
from stc_cli.lints import Finding as Finding  # what `check` gives
from stc_cli.lints import Where, advice, counted, lints, read_coding
from stc_cli.output import Output
from stc_cli.pipeline import NAMES
from stc_cli.roster import silent, unlisted
from stc_cli.runner import check_rules, map_task
from stc_cli.status import status
from stc_cli.table_config import ParticipantsTable
from stc_cli.tables.narrowing import Narrowed
from stc_cli.tables.participants import rare_combinations
from stc_cli.text_checks import gaps, missing_sections, people_counts
from stc_cli.text_states import last_states
from stc_cli.workspace import Study

_KINDS = {"code": "code", "subgroup": "subgroup", "group": "code group"}


def check(study: Study) -> list[Finding]:
    """Everything there is to remark, in the order of the study's files.

    Raises UsageError for what keeps stc from reading the study at all.
    """
    findings = [*_names(study), *_participants(study), *_rare(study)]
    if study.codebook is None:
        return [*findings, Finding("error", str(_no_codebook(study)))]
    findings += [
        *_rules(study),
        *_codebook(study, study.codebook),
        *_followers(study, study.codebook),
        *_themes(study, study.codebook),
        *_withdrawn_words(study),
        *_lost_answers(study),
        *_divided(study),
        *people_counts(study),
        *gaps(study),
        *missing_sections(study),
    ]
    if study.config.status != "final":
        findings += (advice(row.told) for row in last_states(study)
                     if row.state in ("stale", "misplaced"))  # fmt: skip
    else:
        findings += _not_final(study)
    return findings


def _no_codebook(study: Study) -> UsageError:
    try:
        study.required_codebook()
    except UsageError as error:
        return error
    raise AssertionError("asked for the error of a study that has a codebook")


def _names(study: Study) -> Iterator[Finding]:
    """Terms of the pseudonym key where none may stand; never the terms themselves."""
    if study.key is None:
        return
    for row in leaky_files(study):
        if not row.terms:
            yield advice(f"{row.name}: {row.place}, so it cannot be searched for names. Look "
                          "yourself.")  # fmt: skip
            continue
        how = (
            "Write the pseudonym there instead; the withdrawal stays in force."
            if row.name.endswith(f"/{WITHDRAWN}")
            else "Put it under `allow:` there if it is an everyday word; else take it out, or run "
            "`stc analyze` if the key is newer than the file."
        )
        more = f", and {row.terms - 1} more" if row.terms > 1 else ""
        yield Finding(
            "error",
            f"{row.name}, {row.place}: holds a term of the pseudonym key (line {row.key_line} of "
            f"the key{more}). {how}",
        )
    for term in study.key.ambiguous:
        yield advice(
            f"the pseudonym key, line {term.line}: this term stands for somebody else too, so "
            "`stc check` cannot tell them apart. Choose another replacement."
        )


def _participants(study: Study) -> Iterator[Finding]:
    """Speakers and the participants' list, each without the other."""
    ids = study.people.ids
    try:
        artefact = "1_ingest/speakers.csv"
        speakers = Output(study.out).rows(artefact, files_of.SPEAKERS, files_of.speaker_of)
    except StcError:  # not there, or written by an earlier version
        return
    if not ids or study.participants_path is None:
        return
    name = study.name(study.participants_path)
    for speaker in unlisted(speakers, ids):
        yield advice(f'{name}: does not list "{speaker.speaker}" of {speaker.transcript_id}.')
    for participant in silent(speakers, ids):
        yield advice(f'{name}: "{participant}" says nothing in any transcript.')


def _rare(study: Study) -> Iterator[Finding]:
    """Lists of participants that tell some apart by what they show; never the values."""
    for table in study.config.tables:
        if not isinstance(table, ParticipantsTable) or table.layout != "list":
            continue
        material = Findings(study)
        try:
            people = Narrowed(material, table.only).people
        except StcError:
            people = study.people  # ingest has not run
        shown = table.columns or people.attributes
        if alone := rare_combinations(shown, people):
            yield advice(
                f'the table "{table.id}": {counted(alone, "participant")} can be told from '
                f"everybody else by what it shows together ({', '.join(shown)}). Leave out an "
                "attribute, make its values broader, or use `layout: summary`."
            )


def _rules(study: Study) -> Iterator[Finding]:
    try:
        check_rules(study, map_task(study, NAMES))
    except UsageError as error:
        yield Finding("error", str(error))


def _codebook(study: Study, codebook: Codebook) -> Iterator[Finding]:
    """The codebook's lints; what rules find only where the last run was of this codebook."""
    assert study.codebook_path is not None
    where = Where(study.codebook_path, study.name(study.codebook_path))
    coding = read_coding(study.out)
    if coding is not None:
        row = next(row for row in status(study) if row.stage == "code")
        if row.state == "stale":
            coding = None
            yield advice(f"code is stale: {row.why}. What the rules find is looked at again after "
                         "`stc code`.")  # fmt: skip
    yield from lints(codebook, coding, where, study.config.language_out)


def _followers(study: Study, codebook: Codebook) -> Iterator[Finding]:
    """Decisions, and acts on the codebook, that name what the codebook does not have."""
    lines: dict[tuple[str, str], list[int]] = {}
    for (coder, line), reason in study.ledger.unclear.items():
        lines.setdefault((coder, reason), []).append(line)
    for (coder, reason), numbers in lines.items():
        name = study.name(ledger_path(study.decisions, coder))
        where = f"line{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
        yield advice(f"{name}, {where}: {reason}{'' if reason[-1] in '.?' else '.'}")
    codes = {place.code.id for place in codebook.places()}
    entries = {entry.id for entry in codebook.entries()}
    last = {(act.kind, new): act for act in study.migrations.acts for new in act.targets}
    became = {(act.kind, old) for act in study.migrations.acts for old in act.sources
              if old not in act.targets}  # fmt: skip
    for (kind, new), act in last.items():
        if new not in (codes if kind == "code" else entries) and (kind, new) not in became:
            old = ", ".join(f'"{name}"' for name in act.sources)
            yield advice(
                f'{study.name(study.decisions / MIGRATIONS)}: {old} became "{new}" by a '
                f'{act.act}, but the codebook has no {_KINDS[kind]} "{new}", so older decisions '
                "have no place."
            )


def _themes(study: Study, codebook: Codebook) -> Iterator[Finding]:
    themes = negotiated(study.decisions, [group.id for group in codebook.groups])
    found = readings(study.decisions)
    for reading in found:
        if not FEWEST <= len(reading.themes) <= MOST:
            yield advice(f"{study.name(reading.path)}: has "
                          f"{counted(len(reading.themes), 'preliminary theme')}; "
                          f"{FEWEST} to {MOST} are usual.")  # fmt: skip
    for reader, theme in unsettled(found, themes):
        yield advice(f'decisions/themes/negotiated.yaml: does not say what became of "{theme}" '
                      f"({reader}).")  # fmt: skip
    for text in theme_remarks(found, themes, codebook):
        yield advice(text)


def _withdrawn_words(study: Study) -> Iterator[Finding]:
    """Lines of ledgers with words of somebody who withdrew: they came back from a copy."""
    output = Output(study.out)
    try:
        fates = output.rows("3_code/decisions.csv", files_of.DECISIONS, files_of.fate_of)
    except StcError:
        return
    lines = {(decision.coder, decision.line): decision for decision in study.ledger.decisions}
    for fate in fates:
        decision = lines.get((fate.coder, fate.line))
        if fate.outcome == "withdrawn" and decision and quoted(decision.unit) != MARK:
            name = study.name(ledger_path(study.decisions, fate.coder))
            yield Finding(
                "error",
                f"{name}, line {fate.line}: holds words of somebody who withdrew. Run the same "
                "`stc withdraw` again, which takes them out.",
            )


def _lost_answers(study: Study) -> Iterator[Finding]:
    """Answers about counter-evidence whose passage is not there any more."""
    try:
        units = Output(study.out).units if study.answers else []
    except StcError:
        return
    gone = placed_answers(study.answers, units, study.config.language_of).gone if units else ()
    lost = {answer.key for answer in gone}
    for number, answer in enumerate(study.answers, start=2):
        if answer.key in lost:
            name = study.name(study.decisions / COUNTER_EVIDENCE)
            yield advice(
                f"{name}, row {number}: the passage that {answer.by} answered about is not in "
                "the transcripts any more. The answer stays here and counts for nothing."
            )


def _divided(study: Study) -> Iterator[Finding]:
    """Drafted condensates with views that may oppose each other."""
    try:
        condensates = Output(study.out).condensates
    except StcError:
        return
    for condensate in condensates:
        if pairs := [f"{row.sentence_id} and {row.other_id}" for row in condensate.opposing]:
            name = condensate.subgroup_id or condensate.group_id
            yield advice(
                f'the condensate of "{name}" has views that may oppose each other '
                f"({', '.join(pairs)}). Split the subgroup?"
            )


def _not_final(study: Study) -> Iterator[Finding]:
    """Why a study that calls itself final is not."""
    for name, what in (("unplaced.csv", "decisions without a place"),
                       ("conflicts.csv", "contradictions between coders")):  # fmt: skip
        try:
            rows = list(csv_rows(read_bytes(study.out / "3_code" / name)))[1:]
        except StcError:
            continue  # the stage has not run, which is said below
        if rows:
            yield Finding("error", f"status is final, but 3_code/{name} lists {len(rows)} {what}.")
    for row in status(study):
        if row.state != "current":
            yield Finding("error", f"status is final, but {row.stage} is {row.state}: {row.why}.")
    for text in last_states(study):
        if text.state == "draft":
            why = f"{text.named} is a draft that nobody has adopted."
            yield Finding("error", f"status is final, but {why}")
        elif text.state != "adopted":
            yield Finding("error", f"status is final, but {text.told}")
