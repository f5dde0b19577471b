"""What the files of decisions and the manifest say of the course of an analysis, as records.

Nothing is computed: a decision that was taken back is not told, one that another coder settled
otherwise is. Of a withdrawal only its date is told. Dates are YYYY-MM-DD, or empty where the file
gives none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from stc_cli.cache import fingerprint
from stc_cli.config import in_language
from stc_cli.decisions.counter import read_answers
from stc_cli.decisions.following import makes_subgroup
from stc_cli.decisions.lines import Act, Passage
from stc_cli.decisions.memos import read_memos
from stc_cli.decisions.texts import Kind
from stc_cli.decisions.themes import Fate, fates, negotiated, readings
from stc_cli.decisions.validation import Validation, read_validation
from stc_cli.files import csv_dicts, read_bytes
from stc_cli.manifest import read_manifest
from stc_cli.table_config import Text
from stc_cli.workspace import Study

_TRANSCRIPTS = "1_ingest/transcripts.csv"


class Material(NamedTuple):
    """What was analysed, and with what. `inputs_sha256`: the hash of all hashes of the manifest.

    `transcripts`: how many; None before a run, when `versions` and the other two are empty.
    """

    title: str
    status: str
    transcripts: int | None
    versions: Mapping[str, str]
    language_data: Mapping[str, str]
    inputs_sha256: str


class Reader(NamedTuple):
    """Who named preliminary themes, and how many."""

    reader: str
    date: str
    themes: int


class Entry(NamedTuple):
    """A code group or subgroup as it is now. `codes`: names of those that lie there directly."""

    id: str
    name: str
    heading: str
    codes: tuple[str, ...]
    subgroups: tuple[Entry, ...] = ()


class Change(NamedTuple):
    """A rename, merge, split or move in the codebook; `made` is `sources` and `targets` by id."""

    date: str
    by: str
    act: str
    kind: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    into: str


class NewSubgroup(NamedTuple):
    """A subgroup that somebody made while sorting."""

    date: str
    by: str
    id: str
    name: str
    group_id: str


class Coding(NamedTuple):
    """What a coder decided on one day: for each kind of decision the number of units."""

    date: str
    by: str
    units: Mapping[Act, int]


class Adopted(NamedTuple):
    """A text that a person adopted. `place`: the id of its subgroup or group."""

    kind: Kind
    place: str
    date: str
    by: str
    reviewed: str
    reviewed_by: str


class Weighed(NamedTuple):
    """Passages that may speak against a statement, answered by one reader on one day: how many of
    each answer."""

    date: str
    by: str
    answers: Mapping[str, int]


class Printed(NamedTuple):
    """Quotations that somebody edited or translated for print, and their number."""

    by: str
    edited: int
    translated: int
    checked_by: tuple[str, ...]


class Noted(NamedTuple):
    """A memo: never its text."""

    date: str
    by: str
    about: str
    title: str


class Log(NamedTuple):
    """All that is told, each list in the order of its files, the undated of it first."""

    material: Material
    readers: tuple[Reader, ...]
    themes: tuple[Fate, ...]
    groups: tuple[Entry, ...]
    changes: tuple[Change, ...]
    new_subgroups: tuple[NewSubgroup, ...]
    coding: tuple[Coding, ...]
    texts: tuple[Adopted, ...]
    rereading: tuple[Validation, ...]
    weighed: tuple[Weighed, ...]
    printed: tuple[Printed, ...]
    memos: tuple[Noted, ...]
    withdrawals: tuple[str, ...]

    @property
    def names(self) -> dict[str, str]:
        """Names of code groups and subgroups by id."""
        entries = [entry for group in self.groups for entry in (group, *group.subgroups)]
        return {entry.id: entry.name or entry.heading or entry.id for entry in entries}


Dated = TypeVar("Dated", Reader, NewSubgroup, Coding, Weighed, Noted)


def gathered(study: Study) -> Log:
    """The log of a study. Raises UsageError naming file and line of what cannot be read."""
    told = study.key.replaced if study.key else str
    groups = [group.id for group in study.codebook.groups] if study.codebook else []
    found = readings(study.decisions)
    ways = fates(found, negotiated(study.decisions, groups))
    return Log(
        _material(study),
        _by_date(Reader(r.reader, r.date, len(r.themes)) for r in found),
        tuple(
            way._replace(theme=told(way.theme), by_way_of=tuple(map(told, way.by_way_of)),
                         whys=tuple(map(told, way.whys)))
            for way in ways
        ),
        tuple(_tree(study)),
        tuple(Change(a.date, a.by, a.act, a.kind, a.sources, a.targets, a.into)
              for a in study.migrations.acts),
        _by_date(_new_subgroups(study)),
        _by_date(_coding(study)),
        tuple(
            Adopted(text.kind, text.place, text.adoption.adopted, text.adoption.by,
                    text.adoption.reviewed, text.adoption.reviewed_by)
            for text in study.texts.all
        ),
        tuple(row._replace(changed=told(row.changed))
              for row in read_validation(study.decisions, study.migrations)),
        _by_date(_weighed(study)),
        tuple(_printed(study)),
        _by_date(Noted(m.date, m.by, str(m.about), told(m.title))
                 for m in read_memos(study.decisions)),
        tuple(sorted(act.date for act in study.withdrawn.acts)),
    )  # fmt: skip


def _by_date(rows: Iterable[Dated]) -> tuple[Dated, ...]:
    return tuple(sorted(rows, key=lambda row: row.date))


def _material(study: Study) -> Material:
    config = study.config
    manifest = read_manifest(study.out)
    path = study.out / _TRANSCRIPTS
    number = len(list(csv_dicts(read_bytes(path)))) if manifest and path.is_file() else None
    title = in_language(config.title, config.language_out, config.language)
    return Material(
        title, config.status, number, manifest.get("versions", {}),
        manifest.get("language_data", {}),
        fingerprint(sorted(manifest["inputs"].items())) if manifest else "",
    )  # fmt: skip


def _tree(study: Study) -> Iterator[Entry]:
    if (book := study.codebook) is None:
        return
    headings = book.headings(study.config.language_out)

    def told(text: Text) -> str:
        return in_language(text, study.config.language_out, book.language)

    for group in book.groups:
        below = tuple(
            Entry(s.id, told(s.name), headings[s.id], tuple(told(c.name) or c.id for c in s.codes))
            for s in group.subgroups
        )
        codes = tuple(told(code.name) or code.id for code in group.codes)
        yield Entry(group.id, told(group.name), headings[group.id], codes, below)


def _new_subgroups(study: Study) -> Iterator[NewSubgroup]:
    seen: set[str] = set()
    made = (decision for decision in study.ledger.standing if makes_subgroup(decision))
    for d in sorted(made, key=lambda decision: decision.date):
        if d.subgroup not in seen:
            seen.add(d.subgroup)
            yield NewSubgroup(d.date, d.coder, d.subgroup, d.name, d.group)


def _coding(study: Study) -> Iterator[Coding]:
    days: dict[tuple[str, str], dict[Act, set[tuple[str, Passage]]]] = {}
    for d in study.ledger.standing:
        own = days.setdefault((d.date, d.coder), {})
        own.setdefault(d.act, set()).add((d.transcript_id, d.unit))
    for (date, coder), acts in days.items():
        yield Coding(date, coder, {act: len(units) for act, units in acts.items()})


def _weighed(study: Study) -> Iterator[Weighed]:
    days: dict[tuple[str, str], Counter[str]] = {}
    for answer in read_answers(study.decisions, study.migrations):
        days.setdefault((answer.date, answer.by), Counter())[answer.disposition] += 1
    for (date, by), answers in days.items():
        yield Weighed(date, by, answers)


def _printed(study: Study) -> Iterator[Printed]:
    own = {p.by for p in study.printings} | {p.translated_by for p in study.printings}
    for who in sorted(own):
        edited = sum(p.by == who and bool(p.edits) for p in study.printings)
        translations = [p for p in study.printings if p.translations and p.translated_by == who]
        checked = sorted({p.checked_by for p in translations if p.checked_by})
        if edited or translations:
            yield Printed(who, edited, len(translations), tuple(checked))


def as_data(log: Log) -> dict[str, Any]:
    """The log for JSON."""
    return {name: _plain(value) for name, value in log._asdict().items()}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain(own) for name, own in value._asdict().items()}
    if isinstance(value, tuple | list):
        return [_plain(own) for own in value]
    return dict(value) if isinstance(value, Mapping) else value
