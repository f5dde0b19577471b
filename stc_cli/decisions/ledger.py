"""The ledger: what each coder decided, one line per decision, in `decisions/coding/<coder>.jsonl`.

Lines are only ever added; within a file the last one about the same thing holds. A line knows its
passages by quotation with context and position (see `anchors.py`), so that it outlives changes of
the transcript, and the codebook's revision, so that it outlives changes of the codebook.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from stc_cli.decisions.lines import Decision, decision_line, decision_of
from stc_cli.errors import UsageError, did_you_mean
from stc_cli.files import append_lines, files_in, read_bytes, read_text

FOLDER = "coding"


@dataclass(frozen=True)
class Ledger:
    """All decisions of a study: by coder in the order of their names, then by line."""

    decisions: tuple[Decision, ...] = ()
    undone: Mapping[tuple[str, int], int] = field(default_factory=dict)
    """Coder and line of what was taken back, to the line that did."""
    unclear: Mapping[tuple[str, int], str] = field(default_factory=dict)
    """Coder and line of what the codebook leaves unclear, to the reason (see `following.py`)."""

    moved: Mapping[tuple[str, int], str] = field(default_factory=dict)
    """Coder and line to the transcript that the passage went to."""

    @property
    def coders(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(decision.coder for decision in self.decisions))

    @cached_property
    def standing(self) -> tuple[Decision, ...]:
        """The decisions that were not taken back."""
        return tuple(
            d for d in self.decisions if d.act != "undo" and (d.coder, d.line) not in self.undone
        )

    @cached_property
    def by_transcript(self) -> dict[str, tuple[Decision, ...]]:
        """Each transcript's standing decisions, in order; those that moved, where they are now."""
        found: dict[str, list[Decision]] = {}
        for decision in self.standing:
            name = self.moved.get((decision.coder, decision.line), decision.transcript_id)
            found.setdefault(name, []).append(decision)
        return {name: tuple(decisions) for name, decisions in found.items()}


def ledger_path(decisions: Path, coder: str) -> Path:
    """The file of a coder."""
    return decisions / FOLDER / f"{coder}.jsonl"


def read_ledger(decisions: Path) -> Ledger:
    """Every coder's decisions. `decisions`: the study's folder of decisions.

    Raises UsageError naming file and line of one that cannot be read: none may be overlooked.
    """
    found: list[Decision] = []
    undone: dict[tuple[str, int], int] = {}
    for path in files_in(decisions / FOLDER, ".jsonl"):
        own = list(_lines(path))
        known: dict[str, list[int]] = {}
        for decision in own:
            if decision.act == "undo":
                if decision.of not in known:
                    raise UsageError(
                        f'{path}, line {decision.line}: "of" names no line before it. Write the '
                        '"id" of the line that it takes back.'
                    )
                undone[decision.coder, known[decision.of][-1]] = decision.line
                known[decision.of].pop()
                if not known[decision.of]:
                    del known[decision.of]
            else:
                known.setdefault(decision.id, []).append(decision.line)
        found += own
    return Ledger(tuple(found), undone)


def _lines(path: Path) -> Iterator[Decision]:
    text = read_text(path)
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield decision_of(path, number, line)


def add_decisions(decisions: Path, made: Sequence[Decision]) -> None:
    """Write decisions at the end of their coders' files, and wait until they are on the disk.

    Raises UsageError, with nothing written, where a reason or name is no Unicode text.
    """
    by_coder: dict[str, list[str]] = {}
    for decision in made:
        line = decision_line(decision)
        if not _is_unicode(line):
            raise UsageError("a reason, note or name holds signs that are no text. Type it anew.")
        by_coder.setdefault(decision.coder, []).append(line)
    for coder, lines in by_coder.items():
        append_lines(ledger_path(decisions, coder), lines, durable=True)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # a terminal with another encoding
        return False
    return True


def next_line(decisions: Path, coder: str) -> int:
    """The line that a coder's next decision stands on; blank ones count."""
    path = ledger_path(decisions, coder)
    data = read_bytes(path) if path.is_file() else b""
    return data.count(b"\n") + (not data.endswith(b"\n") and data != b"") + 1


def known_coder(coder: str, coders: Sequence[str]) -> str:
    """A coder who has a ledger. Raises UsageError naming who does."""
    if coder not in coders:
        known = ", ".join(coders) or "nobody yet"
        raise UsageError(
            f'"{coder}" has no ledger in {FOLDER}/ (there: {known}).{did_you_mean(coder, coders)}'
        )
    return coder
