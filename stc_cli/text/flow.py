"""In which order units read as one account."""

from __future__ import annotations

from collections.abc import Sequence

from stc_cli.text.similarity import DIGITS, Weights, centralities, cosine

NEXT = 0.15  # added to the likeness of what was said right after, in the same transcript


def in_flow(
    weights: Sequence[Weights], follows: Sequence[int | None], leaning: Sequence[bool]
) -> list[int]:
    """Indices of units in an order that flows: the most central first, then ever the most alike.

    `weights`: tf-idf weights of length one. `follows`: for each unit the index of the one that was
    said right before it in its transcript, or None. `leaning`: whether a unit begins with words
    that lean on something before ("But he left"), so that it does not open the account unless all
    do. Ties go to the earlier unit.
    """
    if not weights:
        return []
    scores = centralities(weights)
    places: dict[str, list[int]] = {}
    for index, vector in enumerate(weights):
        for lemma in vector:
            places.setdefault(lemma, []).append(index)
    follower = {before: index for index, before in enumerate(follows) if before is not None}
    waiting = dict.fromkeys(range(len(weights)))
    current = max(waiting, key=lambda i: (not leaning[i], scores[i], -i))
    order = [current]
    del waiting[current]
    while waiting:
        near = {i for lemma in weights[current] for i in places[lemma] if i in waiting}
        near |= {i for i in (follower.get(current),) if i in waiting}
        current = max(
            near or [next(iter(waiting))],
            key=lambda i: (round(cosine(weights[i], weights[order[-1]]), DIGITS)
                           + (NEXT if follows[i] == order[-1] else 0), -i),
        )  # fmt: skip
        order.append(current)
        del waiting[current]
    return order
