"""Decisions whose passages went to another transcript: a file renamed, split or joined.

A transcript that is gone is succeeded by the one in which most of its quotations stand word for
word; decisions on it follow, and are placed there as anywhere. A passage that was cut out of one
transcript, or that the successor does not hold, is looked for in the others, word for word and with
its context. A transcript that cannot be read is not gone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from stc_cli.cache import PartStore, fingerprint, program
from stc_cli.decisions.anchors import flat
from stc_cli.decisions.lines import Decision
from stc_cli.maps import MapTask, Outcome
from stc_cli.pipeline import MOVES

MOST_SEARCHED = 2_000  # transcripts; in larger studies only renamed files are looked for
_LONG = 20  # characters of a passage that may be looked for in other transcripts


def with_moves(task: MapTask, outcomes: Sequence[Outcome]) -> tuple[MapTask, list[str]]:
    """The task with the decisions that follow their passages, and the keys of the parts used.

    `outcomes`: of every transcript, ingested at least; those that could not be read, too.
    """
    ledger = task.ledger
    if not ledger.standing:
        return task, []
    ingested = [(o.transcript_id, o.parts["ingest"].product) for o in outcomes if o.parts]
    unread = [o.transcript_id for o in outcomes if not o.parts]
    key = fingerprint(program(), ledger.standing, ingested, unread)
    sections = task.store.read(MOVES, key)
    if sections is None:
        found = dict(_moves(task, _Texts(task.store, outcomes)))
        rows = [[coder, line, name] for (coder, line), name in sorted(found.items())]
        task.store.write(MOVES, key, {MOVES: json.dumps(rows).encode()}, {})
    else:
        found = {(row[0], row[1]): row[2] for row in json.loads(sections[MOVES])}
    return replace(task, ledger=replace(ledger, moved=found)), [key]


class _Texts:
    """The stored texts of all transcripts, flat, each read once."""

    def __init__(self, store: PartStore, outcomes: Sequence[Outcome]) -> None:
        self._store = store
        self._keys = {o.transcript_id: o.parts["ingest"].key for o in outcomes if o.parts}
        self.unread = frozenset(o.transcript_id for o in outcomes if not o.parts)
        self._texts: dict[str, str] = {}

    @property
    def names(self) -> list[str]:
        return list(self._keys)

    def __getitem__(self, name: str) -> str:
        if name not in self._texts:
            text = self._store.sound("ingest", self._keys[name])["text"].decode()
            self._texts[name] = flat(text)
        return self._texts[name]

    def holding(self, decision: Decision) -> Iterator[str]:
        """The transcripts that hold every piece of a decision's unit once, with its context."""
        wholes = [a.prefix + a.exact + a.suffix for a in decision.unit]
        for name in self.names:
            if all(self[name].count(whole) == 1 for whole in wholes):
                yield name


def _moves(task: MapTask, texts: _Texts) -> Iterator[tuple[tuple[str, int], str]]:
    """Coder and line of each decision that moved, with the transcript it went to."""
    strays: list[Decision] = []
    heirs: dict[tuple[str, int], str] = {}
    for name, decisions in task.ledger.by_transcript.items():
        if name in texts.names:
            strays += (d for d in decisions if not _stands_in(d, texts[name]))
        elif name not in texts.unread and not task.withdrawn.holds(name):
            successor = _successor(decisions, texts)
            heirs |= dict.fromkeys(((d.coder, d.line) for d in decisions), successor)
            strays += (d for d in decisions if not successor or not _stands_in(d, texts[successor]))
    found = dict(_found(strays, texts)) if len(texts.names) <= MOST_SEARCHED else {}
    yield from ((name, place) for name, place in {**heirs, **found}.items() if place)


def _successor(decisions: Iterable[Decision], texts: _Texts) -> str:
    """The transcript that holds most of the quotations of one that is gone, or "".

    Only long ones count, and one at least must stand with what stood next to it: a phrase that
    people use makes no successor. It must hold at least a third (a transcript may have been cut in
    two); where two transcripts hold the same number, neither is it.
    """
    decisions = list(decisions)
    quotations = {
        flat(anchor.exact)
        for decision in decisions
        for anchor in decision.unit
        if len(anchor.exact) >= _LONG
    }
    votes = Counter(name for name in texts.names for q in quotations if q in texts[name])
    best = votes.most_common(2)
    if not best or best[0][1] * 3 < len(quotations):
        return ""
    if not any(_stands_beside(d, texts[best[0][0]]) for d in decisions):
        return ""
    return "" if len(best) > 1 and best[1][1] == best[0][1] else best[0][0]


def _stands_beside(decision: Decision, text: str) -> bool:
    """Whether a long quotation stands in a text with its whole context on one side."""
    return any(
        (len(a.prefix) >= _LONG and flat(a.prefix + a.exact) in text)
        or (len(a.suffix) >= _LONG and flat(a.exact + a.suffix) in text)
        for a in decision.unit
        if len(a.exact) >= _LONG
    )


def _stands_in(decision: Decision, text: str) -> bool:
    """Whether the words of a unit stand in a text at all; where, is for placing to say."""
    return all(flat(anchor.exact) in text for anchor in decision.unit)


def _found(strays: Iterable[Decision], texts: _Texts) -> Iterator[tuple[tuple[str, int], str]]:
    seen: dict[object, list[str]] = {}
    for decision in strays:
        if sum(len(anchor.exact) for anchor in decision.unit) < _LONG:
            continue
        if not all(anchor.prefix or anchor.suffix for anchor in decision.unit):
            continue
        if decision.unit not in seen:
            seen[decision.unit] = list(texts.holding(decision))
        names = seen[decision.unit]
        if len(names) == 1 and names[0] != decision.transcript_id:
            yield (decision.coder, decision.line), names[0]
