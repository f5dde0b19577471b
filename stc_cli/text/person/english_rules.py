"""The wordings for which an English sentence is left as it is, each with its reason.

A rule is a regular expression on `Wording.line` (lower case, one space between words and marks); a
word in capitals stands for a list of languages/en.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache

from stc_cli.languages import Language
from stc_cli.text.person.wording import Wording

ADDRESSES = "speaks to someone"
ASKS = "asks somebody"
TELLS = "tells somebody to do something"
OTHERS = "speaks of others too"
BESIDE = "names somebody beside the speaker"
APART = "sets one person apart"
ONE = "says what one person is"
COUNTS = "counts people"
GROUP = "may name a group"
NO_PRONOUN = "has a word that may be no pronoun"
NO_SUBJECT = "leaves its subject out"
EXCLAIMS = "exclaims"
OWN_OBJECT = "has an object that is its subject"
NO_VERB = "has an object for its subject"
REFLEXIVE = "has a reflexive without its subject"
UNKNOWN = "has a spelling that is not known"
BRACKETS = "has a first person in a transcriber's brackets"
SEVERAL = "speaks of what several people do or are"
QUOTES = "holds direct speech"
DIALECT = "has a verb form that is not the standard's"

_FIRST = "(?:i|we|me|us|my|our|mine|ours|myself|ourselves)"
_AFTER = r"(?:^| [,;:.—–-]| and| but| so| then| just| well)"  # where a clause begins


_SHORT = frozenset(
    "'ve 'd 're 'll 'm weren't aren't haven't hadn't don't didn't can't won't couldn't wouldn't"
    " shouldn't".split()
)


@cache
def _lists(language: Language) -> dict[str, str]:
    """What stands in the rules for a word of one of the language's lists."""
    people = language.people_counts
    person = language.person
    return {
        "FIRST": _FIRST,
        "SPEAKER": "(?:i|me|we|us|myself|ourselves|mine|ours)",
        "NAME": r"[A-Z]\w+",
        "AFTER": _AFTER,
        "BE": "(?:am|'m|are|'re|was|were|wasn't|weren't|aren't)",
        "ADVERB": rf"(?:{_any(person['adverbs'])}|\w+ly)",
        "VERB": rf"(?:{_any(person['evident_verbs'])}|\w\w+ed)",
        "AUX": _any(language.leaning.verbs | _SHORT),
        "NUMBER": rf"(?:{_any(people.numbers)}|\d+)",
        "PEOPLE": _any(people.people | person["others"]),
        "PERSON": _any(people.people | people.person | person["persons"] | person["others"]),
        "DESCRIBING": _any(person["describing"]),
        "NUMBERED": _any(person["numbered"]),
        "IMPERATIVE": _any(person["imperatives"]),
        "NO_PLURAL": _any(person["no_plurals"]),
        "ONE_EACH": _any(person["one_each"]),
        "TOGETHER": _any(person["together"]),
    }  # fmt: skip


# Also where nobody speaks of themselves.
SPEAKS_TO = (
    (ADDRESSES, r" let 's |AFTER let (?:us|me) | (?:please|lemme) $|(?:^|,) please "),
    (ADDRESSES, r" (?:thank|excuse|pardon) you | (?:y'all|ya|ye|yous|youse|yiz|yourselves) "),
    (ADDRESSES, r"AFTER (?:listen|look|hey|hello|hi|see) ,"),
    (ADDRESSES, r" you (?:guys|all|both|two|lot) "),
    (ASKS, r"AFTER (?:can|may|could|shall) (?:i|we) "),
    (TELLS, r"^(?: just| so| and| but)? IMPERATIVE (?:me|us|it|him|her|them|that|this|the|a|an|my"
            r"|our|your|for|at|to|not|on|in|out|up|back|about|away|somebody|someone|people"
            r"|yourself|and) "),
    (TELLS, r"^(?: just| so| and| but)? (?:don't|do not|never mind) "),
    (TELLS, r"AFTER (?:don't |do not )?IMPERATIVE (?:me|us) "),
    (NO_SUBJECT, r"^(?: and| but| so)? (?:am|'m|was|wasn't|were|weren't|been) "
                 r"(?!(?:i|we|he|she|it|they|there|that|this|the|my|our) )"),
    (UNKNOWN, r" (?:im|ive|iam|imma|'ma|gimme|lemme|meself|ourself|myselves|weself|themself"
              r"|amn't) "),
)  # fmt: skip

