"""Which words cannot end a phrase, so that what follows them belongs to them.

Hesitations fall anywhere: the commas around "um" in "a, um, strong wish" belong to the hesitation,
one of those in "our man was poorly, um, it took him a week" to the sentence. A language without
lists here keeps every comma.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from stc_cli.languages import Language
from stc_cli.text.characters import WORD

_CONTRACTED = ("'s", "'re", "'m", "'ve", "'ll", "'d", "n't")


class Leaning(NamedTuple):
    """Words of a language that lean on what follows, by what may follow them."""

    determiners: frozenset[str]
    links: frozenset[str]  # prepositions and adverbs of degree
    verbs: frozenset[str]  # auxiliaries and copulas
    subjects: frozenset[str]
    connectives: frozenset[str]
    verb_first: bool  # "så har vi": a subject may follow its verb


_WORDS = {
    "en": (
        "the a an my our your their his its every",
        "of to in on at for from with by about into than like as between after before during"
        " without through under over until per only just very quite rather almost even not",
        "is are was were be been being am have has had having do does did can could will would"
        " shall should may might must cannot get gets got getting look looks looked seem seems"
        " seemed feel feels felt become became",
        "i we he she they",
        "and but or so because if when while that which who whom whose what where how why whether"
        " although though since unless then",
    ),
    "nb": (
        "en ei et min mitt mine din ditt dine sin sitt sine vår vårt våre hver hvert",
        "av til i på med for fra hos ved om mot etter under uten mellom gjennom som enn bare"
        " veldig ganske nesten",
        "er var vært være blir ble blitt bli har hadde hatt ha kan kunne vil ville skal skulle må"
        " måtte bør burde får fikk",
        "jeg vi han hun de man",
        "og men eller fordi at når hvis dersom mens da så hva hvor hvordan hvorfor hvem",
    ),
    "nn": (
        "ein ei eit min mitt mine din ditt dine sin sitt sine vår vårt våre kvar kvart",
        "av til i på med for frå hos ved om mot etter under utan mellom gjennom som enn berre"
        " veldig ganske nesten",
        "er var vore vere vera blir blei vart bli har hadde hatt ha kan kunne vil ville skal skulle"
        " må måtte bør burde får fekk",
        "eg vi me han ho dei man",
        "og men eller fordi at når viss dersom medan mens då da så kva korleis kvifor kven",
    ),
    "da": (
        "en et min mit mine din dit dine sin sit sine vores hver hvert",
        "af til i på med for fra hos ved om mod efter under uden mellem gennem som end bare"
        " ganske næsten",
        "er var været være bliver blev blevet blive har havde haft have kan kunne vil ville skal"
        " skulle må måtte bør burde får fik",
        "jeg vi han hun de man",
        "og men eller fordi at når hvis mens da så hvad hvor hvordan hvorfor hvem",
    ),
    "sv": (
        "en ett min mitt mina din ditt dina sin sitt sina vår vårt våra varje",
        "av till i på med för från hos vid om mot efter under utan mellan genom som än åt ur bara"
        " väldigt ganska nästan",
        "är var varit vara blir blev blivit bli har hade haft ha kan kunde vill ville ska skulle"
        " måste får fick borde",
        "jag vi han hon de dom man",
        "och men eller därför att när medan då så vad hur varför vem eftersom",
    ),
}  # fmt: skip


@cache
def leaning(language: Language) -> Leaning:
    """The leaning words of a language; none where stc has no list."""
    determiners, links, verbs, subjects, connectives = (
        frozenset(words.split()) for words in _WORDS.get(language.code, ("",) * 5)
    )
    return Leaning(determiners, links, verbs, subjects, connectives, language.code != "en")


def leans(word: str, language: Language) -> bool:
    """Whether a word cannot end a phrase: "the", "from", "and", "was"."""
    word = _plain(word)
    lists = leaning(language)
    return word in _VERBAL or any(
        word in words
        for words in (
            lists.determiners, lists.links, lists.verbs, lists.subjects, lists.connectives
        )
    )  # fmt: skip


def hang_together(before: str, after: str, language: Language) -> bool:
    """Whether no comma belongs between two words that a filler stood between."""
    before, after = _plain(before), _plain(after)
    lists = leaning(language)
    if before == after or before in lists.connectives:
        return True
    if before in lists.determiners or before in lists.subjects:
        others = lists.determiners | lists.subjects | lists.connectives
        return after not in (others | lists.verbs if before in lists.determiners else others)
    if before in lists.links:
        return after not in lists.subjects
    if before in lists.verbs or before in _VERBAL:
        return after not in lists.connectives and (lists.verb_first or after not in lists.subjects)
    return False


_VERBAL = frozenset(_CONTRACTED)


def _plain(word: str) -> str:
    """The word in lower case; of a contraction its second part."""
    word = word.lower().replace("’", "'")
    return next((end for end in _CONTRACTED if word.endswith(end)), word)


def last_word(text: str) -> str:
    """The last word of a text, or nothing."""
    found = WORD.findall(text, max(0, len(text) - 80))
    return found[-1] if found else ""


def first_word(text: str, position: int = 0) -> str:
    """The first word of a text from a position on, or nothing."""
    found = WORD.search(text, position)
    return found.group() if found else ""
