"""Whether a Nordic sentence speaks to someone, so that it cannot be told of others."""

from __future__ import annotations

from stc_cli.text.person.nordic_clauses import Talk
from stc_cli.text.person.nordic_speech import is_quoted

ADDRESSES = "speaks to someone"


def address_doubt(talk: Talk, *, first: bool = True) -> str:
    """Whether a sentence speaks to someone.

    first: whether it also speaks in the first person; without it "you" may mean anyone.
    """
    lists = talk.lists
    said = [word.said for word in talk.words]
    if any(word in lists.address for word in said) or _plural_you(talk):
        return ADDRESSES
    line = f" {' '.join(said)} "
    if any(f" {phrase} " in line for phrase in lists.dear) or _has_tag(talk):
        return ADDRESSES
    you = [n for n, word in enumerate(said) if word in lists.you]
    called = any(_stands_alone(talk, n) for n in you)  # "tungt, du"
    asked = "?" in talk.text or called or any(is_quoted(talk, n) for n in you)
    return ADDRESSES if you and (first or asked) else ""


def _has_tag(talk: Talk) -> bool:
    """Whether "du vet" stands before a mark, or "ser du" or "ikke" between two or at the end."""
    for n, word in enumerate(talk.words):
        before, you = talk.said(n - 1), talk.lists.you
        last = n + 1 == len(talk.words) and word.said in you
        apart = before in you or last or talk.follows_mark(n - 1)
        if word.said in talk.lists.tags and n > 0 and _stands_alone(talk, n):
            return True
        if apart and talk.follows_mark(n + 1) and f"{before} {word.said}" in talk.lists.tags:
            return True
    return False


def _stands_alone(talk: Talk, n: int) -> bool:
    return talk.follows_mark(n) and talk.follows_mark(n + 1)


def _plural_you(talk: Talk) -> bool:
    """Danish "I", but for the preposition that begins a sentence: "I går kom vi"."""
    if talk.language.code != "da":
        return False
    return any(
        word.said == "i"
        and word.capital
        and (n > 0 or talk.said(1) == "ved" or (talk.is_finite(1) and talk.said(1) != "går"))
        for n, word in enumerate(talk.words)
    )
