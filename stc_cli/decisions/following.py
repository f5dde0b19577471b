"""Decisions under the codebook as it is now: codes, groups and subgroups by their present ids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from stc_cli.codebook import Codebook, Group, Subgroup
from stc_cli.decisions.ledger import Ledger
from stc_cli.decisions.lines import Decision
from stc_cli.decisions.migrations import Migrated, Migrations
from stc_cli.errors import did_you_mean

MERGED = 'the code "{old}" was merged with others, which this says nothing of: decide again'
SPLIT = 'the {kind} "{old}" was split into {new}: decide again'
UNKNOWN_ID = 'the {kind} "{old}" is not in the codebook.{hint}'


def followed(ledger: Ledger, migrations: Migrations, codebook: Codebook) -> Ledger:
    """The ledger with every code, group and subgroup as the codebook calls it now.

    Decisions about one that was split, or that the codebook does not know, are in `unclear` with
    the reason. Subgroups that people made while sorting are known (see `with_new_subgroups`).
    """
    follower = _Follower(ledger, migrations, codebook)
    decisions = tuple(map(follower.decision, ledger.decisions))
    return replace(ledger, decisions=decisions, unclear=follower.unclear)


class _Follower:
    def __init__(self, ledger: Ledger, migrations: Migrations, codebook: Codebook) -> None:
        self.migrations = migrations
        codes = {place.code.id for place in codebook.places()}
        groups = {group.id for group in codebook.groups}
        subgroups = {s.id: group.id for group in codebook.groups for s in group.subgroups}
        for decision in ledger.standing:
            if makes_subgroup(decision) and decision.subgroup not in groups:
                subgroups.setdefault(decision.subgroup, decision.group)
        self.known: dict[str, frozenset[str]] = {
            "code": frozenset(codes), "group": frozenset(groups), "subgroup": frozenset(subgroups),
        }  # fmt: skip
        self.unclear: dict[tuple[str, int], str] = {}

    def decision(self, decision: Decision) -> Decision:
        code = self._now("code", decision.code, decision, self.migrations.code)
        group = self._now("group", decision.group, decision, self.migrations.group)
        subgroup = self._now("subgroup", decision.subgroup, decision, self.migrations.subgroup)
        if (code, group, subgroup) == (decision.code, decision.group, decision.subgroup):
            return decision
        return decision._replace(code=code, group=group, subgroup=subgroup)

    def _now(
        self, kind: str, old: str, decision: Decision, migrated: Callable[[str, str], Migrated]
    ) -> str:
        """What an id is called now; the id itself, with the reason noted, where that is unclear."""
        known = self.known[kind]
        if not old or (decision.revision is None and old in known):
            return old
        now = migrated(old, decision.revision or "")
        wider = decision.act == "reject" and kind == "code"
        if wider and self.migrations.code_was_merged(old, decision.revision or ""):
            reason = MERGED.format(old=old)
        elif now.split:
            reason = SPLIT.format(kind=kind, old=old, new=", ".join(now.ids))
        elif now.ids[0] in known:
            return now.ids[0]
        else:
            hint = did_you_mean(old, sorted(known))
            reason = UNKNOWN_ID.format(kind=kind, old=old, hint=hint)
        self.unclear.setdefault((decision.coder, decision.line), reason)
        return old


def makes_subgroup(decision: Decision) -> bool:
    """Whether a decision sorts a unit into a subgroup that it names for the first time."""
    return decision.act == "sort" and bool(decision.name)


def with_new_subgroups(codebook: Codebook, ledger: Ledger) -> Codebook:
    """The codebook with the subgroups that people made while sorting, after those it has.

    A subgroup is new when the decision gives it a name. One whose id or group the codebook has for
    something else is passed over; `followed` says so of the decision.
    """
    taken = {entry.id for entry in codebook.entries()}
    new: dict[str, dict[str, str]] = {}
    for decision in ledger.standing:
        if makes_subgroup(decision) and decision.subgroup not in taken:
            groups = [group for group, made in new.items() if decision.subgroup in made]
            if not groups or groups == [decision.group]:
                new.setdefault(decision.group, {}).setdefault(decision.subgroup, decision.name)
    if not new:
        return codebook
    return codebook.model_copy(
        update={"groups": [_with(group, new.get(group.id, {})) for group in codebook.groups]}
    )


def _with(group: Group, new: dict[str, str]) -> Group:
    made = [Subgroup(id=name, name=text) for name, text in new.items()]
    return group.model_copy(update={"subgroups": [*group.subgroups, *made]}) if made else group
