"""`stc suggest`: which codes a unit may deserve, which units to look at, which rules to add."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from stc_cli.cli.options import ConfigOption, JsonOption, OutOption

if TYPE_CHECKING:
    from stc_cli.records import Status, Unit
    from stc_cli.suggest.new_rules import NewRule
    from stc_cli.suggest.suggester import Suggester, Suggestion
    from stc_cli.suggest.worth import Pick

_NEXT = 10  # units shown when none are named


class Shown(NamedTuple):
    """A unit, the codes that stand on it, and what is suggested for it.

    `pick`: why it was picked, where nobody named it.
    """

    unit: Unit
    codes: dict[str, Status]
    pick: Pick | None
    suggestions: tuple[Suggestion, ...]


def suggest(
    units: Annotated[
        list[str] | None, typer.Argument(metavar="UNIT", help="Units by their ids.")
    ] = None,
    top: Annotated[int, typer.Option(min=1, help="Codes for each unit.")] = 5,
    number: Annotated[
        int | None,
        typer.Option(
            "--next", min=1, help="So many units most worth a look. [default: 10, if none is named]"
        ),
    ] = None,
    code: Annotated[
        str | None, typer.Option(help="The units most like this code; with --rules, its new rules.")
    ] = None,
    rules: Annotated[
        bool, typer.Option("--rules", help="Rules that the decisions would support.")
    ] = False,
    config: ConfigOption = None,
    out: OutOption = None,
    json: JsonOption = False,
) -> None:
    """Suggest codes for units, and say why. Nothing is written; people decide."""
    from stc_cli.cli import console
    from stc_cli.errors import UsageError
    from stc_cli.suggest.reading import read_suggester
    from stc_cli.workspace import open_study

    if units and (code or rules or number):
        raise UsageError("name units, or ask with --next, --code or --rules, not both.")
    if rules and number:
        raise UsageError("--next is about units and --rules about rules; ask for one of them.")
    suggester = read_suggester(open_study(config=config, out=out))
    _refuse_unknown(suggester, units or (), code)
    if rules:
        found = [rule for rule in suggester.new_rules.rules if code in (None, rule.code_id)]
        counts = suggester.new_rules.undecided(found)
        if json:
            console.show_json(_rules_json(found, counts))
        else:
            _show_rules(found, counts)
        return
    shown = list(_shown(suggester, units or (), code, number or _NEXT, top))
    if json:
        console.show_json({"units": [_unit_json(entry) for entry in shown]})
    else:
        _show_units(suggester, shown)


def _refuse_unknown(suggester: Suggester, units: Sequence[str], code: str | None) -> None:
    from stc_cli.errors import UsageError, did_you_mean

    for unit in units:
        if unit not in suggester.row_of:
            hint = did_you_mean(unit, suggester.row_of)
            raise UsageError(f'there is no unit "{unit}" in units.csv.{hint}')
    if code is not None and code not in suggester.place_of:
        raise UsageError(
            f'there is no code "{code}" in the codebook.{did_you_mean(code, suggester.place_of)}'
        )


def _shown(
    suggester: Suggester, units: Sequence[str], code: str | None, number: int, top: int
) -> Iterable[Shown]:
    """The units named, those most like a code, or those most worth a look."""
    from stc_cli.suggest.worth import worth_a_look

    def shown(unit_id: str, pick: Pick | None, some: tuple[Suggestion, ...]) -> Shown:
        unit = suggester.units[suggester.row_of[unit_id]]
        return Shown(unit, suggester.standing.get(unit_id, {}), pick, some)

    if units:
        for unit in units:
            yield shown(unit, None, suggester.suggestions(unit, top))
    elif code is not None:
        for suggestion in suggester.for_code(code, number):
            yield shown(suggestion.unit_id, None, (suggestion,))
    else:
        for pick in worth_a_look(suggester, number):
            yield shown(pick.unit_id, pick, suggester.suggestions(pick.unit_id, top))


def _show_units(suggester: Suggester, shown: Sequence[Shown]) -> None:
    from rich.markup import escape

    from stc_cli.cli.console import out

    if not shown:
        out.print("No unit to suggest a code for.")
    names = suggester.names()
    for unit, codes, pick, suggestions in shown:
        standing = "; ".join(f"{code} ({status})" for code, status in codes.items())
        why = f"  [yellow]{escape(pick.why)}[/]" if pick else ""
        out.print(f"[bold]{escape(unit.unit_id)}[/]  {escape(', '.join(unit.speakers))}, "
                  f"{escape(standing or _no_code(unit))}{why}", soft_wrap=True)  # fmt: skip
        out.print(f"  {escape(unit.text)}", soft_wrap=True)
        for suggestion in suggestions:
            named = names[suggestion.code_id]
            about = f"{suggestion.code_id}: {named}" if named else suggestion.code_id
            out.print(f"  [cyan]{suggestion.score:.2f}[/]  {escape(about)}", soft_wrap=True)
            for reason in suggestion.reasons:
                out.print(f"        {escape(reason.text)}", soft_wrap=True)
        if not suggestions:
            out.print("  Nothing to suggest.")


def _no_code(unit: Unit) -> str:
    return "set aside" if unit.state == "set_aside" else "uncoded"


def _show_rules(rules: Sequence[NewRule], counts: Sequence[int]) -> None:
    from rich.markup import escape

    from stc_cli.cli.console import out

    if not rules:
        out.print("No rule has several decided units for it and few against it yet.")
    last = ""
    for rule, undecided in zip(rules, counts, strict=True):
        if rule.code_id != last:
            out.print(f"[bold]{escape(rule.code_id)}[/]", soft_wrap=True)
            last = rule.code_id
        out.print(f"  {escape(rule.line)}", soft_wrap=True)
        out.print(
            f"      fires on {len(rule.units)} units with this code ({len(rule.new)} that no rule "
            f"of it found), on {len(rule.others)} decided without it, on {undecided} undecided",
            soft_wrap=True,
        )


def _unit_json(shown: Shown) -> dict[str, Any]:
    return {
        "unit_id": shown.unit.unit_id,
        "transcript_id": shown.unit.transcript_id,
        "text": shown.unit.text,
        "state": shown.unit.state,
        "codes": shown.codes,
        "picked": shown.pick and {"kind": shown.pick.kind, "code_id": shown.pick.code_id,
                                  "why": shown.pick.why},
        "suggestions": [
            {
                "code_id": suggestion.code_id,
                "score": suggestion.score,
                "reasons": [reason._asdict() for reason in suggestion.reasons],
            }
            for suggestion in shown.suggestions
        ],
    }  # fmt: skip


def _rules_json(rules: Sequence[NewRule], counts: Sequence[int]) -> dict[str, Any]:
    return {
        "rules": [
            {
                "code_id": rule.code_id,
                "line": rule.line,
                "units": list(rule.units),
                "new": list(rule.new),
                "others": list(rule.others),
                "undecided": undecided,
            }
            for rule, undecided in zip(rules, counts, strict=True)
        ]
    }
