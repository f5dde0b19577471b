"""How often the right code is among the first suggestions: `python benchmarks/suggestions.py DATA`.

DATA holds `games_as_art/` (LLMCode, MIT): 90 written accounts with 325 spans that people coded,
each with one or more of 31 codes; the codes have descriptions. Spans are units. There are five
folds by text; a fold is ranked from the decisions on the other four, with all texts known but not
their codes. Beside it stands a plain nearest-centroid ranking of the same folds. Without DATA:
$STC_BENCH_DATA, else ../shared/data.
"""

from __future__ import annotations

import csv
import json
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from stc_cli.codebook import Codebook, CodeEntry, Group
from stc_cli.languages import load_language
from stc_cli.records import Span, Unit
from stc_cli.suggest.decided import Decided
from stc_cli.suggest.suggester import Suggester
from stc_cli.suggest.worth import worth_a_look
from stc_cli.text.tokens import Lexicons

ROOT = Path(__file__).resolve().parents[1]
SEED, FOLDS = 0, 5
CUTS = (1, 3, 5)


class Coded(NamedTuple):
    """Units that people coded: `codes` by unit, and the codebook."""

    units: list[Unit]
    codes: list[list[str]]
    codebook: Codebook

    @property
    def is_right(self) -> Any:
        """Units × codes: whether people gave the code."""
        ids = [place.code.id for place in self.codebook.places()]
        return np.array([[code in given for code in ids] for given in self.codes])


class Shares(NamedTuple):
    """Among the first 1, 3 and 5: any right code of a unit; and each (unit, code) pair."""

    any_code: tuple[float, ...]
    pairs: tuple[float, ...]


def data_folder(argument: str | None = None) -> Path:
    """Where outside data lies."""
    return Path(argument or os.environ.get("STC_BENCH_DATA") or ROOT.parent / "shared" / "data")


def games_as_art(folder: Path) -> Coded:
    """The spans of games_as_art as units, in the order of the file."""
    with (folder / "games_as_art" / "codebook.csv").open(encoding="utf-8", newline="") as file:
        codes = [
            CodeEntry(id=_id(row["code"]), name=row["code"], definition=row["description"])
            for row in csv.DictReader(file)
        ]
    units, given = [], []
    lines = (folder / "games_as_art" / "texts.jsonl").read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        account = json.loads(line)
        for n, span in enumerate(account["spans"]):
            text = account["text"][span["start"] : span["end"]]
            name = f"T{number:02d}"
            units.append(unit(f"{name}-{n:02d}", name, text))
            given.append([_id(code) for code in span["codes"]])
    return Coded(units, given, Codebook(groups=[Group(id="codes", name="", codes=codes)]))


def _id(code: str) -> str:
    return code.replace(" ", "_")


def unit(unit_id: str, transcript_id: str, text: str) -> Unit:
    return Unit(unit_id, transcript_id, (f"{transcript_id}:1",), ("P",), "participant",
                (Span(0, len(text)),), text, len(text.split()), "", "candidate")  # fmt: skip


def folds(coded: Coded, *, seed: int = SEED, number: int = FOLDS) -> Any:
    """The fold of each unit: all units of a text are in one."""
    texts = sorted({unit.transcript_id for unit in coded.units})
    random.Random(seed).shuffle(texts)
    fold = {text: n % number for n, text in enumerate(texts)}
    return np.array([fold[unit.transcript_id] for unit in coded.units])


def suggester(coded: Coded, decided: Sequence[bool]) -> Suggester:
    """What is suggested when people have decided about some of the units."""
    given = zip(coded.units, coded.codes, decided, strict=True)
    yes = {unit.unit_id: frozenset(codes) for unit, codes, known in given if known}
    return Suggester(coded.units, coded.codebook, Decided(yes), lexicons=Lexicons(lambda _: "en"),
                     language="en")  # fmt: skip


def suggested(coded: Coded, train: Any, test: Any) -> Any:
    """Units of the test × codes: scores."""
    return suggester(coded, train.tolist()).scores(np.flatnonzero(test).tolist())


