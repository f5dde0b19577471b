"""Overview: a reading aid for the first step (total impression). No later stage reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from stc_cli.records import Turn
from stc_cli.text.tokens import Lexicon

MAX_TERMS = 200  # terms listed
MIN_TURNS = 2  # a term said in one turn alone is not listed


class Talk(NamedTuple):
    """How much one speaker said in one transcript; `minutes` is None where no times are given."""

    transcript_id: str
    speaker: str
    role: str
    turns: int
    words: int
    minutes: float | None


class Term(NamedTuple):
    """A lemma: how often, in how many turns and transcripts, and by how many speakers."""

    term: str
    occurrences: int
    turns: int
    transcripts: int
    speakers: int


def talk(turns: Iterable[Turn], word_counts: Iterable[int]) -> list[Talk]:
    """Turns, words and minutes per transcript and speaker, in order of first appearance."""
    found: dict[tuple[str, str], list[tuple[Turn, int]]] = {}
    for turn, words in zip(turns, word_counts, strict=True):
        found.setdefault((turn.transcript_id, turn.speaker), []).append((turn, words))
    return [
        Talk(transcript, speaker, own[0][0].role, len(own), sum(w for _, w in own), _minutes(own))
        for (transcript, speaker), own in found.items()
    ]


def _minutes(own: Sequence[tuple[Turn, int]]) -> float | None:
    timed = [turn for turn, _ in own if turn.start is not None and turn.end is not None]
    if not timed:
        return None
    seconds = sum((turn.end or 0.0) - (turn.start or 0.0) for turn in timed)
    return round(seconds / 60, 1)


def terms_of(turns: Iterable[Turn], lexicon: Lexicon) -> list[Term]:
    """The terms of one transcript, in the order of the alphabet; moderators' words do not count."""
    occurrences: Counter[str] = Counter()
    in_turns: Counter[str] = Counter()
    said_by: dict[str, set[str]] = {}
    for turn in turns:
        if turn.role in ("moderator", "observer"):
            continue
        lemmas = lexicon.content(turn.text)
        occurrences.update(lemmas)
        in_turns.update(set(lemmas))
        said_by.setdefault(turn.speaker, set()).update(lemmas)
    speakers = Counter(lemma for own in said_by.values() for lemma in own)
    return [Term(t, occurrences[t], in_turns[t], 1, speakers[t]) for t in sorted(occurrences)]


def widest_terms(transcripts: Iterable[Sequence[Sequence[Any]]]) -> list[Term]:
    """The terms of all transcripts, widest spread first: by speakers, turns, then occurrences.

    `transcripts`: for each, rows of `Term`.
    """
    total: dict[str, list[int]] = {}
    for terms in transcripts:
        for term, occurrences, turns, in_transcripts, speakers in terms:
            known = total.get(term)
            if known is None:
                total[term] = [occurrences, turns, in_transcripts, speakers]
            else:
                known[0] += occurrences
                known[1] += turns
                known[2] += in_transcripts
                known[3] += speakers
    spread = [Term(term, *counts) for term, counts in total.items() if counts[1] >= MIN_TURNS]
    spread.sort(key=lambda t: (-t.speakers, -t.turns, -t.occurrences, t.term))
    return spread[:MAX_TERMS]
