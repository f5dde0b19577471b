"""Why a code is suggested for a unit: sentences that are true of this unit and can be checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from stc_cli.records import Unit
from stc_cli.suggest.codebook_texts import CodeText
from stc_cli.suggest.decided import Decided
from stc_cli.suggest.new_rules import NewRules
from stc_cli.suggest.vectors import DIGITS, Matrix, Vectors, pieces_of

_WORDS = 4  # named in one reason at most
_UNITS = 2
_KIN = 5  # letters that two words share before they are called akin

Kind = Literal["rule", "like", "codebook", "new rule", "akin", "common words", "against"]


class Reason(NamedTuple):
    """A reason. `text` says it whole; `unit_ids` and `words` are those it names."""

    kind: Kind
    text: str
    unit_ids: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """All that reasons are found in.

    `codes`: ids in the codebook's order; `own`: codes × features, what belongs to each code.
    """

    units: Sequence[Unit]
    codes: Sequence[str]
    decided: Decided
    texts: Sequence[CodeText]
    vectors: Vectors
    own: Matrix
    by_rule: Mapping[tuple[str, str], str]
    new_rules: NewRules

    def reasons(self, row: int, code: int) -> tuple[Reason, ...]:
        """The reasons for a code on the unit of a row, the weightiest kind first; at least one.

        Asked only where the unit has something in common with what belongs to the code.
        """
        found = [
            *self._rule(row, code), *self._like(row, code), *self._codebook(row, code),
            *self._new_rule(row, code),
        ]  # fmt: skip
        if not found:
            found += self._akin(row, code) or self._common(row, code)
        return (*found, *self._against(row, code))

    def _rule(self, row: int, code: int) -> Iterator[Reason]:
        evidence = self.by_rule.get((self.units[row].unit_id, self.codes[code]))
        if evidence:
            yield Reason("rule", f"a rule proposes it: {evidence}")

    def _like(self, row: int, code: int) -> Iterator[Reason]:
        nearest = self._nearest(row, self._given[code])
        if nearest:
            ids = tuple(self.units[other].unit_id for other in nearest)
            shared = {word for other in nearest for word in self._shared(row, other)}
            words = self._words(self._heaviest(row, shared))
            text = f'like {" and ".join(ids)}, decided "{self.codes[code]}": {", ".join(words)}'
            yield Reason("like", text, ids, words)

    def _against(self, row: int, code: int) -> Iterator[Reason]:
        """The unit it is most like, where that code was refused for it."""
        nearest = self._nearest(row, [*self._given[code], *self._refused[code]])[:1]
        if nearest and nearest[0] in self._refused[code]:
            other = self.units[nearest[0]].unit_id
            text = f'but most like {other}, for which "{self.codes[code]}" was rejected'
            yield Reason("against", text, (other,))

    def _nearest(self, row: int, others: Sequence[int]) -> list[int]:
        """The rows most like a row among those that share a content lemma with it."""
        rows, content = self.vectors.rows, self.vectors.content
        candidates = [other for other in others if other != row]
        if not candidates:
            return []
        alike = (rows[candidates] @ rows[row].T).toarray().ravel().round(DIGITS).tolist()
        sharing = (content[candidates] @ content[row].T).toarray().ravel().tolist()
        ranked = sorted(
            (-likeness, other)
            for likeness, other, words in zip(alike, candidates, sharing, strict=True)
            if words
        )
        return [other for _, other in ranked[:_UNITS]]

    def _codebook(self, row: int, code: int) -> Iterator[Reason]:
        kinds = self._codebook_words[code]
        numbers = self._heaviest(row, kinds.keys() & set(self.vectors.content_of(row)))
        if numbers:
            by_kind: dict[str, list[str]] = {}
            for number in numbers:
                by_kind.setdefault(kinds[number], []).append(self.vectors.lemmas[number])
            told = "; ".join(f"of the {kind}: {', '.join(some)}" for kind, some in by_kind.items())
            yield Reason("codebook", f"words {told}", (), self._words(numbers))

    def _new_rule(self, row: int, code: int) -> Iterator[Reason]:
        for line in self.new_rules.firing(self.units[row], self.codes[code]):
            yield Reason("new rule", f"a rule that could be added would fire: {line}")

    def _akin(self, row: int, code: int) -> list[Reason]:
        """A word of the unit that shares a long piece with a word of the code's."""
        lemmas, known = self.vectors.lemmas, self._code_words(code)
        by_piece: dict[str, str] = {}
        for word in sorted(lemmas[number] for number in known):
            for piece in _long_pieces(word):
                by_piece.setdefault(piece, word)
        own = set(self.vectors.content_of(row))
        for word in self._words(self._heaviest(row, own, len(own))):
            kin = next((by_piece[p] for p in _long_pieces(word) if p in by_piece), None)
            if kin is not None:
                return [Reason("akin", f"akin words: {word}, {kin}", (), (word, kin))]
        return []

    def _common(self, row: int, code: int) -> list[Reason]:
        """What they have in common when it is no word of content: little, and said so."""
        product = self.vectors.rows[row].multiply(self.own[code]).tocoo()
        parts = sorted(
            zip((-product.data.round(DIGITS)).tolist(), product.col.tolist(), strict=True)
        )
        lemmas = self.vectors.lemmas
        words = tuple(lemmas[n] for weight, n in parts if weight < 0 and n < len(lemmas))[:_WORDS]
        if words:
            text = f"only everyday words in common: {', '.join(words)}"
            return [Reason("common words", text, (), words)]
        piece = next(self.vectors.pieces[n - len(lemmas)] for _, n in parts if n >= len(lemmas))
        own = self._words(self.vectors.content_of(row))
        words = tuple(word for word in own if piece in pieces_of(word))
        text = f'only letters in common: "{piece.strip()}" in {", ".join(words)}'
        return [Reason("common words", text, (), words)]

    def _shared(self, row: int, other: int) -> set[int]:
        return set(self.vectors.content_of(row)) & set(self.vectors.content_of(other))

    def _heaviest(self, row: int, numbers: set[int], most: int = _WORDS) -> list[int]:
        """The weightiest of some lemmas in the unit of a row."""
        weights = self.vectors.rows[row]
        weight = dict(
            zip(weights.indices.tolist(), weights.data.round(DIGITS).tolist(), strict=True)
        )
        return sorted(numbers, key=lambda n: (-weight.get(n, 0.0), n))[:most]

    def _words(self, numbers: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.vectors.lemmas[number] for number in numbers)

    def _code_words(self, code: int) -> set[int]:
        given = (n for other in self._given[code] for n in self.vectors.content_of(other))
        return {*self._codebook_words[code], *given}

    @cached_property
    def _codebook_words(self) -> list[dict[int, str]]:
        """By code: the content lemmas of the codebook's texts, and the first text they stand in."""
        words: list[dict[int, str]] = [{} for _ in self.codes]
        for number, text in enumerate(self.texts, start=len(self.units)):
            if text.weight > 0:
                for lemma in self.vectors.content_of(number):
                    words[text.code].setdefault(lemma, text.kind)
        return words

    @cached_property
    def _given(self) -> list[list[int]]:
        return self._rows_by_code(self.decided.yes)

    @cached_property
    def _refused(self) -> list[list[int]]:
        return self._rows_by_code(self.decided.no)

    def _rows_by_code(self, verdicts: Mapping[str, frozenset[str]]) -> list[list[int]]:
        rows: dict[str, list[int]] = {code: [] for code in self.codes}
        for row, unit in enumerate(self.units):
            for code in verdicts.get(unit.unit_id, ()):
                rows.get(code, []).append(row)
        return list(rows.values())


def _long_pieces(word: str) -> list[str]:
    """The longest pieces of a word that are letters alone, or the word itself where it is short."""
    return [piece for piece in pieces_of(word) if len(piece.strip()) == _KIN] or [word]
