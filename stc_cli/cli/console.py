"""What people see in the terminal: results on stdout, messages and progress on stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table as RichTable
from rich.tree import Tree

from stc_cli.checks import Finding
from stc_cli.nodes import Node
from stc_cli.pipeline import owner
from stc_cli.records import Table
from stc_cli.roster import Roster
from stc_cli.runner import Progress as Step
from stc_cli.runner import Report
from stc_cli.status import Rereading, StageStatus
from stc_cli.withdrawal import Plan
from stc_cli.workspace import Refused

_WIDTH = None if os.environ.get("COLUMNS") or os.isatty(1) else 100  # columns, in a pipe

_ROSTER = ("Label", "Speaker", "Role", "Turns", "Words", "First line", "Doubtful")
_FIRST_LINE = _ROSTER.index("First line")
_WIDEST = 36  # characters of a column of the roster
_MOST_UNREAD = 5  # transcript × category that `status` names
_NARROWEST = 6  # of its first lines, where the terminal is narrow

out = Console(width=_WIDTH, highlight=False)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def say(message: str) -> None:
    """A message to the person, on stderr, as one line."""
    err.print(f"stc: {escape(message)}")


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[Step], None]]:
    """A bar over transcripts, on a terminal only."""
    if quiet or not err.is_terminal:
        yield lambda step: None
        return
    columns = (TextColumn("Transcripts"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda step: bar.update(task, total=step.total, completed=step.done)


def show_json(data: dict[str, Any]) -> None:
    """One JSON object on one line of stdout."""
    out.file.write(json.dumps(data, ensure_ascii=False) + "\n")


def show_problems(report: Report) -> None:
    """What a person should know of a run, whatever else is shown: on stderr."""
    for edited in report.edited:
        stage = owner(edited.artefact)
        how = f" To take the change in, {stage.takes_edits}." if stage else ""
        say(f"{edited.artefact} had been edited by hand and was kept as {edited.kept.name}.{how}")
    for row in report.refused:
        reason = row.reason.removeprefix(f"{row.source}: ")
        say(f"{row.source}: {reason} The other transcripts were analysed.")
    for warning in report.warnings:
        say(warning)


def summary(report: Report) -> dict[str, Any]:
    """A run in one JSON object."""
    return {
        "out": str(report.out),
        "stages": list(report.stages),
        "computed": list(report.computed),
        "transcripts": report.transcripts,
        **report.counts,
        "written": report.written,
        "edited": [edited.artefact for edited in report.edited],
        "refused": {row.source: row.reason for row in report.refused},
        "warnings": report.warnings,
    }


def show_report(report: Report) -> None:
    """What a run found and where its files are."""
    counts = report.counts
    if report.transcripts:
        parts = [_number(report.transcripts, "transcript"), _number(counts["words"], "word")]
        if "units" in counts:
            parts.append(_number(counts["units"], "meaning unit"))
        if "uncoded" in counts:
            parts.append(f"{counts['units'] - counts['uncoded']:,} of them with a code")
        out.print(", ".join(parts) + ".")
    if not report.written and not report.edited:
        out.print("Everything was up to date; nothing was written.")
    out.print(f"Files are in {report.out}", soft_wrap=True)


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def can_ask() -> bool:
    """Whether a person sits at a terminal to answer."""
    return sys.stdin.isatty() and err.is_terminal


def show_roster(roster: Roster) -> None:
    """Every label of a transcript as written, what it is taken for, and what is doubtful."""
    if roster.error:
        say(roster.error)
        return
    rich = RichTable(
        title=f"[bold]{escape(roster.transcript_id)}[/bold]  {escape(roster.source)} "
        f"({roster.format}, {roster.language})",
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    rows = [
        [
            row.label_as_written or "(none)",
            "" if row.speaker == row.label_as_written else row.speaker,
            row.role, str(row.turns), f"{row.words:,}", row.first_line,
            row.why if row.doubtful else "",
        ]
        for row in roster.speakers
    ]  # fmt: skip
    used = [n for n in range(len(_ROSTER)) if n == _FIRST_LINE or any(c[n] for c in rows)]
    widths = {
        n: min(max(len(_ROSTER[n]), *(len(cells[n]) for cells in rows)), _WIDEST) for n in used
    }
    others = sum(widths.values()) - widths[_FIRST_LINE] + 3 * len(widths)  # with what parts them
    widths[_FIRST_LINE] = max(min(_WIDEST, out.width - others), _NARROWEST)
    for n in used:
        numbers = _ROSTER[n] in ("Turns", "Words")
        rich.add_column(
            _ROSTER[n], overflow="fold", width=widths[n], justify="right" if numbers else "left"
        )
    for cells in rows:
        cells[_FIRST_LINE] = _shortened(cells[_FIRST_LINE], widths[_FIRST_LINE])
        rich.add_row(*(escape(cells[n]) for n in used))
    out.print(rich)


def _shortened(line: str, length: int) -> str:
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def roster_summary(rosters: Iterable[Roster], refused: Iterable[Refused]) -> dict[str, Any]:
    """The rosters in one JSON object."""
    found = list(rosters)
    return {
        "transcripts": [
            {
                "transcript_id": roster.transcript_id,
                "source": roster.source,
                "format": roster.format,
                "language": roster.language,
                "speakers": [speaker._asdict() for speaker in roster.speakers],
            }
            for roster in found
            if not roster.error
        ],
        "refused": {
            **{row.source: row.reason for row in refused},
            **{roster.source: roster.error for roster in found if roster.error},
        },
    }


def show_withdrawal(plan: Plan, *, done: bool) -> None:
    """What a withdrawal takes out, or took out, and what it cannot reach."""
    act = plan.act
    who = f"{act.speaker} in {', '.join(act.transcripts)}" if act.speaker else act.transcripts[0]
    verb = "Taken out" if done else "To be taken out"
    out.print(f"{verb}: {escape(who)}, {_number(plan.turns, 'turn')}, "
              f"{_number(plan.words, 'word')}, from the stored texts, all results and the cache.",
              soft_wrap=True)  # fmt: skip
    removed = "removed" if done else "to be removed"
    for touched in plan.decisions:
        out.print(f"  {escape(touched.name)}: {_number(touched.passages, 'passage')} {removed}",
                  soft_wrap=True)  # fmt: skip
    for name in (*plan.by_hand, *plan.originals):
        out.print(f"  {escape(name)}: the file is {removed}", soft_wrap=True)
    out.print("Not reached:")
    for sentence in plan.remains:
        out.print(f"  {escape(sentence)}", soft_wrap=True)


def withdrawal_summary(plan: Plan) -> dict[str, Any]:
    """A withdrawal in one JSON object."""
    return {
        "speaker": plan.act.speaker,
        "transcripts": list(plan.act.transcripts),
        "turns": plan.turns,
        "words": plan.words,
        "decisions": {touched.name: touched.passages for touched in plan.decisions},
        "removed_files": [*plan.by_hand, *plan.originals],
        "not_reached": list(plan.remains),
    }


def show_table(table: Table) -> None:
    """A table as in the paper: rules between categories, the spanning cell once."""
    from stc_cli.render.grid import caption as caption_of

    caption = caption_of(table)
    rich = RichTable(
        title=f"[bold]{escape(caption)}[/bold]",
        title_justify="left",
        caption=escape(table.draft) or None,
        caption_justify="left",
    )
    for heading in table.headings:
        rich.add_column(escape(heading), overflow="fold", vertical="top")
    for number, row in enumerate(table.rows):
        last = number + 1 == len(table.rows) or table.rows[number + 1][0].rows > 0
        rich.add_row(*(escape(cell.text if cell.rows else "") for cell in row), end_section=last)
    out.print(rich)


def show_status(rows: list[StageStatus]) -> None:
    """The state of every stage."""
    rich = RichTable(box=None, pad_edge=False)
    for heading in ("Stage", "State", "Why"):
        rich.add_column(heading)
    colours = {"current": "green", "stale": "yellow", "missing": "red", "edited": "magenta"}
    for row in rows:
        rich.add_row(row.stage, f"[{colours[row.state]}]{row.state}[/]", escape(row.why))
    out.print(rich)


def show_rereading(read: Rereading) -> None:
    """What nobody has re-read or answered yet; nothing where nothing is left."""
    if read.unread:
        named = [f"{transcript} × {group}" for transcript, group in read.unread[:_MOST_UNREAD]]
        named += ["…"] if len(read.unread) > len(named) else []
        out.print(
            f"re-reading: {len(read.unread)} of {read.pairs} (transcript × category) not read yet: "
            f"{escape(', '.join(named))}",
            soft_wrap=True,
        )
    if read.unanswered:
        out.print(
            f"counter-evidence: {read.unanswered} of {_number(read.passages, 'passage')} not "
            "answered yet",
            soft_wrap=True,
        )


def show_findings(findings: list[Finding]) -> None:
    """What `check` found: errors first, then advice."""
    for finding in sorted(findings, key=lambda finding: finding.level != "error"):
        colour = "red" if finding.level == "error" else "yellow"
        out.print(f"[{colour}]{finding.level}[/]  {escape(finding.text)}", soft_wrap=True)


def show_trace(node: Node) -> None:
    """A thing with what it came from and where it went."""
    tree = Tree(_node_text(node))
    _grow(tree, node)
    out.print(tree)


def _grow(tree: Tree, node: Node) -> None:
    for child in node.children:
        _grow(tree.add(_node_text(child)), child)


def _node_text(node: Node) -> str:
    head = f"[bold]{escape(node.kind)}[/bold]" + (f" {escape(node.name)}" if node.name else "")
    if not node.text:
        return head
    before, marked, after = node.text_parts
    if before or after:
        return f"{head}\n{escape(before)}[reverse]{escape(marked)}[/reverse]{escape(after)}"
    return f"{head}\n{escape(marked)}"
