"""The forms of "be" that belong to an English subject: "I just was", "I fell and was sent home".

Only "be" differs between "I" and "they" and between "we" and "I". A form is the subject's, or
somebody else's, or in doubt, and then the whole sentence is left.
"""

from __future__ import annotations

from stc_cli.text.person.english_doubts import is_verb
from stc_cli.text.person.exchanges import Left
from stc_cli.text.person.wording import Wording, is_mark

UNCLEAR = Left("has a verb whose subject is unclear")
_JOINING = frozenset({"and", "but", "or", "nor", "then", "yet"})
_SUBORDINATING = frozenset(
    "that when if because while since before after until although though whereas where how why"
    " what whether whenever unless who which".split()
)
# Before an inverted verb: "so was I", "why was I there", "only then was I".
_INVERTING = frozenset("so neither nor only never than as rarely seldom hardly".split())
_ASKING = frozenset("where why how when what who".split())


def verbs_of(subject: str, forms: frozenset[str], wording: Wording) -> list[int] | Left:
    """The numbers of the parts that are the subject's verb and change with it.

    `subject`: "i" or "we"; `forms`: the forms of "be" that change.
    """
    found: list[int] = []
    for n, said in enumerate(wording.said):
        if said not in forms or _is_time(wording, n):
            continue
        owns = _owns(subject, wording, n)
        if owns is None or (not owns and said in ("am", "'m")):
            return UNCLEAR
        if owns:
            found.append(n)
    return found


def _is_time(wording: Wording, n: int) -> bool:
    """ "8 am"."""
    before = wording.word(n - 1)
    return wording.word(n) == "am" and (
        before[-1:].isdigit() or before in wording.language.people_counts.numbers
    )


def _owns(subject: str, wording: Wording, n: int) -> bool | None:
    """Whether a verb has the subject; None where that is not clear."""
    k = _before_adverbs(wording, n)
    said = wording.word(k) if k >= wording.begin(n) else ""
    if said == subject:
        return True
    if said in ("me", "us", "my", "our"):
        return None
    if wording.word(n + 1) == subject:
        return True if _is_inverted(wording, n) else None
    if said == "who":
        before = k - 1 - (wording.word(k - 1) == ",")
        return wording.word(before) in (subject, {"i": "me", "we": "us"}[subject])
    if said in _JOINING:
        return _owns_joined(subject, wording, k)
    if said == ",":
        return _owns_after_aside(subject, wording, k)
    if said in wording.language.person["other_subjects"]:
        return False
    if is_mark(said):
        return None if subject in wording.said[wording.begin(n) : n] else False
    return _has_its_own(subject, wording, n)


def _before_adverbs(wording: Wording, n: int) -> int:
    adverbs = wording.language.person["adverbs"]
    n -= 1
    while wording.word(n) in adverbs or (
        wording.word(n).endswith("ly") and wording.word(n) not in ("family", "reply", "supply")
    ):
        n -= 2 if f"{wording.word(n - 1)} {wording.word(n)}" in adverbs else 1
    if f"{wording.word(n - 1)} {wording.word(n)}" in adverbs:
        return _before_adverbs(wording, n - 1)
    return n


def _is_inverted(wording: Wording, n: int) -> bool:
    asks = "?" in wording.said[n : wording.end(n) + 1]
    if n == wording.begin(n):
        return asks
    before = wording.word(n - 1)
    if before in _ASKING:
        return asks or n - 1 == wording.begin(n)
    earlier = wording.word(n - 2)  # "only then was I", "how late was I?"
    return before in _INVERTING or earlier == "only" or (asks and earlier == "how")


def _owns_joined(subject: str, wording: Wording, joint: int) -> bool | None:
    """A verb after "and": the subject's, if nothing between can be another verb's subject."""
    subjects = [n for n in range(wording.begin(joint), joint) if wording.word(n) == subject]
    if not subjects:
        return False
    person, between = wording.language.person, range(subjects[-1] + 1, joint)
    if not _is_main(subject, wording, subjects[-1], joint):
        return None
    opinion = False  # "I thought the nurse was rude and was …"
    for n in between:
        said = wording.word(n)
        if opinion or said in person["other_subjects"] or said in _SUBORDINATING or said == ":":
            return None
        opinion = (
            said in person["opinions"] and n + 1 < joint and n == _first_verb(wording, between)
        )
        if said in wording.language.leaning.verbs and not _continues(subject, wording, n):
            return None
    return True


def _is_main(subject: str, wording: Wording, n: int, joint: int) -> bool:
    """Whether nobody else's clause surrounds the subject's: "he saw that I fell and was sorry"."""
    if wording.word(n - 1) in _SUBORDINATING and "," in wording.said[n:joint]:
        return False
    for said, k in reversed([(wording.word(k), k) for k in range(wording.begin(n), n)]):
        if is_mark(said) or said in _JOINING:
            return True
        if is_verb(said, wording.language) and not _continues(subject, wording, k):
            return False
    return True


def _first_verb(wording: Wording, parts: range) -> int:
    auxiliaries = wording.language.leaning.verbs
    return next(
        (n for n in parts if is_verb(word := wording.word(n), wording.language)
         and word not in auxiliaries and not word.startswith("'")), -1
    )  # fmt: skip


def _continues(subject: str, wording: Wording, n: int) -> bool:
    """Whether an auxiliary follows the subject, another auxiliary, "and" or "to"."""
    own = wording.word(_before_adverbs(wording, n))
    follows = own in (subject, "to") or own in _JOINING or own.startswith("'")
    return follows or own in wording.language.leaning.verbs


def _owns_after_aside(subject: str, wording: Wording, comma: int) -> bool | None:
    """A verb after an aside: "I, honestly, was"."""
    opening = comma - 1
    while opening > wording.begin(comma) and wording.word(opening) != ",":
        opening -= 1
    aside = wording.said[opening + 1 : comma]
    if wording.word(opening - 1) == subject:
        plain = not {"a", "an", "one", *_SUBORDINATING} & set(aside)
        return True if plain and not any(said[:1].isupper() for said in aside) else None
    earlier = wording.said[wording.begin(comma) : comma]
    return None if subject in earlier else False


def _has_its_own(subject: str, wording: Wording, n: int) -> bool | None:
    """Whether the noun before a verb is its subject: False; None in "I at that time was"."""
    subjects = [k for k in range(wording.begin(n), n) if wording.word(k) == subject]
    if not subjects:
        return False
    between = wording.said[subjects[-1] + 1 : n]
    breaks = [k for k, said in enumerate(between) if is_mark(said) or said in _JOINING]
    # "I fell and in the end was …", "I fell and last year was …"
    opening = between[breaks[-1] + 1] if breaks else ""
    if opening in wording.language.leaning.links or between[-1] in _TIMES:
        return None
    clause = any(is_verb(said, wording.language) for said in between)
    return False if clause or breaks else None


_TIMES = frozenset(
    "time times day days week weeks month months year years hour hours minute minutes night nights"
    " morning evening afternoon weekend summer winter spring autumn end moment while".split()
)
