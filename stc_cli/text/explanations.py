"""Why rules fire on a unit or do not: what is missing, too far apart, barred or not looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stc_cli.codebook import Codebook, Item, Near, Rule, Where
from stc_cli.records import Role, Span
from stc_cli.text.conditions import closest
from stc_cli.text.rules import RuleBook, Trial
from stc_cli.text.terms import Words

_NAMED = 4  # alternatives of an item that are named
_SHOWN = 3  # places of one item that are marked

# How far a rule is from firing: one for a word that is missing; less where all words are there.
_MISSING, _SCATTERED, _EXCLUDED = 1.0, 0.5, 0.25


class Explanation(NamedTuple):
    """One rule on one unit.

    `rule`: 1 is the first of its code. `kind`: its keys. `spans`: the words it fired on, or what
    there is of them. `lacks`: why it did not fire, a clause each. `distance`: 0 if it fired; 1 for
    each item that is missing.
    """

    code_id: str
    rule: int
    kind: str
    fired: bool
    spans: tuple[Span, ...]
    lacks: tuple[str, ...]
    distance: float

    @property
    def nearly(self) -> bool:
        """Whether it lacks one thing only, and some of its words are there."""
        return not self.fired and self.distance <= _MISSING and bool(self.spans)


class _Lack(NamedTuple):
    text: str
    distance: float


def explanations(
    text: str, codebook: Codebook, rules: RuleBook, *, role: Role, speaker: str, transcript: str
) -> list[Explanation]:
    """Every rule of a codebook on a unit: those that fired, then the others, the nearest first.

    `rules`: those of the codebook, in the language of the unit.
    """
    places = list(codebook.places())
    words = rules.words_of(text)
    made = []
    for trial in rules.trials(words, role=role, speaker=speaker, transcript=transcript):
        code = places[trial.code].code
        rule = code.rules[trial.rule - 1]
        if trial.spans is not None:
            spans, lacks = trial.spans, []
        else:
            looker = _Looker(rules, words, trial)
            lacks = [*looker.lacks(rule), *_unseen(rule.where, role, speaker, transcript)]
            spans = looker.there(rule)
        made.append(
            Explanation(
                code.id, trial.rule, trial.kind, trial.spans is not None, spans,
                tuple(lack.text for lack in lacks), round(sum(lack.distance for lack in lacks), 3),
            )
        )  # fmt: skip
    # Where two lack as much, the one of which more is there is nearer.
    return sorted(made, key=lambda e: (not e.fired, e.distance, 0 if e.fired else -len(e.spans)))


class _Looker:
    """Looks for what there is of a rule that did not fire, and what there is not."""

    def __init__(self, rules: RuleBook, words: Words, trial: Trial) -> None:
        self.rules = rules
        self.words = words
        self.trial = trial

    def lacks(self, rule: Rule) -> Iterator[_Lack]:
        """What is missing, in the order in which the codebook's documentation names the keys."""
        if rule.lemma is not None and not self.trial.held["lemma"]:
            yield self.lemma(rule.lemma)
        if rule.phrase is not None and not self.trial.held["phrase"]:
            yield self.phrase(rule.phrase)
        if rule.near is not None and not self.trial.held["near"]:
            yield from self.near(rule.near)
        if rule.all and not self.trial.held["all"]:
            yield from self.missing("all", rule.all)
        if rule.any and not self.trial.held["any"]:
            words = [word for item in rule.any for word in _alternatives(item)]
            yield _Lack(f"any: {_absent(words)}", _MISSING)
        for kind in ("regex", "pattern"):
            if kind in self.trial.held and not self.trial.held[kind]:
                yield _Lack(f"{kind}: finds nothing", _MISSING)
        if self.trial.barred:
            said = dict.fromkeys(
                self.words.text[span.start : span.end] for span in self.trial.barred
            )
            yield _Lack(
                f"none: {_quoted(said)} {'is' if len(said) == 1 else 'are'} there", _EXCLUDED
            )

    def lemma(self, phrase: str) -> _Lack:
        asked = [token for token in self.rules.tokens(phrase) if token.is_word]
        said = {key for token in self.words.spoken for key in (token.lower, token.lemma)}
        absent = [token.text for token in asked if said.isdisjoint((token.lower, token.lemma))]
        if absent:
            return _Lack(f"lemma: {_absent(absent, every=True)}", _MISSING * len(absent))
        return _Lack(f'lemma: the words of "{phrase}" are there, but not next to each other in '
                     "this order", _SCATTERED)  # fmt: skip

    def phrase(self, phrase: str) -> _Lack:
        absent = [word for word in phrase.split() if not _as_written(word, self.words.text)]
        if absent:
            return _Lack(
                f"phrase: {_absent(absent, every=True)} as written", _MISSING * len(absent)
            )
        return _Lack(f'phrase: the words of "{phrase}" are there, but not together as written',
                     _SCATTERED)  # fmt: skip

    def near(self, near: Near) -> Iterator[_Lack]:
        lacks = list(self.missing("near", near.of))
        if lacks:
            yield from lacks
            return
        places = [self.rules.places(self.words, item) for item in near.of]
        window = near.words
        # Doubled, because only the first few places of an item within a window are tried.
        while window < len(self.words.spoken):
            window = min(2 * window, len(self.words.spoken))
            found = closest(places, window)
            if found:
                width = max(p[1] for p in found) - min(p[0] for p in found) + 1
                yield _Lack(f"near: {width} words from first to last, {near.words} are allowed",
                            round(1 - near.words / width, 3))  # fmt: skip
                return
        yield _Lack(
            "near: two of its items share a word, and each needs one of its own", _SCATTERED
        )

    def missing(self, kind: str, items: Sequence[Item]) -> Iterator[_Lack]:
        for item in items:
            if not self.rules.places(self.words, item):
                yield _Lack(f"{kind}: {_absent(_alternatives(item))}", _MISSING)

    def there(self, rule: Rule) -> tuple[Span, ...]:
        """The words that are there of what a rule asks for."""
        spans = [span for found in self.trial.held.values() for span in found or ()]
        for items in (rule.near.of if rule.near else (), rule.all):
            for item in items:
                places = self.rules.places(self.words, item)[:_SHOWN]
                spans += map(self.words.span, places)
        if rule.lemma is not None and not self.trial.held["lemma"]:
            asked = {
                k for t in self.rules.tokens(rule.lemma) if t.is_word for k in (t.lower, t.lemma)
            }
            spans += [
                Span(token.start, token.end)
                for token in self.words.spoken
                if token.lower in asked or token.lemma in asked
            ]
        return tuple(sorted({*spans, *self.trial.barred}))


def _unseen(where: Where | None, role: Role, speaker: str, transcript: str) -> Iterator[_Lack]:
    if where is None:
        return
    for name, wanted, own in (
        ("role", where.role, role),
        ("speaker", where.speaker, speaker),
        ("transcript", where.transcript, transcript),
    ):
        if wanted is not None and wanted != own:
            yield _Lack(
                f'where: looks only at the {name} "{wanted}", and this is "{own}"', _EXCLUDED
            )


def _alternatives(item: Item) -> list[str]:
    return [item] if isinstance(item, str) else item.any


def _absent(words: Sequence[str], *, every: bool = False) -> str:
    """That none of some words is there; `every`: all of them were asked for."""
    if len(words) == 1:
        return f'"{words[0]}" is not there'
    more = len(words) - _NAMED
    named = _quoted(words[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"{named} are not there" if every else f"none of {named} is there"


def _quoted(words: Sequence[str] | dict[str, None]) -> str:
    return ", ".join(f'"{word}"' for word in words)


def _as_written(word: str, text: str) -> bool:
    either = re.sub("['’]", "['’]", re.escape(word))
    return re.search(rf"(?<!\w){either}(?!\w)", text, re.IGNORECASE) is not None
