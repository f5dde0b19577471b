"""What is counted on characters of talk, by exact arithmetic on intervals.

All transcripts lie one behind the other on a single line, so that a place is one number. Marked
spans are cut at turns; then, for each code and turn, one pass over the places where a mark begins
or ends tells who marked what lies between.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from stc_cli.agreement.codings import Codings
from stc_cli.agreement.counting import Counted, Marks, counted, judged_units
from stc_cli.agreement.tallies import MISSING, Judgements
from stc_cli.records import Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Integers = NDArray[np.int64]


class _Pieces(NamedTuple):
    """Marked stretches: a row each, every one within a turn."""

    coder: Integers
    code: Integers
    turn: Integers
    start: Integers
    end: Integers


def on_characters(codings: Codings, marks: Marks, *, all_units: bool) -> Counted:
    """Every code on every character (code point) of talk: given or not. The items are turns.

    A coder's characters of a code are those of all units they gave it to, each counted once,
    however many of these units it lies in. Counted are the turns of transcripts in which two coders
    or more have decided about something; with `all_units` all.
    """
    import numpy as np

    ids = dict.fromkeys([t.transcript_id for t in codings.turns])
    ids.update(dict.fromkeys(u.transcript_id for u in codings.units))
    number = {transcript_id: n for n, transcript_id in enumerate(ids)}
    of_unit = np.array([number[u.transcript_id] for u in codings.units], dtype=np.int64)
    of_turn = np.array([number[t.transcript_id] for t in codings.turns], dtype=np.int64)
    begin = np.array([t.char_start for t in codings.turns], dtype=np.int64)
    end = np.array([t.char_end for t in codings.turns], dtype=np.int64)
    last = max([0, *(s.end for u in codings.units for s in u.spans), *end.tolist()])
    pieces = _cut_at_turns(
        _marked(codings.units, marks, of_unit * (last + 1)),
        begin + of_turn * (last + 1),
        end + of_turn * (last + 1),
    )
    judged = _judged_transcripts(judged_units(codings, all_units=all_units), of_unit, len(ids))
    judged = judged[of_turn] | all_units
    judgements = judgements_of(pieces, judged)
    return counted(judgements, len(codings.codes), 2, judged, (end - begin).astype(float))


def _judged_transcripts(judged: Flags, of_unit: Integers, transcripts: int) -> Flags:
    """Transcripts × coders: who has decided about a unit of it."""
    import numpy as np

    found = np.zeros((transcripts, judged.shape[1]), dtype=bool)
    np.logical_or.at(found, of_unit, judged)
    return found


def _marked(units: Sequence[Unit], marks: Marks, begin: Integers) -> _Pieces:
    """The spans of every unit with a code that a coder gave it. `begin`: of its transcript."""
    import numpy as np

    number = np.array([len(unit.spans) for unit in units], dtype=np.int64)
    spans = np.array([s for u in units for s in u.spans], dtype=np.int64).reshape(-1, 2)
    spans = spans + np.repeat(begin, number)[:, None]
    first = np.cumsum(number) - number
    rows, which = _expanded(first[marks.unit], number[marks.unit])
    none = np.zeros_like(rows)
    return _Pieces(marks.coder[rows], marks.code[rows], none, spans[which, 0], spans[which, 1])


def _cut_at_turns(marked: _Pieces, begin: Integers, end: Integers) -> _Pieces:
    """The pieces of marked spans that lie in turns, which go from `begin` to `end`, in order."""
    import numpy as np

    first = np.searchsorted(end, marked.start, side="right")
    beyond = np.searchsorted(begin, marked.end, side="left")
    rows, turn = _expanded(first, np.maximum(beyond - first, 0))
    start = np.maximum(marked.start[rows], begin[turn])
    return _Pieces(
        marked.coder[rows], marked.code[rows], turn, start, np.minimum(marked.end[rows], end[turn])
    )


def _expanded(first: Integers, number: Integers) -> tuple[Integers, Integers]:
    """Each row as often as `number` says, with the numbers from its `first` on beside it."""
    import numpy as np

    rows = np.repeat(np.arange(len(first)), number)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(number) - number, number)
    return rows, first[rows] + within


def judgements_of(pieces: _Pieces, judged: Flags) -> Judgements:
    """Who gave which code to which stretch of which turn. `judged`: turns × coders."""
    import numpy as np

    coders = np.arange(judged.shape[1])
    place = np.concatenate([pieces.start, pieces.end])
    variable, item = np.tile(pieces.code, 2), np.tile(pieces.turn, 2)
    order = np.lexsort((place, item, variable))
    place, variable, item = place[order], variable[order], item[order]
    step = np.repeat([1, -1], len(pieces.start))[order]
    who = np.tile(pieces.coder, 2)[order]
    # How many units of each coder lie over the stretch behind each place: 0 again at a turn's end.
    depth = np.cumsum(np.where(who[:, None] == coders, step[:, None], 0), axis=0)
    length = np.append(np.diff(place), 0)
    marked = (depth > 0).any(axis=1) & (length > 0)
    values = np.where(judged[item], (depth > 0).astype(np.int64), MISSING)[marked]
    return Judgements(variable[marked], item[marked], values, length[marked].astype(float))
