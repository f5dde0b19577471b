"""What stc knows about a language, as data: one YAML file per language in this folder.

Any other language works with what spaCy and simplemma offer; its lists are empty and its labels
English, and `Language.complete` is False.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import yaml

from stc_cli.errors import UsageError, did_you_mean
from stc_cli.files import sha256

COMPLETE = ("da", "en", "nb", "nn", "sv")
# The languages spaCy 3.8 can tokenise without another package, beside the complete ones.
TOKENISED = """
    af am ar az bg bn bo ca cs de el es et eu fa fi fo fr ga gd gu he hi hr hsb ht hu hy id
    is it kmr kn ky la lb lg lij lt lv mk ml mr ms ne nl pl pt ro ru sa si sk sl sq sr ta te
    ti tl tn tr tt uk ur xx yo
""".split()
# Of these, the ones simplemma 2.0 has lemmas for; Croatian and Serbian share one list.
LEMMATISED = """
    ar bg ca cs de el es et fa fi fr ga gd he hi hr hu hy id is it la lb lt lv mk ml ms nl pl pt
    ro ru sk sl sq sr tl tr uk
""".split()


class Leaning(NamedTuple):
    """Words that cannot end a phrase, by what may follow them."""

    determiners: frozenset[str]
    links: frozenset[str]  # prepositions and adverbs of degree
    verbs: frozenset[str]  # auxiliaries and copulas
    subjects: frozenset[str]
    connectives: frozenset[str]
    never_last: frozenset[str]  # nothing can end with them, not even in speech: "the", "and"
    forms: tuple[frozenset[str], ...]  # forms of one such word: "had" and "have", "en" and "et"
    verb_first: bool  # "så har vi": a subject may follow its verb


class Fillers(NamedTuple):
    """Filler phrases by where alone they may go (`text/fillers.py`).

    Those that go wherever punctuation sets them off are in `Language.set_off`.
    """

    inside: frozenset[str]  # within a sentence, between commas or dashes
    opening: frozenset[str]  # at its beginning, before a comma or the beginning of a clause
    answers: frozenset[str]  # at its beginning, before the beginning of a clause: "Yes, we did"
    before_subject: frozenset[str]  # at its beginning, before a subject: "I mean we did"
    closing: frozenset[str]  # at its end, after a comma
    corrections: frozenset[str]  # they may stand between what is given up and its repair


class PeopleCounts(NamedTuple):
    """Words that count people, and what tells that it is people (see text/people_counts.py)."""

    quantifiers: frozenset[str]
    each: frozenset[str]
    numbers: frozenset[str]
    of: frozenset[str]
    the: frozenset[str]
    them: frozenset[str]
    everyone: frozenset[str]
    everybody: frozenset[str]
    together: frozenset[str]
    they: frozenset[str]
    be: frozenset[str]
    alone: frozenset[str]
    verbs: frozenset[str]
    adverbs: frozenset[str]
    people: frozenset[str]
    person: frozenset[str]
    things: frozenset[str]


class Oppositions(NamedTuple):
    """What tells that two passages may say the opposite (`text/claims.py`)."""

    words: dict[str, tuple[str, ...]]  # lemma to lemmas of opposite meaning
    degrees: dict[str, tuple[str, ...]]  # … of the same thing only: "more time", "less time"
    following: frozenset[str]  # negations that may stand after what they deny
    empty: tuple[str, ...]  # phrases in which a negation denies nothing
    breaks: frozenset[str]  # words that begin a clause: a negation reaches no further
    joins: frozenset[str]  # words after which it may reach further


# Compared by identity: load_language gives the one record of a language.
@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """The data of one language; words in lower case (Danish "I" apart)."""

    code: str
    name: str
    sha256: str  # of the data, so that a change of it re-runs what depends on it
    complete: bool
    abbreviations: frozenset[str]  # their full stop never ends a sentence
    abbreviations_may_end: frozenset[str]  # … does before a capitalised word
    ordinals: bool  # whether "2." is a number in order
    months: frozenset[str]
    sounds: frozenset[str]
    set_off: tuple[str, ...]
    fillers: Fillers
    repeatable: frozenset[str]
    backchannels: frozenset[str]
    leaning: Leaning
    continuers: tuple[str, ...]
    shifts: tuple[str, ...]
    clause_openers: tuple[str, ...]  # words that plainly begin a clause
    connectives: tuple[str, ...]
    trim: tuple[str, ...]  # connectives that a sentence loses nothing without
    trim_before: tuple[str, ...]  # prepositions that may begin a sentence after one of those
    floor: tuple[str, ...]  # talk about the talk; what stands in round brackets may be missing
    contrast: tuple[str, ...]
    hedges: tuple[str, ...]
    negations: tuple[str, ...]
    quantities: tuple[str, ...]
    conditionals: tuple[str, ...]
    opposed: Oppositions
    lemmas: dict[str, str]
    joining: frozenset[str]  # connectives that carry on a sentence after a comma
    relatives: frozenset[str]  # words that begin a relative clause
    third_person: dict[str, tuple[str, ...]]  # every form a word may take, the usual one first
    singular: dict[str, tuple[str, ...]]  # "we" as "I"
    person: dict[str, frozenset[str]]  # lists that tell whether and how to shift, by their name
    people_counts: PeopleCounts
    frames: dict[str, str]
    role_words: dict[str, tuple[str, ...]]
    labels: dict[str, str]

    @property
    def has_lemmas(self) -> bool:
        return self.complete or self.code in LEMMATISED


@cache
def load_language(code: str) -> Language:
    """The data of a language by its ISO code (`no` counts as bokmål).

    Raises UsageError when neither stc nor spaCy knows the language.
    """
    code = {"no": "nb"}.get(code, code)
    if code in COMPLETE:
        data = resources.files(__package__).joinpath(f"{code}.yaml").read_bytes()
        return _language(code, yaml.load(data, _LOADER), sha256(data.replace(b"\r\n", b"\n")))
    if code not in TOKENISED:
        known = (*COMPLETE, *TOKENISED)
        raise UsageError(
            f'"{code}" is not a language stc knows.{did_you_mean(code, known)} '
            f"With full data: {', '.join(COMPLETE)}."
        )
    labels = load_language("en")  # headings, frames and words such as "interviewer"
    bare: dict[str, Any] = {
        "name": code, "frames": labels.frames, "labels": labels.labels,
        "role_words": labels.role_words,
    }  # fmt: skip
    return _language(code, bare, sha256(code.encode()))


# Every scalar a string: to YAML, "no" and "yes" would be truth values.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def _language(code: str, data: dict[str, Any], digest: str) -> Language:
    abbreviations = data.get("abbreviations", {})
    fillers = data.get("fillers", {})
    third = data.get("third_person", {})
    lists = (
        "continuers", "shifts", "clause_openers", "connectives", "trim", "trim_before", "floor",
        "contrast",
    )  # fmt: skip
    locked = ("hedges", "negations", "quantities", "conditionals")
    return Language(
        code=code,
        name=data["name"],
        sha256=digest,
        complete=code in COMPLETE,
        abbreviations=frozenset(abbreviations.get("never_end", ())),
        abbreviations_may_end=frozenset(abbreviations.get("may_end", ())),
        ordinals=data.get("ordinals") == "true",
        months=frozenset(data.get("months", ())),
        sounds=frozenset(fillers.get("sounds", ())),
        set_off=tuple(fillers.get("set_off", ())),
        fillers=Fillers(**{name: frozenset(fillers.get(name, ())) for name in Fillers._fields}),
        repeatable=frozenset(data.get("repeatable", ())),
        backchannels=frozenset(data.get("backchannels", ())),
        leaning=_leaning(data.get("leaning", {})),
        **{name: tuple(data.get(name, ())) for name in (*lists, *locked)},
        opposed=_oppositions(data.get("opposed", {})),
        lemmas=dict(data.get("lemmas") or {}),
        joining=frozenset(data.get("joining", ())),
        relatives=frozenset(data.get("relatives", ())),
        third_person=_shifts(third.get("words", {})) | _shifts(third.get("verbs", {})),
        singular=_shifts(data.get("singular", {})),
        person={name: frozenset(said) for name, said in third.items() if isinstance(said, list)},
        people_counts=_people_counts(data.get("people_counts", {})),
        frames=dict(data["frames"]),
        role_words={k: tuple(v) for k, v in (data.get("role_words") or {}).items()},
        labels=dict(data["labels"]),
    )


def _shifts(table: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Word to what it may become; a single form may stand without a list."""
    return {was: (now,) if isinstance(now, str) else tuple(now) for was, now in table.items()}


def _people_counts(data: dict[str, Any]) -> PeopleCounts:
    return PeopleCounts(**{n: frozenset(data.get(n, ())) for n in PeopleCounts._fields})


def _leaning(data: dict[str, Any]) -> Leaning:
    names = ("determiners", "links", "verbs", "subjects", "connectives", "never_last")
    words = {name: frozenset(data.get(name, ())) for name in names}
    forms = tuple(frozenset(group) for group in data.get("forms", ()))
    return Leaning(**words, forms=forms, verb_first=data.get("verb_first") == "true")


def _oppositions(data: dict[str, Any]) -> Oppositions:
    return Oppositions(
        words=_shifts(data.get("words", {})),
        degrees=_shifts(data.get("degrees", {})),
        following=frozenset(data.get("following", ())),
        empty=tuple(data.get("empty", ())),
        breaks=frozenset(data.get("breaks", ())),
        joins=frozenset(data.get("joins", ())),
    )
