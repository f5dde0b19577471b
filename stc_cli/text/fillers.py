"""Where a word that is content elsewhere ("like", "well", "altså", "liksom") is a filler.

The lists are in `languages/`, each with the places where its phrases are fillers:

| list             | where                                                                    |
|------------------|--------------------------------------------------------------------------|
| `sounds`         | anywhere: they are never words                                           |
| `set_off`        | where punctuation or the sentence's edge sets them off on both sides     |
| `inside`         | … within the sentence only                                               |
| `opening`        | at the beginning, before a comma or a word that plainly begins a clause  |
| `answers`        | at the beginning, before such a word: "Yes, we had", not "Yes, a little" |
| `before_subject` | at the beginning, before a subject: "I mean we had", not "I mean it"     |
| `closing`        | at the end, after a comma                                                |

In doubt a word stays.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import groupby

from stc_cli.languages import Language
from stc_cli.text.characters import WORD
from stc_cli.text.locks import words
from stc_cli.text.phrases import first_word, last_word, leans

Phrases = frozenset[tuple[str, ...]]
_WITHIN = re.compile(r"['’]?\s+")  # between the words of a phrase
_BETWEEN = re.compile(r"[\s,…–—.-]+")  # between one filler and the next


def set_off_before(text: str) -> bool:
    """Whether what follows `text` is set off from it by punctuation or begins the sentence."""
    text = text.rstrip()
    return not text or text[-1] in ',;:…-–—.!?"“('


def set_off_after(text: str) -> bool:
    """Whether what stands before `text` is set off from it by punctuation or ends the sentence."""
    text = text.lstrip()
    return not text or text[0] in ",;…-–—." or text.startswith("...")


def opens_clause(text: str, language: Language) -> bool:
    """Whether a text begins, after white space and a comma, with a word that begins a clause."""
    return _opener(language).match(text) is not None


def filler_runs(text: str, language: Language) -> Iterator[tuple[int, int]]:
    """Where one filler phrase or several in a row stand, in characters; longer runs first.

    Whether they are fillers there `is_filler` says.
    """
    said = tuple(words(text))
    starts = [n for n, word in enumerate(said) if _phrase_at(said, n, language)]
    tokens = list(WORD.finditer(text)) if starts else []
    for start in starts:
        for end in sorted(_ends(text, tokens, said, start, language), reverse=True):
            yield tokens[start].start(), tokens[end - 1].end()


def _phrase_at(said: tuple[str, ...], at: int, language: Language) -> list[int]:
    """Behind which words the filler phrases end that begin with a word."""
    phrases = _by_first_word(language).get(said[at], ())
    ends = (at + len(phrase) for phrase in phrases if said[at : at + len(phrase)] == phrase)
    return [*ends]


def _ends(
    text: str,
    tokens: Sequence[re.Match[str]],
    said: tuple[str, ...],
    start: int,
    language: Language,
) -> set[int]:
    """The words before which a run of fillers that begins with `start` may end."""

    def joined(gap: re.Pattern[str], n: int) -> bool:
        return gap.fullmatch(text, tokens[n].end(), tokens[n + 1].start()) is not None

    ends: set[int] = set()
    waiting = [start]
    while waiting:
        begin = waiting.pop()
        for end in _phrase_at(said, begin, language):
            if end in ends or not all(joined(_WITHIN, n) for n in range(begin, end - 1)):
                continue
            ends.add(end)
            following = end
            while following < len(said) and said[following] in language.sounds:
                following += 1
            if following < len(said) and joined(_BETWEEN, following - 1):
                waiting.append(following)
    return ends


def is_filler(said: Sequence[str], before: str, after: str, language: Language) -> bool:
    """Whether words, made of filler phrases and sounds, are fillers where they stand.

    `before` and `after`: the rest of the sentence, with the marks around the words.
    """
    sounds = language.sounds
    ahead = [word for word in words(before) if word not in sounds]
    behind = [word for word in words(after) if word not in sounds]
    if not ahead and not behind:
        return False  # "Yeah." may be an answer
    after = _leading_sounds(language).sub("", after)
    no = _answers_no(language)
    and_no = behind[:1] and behind[0] in language.joining and no & set(behind[1:2])
    if (and_no or no & set(ahead[-1:])) and language.fillers.answers & set(said):
        return False  # "yes and no"; "no, yeah, we had" does not say no
    if ahead and " ".join([*ahead, *said]) in language.shifts:
        return False  # "But anyway, we left" turns to something else
    here = _fillers_here(before, after, ahead, behind, language)
    if not _consists_of(said, here, sounds):
        return False
    return not _carries_meaning(said, before, after, language)


def _fillers_here(
    before: str, after: str, ahead: Sequence[str], behind: Sequence[str], language: Language
) -> Phrases:
    """The phrases that are fillers in a place: `ahead` and `behind` are the words around it."""
    lists, names = language.fillers, []
    opens = not ahead or " ".join(ahead) in _prefixes(language)
    clause = opens_clause(after, language)
    if opens and ahead and set_off_after(after):
        names += ["set_off", "opening"]  # "But you know, we had"
    if set_off_before(before) and set_off_after(after):
        names.append("set_off")
        if ahead and behind:
            names.append("inside")
        elif not ahead:
            names.append("opening")
        elif not set(after) & set("?!") and before.rstrip().endswith(","):
            names.append("closing")
    if opens and (clause or (behind and behind[0] in _answers_no(language))):
        names.append("opening")
    if opens and clause:
        if _is_whole(behind, language):
            names.append("answers")
        if first_word(after).lower().partition("'")[0] in language.leaning.subjects:
            names.append("before_subject")
    return frozenset().union(*(
        _as_words(language.set_off if name == "set_off" else getattr(lists, name))
        for name in names
    ))  # fmt: skip


def _is_whole(said: Sequence[str], language: Language) -> bool:
    """Whether words that begin a clause hold a subject or verb: not "a little"."""
    lists = language.leaning
    return any(word in lists.subjects or word in lists.verbs or "'" in word for word in said)


def _carries_meaning(said: Sequence[str], before: str, after: str, language: Language) -> bool:
    """Whether a sentence would say something else without a filler that is set off."""
    previous, following = last_word(before), first_word(after)
    opening = _consists_of(said, _as_words(language.fillers.opening), language.sounds)
    if _asks(said, language) and following.lower() in language.person.get("asked", frozenset()):
        return True  # Danish "du ved, hvordan det er"
    number = following.isdigit() or following.lower().split("-")[0] in language.quantities
    if number and not (opening and not WORD.search(before)):
        return True  # "it took, like, three years" does not say three
    if set(said) & language.fillers.answers and _reports(words(before), language):
        return True  # "she said, yes, I'm sure" tells what she answered
    if leans(previous, language) and following.lower() in ("", previous.lower()):
        return True  # "without it the work is, well." "in the, well, the title has changed"
    if " ".join(said) in language.fillers.corrections and _corrects(before, after, language):
        return True
    hesitation = _hesitation(language).search(before)
    if hesitation is None or not (spoken := before[: hesitation.start()].rstrip(" ,.…")):
        return False
    # The comma may be the hesitation's: "it has to be done, uh, right, for once".
    apart = len(said) > 1 or opens_clause(after, language)
    return not apart or leans(last_word(spoken), language)


def _asks(said: Sequence[str], language: Language) -> bool:
    """Whether a filler is a clause, which another may belong to: "du ved", "jeg mener"."""
    persons = language.leaning.subjects | language.person.get("you", frozenset())
    return any(word in persons for word in said)


def _reports(said: Sequence[str], language: Language) -> bool:
    """Whether what comes next may be somebody's words: after "she said", "she was like"."""
    reporting = language.person.get("reporting", frozenset())
    like = said[-1:] == ["like"] and set(said[-2:-1]) & language.leaning.verbs
    return bool(reporting & set(said[-1:]) or like)


