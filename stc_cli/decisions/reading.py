"""Who has read how far: what readers note themselves, and how far coders have decided.

`decisions/reading/<reader>.md` lists what somebody has read, one transcript per bullet: `- FG1`
for the whole of it, `- FG2-t40` for the turns up to the fortieth. Coders need no such file.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from stc_cli.decisions.ledger import Ledger
from stc_cli.errors import UsageError, did_you_mean
from stc_cli.files import files_in, read_text
from stc_cli.records import Turn

FOLDER = "reading"
_BULLET = re.compile(r"^\s*[-*+]\s+(\S.*?)\s*$")
_TURN = re.compile(r"(.+)-t(\d+)")

Turns = tuple[Sequence[Turn], Sequence[int]]  # of a transcript, in order, and the words of each
Place = tuple[str, str]  # who, and the transcript


class Read(NamedTuple):
    """How far somebody is in a transcript.

    `read`: the turn up to which they note that they read it, `decided`: about how many passages
    they have decided, `coded`: the turn of the farthest of these; 0 where there is none.
    `share`: hundredths of the transcript's words up to the farther of the two turns.
    """

    who: str
    transcript_id: str
    read: int
    decided: int
    coded: int
    turns: int
    share: int


def progress(
    decisions: Path, ledger: Ledger, known: Collection[str], turns_of: Callable[[str], Turns]
) -> list[Read]:
    """How far everybody is, by name, then transcript; nothing where somebody has not begun.

    `known`: the ids of all transcripts; `turns_of`: id to its turns. Raises UsageError naming file
    and line of a note about a transcript that is not there.
    """
    noted = dict(_noted(decisions, known))
    coded = _coded(ledger, known)
    own = {name: turns_of(name) for name in sorted({name for _, name in (*noted, *coded)})}
    return [
        _read(place, noted.get(place, 0), coded.get(place, frozenset()), own[place[1]])
        for place in sorted(noted.keys() | coded.keys())
    ]


def _read(
    place: Place, noted: int | None, passages: Collection[tuple[str, int]], own: Turns
) -> Read:
    turns, words = own
    read = len(turns) if noted is None else min(noted, len(turns))
    farthest = max((end for _, end in passages), default=0)
    coded = bisect_left([turn.char_start for turn in turns], farthest)
    share = 100 * sum(words[: max(read, coded)]) // (sum(words) or 1)
    return Read(*place, read, len(passages), coded, len(turns), share)


def _noted(decisions: Path, known: Collection[str]) -> Iterator[tuple[Place, int | None]]:
    """Who read what, and the number of the turn up to which; None for the whole of it."""
    for path in files_in(decisions / FOLDER, ".md"):
        lines = read_text(path).splitlines()
        for number, line in enumerate(lines, start=1):
            if (bullet := _BULLET.match(line)) is None:
                continue
            name, turn = bullet[1], None
            if name not in known and (parts := _TURN.fullmatch(name)) is not None:
                name, turn = parts[1], int(parts[2])
            if name not in known:
                raise UsageError(
                    f'{path}, line {number}: "{bullet[1]}" is no transcript.'
                    f"{did_you_mean(name, known)} A line looks like `- FG1`, or `- FG1-t40` for "
                    "the turns up to the fortieth."
                )
            yield (path.stem, name), turn


def _coded(ledger: Ledger, known: Collection[str]) -> dict[Place, set[tuple[str, int]]]:
    """Coder and transcript, with the passages decided: quotation, and where it ended then."""
    found: dict[Place, set[tuple[str, int]]] = {}
    for decision in ledger.standing:
        if decision.transcript_id in known:
            own = found.setdefault((decision.coder, decision.transcript_id), set())
            own.update((unit[0].exact, unit[-1].end) for unit in decision.passages if unit)
    return found
