"""Bokmål, nynorsk, Danish and Swedish: from the first person to the third plural, and "we" to "I".

Pronouns are exchanged by the tables of languages/<code>.yaml, and the predicates that agree with
them. What cannot be told without understanding the sentence is left.
"""

from __future__ import annotations

from collections.abc import Mapping

from stc_cli.languages import Language
from stc_cli.text.person.exchanges import Exchange, Left
from stc_cli.text.person.nordic_address import address_doubt
from stc_cli.text.person.nordic_clauses import Talk
from stc_cli.text.person.nordic_doubts import dialect_doubt, singular_doubt, third_person_doubt
from stc_cli.text.person.nordic_lists import predicates_of
from stc_cli.text.person.nordic_owners import by_gender, is_reflexive, reflexive_form
from stc_cli.text.person.nordic_predicates import Number


def third_person(text: str, language: Language) -> list[Exchange] | Left:
    """The exchanges that put a sentence in the third person plural, in order; or why it is left."""
    talk = Talk(text, language)
    firsts = talk.first_persons
    if not firsts:
        doubt = dialect_doubt(talk) or address_doubt(talk, first=False)
        return Left(doubt) if doubt else []
    if doubt := third_person_doubt(talk, firsts):
        return Left(doubt)
    table = language.third_person
    changed: dict[int, str] = {}
    for n in firsts:
        form = _third(talk, n, table[talk.said(n)])
        if isinstance(form, Left):
            return form
        changed[n] = form
    agreeing = Number(talk, several=False, forms=predicates_of(language)).agreeing()
    return agreeing if isinstance(agreeing, Left) else _exchanges(talk, changed | agreeing)


def first_person_singular(text: str, language: Language) -> list[Exchange] | Left:
    """The exchanges that turn "we" into "I", in order; or why the sentence is left."""
    talk = Talk(text, language)
    firsts = [n for n in talk.first_persons if talk.said(n) in talk.lists.plural]
    if not firsts:
        return []
    if doubt := singular_doubt(talk, firsts):
        return Left(doubt)
    changed: dict[int, str] = {}
    for n in firsts:
        form = by_gender(talk, n, language.singular[talk.said(n)])
        if isinstance(form, Left):
            return form
        changed[n] = form
    agreeing = Number(talk, several=True, forms=_of_one(talk)).agreeing()
    return agreeing if isinstance(agreeing, Left) else _exchanges(talk, changed | agreeing)


def _third(talk: Talk, n: int, forms: tuple[str, ...]) -> str | Left:
    if len(set(forms)) == 1:
        return forms[0]
    own = is_reflexive(talk, n)
    if isinstance(own, Left):
        return own
    return reflexive_form(talk, n, forms) if own else forms[0]


def _of_one(talk: Talk) -> Mapping[str, str]:
    """Predicates as said of several, and as said of one."""
    return {
        many: one[0] for many, one in talk.language.singular.items() if many not in talk.lists.first
    }


def _exchanges(talk: Talk, changed: Mapping[int, str]) -> list[Exchange]:
    return [
        Exchange(talk.words[n].start, talk.words[n].end, _written(talk, n, now))
        for n, now in sorted(changed.items())
    ]


def _written(talk: Talk, n: int, now: str) -> str:
    """The new word with the capitals of the old one."""
    was = talk.text[talk.words[n].start : talk.words[n].end]
    if len(was) > 1 and was.isupper():
        return now.upper()
    return now[:1].upper() + now[1:] if was[:1].isupper() else now