def _corrects(before: str, after: str, language: Language) -> bool:
    """Whether "I mean" stands between a phrase and what is meant: "the boss, I mean, the owner"."""
    previous, following = last_word(before), first_word(after)
    lists = language.leaning
    again = following.lower() in lists.determiners | lists.links
    names = previous[:1].isupper() and following[:1].isupper() and following != "I"
    return names or (again and not leans(previous, language) and bool(WORD.search(before)))


def _consists_of(said: Sequence[str], phrases: Phrases, sounds: Collection[str]) -> bool:
    """Whether words are one phrase after the other, or sounds, and nothing else."""
    reached = {0}
    for begin in range(len(said)):
        if begin in reached:
            if said[begin] in sounds:
                reached.add(begin + 1)
            for end in range(begin + 1, len(said) + 1):
                if tuple(said[begin:end]) in phrases:
                    reached.add(end)
    return len(said) in reached


@cache
def filler_phrases(language: Language) -> Phrases:
    """Every filler that is not a mere sound, as a tuple of words."""
    lists = language.fillers
    return _as_words((
        *language.set_off, *lists.inside, *lists.opening, *lists.answers, *lists.before_subject,
        *lists.closing,
    ))  # fmt: skip


@cache
def _as_words(phrases: Collection[str]) -> Phrases:
    return frozenset(tuple(words(phrase)) for phrase in phrases)


@cache
def _by_first_word(language: Language) -> dict[str, tuple[tuple[str, ...], ...]]:
    phrases = sorted(filler_phrases(language))
    return {first: tuple(group) for first, group in groupby(phrases, key=lambda phrase: phrase[0])}


def may_hold_fillers(said: Collection[str], language: Language) -> bool:
    """Whether a filler phrase may begin with one of a sentence's words."""
    return not _by_first_word(language).keys().isdisjoint(said)


@cache
def _prefixes(language: Language) -> frozenset[str]:
    """What a sentence may begin with before its fillers: "And well we", "No well we"."""
    return frozenset(language.connectives) | _answers_no(language)


@cache
def _answers_no(language: Language) -> frozenset[str]:
    return language.backchannels & frozenset(language.negations)


@cache
def _opener(language: Language) -> re.Pattern[str]:
    return re.compile(rf"\s*,?\s*(?:{either(language.clause_openers)})(?![\w-])", re.IGNORECASE)


@cache
def _hesitation(language: Language) -> re.Pattern[str]:
    sound = rf"(?<![\w'’-])(?:{either(language.sounds)})"
    return re.compile(rf"{sound}(?:[\s,.…]+{sound})*[\s,.…]*$", re.IGNORECASE)


@cache
def _leading_sounds(language: Language) -> re.Pattern[str]:
    return re.compile(rf"^(?:\s*,?\s*(?:{either(language.sounds)})(?![\w'’-]))+", re.IGNORECASE)


def either(phrases: Collection[str]) -> str:
    """A regular expression for one of some phrases, the longest that fits."""
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(p).replace("'", "['’]") for p in longest_first) or "(?!)"
