"""Texts as vectors: their lemmas, and the pieces that their content lemmas are built from.

Pieces (runs of 4 or 5 letters within a lemma) let "treningsgruppe" meet "trening", and a word
misheard meet the word meant. Both halves are weighted by tf-idf with sublinear counts (Salton &
Buckley 1988, as scikit-learn's TfidfTransformer has it), and weigh alike.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from stc_cli.text.tokens import Lexicon, Remembered

DIGITS = 6  # scores are rounded before ranking, so that every machine ranks alike
_SHORTEST, _LONGEST = 4, 5  # letters of a piece, word ends included

Matrix = Any  # of scipy, whose types are not known


class LexicalText(NamedTuple):
    """A text with the lexicon of its language."""

    text: str
    lexicon: Lexicon


class _Numbered(NamedTuple):
    """A piece of text between white space: the numbers of its lemmas, and of those of content."""

    lemmas: tuple[int, ...]
    content: tuple[int, ...]


class Vectors:
    """The vectors of some texts, and the words behind them.

    `rows`: texts × features, each row of length one or empty; the first `len(lemmas)` features are
    lemmas, the others `pieces`. `content`: texts × lemmas, how often each content lemma stands.
    """

    def __init__(self, texts: Sequence[LexicalText]) -> None:
        from scipy import sparse
        from sklearn.feature_extraction.text import TfidfTransformer
        from sklearn.preprocessing import normalize

        numbers: dict[str, int] = {}
        counted = list(_numbered(texts, numbers))
        self.lemmas = tuple(numbers)
        everything = _counts((row.lemmas for row in counted), len(numbers))
        self.content: Matrix = _counts((row.content for row in counted), len(numbers))
        of_content = frozenset(self.content.indices.tolist())
        built, self.pieces = _built_from(self.lemmas, of_content)
        halves = [
            TfidfTransformer(sublinear_tf=True).fit(counts).transform(counts, copy=False)
            for counts in (everything, self.content @ built)
            if counts.shape[1]
        ]
        self.rows: Matrix = normalize(sparse.hstack(halves, format="csr"), copy=False)

    def content_of(self, row: int) -> list[int]:
        """The numbers of the content lemmas of a text."""
        begin, end = self.content.indptr[row : row + 2]
        found: list[int] = self.content.indices[begin:end].tolist()
        return found


def pieces_of(lemma: str) -> Iterator[str]:
    """The pieces of a lemma; a space stands for its beginning and end.

    >>> list(pieces_of("nuts"))
    [' nut', 'nuts', 'uts ', ' nuts', 'nuts ']
    """
    word = f" {lemma} "
    for length in range(_SHORTEST, _LONGEST + 1):
        for start in range(len(word) - length + 1):
            yield word[start : start + length]


def _numbered(texts: Iterable[LexicalText], numbers: dict[str, int]) -> Iterator[_Numbered]:
    """The lemmas of each text as numbers; new lemmas get the next number."""
    known: dict[int, Remembered[_Numbered]] = {}

    def number(lemma: str) -> int:
        return numbers.setdefault(lemma, len(numbers))

    def of(lexicon: Lexicon) -> Remembered[_Numbered]:
        def numbered(piece: str) -> _Numbered:
            if piece.startswith("["):  # a note of the transcriber
                return _Numbered((), ())
            words = (token.lemma for token in lexicon.piece(piece) if token.is_word)
            return _Numbered(tuple(map(number, words)), tuple(map(number, lexicon.content(piece))))

        return Remembered(numbered)

    for text, lexicon in texts:
        if id(lexicon) not in known:
            known[id(lexicon)] = of(lexicon)
        found = [known[id(lexicon)][piece] for piece in text.split()]
        yield _Numbered(
            tuple(chain.from_iterable(piece.lemmas for piece in found)),
            tuple(chain.from_iterable(piece.content for piece in found)),
        )


def _built_from(lemmas: Sequence[str], wanted: frozenset[int]) -> tuple[Matrix, tuple[str, ...]]:
    """Lemmas × pieces: how often a piece stands in each of the wanted lemmas; and the pieces."""
    numbers: dict[str, int] = {}
    rows = [
        [numbers.setdefault(piece, len(numbers)) for piece in pieces_of(lemma)]
        if number in wanted
        else []
        for number, lemma in enumerate(lemmas)
    ]
    return _counts(rows, len(numbers)), tuple(numbers)


def _counts(rows: Iterable[Sequence[int]], width: int) -> Matrix:
    """How often each number stands in each row."""
    import numpy as np
    from scipy import sparse

    indices, ends = array("i"), [0]
    for row in rows:
        indices.extend(row)
        ends.append(len(indices))
    ones = np.ones(len(indices))
    matrix = sparse.csr_matrix((ones, indices, ends), shape=(len(ends) - 1, width))
    matrix.sum_duplicates()
    return matrix
