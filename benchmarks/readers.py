"""Words per second of every reader: the same talk in every format, from bytes to turns.

Each reader is timed beside the txt reader in the same minute, because the machine may be shared:
trust the ratio. PDF includes the start of the process that reads it.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import NamedTuple

from corpus import talk

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 3


class Speed(NamedTuple):
    """How fast a format is read; `of_txt`: its time relative to the txt reader's."""

    name: str
    words: int
    words_per_second: float
    of_txt: float


def speeds(words: int) -> list[Speed]:
    """The speed of every reader over about `words` words; the best of some rounds each."""
    sys.path.insert(0, str(ROOT / "tests"))
    from formats import WRITERS

    turns = talk(words)
    plain, suffix = WRITERS["txt-windows"]
    unit_data = plain(turns)
    found = []
    for name, (write, its_suffix) in WRITERS.items():
        data = write(turns)
        best = unit = float("inf")
        for _ in range(ROUNDS):
            unit = min(unit, seconds(unit_data, suffix)[0])
            taken, count = seconds(data, its_suffix)
            best = min(best, taken)
        found.append(Speed(name, count, count / best, best / unit))
    return found


def seconds(data: bytes, suffix: str) -> tuple[float, int]:
    """How long one transcript takes from bytes to turns, and its words."""
    from stc_cli.config import Config
    from stc_cli.languages import load_language
    from stc_cli.stages.ingest import ingest

    begin = time.perf_counter()
    made = ingest(
        data, source=f"a{suffix}", suffix=suffix, transcript="a",
        language=load_language("en"), config=Config(), participants=[],
    )  # fmt: skip
    return time.perf_counter() - begin, made.transcript.words


def main() -> None:
    print(f"{'':14}{'words':>9}{'words/s':>12}{'of txt':>8}")
    for row in speeds(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000):
        print(f"{row.name:14}{row.words:9,}{row.words_per_second:12,.0f}{row.of_txt:8.1f}")


if __name__ == "__main__":
    main()
