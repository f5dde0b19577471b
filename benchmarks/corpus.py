"""A corpus that behaves like talk: sentences of the sample study, with rarer words mixed in.

Deterministic for a seed. One longer word in five is replaced by an invented word drawn from a
Zipf distribution over 60,000, so that a million words have some 30,000 types.
"""

from __future__ import annotations

import random
import re
from bisect import bisect
from itertools import accumulate
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "sample_data" / "peer_workers" / "transcripts"
INVENTED = 60_000
REPLACED = 1 / 5
_SYLLABLES = (
    "ba ber do dren fa fel gi gor ha hol ka kin la lem mo mun na nor pa pil ra rom sa sel"
).split()


def write_corpus(folder: Path, *, transcripts: int, words: int, seed: int = 1) -> None:
    """Write `transcripts` text files of about `words` words each."""
    generator = random.Random(seed)
    sentences = _sentences()
    invented, weights = _invented(generator)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(transcripts):
        lines = []
        written = 0
        turn = 0
        while written < words:
            who = "Moderator" if turn % 9 == 0 else f"P{1 + generator.randrange(5)}"
            talk = [
                _varied(generator.choice(sentences), generator, invented, weights)
                for _ in range(generator.choice((1, 2, 3, 5, 8, 12)))
            ]
            text = " ".join(talk)
            written += len(text.split())
            lines.append(f"{who}: {text}\n")
            turn += 1
        (folder / f"T{number:04}.txt").write_text("\n".join(lines), encoding="utf-8")


def talk(words: int, *, seed: int = 3) -> list[tuple[str, str]]:
    """About `words` words of a conversation in which nobody speaks twice in a row."""
    generator = random.Random(seed)
    sentences = _sentences()
    turns: list[tuple[str, str]] = []
    written = 0
    while written < words:
        others = [w for w in ("Moderator", "P1", "P2", "P3") if not turns or w != turns[-1][0]]
        said = " ".join(generator.choices(sentences, k=generator.choice((1, 2, 3, 5))))
        turns.append((generator.choice(others), said))
        written += len(said.split())
    return turns


def write_codebook(path: Path, *, rules: int, codes: int = 0, seed: int = 2) -> None:
    """The sample codebook with `rules` more rules of mixed kinds, spread over its codes.

    `codes`: how many codes it is to have at least; new ones are put into its subgroups in turn.
    """
    generator = random.Random(seed)
    book = yaml.safe_load((ROOT / "configs" / "peer_workers.codebook.yaml").read_text("utf-8"))
    invented, _ = _invented(random.Random(1))
    common = sorted({w for s in _sentences() for w in re.findall(r"[a-z]{5,}", s.lower())})
    codes_there = [
        code
        for group in book["groups"]
        for entry in (group, *group["subgroups"])
        for code in entry.get("codes", ())
    ]
    subgroups = [subgroup for group in book["groups"] for subgroup in group["subgroups"]]
    for number in range(len(codes_there), codes):
        code = {"id": f"code{number}", "definition": f"Invented code {number}", "rules": []}
        subgroups[number % len(subgroups)]["codes"].append(code)
        codes_there.append(code)
    for number in range(rules):
        one, other = generator.choice(common), generator.choice(common)
        rare = invented[generator.randrange(3_000)]
        rule = (
            {"lemma": rare},
            {"phrase": f"{one} {other}"},
            {"near": {"words": 8, "of": [one, {"any": [other, rare]}]}},
            {"all": [one, other], "none": [rare]},
        )[number % 4]
        codes_there[-1 - number % len(codes_there)]["rules"].append(rule)
    path.write_text(yaml.safe_dump(book, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _sentences() -> list[str]:
    texts = [
        re.sub(r"^\[[\d:]+\] \w+: ", "", line)
        for line in (SAMPLE / "FG3.txt").read_text("utf-8").splitlines()[4:]
    ]
    texts += [
        re.sub(r"^\*\*[^*]+\*\* ", "", line)
        for line in (SAMPLE / "FG4.md").read_text("utf-8").splitlines()[4:]
    ]
    sentences = (s for text in texts for s in re.split(r"(?<=[.?!]) (?=[A-Z])", text))
    return [s for s in sentences if len(s.split()) > 2 and ":" not in s]


def _invented(generator: random.Random) -> tuple[list[str], list[float]]:
    words: set[str] = set()
    while len(words) < INVENTED:
        words.add("".join(generator.choice(_SYLLABLES) for _ in range(generator.choice((2, 3, 4)))))
    ordered = sorted(words)
    generator.shuffle(ordered)
    return ordered, list(accumulate(1 / (rank + 400) for rank in range(INVENTED)))


def _varied(
    sentence: str, generator: random.Random, invented: list[str], weights: list[float]
) -> str:
    def other(match: re.Match[str]) -> str:
        if generator.random() > REPLACED:
            return match.group()
        return invented[bisect(weights, generator.random() * weights[-1])]

    return re.sub(r"\b[a-z]{4,}\b", other, sentence)