# Where somebody speaks of themselves, for the third person and for "we" as "I".
COMMON = (
    (ADDRESSES, r" (?:as|like) (?:i|we)(?: 've)?(?: just| already)?"
                r" (?:said|say|mentioned|told|explained) "),
    (ADDRESSES, r" , (?:\w+n't|am|was|did|do|have|had|will|would|can|could|should|were|are)"
                r" (?:i|we) [,.;?]"),
    (ADDRESSES, r"(?<! what)(?<! that) i mean | if (?:i|we) may "),
    (ADDRESSES, r" (?:where|what) (?:was|were) (?:i|we)"
                r" (?:[?.,…–—-]|\.\.|again|saying|going to say)"),
    (ADDRESSES, r" how (?:shall|should|can|do|would) (?:i|we) (?:put|say|explain) "),
    (EXCLAIMS, r" my (?:[Gg]od|goodness|gosh|[Ll]ord|word|dear|oh) "
               r"| (?:oh|dear|goodness|bless|heaven help) (?:my|me|us) "),
    (UNKNOWN, r" (?:i|we|mine|ours) 's "),
    (BRACKETS, r" \[ (?:[^\]]* )?FIRST (?:[^\]]* )?\]"),
    (QUOTES, r" [\"“«„‟‹] (?:[^\"”»“›]* )?FIRST (?:[^\"”»“›]* )?[\"”»“›]"),
    (BESIDE, r" (?:and|or|nor|&|plus) (?:me|us|myself|ourselves|mine|ours) "),
    (BESIDE, r" FIRST (?:nor|&) | SPEAKER (?:and|or) (?!(?:ADVERB )*(?:i|we|he|she|it|there|then"
             r"|so|also|that|when|if|because|VERB) )"),
    (BESIDE, r" (?:i|me|we|us) , (?:my|our|his|her|NAME) [^,]*(?:,| and )"),
    (BESIDE, r" , (?:my|our|his|her|a|the|NAME)(?: \w+)? , (?:and|or) (?:i|we) "),
    (APART, r" (?:except|but|including|besides|excluding|unlike|apart from|other than)(?: for)?"
            r" (?:me|us|myself|ourselves) "),
    (APART, r" (?:only|just) (?:me|us) (?:who|that) | only (?:i|we) | (?:i|we) alone "
            r"|^ (?:just|not|only) (?:me|us) "),
    (COUNTS, r" (?:all|most|many|some|several|few|half|both|each|none|neither|either|any|one|NUMBER"
             r"|majority|minority|lot|lots|plenty|rest|couple|number|handful|part|third|quarter"
             r"|everyone|everybody|nobody|anyone|someone|no-one|those|ones|percent|%)(?: \w+)?"
             r" (?:of|out of|among|amongst|between|from) us "),
    (COUNTS, r" (?:we|us)(?: (?:AUX|ADVERB)){0,3} (?:all|both|each)"
             r" (?!(?:the|day|night|week|morning|evening|year|about) )"),
    (COUNTS, r" (?:we|us)(?: BE)?(?: (?:ADVERB|about|around|over|only))? NUMBER "
             r"| (?:all|both|half) us | us (?:lot|all) "),
    (GROUP, r" (?:we|us) (?:who|the|that) | (?:we|us) (?:(?:the|DESCRIBING) )*PEOPLE "
            r"| us DESCRIBING | we DESCRIBING \w+ "),
    (GROUP, r" (?:we|us) (?!NO_PLURAL )[^\W\d_]+(?<![sui])s "),
    (NO_PRONOUN, r" (?:a|an|the|this|that|real|new|better|whole|poor|little|silly|lucky|good|dear"
                 r"|inner|another|same|different|true|younger|former|old) (?:me|us) | me[ -]time "),
    (NO_PRONOUN, r" (?:a|an|the|this|that|coal|gold|salt|iron|land|old|every|copper|silver) mine "
                 r"| mine (?:field|shaft|worker|workers|owner|detector) "),
    (NO_PRONOUN, r" i [/&+] | [/+&] i | (?:a|an|the) i |^(?: \()? i [.)] "),
    (NO_PRONOUN, r" NUMBERED i (?!(?:ADVERB )*(?:VERB|'m|'ve|'d|'ll) )"),
    (NO_PRONOUN, r"(?<! the)(?<! that)(?<! this)(?<! which)(?<! what)(?<! every) NUMBERED i "),
    (NO_PRONOUN, r" (?:[Ww]ar|bipolar|vitamin|[Kk]ing|[Qq]ueen|[Pp]ope(?: \w+)?) i "),
    (NO_PRONOUN, r"(?<! than)(?<! as)(?<! am)(?<! do)(?<! did)(?<! was)(?<! would)(?<! could)"
                 r"(?<! can)(?<! have)(?<! had)(?<! should)(?<! will)(?<! don't)(?<! didn't)"
                 r" i (?:[.)\]:;!?] |$)"),
)  # fmt: skip

