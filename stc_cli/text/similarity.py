"""Which texts of a set are central, and which say the same.

Centrality: cosine of a text's tf-idf weights with the sum of all of them (Salton & Buckley 1988).
Near-duplicates: rapidfuzz's token sort ratio among texts that share their rarest content lemmas,
so that the number of comparisons does not grow with the square of the number of texts.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

Weights = dict[str, float]

MAX_BLOCK = 200  # a block this large holds a lemma too common to tell near-duplicates by
DIGITS = 6  # scores are rounded before ranking, so that every machine ranks alike


def weighted(contents: Sequence[Sequence[str]]) -> list[Weights]:
    """The tf-idf weights of each text, of length one; an empty text has none."""
    frequency = Counter(lemma for content in contents for lemma in set(content))
    result: list[Weights] = []
    for content in contents:
        counts = Counter(content)
        weights = {
            lemma: (1 + math.log(n)) * math.log(1 + len(contents) / frequency[lemma])
            for lemma, n in sorted(counts.items())
        }
        length = math.sqrt(sum(w * w for w in weights.values()))
        result.append({lemma: w / length for lemma, w in weights.items()} if length else {})
    return result


def cosine(one: Weights, other: Weights) -> float:
    """The cosine of two weight vectors of length one."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[lemma] for lemma, weight in one.items() if lemma in other)


def centralities(weights: Sequence[Weights]) -> list[float]:
    """How central each text is to all of them: 0 to 1, rounded."""
    total: Weights = {}
    for vector in weights:
        for lemma, weight in vector.items():
            total[lemma] = total.get(lemma, 0.0) + weight
    length = math.sqrt(sum(w * w for w in total.values())) or 1.0
    centre = {lemma: w / length for lemma, w in total.items()}
    return [round(cosine(vector, centre), DIGITS) for vector in weights]


def central_and_different(
    weights: Sequence[Weights], scores: Sequence[float], number: int
) -> list[int]:
    """Indices of up to `number` texts, best first, each central and unlike those before it.

    Maximal marginal relevance (Carbonell & Goldstein 1998) with equal weight on both. Ties go to
    the earlier text.
    """
    chosen: list[int] = []
    nearest = [0.0] * len(weights)
    while len(chosen) < min(number, len(weights)):
        best = max(
            (i for i in range(len(weights)) if i not in chosen),
            key=lambda i: (round(scores[i] - nearest[i], DIGITS), -i),
        )
        chosen.append(best)
        for i, vector in enumerate(weights):
            nearest[i] = max(nearest[i], cosine(vector, weights[best]))
    return chosen


def near_pairs(
    contents: Sequence[Sequence[str]],
    texts: Sequence[str],
    keys: Sequence[Hashable],
    threshold: float,
) -> list[tuple[int, int]]:
    """Pairs of texts (indices, the earlier first, in order) that are at least `threshold` alike.

    Only texts with equal `keys` and a common rare lemma are compared.
    """
    from rapidfuzz.fuzz import ratio

    prepared = [_prepared(text) for text in texts]
    seen: set[tuple[int, int]] = set()
    found: list[tuple[int, int]] = []
    for block in _blocks(contents, prepared, keys):
        for position, later in enumerate(block):
            for earlier in block[:position]:
                if (earlier, later) in seen:
                    continue
                seen.add((earlier, later))
                one, other = prepared[earlier], prepared[later]
                # A little below the threshold: rounding decides, as it does in `same`.
                alike = ratio(one, other, score_cutoff=100 * threshold - 0.01)
                if round(alike / 100, DIGITS) >= threshold:
                    found.append((earlier, later))
    return sorted(found)


def same(one: str, other: str) -> float:
    """How alike two sentences are, 0 to 1: the token sort ratio without case and end mark."""
    from rapidfuzz.fuzz import ratio

    return round(ratio(_prepared(one), _prepared(other)) / 100, DIGITS)


def _prepared(text: str) -> str:
    """The words of a text sorted: the ratio of two such texts is rapidfuzz's token sort ratio."""
    return " ".join(sorted(text.lower().rstrip(".!?…").split()))


def _blocks(
    contents: Sequence[Sequence[str]], prepared: Sequence[str], keys: Sequence[Hashable]
) -> Iterable[list[int]]:
    frequency = Counter(lemma for content in contents for lemma in set(content))
    blocks: dict[Hashable, list[int]] = {}
    for index, content in enumerate(contents):
        rare = sorted(set(content), key=lambda lemma: (frequency[lemma], lemma))[:3]
        signs: list[Hashable] = list(rare) if len(rare) > 1 else [prepared[index]]
        for sign in signs:
            blocks.setdefault((sign, keys[index]), []).append(index)
    return (block for block in blocks.values() if 1 < len(block) <= MAX_BLOCK)
