"""What changed since a person adopted a text: which units joined or left it, and which read anew.

Pure: what a text says of its units is held against the units as they are now. The sentences name
ids, never what was said.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from stc_cli.decisions.pages import Page
from stc_cli.decisions.placing import GONE, Spot, placed_unit
from stc_cli.decisions.scrubbed import MARK
from stc_cli.decisions.texts import Covered
from stc_cli.records import Assignment, Unit
from stc_cli.text.characters import WORD

NO_TRANSCRIPT = 'the transcript "{name}" is not there any more, or it could not be read'
SET_ASIDE = "set aside"
UNSORTED = "now in no subgroup"
NO_CODE = "no code any more"
NO_UNIT = "no unit is there now"
_STATUSES = {  # of a code, in the order of what is told first
    "parked": "parked",
    "disputed": "coders contradict each other about the code",
    "rejected": "the code was rejected",
    "proposed": "nobody has accepted the code",
}
Pair = tuple[str, str]  # a unit's id and the subgroup it lies in, "" where it is unsorted


class Whereabouts(NamedTuple):
    """Where the words of a covered unit are now.

    `units`: those that hold them, in order; else `reason` says why there are none. `said`: what
    stands in their place.
    """

    covered: Covered
    units: tuple[Unit, ...] = ()
    reason: str = ""
    said: str = ""


class Standing(NamedTuple):
    """What a text still is about. Pairs and ids are in the order in which they lie there now.

    `covers`: what it holds; `left_out`: unit ids and why it does without them; `joined`: what came
    since; `because`: all that changed, as sentences.
    """

    covers: tuple[Pair, ...]
    left_out: Mapping[str, str]
    joined: tuple[Pair, ...]
    because: tuple[str, ...]


def whereabouts(covered: Covered, page: Page, units: Iterable[Unit]) -> Whereabouts:
    """Where a unit's words are in their transcript. `units`: those of the transcript now."""
    if any(MARK in passage.exact for passage in covered.passages):
        return Whereabouts(covered, reason=GONE)
    spots, why = placed_unit(covered.passages, covered.speakers, page)
    if why:
        return Whereabouts(covered, reason=why.replace("its ", "the ", 1))
    said = " ".join(page.text[spot.start : spot.end] for spot in spots)
    found = _units_at(spots, units)
    return Whereabouts(covered, found, "" if found else NO_UNIT, said)


def _units_at(spots: Sequence[Spot], units: Iterable[Unit]) -> tuple[Unit, ...]:
    """The unit that is the spots; else those that lie mostly in them; else the one that holds most.

    Units of two coders may overlap, so that several may lie at one place.
    """
    own = [(unit, _overlap(unit, spots)) for unit in units]
    own = [(unit, overlap) for unit, overlap in own if overlap]
    ends = [(spot.start, spot.end) for spot in spots]
    same = [unit for unit, _ in own if [(s.start, s.end) for s in unit.spans] == ends]
    if same:
        return (same[0],)
    inside = [unit for unit, overlap in own if 2 * overlap > _length(unit)]
    if inside:
        return tuple(inside)
    nearest = max(own, key=lambda pair: pair[1], default=None)
    return (nearest[0],) if nearest else ()


def _overlap(unit: Unit, spots: Sequence[Spot]) -> int:
    return sum(
        max(0, min(span.end, spot.end) - max(span.start, spot.start))
        for span in unit.spans
        for spot in spots
    )


def _length(unit: Unit) -> int:
    return sum(span.end - span.start for span in unit.spans)


def left_because(
    unit: Unit, rows: Sequence[Assignment], group_id: str, used: Callable[[Assignment], bool]
) -> str:
    """Why a unit does not lie any more where it did, as a clause.

    `rows`: all its codes; `group_id`: where it lay; `used`: whether later stages use a code.
    """
    if unit.state == "set_aside":
        return SET_ASIDE
    own = [row for row in rows if row.group_id == group_id]
    if lies := dict.fromkeys(row.subgroup_id for row in own if used(row)):
        named = [f'"{name}"' for name in lies if name]
        return f"now in {' and '.join(named)}" if named else UNSORTED
    for status, reason in _STATUSES.items():
        if any(row.status == status for row in own):
            return reason
    others = dict.fromkeys(f'"{row.group_id}"' for row in rows if used(row))
    return f"now in the code group {' and '.join(others)}" if others else NO_CODE


