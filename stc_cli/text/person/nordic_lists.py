"""The lists by which Nordic sentences are read: `third_person` in languages/<code>.yaml."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from stc_cli.languages import Language


class Lists(NamedTuple):
    """What words can be; each list stands in the YAML file under the name it has here."""

    subjects: frozenset[str]  # the first person: jeg, vi
    objects: frozenset[str]  # meg, oss
    possessives: frozenset[str]  # min, vår
    neuter_possessives: frozenset[str]  # mitt, vårt
    plural: frozenset[str]  # those of the three that say "we"
    dialect: frozenset[str]  # spellings of the first person that the table does not hold
    others: frozenset[str]  # other pronouns that are subjects only: han, man
    things: frozenset[str]  # subjects where a verb follows: det, alt
    they: frozenset[str]  # words that the first person would become
    they_articles: frozenset[str]  # after one of these "de" is an article: "de siste årene"
    they_possessive: frozenset[str]  # possessives of others: hans, hennes
    you: frozenset[str]  # "you" that may mean anyone
    dear: frozenset[str]  # what speaks to someone: "vet du", "takk for"
    tags: frozenset[str]  # what does so before a mark: "du vet,"
    address: frozenset[str]  # "you" that always speaks to someone
    dialogue: frozenset[str]  # words that open direct speech: nei, ja, herregud
    reporting: frozenset[str]
    present_reporting: frozenset[str]  # tell direct speech after så: "så sier jeg"
    hearer_links: frozenset[str]  # til, åt
    quotatives: frozenset[str]  # "hun bare", "så sier jeg"
    subordinators: frozenset[str]
    links: frozenset[str]  # begin a clause or a phrase: om, før, da
    fronting: frozenset[str]  # adverbs before a verb or a subject: så, da
    even: frozenset[str]  # before "om", which then begins a clause: selv om
    coordinators: frozenset[str]
    joiners: frozenset[str]  # of persons: og, eller
    infinitive: frozenset[str]  # å, at, att
    purpose: frozenset[str]  # "for å": the subject of the clause does it
    adverbs: frozenset[str]
    prepositions: frozenset[str]
    determiners: frozenset[str]
    auxiliaries: frozenset[str]
    nonfinite: frozenset[str]  # of the auxiliaries: vært, bli
    finite: frozenset[str]
    finite_endings: frozenset[str]
    present_endings: frozenset[str]  # of verbs, and of nouns in the plural
    participle_endings: frozenset[str]  # of a past tense that is also a participle
    definite_endings: frozenset[str]  # of nouns: mannen
    infinitives: frozenset[str]
    infinitive_endings: frozenset[str]
    nouns: frozenset[str]  # end like verbs
    abstract: frozenset[str]  # "lyst til å": nobody else could do what follows
    thought: frozenset[str]  # after these a clause may stand without "at"
    compared: frozenset[str]  # enn, som
    behalf: frozenset[str]  # for min del
    causatives: frozenset[str]  # after these someone else may do what follows
    copulas: frozenset[str]
    feelings: frozenset[str]  # "jeg følte meg …", "det gjorde meg …"
    invariable: frozenset[str]  # predicates that one and many share
    invariable_endings: frozenset[str]
    passives: frozenset[str]  # copulas after which a participle does not agree: ble
    passive_endings: frozenset[str]  # of such participles: undersøkt
    no_roles: frozenset[str]  # after "som", no role: som regel
    groups: frozenset[str]  # several people, by a noun
    others_of_us: frozenset[str]  # after "vi": andre
    group_endings: frozenset[str]  # of nouns for several people that are comparatives as well
    people_endings: frozenset[str]  # of nouns for several people: "hos oss pårørende"
    articles: frozenset[str]
    anyone: frozenset[str]  # several people where a verb follows: noen, andre
    requests: frozenset[str]  # "kan jeg …", "la oss"
    universal: frozenset[str]  # count people beside "vi": alle, begge
    parts: frozenset[str]  # of "us" before "av": en, ene, hvem
    personal: frozenset[str]  # what each has one of: mitt navn
    apart: frozenset[str]  # set one person apart: unntatt, bare
    emphatic: frozenset[str]  # Swedish "själv", which agrees
    reciprocal: frozenset[str]  # what one alone does not do: hverandre, sammen
    seasons: frozenset[str]  # before "vår" as spring
    middle: frozenset[str]  # after Swedish "mitt" as middle
    own: frozenset[str]  # egen, after a possessive before its noun
    masculine: frozenset[str]  # end in -a all the same: pappa
    feminine: frozenset[str]  # do not end in -a: mor
    neuter: frozenset[str]  # after Danish "vores", for "we" as "I"
    common: frozenset[str]
    several: frozenset[str]

    @property
    def first(self) -> frozenset[str]:
        """Every word of the first person that the table can shift."""
        return self.subjects | self.objects | self.possessives


@cache
def lists_of(language: Language) -> Lists:
    """The lists of a language; those it does not have are empty."""
    return Lists(*(language.person.get(name, frozenset()) for name in Lists._fields))


@cache
def predicates_of(language: Language) -> dict[str, str]:
    """Adjectives and participles as said of one, and as said of several: trøtt, trøtte."""
    first = lists_of(language).first
    return {one: many[0] for one, many in language.third_person.items() if one not in first}
