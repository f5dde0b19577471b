"""What each coder said about each unit, read from an output folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from stc_cli.artefacts import DECISIONS, fate_of
from stc_cli.codebook import Codebook
from stc_cli.deciding import DRAFT
from stc_cli.decisions.coding import Fate
from stc_cli.decisions.ledger import Ledger
from stc_cli.errors import StcError, UsageError, did_you_mean
from stc_cli.output import Output
from stc_cli.records import Assignment, Turn, Unit

_DECISIONS = "3_code/decisions.csv"
_LAST_WORDS = frozenset({"applied", "disputed", "overruled"})
_YES = frozenset({"accept", "add", "rule"})
_NOT_ABOUT = "set_aside"


class Word(NamedTuple):
    """A coder's last word on a code of a unit: `accept`, `add`, `reject`, `set_aside` or `rule`."""

    said: str
    reason: str

    @property
    def is_yes(self) -> bool:
        return self.said in _YES


class Coding(NamedTuple):
    """One coder's words. `words`: unit → code → word; a unit in it is one they decided about.

    Where they set a unit aside its word stands under the code "".
    """

    coder: str
    words: Mapping[str, Mapping[str, Word]]

    def word(self, unit_id: str, code_id: str) -> Word | None:
        """What they said of a code on a unit; setting the unit aside is a word on every code."""
        said = self.words.get(unit_id, {})
        return said.get(code_id) or said.get("")


class Codings(NamedTuple):
    """All that a comparison is made from. `codes` in the codebook's order."""

    codings: tuple[Coding, ...]
    codes: tuple[str, ...]
    units: Sequence[Unit]
    turns: Sequence[Turn]
    settled: frozenset[tuple[str, str]]  # (unit, code) an adjudicator has decided about
    warnings: tuple[str, ...]

    @property
    def coders(self) -> tuple[str, ...]:
        return tuple(coding.coder for coding in self.codings)


def read_codings(
    output: Output,
    codebook: Codebook,
    *,
    coders: Sequence[str],
    adjudicators: Sequence[str],
    ledger: Ledger,
) -> Codings:
    """The codings of some coders.

    `coders`: their names, DRAFT for the rules; none for everyone with a ledger who is no
    adjudicator. `adjudicators`: whose word settles contradictions. `ledger`: to see whether the
    output knows all decisions. Raises StcError when nothing was coded yet, UsageError for a coder
    without a ledger and for fewer than two coders.
    """
    for artefact in (_DECISIONS, "3_code/assignments.csv", "2_segment/units.csv"):
        if not output.has(artefact):
            raise StcError(f"{output.out}: holds no {artefact} yet. Run `stc code` first.")
    rows = output.rows(_DECISIONS, DECISIONS, fate_of)
    names = _chosen(coders, sorted({*ledger.coders, *(row.coder for row in rows)}), adjudicators)
    codings = tuple(
        _draft(output.units, output.assignments) if name == DRAFT else coding_of(name, rows)
        for name in names
    )
    known = [place.code.id for place in codebook.places()]
    if not known:
        raise UsageError("the codebook has no codes yet, so there is nothing to agree on.")
    used = {code for coding in codings for said in coding.words.values() for code in said}
    others = sorted(used - set(known) - {""})
    umpires = [coding_of(name, rows) for name in adjudicators if name not in names]
    return Codings(
        codings,
        (*known, *others),
        output.units,
        output.turns,
        _settled(umpires, (*known, *others)),
        tuple(_behind(names, rows, ledger)),
    )


def _chosen(
    wanted: Sequence[str], known: Sequence[str], adjudicators: Sequence[str]
) -> tuple[str, ...]:
    for name in wanted:
        if name != DRAFT and name not in known:
            there = ", ".join(known) or "nobody yet"
            raise UsageError(
                f'"{name}" has no ledger in coding/ (there: {there}; "{DRAFT}" are the rules\' '
                f"proposals).{did_you_mean(name, [*known, DRAFT])}"
            )
        if wanted.count(name) > 1:
            raise UsageError(f'"{name}" is named twice. Name two different coders.')
    if DRAFT in known:
        raise UsageError(
            f'coding/{DRAFT}.jsonl: "{DRAFT}" stands for the rules\' proposals. Give the file '
            "another name."
        )
    names = tuple(wanted) or tuple(name for name in known if name not in adjudicators)
    if len(names) < 2 and not wanted:
        names = tuple(known)
    if len(names) < 2:
        alone = f"only {names[0]} is there" if names else "nobody has decided anything"
        with_draft = f"stc agree {next((n for n in names if n != DRAFT), 'CODER')} {DRAFT}"
        raise UsageError(
            f"agreement needs two coders, and {alone}. To compare a coder with the rules' "
            f"proposals, run `{with_draft}`."
        )
    return names


def coding_of(coder: str, rows: Iterable[Fate]) -> Coding:
    """A coder's last words; a later line goes before an earlier one."""
    words: dict[str, dict[str, Word]] = {}
    own = (row for row in rows if row.coder == coder and row.outcome in _LAST_WORDS)
    for row in sorted(own, key=lambda row: row.line):
        for unit_id in filter(None, row.unit_id.split(";")):
            if row.act == _NOT_ABOUT:
                words[unit_id] = {"": Word(row.act, row.reason)}
            elif row.act in ("accept", "add", "reject"):
                said = words.setdefault(unit_id, {})
                said[row.code_id] = Word(row.act, row.reason)
                if row.act != "reject":
                    said.pop("", None)
    return Coding(coder, words)


def _draft(units: Iterable[Unit], assignments: Iterable[Assignment]) -> Coding:
    """The rules as a coder: they looked at every unit, and what people made of it is left aside."""
    words: dict[str, dict[str, Word]] = {unit.unit_id: {} for unit in units}
    for row in assignments:
        if row.source == "rule":
            words.setdefault(row.unit_id, {})[row.code_id] = Word("rule", row.evidence)
    return Coding(DRAFT, words)


def _settled(umpires: Iterable[Coding], codes: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Unit and code of everything they decided about; setting a unit aside is about all codes."""
    return frozenset(
        (unit_id, code)
        for umpire in umpires
        for unit_id, said in umpire.words.items()
        for code in (codes if "" in said else said)
    )


def _behind(names: Sequence[str], rows: Iterable[Fate], ledger: Ledger) -> Iterable[str]:
    """A sentence per coder whose ledger has other decisions than the output knows."""
    known, there = Counter[str](), Counter[str]()
    same = {(row.coder, row.line, row.id) for row in rows}
    known.update(coder for coder, _, _ in same)
    for decision in ledger.decisions:
        there[decision.coder] += 1
        same.discard((decision.coder, decision.line, decision.id))
    others = {coder for coder, _, _ in same}
    for name in names:
        if name in there and (name in others or there[name] != known[name]):
            yield (
                f"the decisions of {name} have changed since `stc code` last ran; the figures are "
                "those of that run. Run it again, then this."
            )