def nearest_centroid(coded: Coded, train: Any, test: Any) -> Any:
    """The baseline: cosine with the mean of a code's decided units.

    On tf-idf of character n-grams, the best of scikit-learn's plain vectorizers on these texts.
    """
    from scipy import sparse
    from sklearn.preprocessing import normalize

    texts = np.array([unit.text for unit in coded.units], dtype=object)
    vectorizer = plain_vectorizer().fit(texts[train])
    given = sparse.csr_matrix(coded.is_right[train].T.astype(float))
    centroids = normalize(given @ vectorizer.transform(texts[train]))
    return np.round((vectorizer.transform(texts[test]) @ centroids.T).toarray(), 6)


def nearest_description(coded: Coded) -> Any:
    """The baseline without decisions: cosine with a code's name and description."""
    entries = [place.code for place in coded.codebook.places()]
    written = [f"{entry.name} {entry.definition}" for entry in entries]
    texts = [unit.text for unit in coded.units]
    vectorizer = plain_vectorizer().fit(texts + written)
    return np.round((vectorizer.transform(texts) @ vectorizer.transform(written).T).toarray(), 6)


def plain_vectorizer() -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)


def over_folds(coded: Coded, rank: Callable[[Coded, Any, Any], Any], seed: int = SEED) -> Any:
    """Units × codes: each unit's scores from the folds it is not in."""
    fold = folds(coded, seed=seed)
    scores = np.zeros(coded.is_right.shape)
    for n in range(FOLDS):
        scores[fold == n] = rank(coded, fold != n, fold == n)
    return scores


