"""Random decisions and texts on random transcripts that are then changed, put to the proof.

The checks read the files on disk by themselves. `make fuzz` runs many.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import formats
from promises import walk
from replaying_texts import compose
from studies import CODEBOOK, contents

from stc_cli.deciding import Desk
from stc_cli.decisions.lines import Decision
from stc_cli.errors import UsageError
from stc_cli.proofs import verify
from stc_cli.runner import run
from stc_cli.workspace import Study, open_study

CONFIG = """\
language: en
transcripts: transcripts
codebook: codebook.yaml
output: out
decisions: {folder: decisions, order: [%s]}
speakers: {I: {role: moderator}}
condense: %s
tables: [{id: table1, title: Results, formats: [csv]}]
"""
CONDENSE = ["{}", "{}", "{keep: 1}", "{max_words: 25}", "{cut_clauses: true, person: I}"]
SAID = [
    "I'm not alone any more.", "I ring the nurse when it gets bad.", "Yes.", "Mhm.",
    "I measure every evening, and the number is only a number.", "I don't know, really.",
    "The weather was awful this summer.", "They gave me a number to ring at night.",
    "You get used to it after a while, but you never get used to the stairs.",
    "My sister comes on Sundays and then we walk to the shop and back.",
    "I ring the nurse at night and feel safe.", "I ring the nurse at night and don't feel safe.",
    "And the nurse I ring, who is kind, comes at night.", "But maybe we're not alone with it.",
]  # fmt: skip
WORDS = "and then maybe the house river again slowly a of".split()
Talk = list[tuple[str, list[str]]]  # speaker and sentences, turn by turn
# Format after format, the same talk: suffix and writer.
FORMATS: list[tuple[str, Callable[[formats.Talk], bytes]]] = [
    (".txt", lambda talk: "".join(f"{w}: {s}\n\n" for w, s in talk).encode()),
    (".txt", lambda talk: "".join(f"{w}: {s}\r\n" for w, s in talk).encode("cp1252")),
    (".txt", formats.txt), (".txt", formats.txt_windows), (".docx", formats.docx),
    (".docx", formats.docx_table), (".odt", formats.odt), (".rtf", formats.rtf),
    (".html", formats.html), (".csv", formats.csv_), (".vtt", formats.vtt_voices),
]  # fmt: skip


@dataclass
class Trial:
    """A study with random transcripts, decisions and changes."""

    folder: Path
    chance: random.Random
    talks: dict[str, Talk] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        return self.folder / "stc.yaml"

    def begin(self) -> None:
        (self.folder / "transcripts").mkdir(parents=True)
        order = self.chance.choice(["", "", "ann", "judge, ann"])
        self.config.write_text(CONFIG % (order, self.chance.choice(CONDENSE)), "utf-8")
        (self.folder / "codebook.yaml").write_text(CODEBOOK, "utf-8")
        for name in "AB"[: self.chance.randint(1, 2)]:
            turns = self.chance.randint(2, 7)
            self.talks[name] = [self._turn() for _ in range(turns)]
        self.write()

    def write(self) -> None:
        for path in (self.folder / "transcripts").iterdir():
            path.unlink()
        for name, talk in self.talks.items():
            suffix, writer = self.chance.choice(FORMATS)
            said = [(who, " ".join(sentences)) for who, sentences in talk]
            (self.folder / "transcripts" / f"{name}{suffix}").write_bytes(writer(said))

    def _turn(self) -> tuple[str, list[str]]:
        who = self.chance.choice(["I", "P1", "P1", "P2", "P3"])
        return who, [self.chance.choice(SAID) for _ in range(self.chance.randint(1, 4))]

    def study(self) -> Study:
        return open_study(config=self.config)

    def analyse(self) -> Study:
        """Run all stages: what people decided and wrote is theirs, byte for byte."""
        before = contents(self.folder / "decisions")
        run(self.study(), "all")
        assert contents(self.folder / "decisions") == before
        return self.study()

    def compose(self, number: int) -> None:
        """Adopt, rewrite and review texts, edit quotations, answer counter-evidence."""
        for _ in range(number):
            try:
                compose(self.study(), self.chance)
            except UsageError:
                continue  # what a person could not have done either
            if self.chance.random() < 0.5:
                self.analyse()

    def decide(self, number: int) -> None:
        for _ in range(number):
            desk = Desk(
                self.study(), self.chance.choice(["ann", "ben", "judge"]), "why", "2026-01-01"
            )
            try:
                desk.keep(self._decided(desk))
            except UsageError:
                continue  # what a person could not have done either
            if self.chance.random() < 0.5:
                self.analyse()

    def _decided(self, desk: Desk) -> list[Decision]:
        chance = self.chance
        units = list(desk.units.values())
        if not units:
            raise UsageError("nothing to decide about")
        unit = chance.choice(units)
        words = unit.text.split()
        some = " ".join(words[: max(1, len(words) // 2)])
        match chance.choice(
            ["accept", "reject", "add", "sort", "park", "leave_out", "set_aside", "merge", "split",
             "trim", "quote", "note", "undo", "passage"]
        ):  # fmt: skip
            case "merge":
                own = [u for u in units if u.transcript_id == unit.transcript_id]
                return [desk.merge(chance.sample(own, min(len(own), chance.randint(2, 3))))]
            case "split":
                return [desk.split(unit, [" ".join(words[len(words) // 2 :])])]
            case "trim":
                return [desk.trim(unit, some)]
            case "quote":
                return [desk.quote(unit, some)]
            case "note":
                return [desk.about("note", unit, note="Look again.")]
            case "undo":
                return [desk.undo()]
            case "sort":
                new = chance.choice(["", "Nights"])
                subgroup = "nights" if new else chance.choice(["company", "numbers"])
                desk.subgroup("safety", subgroup, new)
                fields = {"group": "safety", "subgroup": subgroup, "name": new}
                return [desk.about("sort", unit, **fields)]
            case "park":
                return [desk.about("park", unit, group="safety")]
            case "leave_out":
                subgroup = chance.choice(["", "company", "numbers"])
                return [desk.about("leave_out", unit, group="safety", subgroup=subgroup)]
            case "set_aside":
                return [desk.about("set_aside", unit)]
            case "passage":
                text = desk.output.text(unit.transcript_id)
                start = chance.randrange(max(1, len(text) - 30))
                where = f"{unit.transcript_id}:{start}-{start + chance.randint(5, 90)}"
                return [desk.on_passage(chance.choice(["calls", "measuring"]), where, "")]
            case act:
                codes = ["not_alone", "calls", "measuring"]
                return [desk.about(act, unit, code=chance.choice(codes))]

    def change(self, number: int) -> None:
        """Change the transcripts, and write them in other formats and encodings."""
        for _ in range(number):
            name = self.chance.choice(list(self.talks))
            self._edit(self.talks[name])
            if self.chance.random() < 0.1:
                self.talks[f"{name}x"] = self.talks.pop(name)
        self.write()

    def _edit(self, talk: Talk) -> None:
        chance = self.chance
        at = chance.randrange(len(talk))
        sentences = talk[at][1]
        inside = chance.randrange(len(sentences))
        match chance.choice(["insert", "delete", "replace", "reorder", "turn", "drop"]):
            case "insert":
                sentences.insert(inside, chance.choice(SAID))
            case "delete" if len(sentences) > 1:
                del sentences[inside]
            case "replace":
                words = sentences[inside].split()
                words[chance.randrange(len(words))] = chance.choice(WORDS)
                sentences[inside] = " ".join(words)
            case "reorder":
                talk.insert(chance.randrange(len(talk)), talk.pop(at))
            case "turn":
                talk.insert(at, self._turn())
            case "drop" if len(talk) > 2:
                del talk[at]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def assert_nothing_lost(folder: Path) -> None:
    """Each line of each ledger has one fate, and an applied one stands on its own words."""
    out = folder / "out"
    fates = {(r["coder"], int(r["line"])): r for r in rows(out / "3_code" / "decisions.csv")}
    assert len(fates) == len(rows(out / "3_code" / "decisions.csv"))
    listed = {(r["coder"], int(r["line"])): r for r in rows(out / "3_code" / "unplaced.csv")}
    units = {row["unit_id"]: row for row in rows(out / "2_segment" / "units.csv")}
    reshaped = any(row["act"] in ("merge", "split", "trim") for row in fates.values())
    found = set()
    for path in (folder / "decisions" / "coding").glob("*.jsonl"):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            decision, name = json.loads(line), (path.stem, number)
            found.add(name)
            fate = fates[name]
            assert fate["act"] == decision["act"] and fate["id"] == decision["id"]
            assert (fate["outcome"] == "unplaced") == (name in listed)
            if fate["outcome"] in ("applied", "disputed") and decision["act"] != "undo":
                assert_own_words(decision, [units[u] for u in fate["unit_id"].split(";")], reshaped)
            elif fate["outcome"] in ("superseded", "overruled", "undone"):
                assert fate["by"]
    assert found == fates.keys()


def assert_own_words(decision: dict, units: list[dict[str, str]], reshaped: bool) -> None:
    """The words a decision quotes are those of the unit it stands on, or like them."""
    said = [unit["text"].split() for unit in units]
    if decision["act"] == "quote":
        passages, reshaped = decision["quotation"], True
    else:
        passages = [*decision["unit"], *(p for unit in decision.get("with", ()) for p in unit)]
    quoted = " ".join(passage["exact"] for passage in passages).split()
    text = [word for words in said for word in words]
    kept = (Counter(quoted) & Counter(text)).total()
    if reshaped:  # what is left of the unit may be little, and may be part of a larger one
        assert kept, (decision, text)
    else:
        assert kept >= 0.5 * max(len(quoted), len(text)), (decision, text)


def trial(seed: int, folder: Path) -> None:
    """One study: decisions, changes, decisions, changes; everything proved at each turn."""
    made = Trial(folder, random.Random(seed))
    made.begin()
    study = made.analyse()
    for _ in range(2):
        made.decide(made.chance.randint(2, 8))
        made.compose(made.chance.randint(1, 6))
        study = made.analyse()
        assert_sound(study, folder)
        made.change(made.chance.randint(1, 4))
        study = made.analyse()
        assert_sound(study, folder)
    again = open_study(config=made.config, out=folder / "again")
    run(again, "all")
    assert contents(folder / "again") == contents(folder / "out")


def assert_sound(study: Study, folder: Path) -> None:
    assert_nothing_lost(folder)
    transcripts, book = folder / "transcripts", folder / "codebook.yaml"
    walk(folder / "out", transcripts, book, base=folder, decisions=folder / "decisions")
    assert [found for found in verify(study).breaks if not is_lost(found, folder)] == []


def is_lost(found: str, folder: Path) -> bool:
    """Whether a break is of a quotation in a person's text, whose transcript was changed since."""
    match = re.fullmatch(r"(decisions/\w+/\w+\.md), line (\d+): the quotation stands in .*", found)
    if not match:
        return False
    lines = (folder / match[1]).read_text("utf-8").splitlines()
    return "“" in lines[int(match[2]) - 1]  # nobody writes quotation marks here but stc


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    for seed in range(chosen.seed, chosen.seed + chosen.cases):
        with tempfile.TemporaryDirectory() as folder:
            try:
                trial(seed, Path(folder))
            except Exception:
                sys.stderr.write(f"seed {seed}\n")
                raise
    sys.stdout.write(f"{chosen.cases} studies held\n")
