"""What `stc overview` shows: length, talk, who has read how far; terms only when asked for."""

from __future__ import annotations

from typing import NamedTuple

from stc_cli.decisions.ledger import read_ledger
from stc_cli.decisions.memos import read_memos
from stc_cli.decisions.reading import Read, progress
from stc_cli.decisions.themes import readings
from stc_cli.outputs import talks
from stc_cli.reduces import Reduces
from stc_cli.stages.overview import Length, Talk
from stc_cli.text.salience import Salient
from stc_cli.text.salience import Talk as Said
from stc_cli.workspace import Study

TERMS, PHRASES, PASSAGES = 25, 15, 3  # how many are shown; passages of each


class Impression(NamedTuple):
    """`talks`: each transcript's length and speakers; `themes`: how many each reader names;
    `memos`: how many there are. `terms`, `phrases`: None unless they were asked for.
    """

    talks: list[tuple[Length, list[Talk]]]
    reading: list[Read]
    themes: dict[str, int]
    memos: int
    terms: list[Salient] | None
    phrases: list[Salient] | None


def impression(study: Study, reduces: Reduces, *, terms: bool) -> Impression:
    """What there is to know before and between readings."""
    outcomes = {outcome.transcript_id: outcome for outcome in reduces.outcomes}
    read = progress(study.decisions, read_ledger(study.decisions), outcomes.keys(),
                    lambda name: reduces.turns(outcomes[name]))  # fmt: skip
    themes = {reading.reader: len(reading.themes) for reading in readings(study.decisions)}
    memos = len(read_memos(study.decisions))
    found = Impression(list(talks(reduces)), read, themes, memos, None, None)
    if not terms:
        return found
    turns = (turn for outcome in reduces.outcomes for turn in reduces.turns(outcome)[0])
    said = Said(turns, reduces.lexicons.of)
    return found._replace(terms=said.terms(TERMS, passages=PASSAGES),
                          phrases=said.phrases(PHRASES, passages=PASSAGES))  # fmt: skip
