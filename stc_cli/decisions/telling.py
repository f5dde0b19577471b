"""Decisions as they may be told: under a pseudonym key that may be younger than they are.

The ledger itself stays as people wrote it; `stc check` names lines of it that hold a term.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from stc_cli.decisions.anchors import Anchor, under_key
from stc_cli.decisions.ledger import Ledger
from stc_cli.decisions.lines import Decision, Passage
from stc_cli.pseudonyms import PseudonymKey
from stc_cli.records import Original


def told(ledger: Ledger, key: PseudonymKey) -> Ledger:
    """The ledger with pseudonyms in what people wrote: reasons, notes, names of new subgroups.

    Passages stay as they are, because their place is looked for in a transcript first.
    """

    @cache
    def pseudonymous(text: str) -> str:
        return key.replaced(text) if next(key.leaks(text), None) else text

    decisions = tuple(
        decision._replace(
            reason=pseudonymous(decision.reason),
            note=pseudonymous(decision.note),
            name=pseudonymous(decision.name),
        )
        if decision.reason or decision.note or decision.name
        else decision
        for decision in ledger.decisions
    )
    return replace(ledger, decisions=decisions)


def told_anchor(anchor: Anchor, key: PseudonymKey, originals: Sequence[Original] = ()) -> Anchor:
    """An anchor as it may be told; one that was made with the key stays as it is.

    `originals`: what pseudonyms stand for in its transcript, so that its position is moved.
    """
    leaks = key.leaks(anchor.prefix + anchor.exact + anchor.suffix)
    return under_key(anchor, key, originals) if next(leaks, None) else anchor


def told_decision(
    decision: Decision, key: PseudonymKey, originals: Sequence[Original] = ()
) -> Decision:
    """A decision with its passages and speakers as they may be told."""

    def passage(anchors: Passage) -> Passage:
        return tuple(told_anchor(anchor, key, originals) for anchor in anchors)

    return decision._replace(
        unit=passage(decision.unit),
        speakers=tuple(map(key.replaced, decision.speakers)),
        others=tuple(map(passage, decision.others)),
        into=tuple(map(passage, decision.into)),
        quotation=passage(decision.quotation),
    )
