"""Cleaned sentences of meaning units, on their way into a condensate."""

from __future__ import annotations

from dataclasses import dataclass, field

from stc_cli.records import PassedOver, Unit
from stc_cli.text.characters import word_count
from stc_cli.text.disfluency import clean
from stc_cli.text.operations import Draft
from stc_cli.text.sentences import sentence_spans
from stc_cli.text.tokens import Lexicon


@dataclass(slots=True, eq=False)
class Line:
    """One cleaned sentence of a unit that stands under a code.

    `at`: of the raw sentence in the unit's text, in characters. `evidence`: whether it holds words
    that the code was given for. `merged`: near-duplicates that it stands for, too.
    """

    draft: Draft
    unit: Unit
    code_id: str
    lexicon: Lexicon
    at: int
    raw: str
    evidence: bool
    content: list[str]
    merged: list[Line] = field(default_factory=list)

    @property
    def words(self) -> int:
        return word_count(self.draft.text)

    @property
    def units(self) -> list[Unit]:
        """The unit it is from, and those of its near-duplicates."""
        return [self.unit, *(twin.unit for twin in self.merged)]

    @property
    def person(self) -> str:
        """Who said it."""
        return f"{self.unit.transcript_id}:{';'.join(self.unit.speakers)}"

    def passed_over(self, reason: str) -> PassedOver:
        return PassedOver(self.unit.unit_id, self.at, self.at + len(self.raw), reason)


def cleaned_sentences(unit: Unit, lexicon: Lexicon) -> list[Draft]:
    """The unit's sentences, each cleaned; those without a word are gone."""
    drafts: list[Draft] = []
    for span in sentence_spans(unit.text, lexicon.language):
        draft = Draft(unit.unit_id, span.start, unit.text[span.start : span.end])
        clean(draft, lexicon.language)
        if draft.text:
            drafts.append(draft)
    return drafts
