"""Who withdrew: `decisions/withdrawn.jsonl`, one line per person or transcript, without a word.

Written by `stc withdraw`; every later run leaves out what it names. A line must outlive whatever
changes around it, so it knows a person by every name they had then, and a transcript also by the
hash of its file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stc_cli.errors import UsageError
from stc_cli.files import read_text

NAME = "withdrawn.jsonl"
_LISTS = ("transcripts", "names", "files")


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One act.

    `speaker`: empty where whole transcripts were withdrawn. `names`: what else the person is
    called there, such as labels. `files`: SHA-256 of the transcripts' files. `everywhere`: whether
    the config or the participants' list made them one person in all transcripts.
    """

    transcripts: tuple[str, ...]
    speaker: str = ""
    names: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    everywhere: bool = False
    date: str = ""  # YYYY-MM-DD
    by: str = ""

    def line(self) -> str:
        """The line that stands for it in the file."""
        data: dict[str, Any] = {
            "transcripts": list(self.transcripts), "speaker": self.speaker,
            "names": list(self.names), "everywhere": self.everywhere, "date": self.date,
            "by": self.by, "files": list(self.files),
        }  # fmt: skip
        return json.dumps({n: value for n, value in data.items() if value}, ensure_ascii=False)

    def is_in(self, transcript_id: str, file: str) -> bool:
        """Whether it is about a transcript, by its id or by the hash of its file."""
        names = {name.casefold() for name in self.transcripts}
        return transcript_id.casefold() in names or file in self.files


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """All acts of a study."""

    acts: tuple[Withdrawal, ...] = ()

    def holds(self, transcript_id: str, file: str = "") -> bool:
        """Whether a transcript was withdrawn as a whole. `file`: the hash of its file."""
        return any(act.is_in(transcript_id, file) for act in self.acts if not act.speaker)

    def names_somebody_in(self, file: str) -> bool:
        """Whether a person is known to speak in a file, by its hash, and withdrew."""
        return any(act.speaker and file in act.files for act in self.acts)

    def speakers_in(
        self, transcript_id: str, file: str, told: Callable[[str], str] = str
    ) -> frozenset[str]:
        """The speakers and labels of a transcript whose words are left out.

        `told`: a name as it may be told; a key that came later has another for an old one.
        """
        found: set[str] = set()
        for act in self.acts:
            if act.speaker and act.is_in(transcript_id, file):
                found |= {act.speaker, *act.names}
            elif act.speaker and act.everywhere:
                found.add(act.speaker)
        return frozenset(map(told, found))


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
    lines = read_text(path).splitlines()
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _act(path, number, line)


def _act(path: Path, number: int, line: str) -> Withdrawal:
    try:
        data: dict[str, Any] = json.loads(line)
        transcripts, names, files = (tuple(map(_text, data.get(name, ()))) for name in _LISTS)
        speaker, date, by = (_text(data.get(name, "")) for name in ("speaker", "date", "by"))
        if not transcripts:
            raise ValueError
        everywhere = data.get("everywhere") is True
        return Withdrawal(transcripts, speaker, names, files, everywhere, date, by)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(
            f"{path}, line {number}: cannot be read. A line looks like "
            '{"transcripts": ["FG1"], "speaker": "P2"}; without a speaker the whole transcript '
            "is withdrawn. Correct it: no analysis runs before that."
        ) from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
