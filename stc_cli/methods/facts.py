"""What the data of a study tell for its methods section: numbers, never a row that identifies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from stc_cli.cache import versions
from stc_cli.decisions.themes import readings
from stc_cli.decisions.validation import read_validation, unread
from stc_cli.findings import Findings
from stc_cli.table_config import ParticipantsTable
from stc_cli.tables.content import Paper
from stc_cli.tables.participants import content


class Facts(NamedTuple):
    """Numbers by name, and what is told in words.

    `minutes`: of each transcript, where it is known. `sample`: lines of the participants' summary.
    `validated`: whether every transcript was read again for every category that has a text.
    """

    numbers: Mapping[str, int]
    minutes: tuple[int, ...]
    sample: tuple[str, ...]
    tree: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    versions: Mapping[str, str]
    validated: bool


def facts_of(findings: Findings) -> Facts:
    """The facts of a study. Raises UsageError naming file and line of what cannot be read."""
    study = findings.study
    read = read_validation(study.decisions, study.migrations)
    transcripts = [transcript.transcript_id for transcript in findings.transcripts]
    groups = [c.group_id for c in findings.categories if any(p.statements for p in c.paragraphs)]
    pairs = len(transcripts) * len(groups)
    left = len(list(unread(read, transcripts, groups)))
    return Facts(
        _numbers(findings) | {"pairs": pairs, "pairs_read": pairs - left},
        tuple(findings.minutes.values()), _sample(findings), _tree(findings), versions(),
        bool(pairs) and not left,
    )  # fmt: skip


def _numbers(findings: Findings) -> dict[str, int]:
    study, book = findings.study, findings.book
    states = Counter(unit.state for unit in findings.units.values())
    rows = Counter((row.source, row.status) for row in findings.output.assignments)
    status = Counter(row.status for row in findings.output.assignments)
    found = readings(study.decisions)
    places = list(book.places())
    passages = findings.output.counter_evidence
    return {
        "transcripts": len(findings.transcripts),
        "participants": len(findings.participants),
        "words": sum(transcript.words for transcript in findings.transcripts),
        "units": len(findings.units),
        "units_accepted": states["accepted"],
        "units_set_aside": states["set_aside"],
        "units_coded": len(findings.codes),
        "proposed": sum(n for (source, _), n in rows.items() if source == "rule"),
        "open": rows["rule", "proposed"],
        "accepted": status["accepted"],
        "rejected": status["rejected"],
        "added": status["added"],
        "parked": status["parked"],
        "disputed": status["disputed"],
        "coders": len({decision.coder for decision in study.ledger.standing}),
        "readers": len(found),
        "themes": len(findings.themes),
        "themes_settled": sum(bool(fate.group) or fate.dropped for fate in findings.themes),
        "themes_merged": sum(bool(fate.by_way_of) for fate in findings.themes),
        "themes_dropped": sum(fate.dropped for fate in findings.themes),
        "groups": len(book.groups),
        "subgroups": sum(len(group.subgroups) for group in book.groups),
        "codes": len(places),
        "condensates": len(findings.condensates),
        "condensates_own": len(study.texts.condensates),
        "categories": len(findings.categories),
        "categories_own": len(study.texts.analytic),
        "quotations": len(findings.quotes),
        "quotations_golden": sum(bool(quote.golden_by) for quote in findings.quotes),
        "quotations_edited": sum(
            bool(q.printed) and q.printed != q.quote for q in findings.quotes
        ),
        "opposing": sum(len(condensate.opposing) for condensate in findings.condensates),
        "left_out": sum(len(condensate.left_out) for condensate in findings.condensates),
        "passages": len(passages),
        "passages_answered": sum(bool(row.disposition) for row in passages),
        "withdrawals": len(study.withdrawn.acts),
    }  # fmt: skip


def _sample(findings: Findings) -> tuple[str, ...]:
    """The summary of the participants' list, a line per attribute."""
    if not findings.people.attributes:
        return ()
    language = findings.config.language_out
    paper = Paper(language, findings.config.labels_in(language), "none")
    made = content(ParticipantsTable(id="sample", kind="participants"), findings, paper)
    lines: list[str] = []
    for name, value, number in made.rows[1:]:
        told = f"{value.text} {number.text}" if value.text else number.text
        if name.rows:
            lines.append(f"{name.text}: {told}")
        else:
            lines[-1] += f", {told}"
    return tuple(lines)


def _tree(findings: Findings) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    headings = findings.book.headings(findings.config.language_out)
    return tuple(
        (headings[g.id], tuple((headings[s.id], len(s.codes)) for s in g.subgroups))
        for g in findings.book.groups
    )
