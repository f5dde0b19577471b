"""`stc adopt` and `stc diff`: people's own condensates and analytic texts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stc_cli.cli.options import ConfigOption, JsonOption, OutOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stc_cli.adopting import Adopting, Compared
    from stc_cli.decisions.texts import Named
    from stc_cli.runner import Report
    from stc_cli.text_states import TextState

IdsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[ID…]",
        help="Subgroups, for their condensates; code groups, for their analytic texts.",
    ),
]
UnsortedOption = Annotated[
    bool,
    typer.Option("--unsorted", help="Of a code group: the condensate of its unsorted units."),
]
_STYLES = {"same": "", "old": "red strike", "new": "green"}
_COLOURS = {"adopted": "green", "stale": "yellow", "misplaced": "red"}


def adopt(
    ids: IdsArgument = None,
    by: Annotated[
        str, typer.Option(envvar="STC_CODER", help="Who adopts it.", show_envvar=True)
    ] = "",
    unsorted: UnsortedOption = False,
    all: Annotated[bool, typer.Option("--all", help="Every draft without a text yet.")] = False,
    reviewed: Annotated[
        bool, typer.Option("--reviewed", help="Keep your text; it is about the units of now.")
    ] = False,
    config: ConfigOption = None,
    out: OutOption = None,
    json: JsonOption = False,
) -> None:
    """Copy drafts to where your own texts lie; from then on yours are used."""
    from datetime import date

    from stc_cli.adopting import Wish
    from stc_cli.cli import console
    from stc_cli.errors import UsageError

    if bool(ids) == all or (all and (reviewed or unsorted)):
        raise UsageError(
            "name the subgroups or code groups whose texts are meant, or --all for every draft "
            "that nobody has adopted yet; --all goes with neither --reviewed nor --unsorted."
        )
    if not by.strip():
        raise UsageError("say with --by who adopts it, for the record.")
    desk, report = _desk(config, out)
    named = _without_text(desk) if all else desk.named(Wish(ids or (), unsorted))
    _show_problems(report, [desk.file(one) for one in named])
    act = desk.review if reviewed else desk.adopt
    paths = act(named, by=by.strip(), date=date.today().isoformat())
    files = [desk.study.name(path) for path in paths]
    if json:
        console.show_json({"reviewed" if reviewed else "adopted": files})
        return
    for file in files:
        what = "is about the units of now" if reviewed else "is yours to rewrite"
        console.out.print(f"{file}: {what}. `stc analyze` uses it.", markup=False, soft_wrap=True)
    if not files:
        console.out.print("Every draft has a text of yours already.")


def diff(
    ids: IdsArgument = None,
    unsorted: UnsortedOption = False,
    config: ConfigOption = None,
    out: OutOption = None,
    json: JsonOption = False,
) -> None:
    """Show the drafts of now against your texts, word by word, and what is stale."""
    from stc_cli.adopting import Wish
    from stc_cli.cli import console

    desk, report = _desk(config, out)
    found = desk.compared(Wish(ids or (), unsorted))
    _show_problems(report, [row.file for row in found])
    if json:
        console.show_json({"texts": [_data(row) for row in found]})
        return
    for row in found:
        _show(row)
    if not found:
        console.out.print("No text has been adopted yet. `stc adopt` copies a draft.")


def _desk(config: Path | None, out: Path | None) -> tuple[Adopting, Report]:
    from stc_cli.adopting import Adopting
    from stc_cli.runner import run
    from stc_cli.workspace import open_study

    study = open_study(config=config, out=out)
    study.required_codebook()
    report = run(study, "synthesize")
    assert report.reduces is not None
    return Adopting(study, report.reduces), report


def _show_problems(report: Report, files: Sequence[str]) -> None:
    """What else to look at than the texts that a command is about, which it tells by itself."""
    from stc_cli.cli import console

    about = tuple(f"{file} is stale." for file in files)
    report.warnings = [warning for warning in report.warnings if not warning.startswith(about)]
    console.show_problems(report)


def _without_text(desk: Adopting) -> Sequence[Named]:
    return [named for named in desk.all if desk.text(named) is None and desk.draft(named)]


def _data(row: Compared) -> dict[str, object]:
    kinds = {"same": "both", "old": "draft", "new": "adopted"}
    return {
        "file": row.file,
        "kind": row.named.kind,
        "group_id": row.named.group_id,
        "subgroup_id": row.named.subgroup_id,
        "stale_because": list(row.because),
        "changes": [{"in": kinds[change.kind], "text": change.text} for change in row.changes],
    }


def _show(row: Compared) -> None:
    from rich.text import Text

    from stc_cli.cli import console
    from stc_cli.text.wording import marked, spaced

    console.out.print(f"{row.file}: {row.named}", markup=False, style="bold", soft_wrap=True)
    for sentence in row.because:
        console.out.print(f"stale: {sentence}", markup=False, style="yellow", soft_wrap=True)
    if all(change.kind == "same" for change in row.changes):
        console.out.print("The same as the draft of now.")
    elif console.out.is_terminal:
        pieces = ((gap + change.text, _STYLES[change.kind]) for gap, change in spaced(row.changes))
        console.out.print(Text.assemble(*pieces))
    else:
        console.out.print(marked(row.changes), markup=False, soft_wrap=True)
    console.out.print()


def show_texts(states: Sequence[TextState]) -> None:
    """The state of people's texts; drafts are only counted, once there is a text of theirs."""
    from rich.markup import escape

    from stc_cli.cli import console

    own = [row for row in states if row.state != "draft"]
    for row in own:
        who = " ".join(filter(None, (row.adopted, row.by)))
        said = f" ({who})" if who else ""
        colour = _COLOURS[row.state]
        console.out.print(f"{escape(row.file)}: [{colour}]{row.state}[/]{escape(said)}",
                          soft_wrap=True)  # fmt: skip
        for sentence in row.because:
            console.out.print(f"  {escape(sentence)}", soft_wrap=True)
    if own and (drafts := len(states) - len(own)):
        console.out.print(f"{drafts} more text{'s are drafts' if drafts > 1 else ' is a draft'}.")


def states_data(states: Sequence[TextState]) -> list[dict[str, object]]:
    """The same for scripts."""
    return [
        {
            "file": row.file, "kind": row.named.kind, "group_id": row.named.group_id,
            "subgroup_id": row.named.subgroup_id, "state": row.state, "adopted": row.adopted,
            "by": row.by, "because": list(row.because),
        }
        for row in states
    ]  # fmt: skip
