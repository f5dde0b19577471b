"""Step 4's re-reading: `decisions/validation.csv`, a row per transcript, code group and reader."""

from __future__ import annotations

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from stc_cli.decisions.migrations import Migrations
from stc_cli.errors import UsageError
from stc_cli.files import csv_dicts, read_bytes

NAME = "validation.csv"
VERDICTS = ("holds", "nuance", "contradicts")
Pair = tuple[str, str]  # transcript id, group id


class Validation(NamedTuple):
    """What somebody found when they re-read a transcript with a category in mind.

    `verdict`: holds, nuance or contradicts; `changed`: what was changed in the category.
    """

    transcript_id: str
    group_id: str
    by: str
    verdict: str
    changed: str
    date: str  # YYYY-MM-DD
    revision: str  # the codebook's last migration then

    @property
    def key(self) -> tuple[str, str, str]:
        """What there is one row of."""
        return self.transcript_id, self.group_id, self.by


def read_validation(decisions: Path, migrations: Migrations) -> list[Validation]:
    """The rows of a decisions folder in order, with code groups as they are called now.

    Raises UsageError naming the row that cannot be read.
    """
    path = decisions / NAME
    if not path.is_file():
        return []
    found: list[Validation] = []
    try:
        for cells in csv_dicts(read_bytes(path).removeprefix(BOM_UTF8)):
            row = Validation(*((cells.get(name) or "").strip() for name in Validation._fields))
            if not all(row.key) or row.verdict not in VERDICTS:
                raise ValueError("incomplete")
            group = migrations.group(row.group_id, row.revision).ids[0]
            found.append(row._replace(group_id=group, revision=migrations.latest))
    except (ValueError, csv.Error) as error:
        raise UsageError(
            f"{path}, row {len(found) + 2}: cannot be read. A row has a transcript, a code group, "
            f"who re-read, and a verdict: {', '.join(VERDICTS)}."
        ) from error
    return found


def unread(
    rows: Iterable[Validation], transcripts: Sequence[str], groups: Sequence[str]
) -> list[Pair]:
    """Transcript × category that nobody has re-read: by transcript, then by category."""
    read = {(row.transcript_id, row.group_id) for row in rows}
    pairs = [(transcript, group) for transcript in transcripts for group in groups]
    return [pair for pair in pairs if pair not in read]