def shares(scores: Any, is_right: Any) -> Shares:
    """How often a right code is among the first; equal scores in the codebook's order."""
    order = np.argsort(-scores, axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    first = np.where(is_right, rank, rank.shape[1]).min(axis=1)
    return Shares(tuple(float((first < k).mean()) for k in CUTS),
                  tuple(float((rank[is_right] < k).mean()) for k in CUTS))  # fmt: skip


def learning_curve(coded: Coded) -> list[tuple[int, Shares]]:
    """By how many texts were decided before, drawn from the other folds: the shares over folds."""
    fold = folds(coded)
    text_of = np.array([unit.transcript_id for unit in coded.units])

    def rank_after(number: int) -> Callable[[Coded, Any, Any], Any]:
        def rank(coded: Coded, train: Any, test: Any) -> Any:
            texts = sorted(set(text_of[train]))
            random.Random(SEED).shuffle(texts)
            return suggested(coded, np.isin(text_of, texts[:number]), test)

        return rank

    most = max(len(set(text_of[fold != n])) for n in range(FOLDS))
    steps = (0, 2, 5, 10, 20, 40, most)
    return [(n, shares(over_folds(coded, rank_after(n)), coded.is_right)) for n in steps]


def by_picking(
    coded: Coded, *, rounds: int = 6, step: int = 20
) -> list[tuple[int, Shares, Shares]]:
    """By how many units were decided before: with units that `--next` picks, and by chance.

    A fold is ranked after each round; by chance: the mean of three orders.
    """
    rows: dict[int, tuple[list[Shares], list[Shares]]] = {}
    for n in range(FOLDS):
        test = folds(coded) == n
        for order in (None, 0, 1, 2):
            known = np.zeros(len(test), bool)
            for number in range(0, rounds * step, step):
                found = shares(suggested(coded, known, test), coded.is_right[test])
                rows.setdefault(number, ([], []))[order is not None].append(found)
                known[_picked(coded, known, test, step, order)] = True
    return [(number, mean(picked), mean(chance)) for number, (picked, chance) in rows.items()]


def _picked(coded: Coded, known: Any, test: Any, number: int, order: int | None) -> list[int]:
    """The next units to decide, none of the test."""
    rest = np.flatnonzero(~known & ~test).tolist()
    if order is not None:
        random.Random(f"{order} {known.sum()}").shuffle(rest)
        return rest[:number]
    seen = np.flatnonzero(~test)
    part = Coded([coded.units[n] for n in seen], [coded.codes[n] for n in seen], coded.codebook)
    picks = worth_a_look(suggester(part, known[seen].tolist()), number)
    row = {coded.units[n].unit_id: n for n in rest}
    return [row[pick.unit_id] for pick in picks]


def mean(found: Sequence[Shares]) -> Shares:
    return Shares(*(tuple(np.mean(column, axis=0)) for column in zip(*found, strict=True)))


def mean_over_seeds(coded: Coded, rank: Callable[[Coded, Any, Any], Any]) -> Shares:
    return mean([shares(over_folds(coded, rank, seed), coded.is_right) for seed in range(1, 6)])


def line(name: str, found: Shares) -> str:
    figures = [f"{share:.2f}".lstrip("0") for share in (*found.any_code, *found.pairs)]
    return f"| {name} | {' | '.join(figures)} |"


def accuracy(folder: Path) -> None:
    coded = games_as_art(folder)
    right = coded.is_right
    print(f"{len(coded.units)} units, {right.shape[1]} codes, {right.sum()} (unit, code) pairs; "
          f"{FOLDS} folds by text, seed {SEED}\n")  # fmt: skip
    print("| | any code: 1 | 3 | 5 | pairs: 1 | 3 | 5 |\n|---|--:|--:|--:|--:|--:|--:|")
    nothing = np.zeros(len(coded.units), bool)
    print(line("no decisions: nearest description", shares(nearest_description(coded), right)))
    print(line("no decisions: stc suggest", shares(suggested(coded, nothing, ~nothing), right)))
    baseline = over_folds(coded, nearest_centroid)
    print(line("decisions: nearest centroid", shares(baseline, right)))
    print(line("decisions: stc suggest", shares(over_folds(coded, suggested), right)))
    for name, rank in (("nearest centroid", nearest_centroid), ("stc suggest", suggested)):
        print(line(f"the same, mean of seeds 1 to 5: {name}", mean_over_seeds(coded, rank)))
    print("\nBy texts decided before:\n")
    print("| texts | any code: 1 | 3 | 5 | pairs: 1 | 3 | 5 |\n|--:|--:|--:|--:|--:|--:|--:|")
    for number, found in learning_curve(coded):
        print(line(str(number), found))
    print("\nAny code, by units decided before, picked by `--next` or by chance:\n")
    print("| units | --next: 1 | 3 | 5 | chance: 1 | 3 | 5 |\n|--:|--:|--:|--:|--:|--:|--:|")
    for number, picked, chance in by_picking(coded):
        print(line(str(number), Shares(picked.any_code, chance.any_code)))


def speed(units: int = 100_000, codes: int = 200, decided: int = 5_000) -> None:
    """Time and memory for invented units: 30 words each, drawn from a long-tailed vocabulary."""
    import resource

    chance = random.Random(SEED)
    words = [_invented(chance) for _ in range(25_000)]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    made = [unit(f"U{n}", f"T{n // 500}", " ".join(chance.choices(words, weights, k=30)))
            for n in range(units)]  # fmt: skip
    entries = [CodeEntry(id=f"c{n}", definition=" ".join(chance.choices(words, weights, k=20)))
               for n in range(codes)]  # fmt: skip
    yes = {made[chance.randrange(units)].unit_id: frozenset({f"c{chance.randrange(codes)}"})
           for _ in range(decided)}  # fmt: skip
    load_language("en")
    begin = time.perf_counter()
    known = Suggester(made, Codebook(groups=[Group(id="g", codes=entries)]), Decided(yes),
                      lexicons=Lexicons(lambda _: "en"), language="en")  # fmt: skip
    learned = time.perf_counter()
    picks = worth_a_look(known, 20)
    picked = time.perf_counter()
    for pick in picks:
        known.suggestions(pick.unit_id, 5)
    told = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{units:,} units of 30 words, {codes} codes, {decided:,} decided units: learned in "
          f"{learned - begin:.0f} s, scored and {len(picks)} picked in {picked - learned:.0f} s, "
          f"suggestions with reasons in {told - picked:.0f} s, {peak:,.0f} MB at most")  # fmt: skip


def _invented(chance: random.Random) -> str:
    return "".join(chance.choice("bdfgklmnprstv") + chance.choice("aeiou")
                   for _ in range(chance.randint(1, 4)))  # fmt: skip


def main() -> None:
    folder = data_folder(sys.argv[1] if len(sys.argv) > 1 else None)
    if (folder / "games_as_art" / "texts.jsonl").is_file():
        accuracy(folder)
    else:
        print(f"{folder}: holds no games_as_art/texts.jsonl, so accuracy is skipped. Name the "
              "folder as argument or in STC_BENCH_DATA.")  # fmt: skip
    speed()


if __name__ == "__main__":
    main()