class _Account:
    """Which of what lies there now is accounted for by what a text covers."""

    def __init__(self, found: Sequence[Whereabouts], here: Sequence[Pair]) -> None:
        self.here = dict.fromkeys(here)
        self.left_out: dict[str, str] = {}
        self.held: set[Pair] = set()
        self.arrived: set[Pair] = set()  # of those held: what moved here
        self.covered: set[str] = set()  # unit ids
        self.left: dict[str, list[str]] = {}
        self.moved: dict[tuple[str, str], list[str]] = {}
        self.changed: dict[str, None] = {}  # sentences, each once
        self.elsewhere: list[Whereabouts] = []
        for row in found:
            self._stay(row)

    def _stay(self, row: Whereabouts) -> None:
        subgroup = row.covered.subgroup_id
        units = tuple(unit for unit in row.units if (unit.unit_id, subgroup) in self.here)
        pairs = [(unit.unit_id, subgroup) for unit in units]
        if not pairs:
            if not row.covered.left_out:
                self.elsewhere.append(row)
            return
        self.held.update(pairs)
        if row.covered.left_out:
            self.left_out |= {unit_id: row.covered.left_out for unit_id, _ in pairs}
            return
        self.covered.update(unit_id for unit_id, _ in pairs)
        if change := _change(row._replace(units=units)):
            self.changed[change] = None

    def go(self, row: Whereabouts, reason: str) -> None:
        """Account for a unit that does not lie any more where it did."""
        ids = {unit.unit_id for unit in row.units}
        taken = self.held - self.arrived
        others = [pair for pair in self.here if pair[0] in ids and pair not in taken]
        if others:
            self.held.update(others)
            self.arrived.update(others)
            self.covered.update(unit_id for unit_id, _ in others)
            way = (row.covered.subgroup_id, others[0][1])
            self.moved.setdefault(way, []).append(row.covered.unit_id)
            held = {unit_id for unit_id, _ in others}
            if change := _change(
                row._replace(units=tuple(u for u in row.units if u.unit_id in held))
            ):
                self.changed[change] = None
        else:
            self.left.setdefault(reason, []).append(row.covered.unit_id)


def standing(
    found: Sequence[Whereabouts],
    here: Sequence[Pair],
    reason_of: Callable[[Unit], str],
    *,
    by_subgroup: bool,
) -> Standing:
    """What a text that covers `found` is about, of all that lies `here`.

    `reason_of`: why a unit is not here. `by_subgroup`: whether the subgroups of the units are to be
    told: those of an analytic text.
    """
    account = _Account(found, here)
    for row in account.elsewhere:
        account.go(row, reason_of(row.units[0]) if row.units else row.reason)
    joined = tuple(pair for pair in account.here if pair not in account.held)
    covers = tuple(p for p in account.here if p in account.held and p[0] in account.covered)
    left_out = {u: why for u, why in account.left_out.items() if u not in account.covered}
    because = [
        *_joined(joined, by_subgroup=by_subgroup),
        *(f"{listed(dict.fromkeys(ids))} left: {reason}." for reason, ids in account.left.items()),
        *(f"{listed(ids)} moved from {_named(old)} to {_named(new)}."
          for (old, new), ids in account.moved.items()),
        *account.changed,
    ]  # fmt: skip
    return Standing(covers, left_out, joined, tuple(because))


def _joined(pairs: Iterable[Pair], *, by_subgroup: bool) -> list[str]:
    if not by_subgroup:
        ids = list(dict.fromkeys(unit_id for unit_id, _ in pairs))
        return [f"{listed(ids)} joined."] if ids else []
    places: dict[str, list[str]] = {}
    for unit_id, subgroup in pairs:
        places.setdefault(subgroup, []).append(unit_id)
    return [f"{listed(ids)} joined {_named(subgroup)}." for subgroup, ids in places.items()]


def _named(subgroup: str) -> str:
    return f'"{subgroup}"' if subgroup else "the unsorted units"


def listed(ids: Collection[str]) -> str:
    """Ids as a sentence has them.

    >>> listed(["A-1", "A-2", "B-1"])
    'A-1, A-2 and B-1'
    """
    *first, last = ids
    return f"{', '.join(first)} and {last}" if first else last


def _change(row: Whereabouts) -> str:
    """How a unit reads now, as a sentence; nothing where its words and ends are the same."""
    then = row.covered.words
    if [unit.unit_id for unit in row.units] == [row.covered.unit_id]:
        return ""  # an id is made from the words
    if [unit.text for unit in row.units] == [then]:
        return ""
    now = listed([unit.unit_id for unit in row.units])
    if row.said != then:
        how = _corrected(then, row.said)
    else:
        how = "it was divided" if len(row.units) > 1 else "it begins or ends elsewhere"
    return f"{row.covered.unit_id} is {now} now: {how}."


def _corrected(then: str, now: str) -> str:
    from rapidfuzz.distance import Levenshtein

    count = int(Levenshtein.distance(WORD.findall(then), WORD.findall(now)))
    if count == 0:
        return "punctuation was corrected"
    return "a word was corrected" if count == 1 else f"{count} words were corrected"
