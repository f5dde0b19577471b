"""English: from the first person to the third person plural, and from "we" to "I".

Pronouns are exchanged by the tables of languages/en.yaml, and "be" with them where its subject is
the one that changed. A sentence that could be read another way afterwards, or before, is left.
"""

from __future__ import annotations

from collections.abc import Mapping

from stc_cli.languages import Language
from stc_cli.text.person.english_doubts import impersonal_doubt, singular_doubt, third_person_doubt
from stc_cli.text.person.english_speech import reported
from stc_cli.text.person.english_verbs import verbs_of
from stc_cli.text.person.exchanges import Exchange, Left
from stc_cli.text.person.wording import Part, Wording

_SINGULAR = frozenset({"we", "us", "our", "ours", "ourselves"})
_FIRST = _SINGULAR | {"i", "me", "my", "mine", "myself"}


def third_person(text: str, language: Language) -> list[Exchange] | Left:
    """The exchanges that put a sentence in the third person plural, in order; or why it is left."""
    wording = Wording(text, language, _FIRST)
    if not wording.firsts:
        doubt = impersonal_doubt(wording)
        return Left(doubt) if doubt else []
    if doubt := third_person_doubt(wording) or reported(wording):
        return Left(doubt)
    forms = frozenset(language.third_person) - _FIRST
    return _exchanges("i", forms, language.third_person, wording)


def first_person_singular(text: str, language: Language) -> list[Exchange] | Left:
    """The exchanges that turn "we" into "I", in order; or why the sentence is left."""
    wording = Wording(text, language, _SINGULAR)
    if not wording.firsts:
        return []
    if doubt := singular_doubt(wording) or reported(wording):
        return Left(doubt)
    forms = frozenset(language.singular) - _SINGULAR
    return _exchanges("we", forms, language.singular, wording)


def _exchanges(
    subject: str, forms: frozenset[str], table: Mapping[str, tuple[str, ...]], wording: Wording
) -> list[Exchange] | Left:
    verbs = verbs_of(subject, forms, wording)
    if isinstance(verbs, Left):
        return verbs
    return [
        Exchange(part.start, part.end, _written(part, table[part.said][0], n in wording.openings))
        for n, part in enumerate(wording.parts)
        if n in {*wording.firsts, *verbs}
    ]


def _written(part: Part, now: str, opens: bool) -> str:
    """The new word with the capital and the apostrophe of the old one."""
    if now == "i":
        return "I"
    if "’" in part.written:
        now = now.replace("'", "’")
    if len(part.written) > 1 and part.written.isupper():
        return now.upper()
    capital = opens if part.said == "i" else True
    return now[0].upper() + now[1:] if capital and part.written[0].isupper() else now
