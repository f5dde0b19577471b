"""Checks on a study as the researchers wrote it: errors to mend, advice to weigh.

The advice follows Malterud (2012): three to six code groups, two to five subgroups in each, four
to eight preliminary themes per reader, headings that say something.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from stc_cli import artefacts as files_of
from stc_cli.codebook import Codebook, Group, heading_of
from stc_cli.config import in_language
from stc_cli.decisions.themes import FEWEST, MOST, negotiated, readings, unsettled
from stc_cli.decisions.withdrawn import NAME as WITHDRAWN
from stc_cli.errors import StcError, UsageError
from stc_cli.files import csv_dicts, csv_rows, read_bytes
from stc_cli.leaks import leaky_files
from stc_cli.pipeline import NAMES
from stc_cli.roster import silent, unlisted
from stc_cli.runner import check_rules, map_task
from stc_cli.status import status
from stc_cli.workspace import Study

GROUPS = (3, 6)
SUBGROUPS = (2, 5)
TOO_OFTEN = 0.5  # a code on more than this share of all units says little


class Finding(NamedTuple):
    """One remark. An error makes `stc check` fail; advice does not."""

    level: Literal["error", "advice"]
    text: str


def check(study: Study) -> list[Finding]:
    """Everything there is to remark, in the order of the study's files.

    Raises UsageError for what keeps stc from reading the study at all.
    """
    findings = [*_names(study), *_participants(study)]
    if study.codebook is None:
        return [*findings, Finding("error", str(_no_codebook(study)))]
    findings += [
        *_rules(study),
        *_codebook_shape(study.codebook),
        *_headings(study.codebook, study.config.language_out),
        *_themes(study, study.codebook),
        *_coding(study, study.codebook),
    ]
    if study.config.status == "final":
        findings += _not_final(study)
    return findings


def _no_codebook(study: Study) -> UsageError:
    try:
        study.required_codebook()
    except UsageError as error:
        return error
    raise AssertionError("asked for the error of a study that has a codebook")


def _advice(text: str) -> Finding:
    return Finding("advice", text)


def _names(study: Study) -> Iterator[Finding]:
    """Terms of the pseudonym key where none may stand; never the terms themselves."""
    if study.key is None:
        return
    for row in leaky_files(study):
        if not row.terms:
            yield _advice(f"{row.name}: {row.place}, so it cannot be searched for names. Look "
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
        yield _advice(
            f"the pseudonym key, line {term.line}: this term stands for somebody else too, so "
            "`stc check` cannot tell them apart. Choose another replacement."
        )


def _participants(study: Study) -> Iterator[Finding]:
    """Speakers and the participants' list, each without the other."""
    ids = study.people.ids
    try:
        rows = list(csv_rows(read_bytes(study.out / "1_ingest" / "speakers.csv")))[1:]
    except StcError:
        return
    if not ids or study.participants_path is None:
        return
    name = study.name(study.participants_path)
    speakers = [files_of.speaker_of(row) for row in rows]
    for speaker in unlisted(speakers, ids):
        yield _advice(f'{name}: does not list "{speaker.speaker}" of {speaker.transcript_id}.')
    for participant in silent(speakers, ids):
        yield _advice(f'{name}: "{participant}" says nothing in any transcript.')


def _rules(study: Study) -> Iterator[Finding]:
    try:
        check_rules(study, map_task(study, NAMES))
    except UsageError as error:
        yield Finding("error", str(error))


def _codebook_shape(codebook: Codebook) -> Iterator[Finding]:
    if not GROUPS[0] <= len(codebook.groups) <= GROUPS[1]:
        yield _advice(f"the codebook has {_count(len(codebook.groups), 'code group')}; "
                      f"{GROUPS[0]} to {GROUPS[1]} are usual.")  # fmt: skip
    for group in codebook.groups:
        if not SUBGROUPS[0] <= len(group.subgroups) <= SUBGROUPS[1]:
            yield _advice(f'the code group "{group.id}" has '
                          f"{_count(len(group.subgroups), 'subgroup')}; "
                          f"{SUBGROUPS[0]} to {SUBGROUPS[1]} are usual.")  # fmt: skip
        if group.codes:
            ids = ", ".join(code.id for code in group.codes)
            yield _advice(
                f'the code group "{group.id}" holds codes that lie in no subgroup yet: {ids}.'
            )
    for place in codebook.places():
        if not place.code.definition:
            yield _advice(f'the code "{place.code.id}" has no definition.')
        if not place.code.rules:
            yield _advice(f'the code "{place.code.id}" has no rules, so only people can give it.')


def _headings(codebook: Codebook, language: str) -> Iterator[Finding]:
    for entry in codebook.entries():
        kind = "code group" if isinstance(entry, Group) else "subgroup"
        if not entry.heading:
            yield _advice(f'the {kind} "{entry.id}" has no heading for Table 1 yet.')
            continue
        heading = in_language(heading_of(entry), language, codebook.language)
        if len(heading.split()) == 1:
            yield _advice(f'the heading "{heading}" is one word; let it say what was found.')


def _themes(study: Study, codebook: Codebook) -> Iterator[Finding]:
    themes = negotiated(study.decisions, [group.id for group in codebook.groups])
    found = readings(study.decisions)
    for reading in found:
        if not FEWEST <= len(reading.themes) <= MOST:
            yield _advice(f"{study.name(reading.path)}: has "
                          f"{_count(len(reading.themes), 'preliminary theme')}; "
                          f"{FEWEST} to {MOST} are usual.")  # fmt: skip
    for reader, theme in unsettled(found, themes):
        yield _advice(f'decisions/themes/negotiated.yaml: does not say what became of "{theme}" '
                      f"({reader}).")  # fmt: skip


def _coding(study: Study, codebook: Codebook) -> Iterator[Finding]:
    """What the last run shows about the codes; nothing before the first."""
    folder = study.out / "3_code"
    try:
        rows = list(csv_dicts(read_bytes(folder / "assignments.csv")))
        units = len(list(csv_dicts(read_bytes(study.out / "2_segment" / "units.csv"))))
    except (StcError, UnicodeDecodeError):
        return
    used: dict[str, set[str]] = {}
    lies: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if row["status"] in ("rejected", "parked"):
            continue
        used.setdefault(row["code_id"], set()).add(row["unit_id"])
        lies.setdefault((row["group_id"], row["unit_id"]), set()).add(row["subgroup_id"])
    for place in codebook.places():
        count = len(used.get(place.code.id, ()))
        if place.code.rules and not count:
            yield _advice(f'the code "{place.code.id}": none of its rules fires.')
        elif units >= 20 and count > TOO_OFTEN * units:
            yield _advice(f'the code "{place.code.id}" is on {count} of {units} units.')
    for group in codebook.groups:
        both = sum(1 for (group_id, _), subgroups in lies.items()
                   if group_id == group.id and len(subgroups - {""}) > 1)  # fmt: skip
        if both:
            verb = "lies" if both == 1 else "lie"
            yield _advice(f'the code group "{group.id}": {_count(both, "unit")} {verb} in two '
                          "subgroups; sort or split them.")  # fmt: skip


def _not_final(study: Study) -> Iterator[Finding]:
    """Why a study that calls itself final is not."""
    for row in status(study):
        if row.state != "current":
            yield Finding("error", f"status is final, but {row.stage} is {row.state}: {row.why}.")
    yield Finding(
        "error",
        "status is final, but condensates and analytic text are drafts that nobody has adopted.",
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
