"""Ranked codes for units, with the reasons a person can check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from stc_cli.codebook import Codebook
from stc_cli.languages import load_language
from stc_cli.records import Assignment, Status, Unit
from stc_cli.suggest.codebook_texts import code_texts, readable
from stc_cli.suggest.decided import Decided
from stc_cli.suggest.new_rules import NewRules
from stc_cli.suggest.profiles import in_common, members, profiles, scores
from stc_cli.suggest.reasons import Evidence, Reason
from stc_cli.suggest.vectors import LexicalText, Vectors
from stc_cli.text.tokens import Lexicons, lexicon

_CHUNK = 10_000  # units scored at a time, so that memory does not grow with units × codes


class Suggestion(NamedTuple):
    """A code that a unit may deserve. `score`: 0 to 1; never without a reason."""

    unit_id: str
    code_id: str
    score: float
    reasons: tuple[Reason, ...]


class Suggester:
    """What is known about codes and units at one moment: the codebook, the units, the decisions.

    `assignments`: the codes that stand on units, and why. `language`: that of the transcripts, in
    which the codebook's texts are read too. Same arguments, same suggestions.
    """

    def __init__(
        self,
        units: Sequence[Unit],
        codebook: Codebook,
        decided: Decided,
        *,
        lexicons: Lexicons,
        language: str,
        assignments: Iterable[Assignment] = (),
    ) -> None:
        self.units = tuple(units)
        self.codebook = codebook
        self.decided = decided
        self.lexicons = lexicons
        self.codes = tuple(place.code.id for place in codebook.places())
        self.place_of = {code: place for place, code in enumerate(self.codes)}
        self.row_of = {unit.unit_id: row for row, unit in enumerate(self.units)}
        rows = list(assignments)
        self.by_rule = {(a.unit_id, a.code_id): a.evidence for a in rows if a.source == "rule"}
        self.standing: dict[str, dict[str, Status]] = {}  # unit to code to what it is
        for a in rows:
            if a.status != "rejected":
                self.standing.setdefault(a.unit_id, {})[a.code_id] = a.status
        self.texts = code_texts(codebook, language)
        own = lexicon(load_language(language))
        spoken = [LexicalText(u.text, lexicons.of(u.transcript_id)) for u in self.units]
        written = [LexicalText(text.text, own) for text in self.texts]
        self.vectors = Vectors([*spoken, *written])
        known = members(self.texts, len(self.units), decided, self.row_of, self.place_of)
        aside = sorted(self.row_of[unit] for unit in decided.set_aside if unit in self.row_of)
        self.profiles = profiles(
            self.vectors.rows, len(self.codes), known, units=len(self.units), set_aside=aside
        )

    def scores(self, rows: Sequence[int]) -> Any:
        """Units × codes: the scores of the units in these rows, rounded; a dense array."""
        return scores(self.vectors.rows[list(rows)], self.profiles)

    def scores_in_turn(self) -> Iterable[tuple[int, Any]]:
        """The scores of all units, some at a time: the first one's row, units × codes."""
        for first in range(0, len(self.units), _CHUNK):
            last = min(first + _CHUNK, len(self.units))
            yield first, scores(self.vectors.rows[first:last], self.profiles)

    def suggestions(self, unit_id: str, top: int) -> tuple[Suggestion, ...]:
        """Up to `top` codes nobody has decided about for a unit, best first.

        Equal scores stand in the codebook's order; a code without any likeness is not suggested.
        """
        row = self.row_of[unit_id]
        scores = self.scores([row])[0].tolist()
        shares = in_common(self.vectors.rows[row], self.profiles.own)[0]
        settled = self.settled(unit_id)
        possible = [n for n, code in enumerate(self.codes) if shares[n] and code not in settled]
        ranked = sorted(possible, key=lambda code: (-scores[code], code))
        return tuple(self._suggestion(unit_id, code, scores[code]) for code in ranked[:top])

    def names(self) -> dict[str, str]:
        """Code ids to their names, empty where a code has none but its id."""
        names = {self.codes[text.code]: text.text for text in self.texts if text.kind == "name"}
        return {code: "" if name == readable(code) else name for code, name in names.items()}

    def settled(self, unit_id: str) -> frozenset[str]:
        """The codes that people gave to a unit or refused it; all of them when it is set aside."""
        if unit_id in self.decided.set_aside:
            return frozenset(self.codes)
        none: frozenset[str] = frozenset()
        return self.decided.yes.get(unit_id, none) | self.decided.no.get(unit_id, none)

    def for_code(self, code_id: str, number: int) -> tuple[Suggestion, ...]:
        """The units most like a code among those nobody has decided about for it, best first.

        Units on which it stands already, and those that share only everyday words with it, are left
        out.
        """
        code = self.place_of[code_id]
        found: list[tuple[float, int]] = []
        for first, some in self.scores_in_turn():
            shares = self.shares_content(range(first, first + len(some)), code)
            column = zip(some[:, code].tolist(), shares, strict=True)
            found += [
                (-score, row)
                for row, (score, is_shared) in enumerate(column, start=first)
                if is_shared and self._open(row, code_id)
            ]
            found = sorted(found)[:number]
        return tuple(
            self._suggestion(self.units[row].unit_id, code, -score) for score, row in found
        )

    def shares_content(self, rows: Sequence[int], code: int) -> list[bool]:
        """By row: whether the unit has more in common with a code than everyday words."""
        first = len(self.vectors.lemmas)  # the pieces, which only content lemmas have
        own = self.profiles.own[code, first:]
        shares: list[bool] = in_common(self.vectors.rows[list(rows), first:], own)[:, 0].tolist()
        return shares

    def _open(self, row: int, code_id: str) -> bool:
        unit_id = self.units[row].unit_id
        return (
            self.units[row].state != "set_aside"
            and code_id not in self.standing.get(unit_id, {})
            and code_id not in self.settled(unit_id)
        )

    def _suggestion(self, unit_id: str, code: int, score: float) -> Suggestion:
        reasons = self.evidence.reasons(self.row_of[unit_id], code)
        return Suggestion(unit_id, self.codes[code], score, reasons)

    @cached_property
    def new_rules(self) -> NewRules:
        """The rules that the decisions would support."""
        return NewRules(self.units, self.codes, self.decided, self.by_rule, self.lexicons)

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence(
            units=self.units, codes=self.codes, decided=self.decided, texts=self.texts,
            vectors=self.vectors, own=self.profiles.own, by_rule=self.by_rule,
            new_rules=self.new_rules,
        )  # fmt: skip
