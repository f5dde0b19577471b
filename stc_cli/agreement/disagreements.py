"""What coders differ on, as a sheet for adjudication.

A row per unit and code that some of them gave and others, who have decided about the unit too, did
not. A person fills in `decision` and `reason`, and `stc sheet import` takes the sheet in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from stc_cli.agreement.codings import Codings, Word
from stc_cli.config import in_language
from stc_cli.output import Output
from stc_cli.records import Unit
from stc_cli.sheets.layout import ORIGIN, Cells, Column, Sheet
from stc_cli.sheets.origin import Origin, last_lines, origin_cell
from stc_cli.sheets.surroundings import Surroundings
from stc_cli.sheets.words import ACCEPT, REJECT
from stc_cli.workspace import Study

NOT_GIVEN = "not given"
_COLUMNS = (
    Column("unit_id", 14), Column("transcript_id", 12), Column("speakers", 9),
    Column("question", 28), Column("text", 56), Column("code", 18),
    Column("decision", 11, typed=True, choices="decisions",
           hint="accept: the unit has the code; reject: it has not. Empty: nothing is decided."),
    Column("reason", 28, typed=True, hint="Why, for the record."),
)  # fmt: skip
_LEGEND = ("code", "name", "group", "subgroup", "definition")


class Disagreement(NamedTuple):
    """A unit and a code on which coders differ. `words`: one per coder, in order.

    A word is None where a coder said nothing of this code; `looked`: whether they have decided
    about the unit at all.
    """

    unit: Unit
    code_id: str
    words: tuple[Word | None, ...]
    looked: tuple[bool, ...]


def disagreements(codings: Codings) -> list[Disagreement]:
    """What coders differ on, in the order of units and of the codebook.

    Without what an adjudicator has decided about, and without what some of them have not looked at.
    """
    order = {code: number for number, code in enumerate(codings.codes)}
    found = []
    for unit in codings.units:
        said = [coding.words.get(unit.unit_id) for coding in codings.codings]
        looked = tuple(words is not None for words in said)
        if sum(looked) < 2:
            continue
        codes = {code for words in said if words for code, w in words.items() if w.is_yes}
        for code in sorted(codes, key=order.__getitem__):
            words = tuple(coding.word(unit.unit_id, code) for coding in codings.codings)
            yes = sum(word is not None and word.is_yes for word in words)
            if yes < sum(looked) and (unit.unit_id, code) not in codings.settled:
                found.append(Disagreement(unit, code, words, looked))
    return found


def adjudication_sheet(
    rows: Sequence[Disagreement], coders: Sequence[str], study: Study, output: Output
) -> Sheet:
    """The sheet of some disagreements: the unit, the code, and each coder's word and reason."""
    own = (
        column
        for coder in coders
        for column in (Column(f"{coder}: word", 12), Column(f"{coder}: reason", 24))
    )
    columns = (*_COLUMNS, *own, Column(ORIGIN, 4, hidden=True))
    at_export = Origin(revision=study.migrations.latest, seen=last_lines(study.ledger))
    cells = list(_cells(rows, Surroundings(output), at_export))
    language = study.config.language_out
    lists = {"decisions": (ACCEPT, REJECT)}
    return Sheet("coding", columns, cells, lists, [_LEGEND, *_codes(study, language)], language)


def _cells(
    rows: Sequence[Disagreement], surroundings: Surroundings, at_export: Origin
) -> Iterator[Cells]:
    for unit, of_unit in groupby(rows, key=lambda row: row.unit):
        question, anchors = surroundings.question(unit), surroundings.anchors(unit)
        about = (unit.unit_id, unit.transcript_id, ";".join(unit.speakers), question, unit.text)
        for row in of_unit:
            was = (row.code_id, "", "")
            origin = at_export._replace(
                transcript_id=unit.transcript_id, unit=anchors, speakers=unit.speakers, was=was,
                about=unit.unit_id,
            )  # fmt: skip
            yield (*about, *was, *_said(row), origin_cell(origin))


def _said(row: Disagreement) -> Iterator[str]:
    for word, looked in zip(row.words, row.looked, strict=True):
        yield word.said if word else NOT_GIVEN if looked else ""
        yield word.reason if word else ""


def _codes(study: Study, language: str) -> Iterator[Cells]:
    """The codebook's codes, to read beside the sheet."""
    codebook = study.required_codebook()
    for place in codebook.places():
        name, definition = (
            in_language(text, language, codebook.language)
            for text in (place.code.name, place.code.definition)
        )
        yield place.code.id, name, place.group_id, place.subgroup_id, definition
