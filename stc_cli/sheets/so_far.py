"""What a sheet asks for beside what its coder, and others, have said so far."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from stc_cli.decisions.lines import Decision
from stc_cli.decisions.scrubbed import MARK
from stc_cli.decisions.verdicts import NO, PARKED, YES
from stc_cli.output import Output
from stc_cli.sheets.standing import Said, Standing, said_by, standings, words_key
from stc_cli.sheets.surroundings import Surroundings
from stc_cli.sheets.wishes import UNDO, Remark, Wish
from stc_cli.workspace import Study

_CODE_ACTS = frozenset({"accept", "reject", "add"})
_UNIT_ACTS = frozenset({"accept", "set_aside"})
_PLACE_ACTS = frozenset({"sort", "park"})


@dataclass(frozen=True)
class SoFar:
    """The decisions of a study as they bear on a coder's wishes."""

    study: Study
    coder: str
    output: Output
    surroundings: Surroundings

    @cached_property
    def _everybody(self) -> dict[str, Standing]:
        return standings(self.study.ledger, self.output)

    @cached_property
    def own(self) -> Standing:
        return self._everybody.get(self.coder) or Standing(())

    @cached_property
    def _has_taken_back(self) -> bool:
        return any(coder == self.coder for coder, _ in self.study.ledger.undone)

    def holds(self, wish: Wish) -> bool:
        """Whether what a wish asks for is the coder's standing word, for the same reason."""
        if wish.about == "note":
            own = self.own.on.get(wish.target.key, ())
            return any(decision.note == wish.name for decision in own if decision.act == "note")
        said = _said(self.own, wish)
        return said is not None and said.says == wish.says and wish.reason in ("", said.reason)

    def taken_in(self, wish: Wish) -> Decision | None:
        """The line, written since the sheet was exported, that says what a wish asks for."""
        target = wish.target
        names = {target.key, *target.known_as}
        if target.unit is not None and self._has_taken_back:
            names.add(words_key(target.transcript_id, self.surroundings.anchors(target.unit)))
        for name in names:
            for decision in self.own.ever.get(name, ()):
                if decision.line > target.seen and _asks_for(wish, decision):
                    return decision
        return None

    def taken_back(self, wish: Wish) -> list[Decision]:
        """All that the coder had said of a thing when the sheet was made, the last one first."""
        own = [d for d in self.own.on.get(wish.target.key, ()) if _is_about(d, wish)]
        # An undo of lines that say letter for letter the same takes the last of them back.
        newer = {decision.id for decision in own if decision.line > wish.target.seen}
        return [decision for decision in reversed(own) if decision.id not in newer]

    def outdated(self, wishes: Sequence[Wish]) -> Iterator[Remark]:
        """What was taken in before and does not hold any more, because of a newer decision."""
        aside = {w.target.key for w in wishes if w.about == "unit" and w.says == YES}
        for wish in wishes:
            own = self.own.on.get(wish.target.key, ())
            if wish.says == UNDO:
                newer = [d.line for d in own if _is_about(d, wish) and d.line > wish.target.seen]
                if newer:
                    text = f'"undo": line {newer[-1]} is newer than the sheet, and stays.'
                    yield Remark(wish.row, text)
            elif wish.target.key not in aside and not self.holds(wish):
                before = self.taken_in(wish)
                by = self._changed_by(wish, before) if before is not None else 0
                if before is not None and by:
                    yield Remark(
                        wish.row,
                        f"{_named(wish)} was taken in before (line {before.line}), and line {by} "
                        "has changed that since. It stays so; to decide anew, export the sheet "
                        "anew.",
                    )

    def _changed_by(self, wish: Wish, before: Decision) -> int:
        """The line that ended a decision, 0 where what it said holds nevertheless."""
        if line := self.study.ledger.undone.get((self.coder, before.line)):
            return line
        key = wish.target.key
        said, aside = _said(self.own, wish), self.own.aside(key)
        if said is None and aside is not None and wish.about in ("code", "group"):
            return 0 if wish.says == NO else aside.line
        return said.line if said is not None and said.line > before.line else 0

    # -- other coders ----------------------------------------------------------------------------

    def conflicts(self, wishes: Sequence[Wish]) -> Iterator[Remark]:
        """Where another coder says otherwise; an adjudicator's sheet is there to settle that."""
        if self.coder in self.study.config.decisions.order:
            return
        for wish in wishes:
            for coder, standing in self._everybody.items():
                if coder == self.coder or wish.says == UNDO or wish.about == "note":
                    continue
                said = _said(standing, wish)
                if said is None and wish.about == "code":
                    aside = standing.aside(wish.target.key)
                    said = aside._replace(says=NO) if aside and aside.says == YES else None
                if said is not None and said.says != wish.says:
                    yield Remark(wish.row, f"{coder} {_told(wish, said.says)} (line {said.line}).")


def _said(standing: Standing, wish: Wish) -> Said | None:
    key = wish.target.key
    match wish.about:
        case "unit":
            return standing.aside(key)
        case "code":
            return standing.code(key, wish.name)
        case "group":
            return standing.place(key, wish.name)
    return None


def is_told(asked: str, kept: str) -> bool:
    """Whether a text that a sheet has is kept already, also where words that somebody withdrew
    were taken out of it: an old sheet must not bring them back."""
    if MARK not in kept:
        return asked == kept
    pattern = ".*".join(map(re.escape, kept.split(MARK)))
    return re.fullmatch(pattern, asked, re.DOTALL) is not None


def _asks_for(wish: Wish, decision: Decision) -> bool:
    said = said_by(decision)
    if said is None or (wish.reason and not is_told(wish.reason, decision.reason)):
        return False
    about, name, says = said
    same = is_told(wish.name, name) if about == "note" else wish.name == name
    return same and (wish.about, wish.says) == (about, says)


def _is_about(decision: Decision, wish: Wish) -> bool:
    """Whether a decision is undone with a thing; a code's goes with the unit's being set aside."""
    match wish.about:
        case "code":
            own = decision.act in _CODE_ACTS and decision.code == wish.name
            return own or decision.act == "set_aside"
        case "unit":
            return decision.act in _UNIT_ACTS and not decision.code
        case "group":
            return decision.act in _PLACE_ACTS and decision.group == wish.name
    return False


def _named(wish: Wish) -> str:
    match wish.about:
        case "code":
            return f'{"yes" if wish.says == YES else "no"} to "{wish.name}"'
        case "group":
            return f'the place in "{wish.name}"'
        case "note":
            return "the note"
    return '"set aside"' if wish.says == YES else '"accept"'


def _told(wish: Wish, says: str) -> str:
    if wish.about == "unit":
        return "set the unit aside" if says == YES else "takes it for a meaning unit"
    if wish.about == "group":
        return f'sorted it into "{says}"' if says != PARKED else f'parked it in "{wish.name}"'
    return f'{"accepts" if says == YES else "rejects"} "{wish.name}"'
