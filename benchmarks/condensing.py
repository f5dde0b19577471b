"""Condensing one subgroup of 500 units, and of 5,000 within a budget of words: seconds.

Start-up (imports, the language's data, simplemma's dictionary) is timed apart. Run alone it prints
the figures; `figures()` returns them.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from corpus import write_corpus

from stc_cli.config import Condense
from stc_cli.records import Coded, Span, Unit
from stc_cli.stages.condense import Subgroup, condense
from stc_cli.text.characters import word_count
from stc_cli.text.tokens import Lexicons

UNITS, MANY = 500, 5_000
CODES = 5
BUDGET = 4_000  # words


def figures() -> dict[str, float]:
    """Seconds to start, to condense each subgroup, and the words of the condensates."""
    gc.set_threshold(200_000, 20, 100)  # as the runner does
    begin = time.perf_counter()
    lexicons = Lexicons(lambda transcript: "en")
    lexicons.of("T1").content("We were training them for the first time.")
    found = {"start_up": time.perf_counter() - begin}
    for name, number in (("units_500", UNITS), ("units_5000", MANY)):
        coded = _coded(number)
        begin = time.perf_counter()
        made = condense(
            Subgroup("group", "subgroup", coded), inputs_sha256="",
            config=Condense(max_words=BUDGET if number == MANY else 1_000_000), lexicons=lexicons,
        )  # fmt: skip
        found[name] = time.perf_counter() - begin
        words = sum(row.unit.words for row in coded)
        found[f"{name}_words"] = words
        found[f"{name}_kept"] = sum(word_count(s.text) for s in made.sentences) / words
        assert len(made.unit_ids) + len(made.left_out) == number
    return found


def _coded(number: int) -> Sequence[Coded]:
    """Units of one to twelve sentences, hardly two alike, in ten transcripts."""
    turns: list[tuple[str, str, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(Path(folder), transcripts=10, words=number * 10, seed=7)
        for path in sorted(Path(folder).glob("*.txt")):
            for line in path.read_text(encoding="utf-8").splitlines():
                speaker, _, text = line.partition(": ")
                if text and speaker != "Moderator":
                    turns.append((path.stem, speaker, text))
    turns = turns[:number]
    assert len(turns) == number
    return [
        Coded(
            Unit(f"{name}-{n}", name, (f"t{n}",), (speaker,), "participant",
                 (Span(0, len(text)),), text, word_count(text), "", "candidate"),
            f"code{n * CODES // number}",
        )
        for n, (name, speaker, text) in enumerate(turns)
    ]  # fmt: skip


if __name__ == "__main__":
    for name, value in figures().items():
        print(f"{name:>20} {value:10.2f}")
