"""`stc code` at 100,000 units and 200 codes: seconds, cold and after one changed rule.

Also with two coders' ledgers of 20,000 decisions, and the figures of `stc sheet` and `stc agree`.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpus import write_codebook, write_corpus

CONFIG = """\
language: en
transcripts: transcripts
codebook: codebook.yaml
output: out
"""
UNITS, CODES = 100_000, 200
WORDS_PER_UNIT = 27  # of this corpus
DECIDED = 20_000


def figures(units: int = UNITS, codes: int = CODES) -> dict[str, float]:
    """Seconds of `stc code`: cold, one rule changed, with decisions, one more decision."""
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder)
        words = 5_000
        number = max(1, units * WORDS_PER_UNIT // words)
        write_corpus(study / "transcripts", transcripts=number, words=words)
        write_codebook(study / "codebook.yaml", rules=codes, codes=codes)
        (study / "stc.yaml").write_text(CONFIG, encoding="utf-8")
        cold = _code(study)
        book = study / "codebook.yaml"
        text = book.read_text("utf-8")
        place = text.index("rules:", len(text) // 2)
        line = text.index("\n", place) + 1
        indent = " " * (len(text[line:]) - len(text[line:].lstrip()))
        book.write_text(f"{text[:line]}{indent}- lemma: morning\n{text[line:]}", encoding="utf-8")
        one_rule = _code(study)
        decided = _decide(study, DECIDED)
        with_decisions = _code(study)
        _decide(study, 1)
        one_more = _code(study)
    return {
        "units": cold[1], "cold": cold[0], "one rule changed": one_rule[0],
        "deciding 20,000": decided, "with decisions": with_decisions[0],
        "one more decision": one_more[0],
    }  # fmt: skip


def _code(study: Path) -> tuple[float, float]:
    """Seconds of a run in a process of its own, and the units there are."""
    begin = time.perf_counter()
    command = [sys.executable, "-m", "stc_cli", "code", "--json", "-c", str(study / "stc.yaml")]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    return time.perf_counter() - begin, json.loads(ran.stdout)["units"]


def _decide(study: Path, number: int) -> float:
    """Seconds it takes to make decisions about units drawn at random, for two coders."""
    from stc_cli.deciding import Desk
    from stc_cli.workspace import open_study

    begin = time.perf_counter()
    chance = random.Random(number)
    for coder in ("ann", "ben"):
        desk = Desk(open_study(config=study / "stc.yaml"), coder)
        units, codes = list(desk.units.values()), list(desk.places)
        made = [
            desk.about(chance.choice(["accept", "reject", "add"]), unit, code=chance.choice(codes))
            for unit in chance.sample(units, min(number, len(units)))
        ]
        desk.keep(made)
    return time.perf_counter() - begin


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=UNITS)
    for name, value in figures(parser.parse_args().units).items():
        print(f"{name:24}{value:10.1f}")
