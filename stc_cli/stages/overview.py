"""Overview: a reading aid for the first step (total impression). No later stage reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from stc_cli.records import Turn
from stc_cli.text.tokens import Lexicon

MAX_TERMS = 200  # terms listed
MIN_TURNS = 2  # a term said in one turn alone is not listed


class Talk(NamedTuple):
    """How much one speaker said in one transcript; `seconds` is None where no times are given."""

    transcript_id: str
    speaker: str
    role: str
    turns: int
    words: int
    seconds: float | None


class Length(NamedTuple):
    """How long a transcript is; `seconds` is its talk time, None where no times are given."""

    transcript_id: str
    turns: int
    words: int
    seconds: float | None


class Term(NamedTuple):
    """A lemma: how often, in how many turns and transcripts, and by how many speakers."""

    term: str
    occurrences: int
    turns: int
    transcripts: int
    speakers: int


def talk(turns: Sequence[Turn], word_counts: Iterable[int]) -> list[Talk]:
    """How much each speaker of a transcript said, in order of first appearance.

    `turns`: all turns of the transcript, in order; `word_counts`: the words of each.
    """
    found: dict[str, list[tuple[Turn, int, float | None]]] = {}
    for turn, words, seconds in zip(turns, word_counts, _durations(turns), strict=True):
        found.setdefault(turn.speaker, []).append((turn, words, seconds))
    return [
        Talk(
            own[0][0].transcript_id, speaker, own[0][0].role, len(own),
            sum(words for _, words, _ in own), _total(seconds for _, _, seconds in own),
        )
        for speaker, own in found.items()
    ]  # fmt: skip


def length(transcript_id: str, talks: Sequence[Talk]) -> Length:
    """The length of a transcript from how much each of its speakers said."""
    turns, words = sum(t.turns for t in talks), sum(t.words for t in talks)
    return Length(transcript_id, turns, words, _total(t.seconds for t in talks))


def minutes(seconds: float | None) -> str:
    """Seconds as minutes with one decimal, or nothing.

    >>> minutes(90.0), minutes(None)
    ('1.5', '')
    """
    return "" if seconds is None else f"{seconds / 60:.1f}"


def share(part: int, whole: int) -> int:
    """A part in hundredths of the whole, rounded; 0 of nothing.

    >>> share(1, 3), share(0, 0)
    (33, 0)
    """
    return round(100 * part / whole) if whole else 0


def _durations(turns: Sequence[Turn]) -> Iterator[float | None]:
    """How long each turn lasts: to its own end, else to where the next turn begins."""
    following: Iterable[Turn | None] = (*turns[1:], None)
    for turn, then in zip(turns, following, strict=True):
        end = turn.end if turn.end is not None else then.start if then else None
        known = turn.start is not None and end is not None and end >= turn.start
        yield (end or 0.0) - (turn.start or 0.0) if known else None


def _total(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known), 3) if known else None


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
