"""Random acts on people's texts, quotations and answers, for replaying.py."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from random import Random

from stc_cli.adopting import Adopting
from stc_cli.decisions.counter import Answer, answers_csv
from stc_cli.decisions.texts import Named
from stc_cli.errors import UsageError
from stc_cli.output import Output
from stc_cli.quoting import Wish, enter
from stc_cli.runner import run
from stc_cli.workspace import Study

WRITTEN = [
    "Nobody should have to be alone with it.", "I'm not alone any more.", "The stairs, again.",
    "What they do at night they do not do by day, and nobody asks why.",
    "They get used to it after a while; they never get used to the stairs.",
]  # fmt: skip
DAY = "2026-01-01"


def compose(study: Study, chance: Random) -> None:
    """One act. Raises UsageError where a person could not have done it either."""
    match chance.choice(
        ["adopt", "adopt", "rewrite", "rewrite", "review", "own", "delete", "print", "answer"]
    ):  # fmt: skip
        case "adopt":
            desk = _desk(study)
            one = chance.choice(desk.all)
            desk.adopt(chance.choice([[one], desk.all]), by="ann", date=DAY)
        case "review":
            desk = _desk(study)
            there = [named for named in desk.all if desk.path(named).exists()]
            desk.review(chance.sample(there, min(len(there), 1)), by="ben", date=DAY)
        case "rewrite":
            rewrite(_some_file(study, chance), chance)
        case "own":
            write_own(chance.choice(_desk(study).all), study.decisions, chance)
        case "delete" if chance.random() < 0.3:
            _some_file(study, chance).unlink()
        case "print":
            print_otherwise(study, chance)
        case "answer":
            answer(study, chance)


def _desk(study: Study) -> Adopting:
    reduces = run(study, "synthesize").reduces
    assert reduces is not None
    return Adopting(study, reduces)


def _some_file(study: Study, chance: Random) -> Path:
    folders = ("condensates", "analytic_text")
    files = [path for name in folders for path in sorted((study.decisions / name).glob("*.md"))]
    if not files:
        raise UsageError("nothing was adopted")
    return chance.choice(files)


def rewrite(path: Path, chance: Random) -> None:
    """Change what a person wrote; quotations and the lines between the dashes stay."""
    text = path.read_bytes().decode()
    head, dashes, body = text.rpartition("---\n" if "\r" not in text else "---\r\n")
    paragraphs = [part for part in re.split(r"\r?\n\r?\n", body.strip()) if part]
    free = [n for n, part in enumerate(paragraphs) if part[:1] not in ">#"]
    if not free:
        raise UsageError("nothing to rewrite")
    n = chance.choice(free)
    words = paragraphs[n].split()
    match chance.choice(["word", "sentence", "remove", "halve", "windows", "swap"]):
        case "word":
            words[chance.randrange(len(words))] = chance.choice(["perhaps", "never", "house"])
            paragraphs[n] = " ".join(words)
        case "sentence":
            paragraphs[n] += f" {chance.choice(WRITTEN)}"
        case "remove" if len(free) > 1:
            del paragraphs[n]
        case "halve":
            paragraphs[n] = " ".join(words[: len(words) // 2 + 1])
        case "swap":
            m = chance.choice(free)
            paragraphs[n], paragraphs[m] = paragraphs[m], paragraphs[n]
        case "windows":
            text = f"{head}{dashes}\n" + "\n\n".join(paragraphs) + "\n"
            path.write_bytes(text.replace("\r\n", "\n").replace("\n", "\r\n").encode())
            return
    new = f"{head}{dashes}\n" + "\n\n".join(paragraphs) + "\n"
    path.write_bytes(new.encode())


def write_own(named: Named, decisions: Path, chance: Random) -> None:
    """A text that nobody adopted, without a word of which units it is about."""
    path = named.path(decisions)
    if path.exists():
        raise UsageError("is there already")
    body = f"{chance.choice(WRITTEN)} {chance.choice(WRITTEN)}\n"
    if named.kind == "analytic_text":
        body = f"{chance.choice(WRITTEN)}\n\n## Numbers {{#numbers}}\n\n{body}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body.encode())


def print_otherwise(study: Study, chance: Random) -> None:
    quotes = Output(study.out).quotes
    if not quotes:
        raise UsageError("nothing is quoted")
    quote = chance.choice(quotes)
    words = [word for word in quote.quote.split() if quote.quote.split().count(word) == 1]
    if not words:
        raise UsageError("nothing to edit")
    some = chance.choice(words)
    match chance.choice(["elide", "bracket", "translate"]):
        case "elide":
            enter(study, Wish(quote.unit_id, "ann", quote.quote, elide=[some]))
        case "bracket":
            enter(study, Wish(quote.unit_id, "ann", quote.quote, brackets=[f"{some}=somebody"]))
        case "translate":
            enter(study, Wish(quote.unit_id, "ann", quote.quote, translation="Told otherwise."))


def answer(study: Study, chance: Random) -> None:
    rows = Output(study.out).counter_evidence
    if not rows:
        raise UsageError("nothing speaks against anything")
    row = chance.choice(rows)
    transcripts = {unit.unit_id: unit.transcript_id for unit in Output(study.out).units}
    path = study.decisions / "counter_evidence.csv"
    new = Answer(
        row.group_id, row.subgroup_id, row.statement, row.unit_id, transcripts[row.unit_id],
        row.text, chance.choice(["holds", "nuance", "contradicts"]), "why", "ann", DAY, "",
    )  # fmt: skip
    before = path.read_bytes().decode() if path.is_file() else ""
    old = [Answer(*cells) for cells in list(csv.reader(before.splitlines()))[1:]]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(answers_csv([*(a for a in old if a.key != new.key), new]))
