"""Who withdrew: `decisions/withdrawn.jsonl`, one line per person or transcript, without a word.

Written by `stc withdraw`; every later run leaves out what it names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stc_cli.errors import UsageError
from stc_cli.files import read_bytes

NAME = "withdrawn.jsonl"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One act. `speaker` is empty where a whole transcript was withdrawn."""

    transcripts: tuple[str, ...]
    speaker: str = ""
    date: str = ""  # YYYY-MM-DD
    by: str = ""

    def line(self) -> str:
        """The line that stands for it in the file."""
        data = {
            "transcripts": list(self.transcripts),
            "speaker": self.speaker,
            "date": self.date,
            "by": self.by,
        }
        return json.dumps({name: value for name, value in data.items() if value},
                          ensure_ascii=False)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """All acts of a study."""

    acts: tuple[Withdrawal, ...] = ()

    @property
    def transcripts(self) -> frozenset[str]:
        """Transcripts that were withdrawn as a whole."""
        return frozenset(t for act in self.acts if not act.speaker for t in act.transcripts)

    def speakers_in(self, transcript_id: str) -> frozenset[str]:
        """The speakers of a transcript whose words are left out."""
        return frozenset(
            act.speaker for act in self.acts if act.speaker and transcript_id in act.transcripts
        )


NOBODY = Withdrawals()


def read_withdrawals(decisions: Path) -> Withdrawals:
    """The acts in a decisions folder, in order.

    Raises UsageError naming the line that cannot be read: a withdrawal must never be overlooked.
    """
    path = decisions / NAME
    if not path.is_file():
        return NOBODY
    return Withdrawals(tuple(_acts(path)))


def _acts(path: Path) -> Iterator[Withdrawal]:
    try:
        lines = read_bytes(path).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 text. Save it as UTF-8.") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _act(path, number, line)


def _act(path: Path, number: int, line: str) -> Withdrawal:
    try:
        data: dict[str, Any] = json.loads(line)
        transcripts = data["transcripts"]
        fields = [str(data.get(name, "")) for name in ("speaker", "date", "by")]
        if not transcripts or not all(isinstance(name, str) for name in transcripts):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(
            f"{path}, line {number}: cannot be read. A line looks like "
            '{"transcripts": ["FG1"], "speaker": "P2"}; without a speaker the whole transcript '
            "is withdrawn. Correct it: no analysis runs before that."
        ) from error
    return Withdrawal(tuple(transcripts), *fields)