THIRD = (
    (ADDRESSES, r" (?:you|your|yours|yourself) "),
    (OTHERS, r" (?:they|them|their|theirs|themselves|'em) "),
    # "I'm afraid it is" regrets; whether it fears cannot be told.
    (ADDRESSES, r" i 'm afraid (?:[,.;!?]|$|(?:so|not|that|the|this|there|i|we|it|he|she|my) )"),
    (NO_VERB, r"^ (?:me|us|myself) | (?:me|us) (?:too|neither|either) "),
    # "I goes", "I thinks", "we was": a verb that would not fit "they" either.
    (DIALECT, r" i(?: ADVERB)* (?:has|hasn't|does|doesn't|is|isn't"
              r"|(?!NO_PLURAL )[a-z]+(?<![suia])s) "
              r"| we(?: ADVERB)* (?:was|wasn't|has|hasn't|does|doesn't|is|isn't) "),
    (ONE, r" i(?: ADVERB| who|,)* (?:am|'m|was|wasn't|were|weren't|became|become)(?: ADVERB)*"
          r" (?:an? (?!(?:bit|little|lot|while|few|tiny|touch|mess) )"
          r"|the (?!same |way |opposite |more )|NAME |one of|NUMBER |PERSON "
          r"|(?:my|his|her|our|their|your|its|\w+ 's) (?:\w+ ){0,2}?PERSON )"),
    (ONE, r" i (?:[^.;:,]* )?to be (?:the only|the one|one of|an? (?:\w+ ){0,2}?PERSON) "),
    (ONE, r" i(?: (?:AUX|ADVERB))* be(?:en)?(?: ADVERB)* (?:an?|the only|the one|one of)"
          r" (?!(?:bit|little|lot|while|few) )"),
    (ONE, r" i (?:[^.;:]* )?as an? (?:\w+ ){0,3}?PERSON | as an? (?:\w+ ){0,3}?PERSON (?:, )?i "),
    (ONE, r" (?:it|that|this|there|who)(?: ADVERB)*(?: 's| is| was| isn't| wasn't"
          r"|(?: 'd| would| could| must| will| might| has to)(?: ADVERB)* be)(?: ADVERB)*"
          r" (?:me|us|i|we) "),
    (ONE, r" i (?:, )?for one | my name (?:'s|is|was) | my (?:own )?age | i myself alone "),
)  # fmt: skip

SINGULAR = (
    (SEVERAL, r" TOGETHER | our (?:\w+ )?ONE_EACH "),
    (SEVERAL, r" we(?: (?:AUX|ADVERB))* (?:BE|been|became|become|stayed|remained)(?: ADVERB)*"
              r" (?:an? (?!(?:bit|little|lot|while|few) )|many |several |few |different "
              r"|like-minded |alike |equal |(?:\w+ ){0,2}?PEOPLE "
              r"|(?:\w+ )?(?!NO_PLURAL )[^\W\d_]+(?<![sui])s "
              r"(?:[.,;!]|$|(?:and|who|in|at|on|for|of) ))"),
    (SEVERAL, r" as (?:\w+ ){0,2}?PEOPLE |^ (?:we|us|ourselves) [.,] "),
)  # fmt: skip


def reason_for(rules: Iterable[tuple[str, str]], wording: Wording) -> str:
    """The reason of the first rule that a sentence meets; empty where it meets none."""
    for reason, rule in rules:
        if _compiled(rule, wording.language).search(wording.line):
            return reason
    return ""


@cache
def _compiled(rule: str, language: Language) -> re.Pattern[str]:
    lists = _lists(language)
    return re.compile(_LISTED.sub(lambda match: lists[match.group()], rule))


_LISTED = re.compile(r"\b[A-Z][A-Z_]+\b")  # "VERB", "NO_PLURAL": the name of a list


def _any(words: Collection[str]) -> str:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})"
