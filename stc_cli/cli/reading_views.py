"""How the commands about reading show what they found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from stc_cli.cli.console import out
from stc_cli.decisions.memos import FOLDER as MEMOS
from stc_cli.decisions.themes import Fate
from stc_cli.impression import Impression
from stc_cli.memoing import Listed
from stc_cli.reading_copies.printing import Printed
from stc_cli.stages.overview import minutes, share
from stc_cli.text.salience import InContext, Salient

_MOST = 60  # transcripts shown; overview.md has them all
_BESIDE = 40  # characters before a passage
_NAME = 10  # … of a turn's id, where it is no longer


def show_impression(found: Impression) -> None:
    """Length and talk, who has read how far, and terms where they were asked for."""
    lengths = [(own.transcript_id, str(own.turns), f"{own.words:,}", minutes(own.seconds))
               for own, _ in found.talks[:_MOST]]  # fmt: skip
    _show_table(("Transcript", "Turns", "Words", "Minutes"), lengths, numbers=1)
    rows = [
        (own.transcript_id if not n else "", t.speaker or "(nobody named)", t.role, str(t.turns),
         f"{t.words:,}", f"{share(t.words, own.words)} %", minutes(t.seconds))
        for own, speakers in found.talks[:_MOST]
        for n, t in enumerate(speakers)
    ]  # fmt: skip
    headings = ("Transcript", "Speaker", "Role", "Turns", "Words", "Of all", "Minutes")
    _show_table(headings, rows, numbers=3)
    if len(found.talks) > _MOST:
        out.print(f"… and {len(found.talks) - _MOST:,} more in overview/overview.md.")
    _show_reading(found)
    if found.terms is not None:
        _show_salient("Terms", found.terms)
    if found.phrases is not None:
        _show_salient("Phrases", found.phrases)


def _show_reading(found: Impression) -> None:
    if not found.reading and not found.themes:
        out.print("Nobody has noted yet what they read, named themes, or decided about a unit.")
    read = [
        (r.who, r.transcript_id, _turn(r.read), str(r.decided or ""), _turn(r.coded), str(r.turns),
         f"{r.share} %")
        for r in found.reading
    ]  # fmt: skip
    if read:
        headings = ("Who", "Transcript", "Read to", "Decided", "Last one in", "Turns", "So far")
        _show_table(headings, read, numbers=2)
    for reader, count in found.themes.items():
        noun = "theme" if count == 1 else "themes"
        out.print(f"{reader} names {count} preliminary {noun}.", markup=False)
    if found.memos:
        memos = "1 memo" if found.memos == 1 else f"{found.memos} memos"
        out.print(f"{memos}: `stc memo --list`.")


def _turn(number: int) -> str:
    return f"t{number}" if number else ""


def _show_salient(title: str, found: Iterable[Salient]) -> None:
    out.print(f"[bold]{title}[/bold] [dim](times, turns, speakers, transcripts)[/dim]\n")
    for row in found:
        counts = f"{row.occurrences}, {row.turns}, {row.speakers}, {row.transcripts}"
        out.print(f"[bold]{escape(row.term)}[/bold] [dim]({counts})[/dim]")
        for passage in row.passages:
            out.print(_in_context(passage), no_wrap=True, overflow="ellipsis")
    out.print()


def _in_context(passage: InContext) -> Text:
    """A passage in one line, said words under each other."""
    return Text.assemble(
        f"  {passage.turn_id:<{_NAME}} ",
        (f"{passage.before:>{_BESIDE}}", "dim"), (passage.said, "reverse"), (passage.after, "dim"),
    )  # fmt: skip


def summary(found: Impression) -> dict[str, Any]:
    """The overview as JSON; seconds instead of minutes."""
    return {
        "overview": [
            {**own._asdict(), "speakers": [t._asdict() for t in speakers]}
            for own, speakers in found.talks
        ],
        "reading": [row._asdict() for row in found.reading],
        "themes": found.themes,
        "memos": found.memos,
        **({"terms": _salient_json(found.terms)} if found.terms is not None else {}),
        **({"phrases": _salient_json(found.phrases)} if found.phrases is not None else {}),
    }


def _salient_json(found: Iterable[Salient]) -> list[dict[str, Any]]:
    return [{**row._asdict(), "passages": [p._asdict() for p in row.passages]} for row in found]


def show_printed(files: Sequence[Printed]) -> None:
    """Every file that is there now to be printed."""
    for file in files:
        verb = "wrote" if file.state == "written" else "up to date:"
        out.print(f"{verb} {file.path}", markup=False, soft_wrap=True)


def printed_summary(files: Sequence[Printed]) -> dict[str, Any]:
    """The printed files as JSON."""
    return {"files": [{**file._asdict(), "path": str(file.path)} for file in files]}


def show_memos(rows: Sequence[Listed]) -> None:
    """Memos with what they are about."""
    if not rows:
        out.print("There is no such memo.")
    for row in rows:
        memo = row.memo
        who = ", ".join(filter(None, (memo.by, memo.date)))
        out.print(f"[bold]{escape(memo.heading)}[/bold] {escape(f'({who})' if who else '')}")
        problem = f" ({row.problem})" if row.problem else ""
        out.print(f"  about {row.about}{problem}, in {MEMOS}/{memo.file}", markup=False,
                  soft_wrap=True)  # fmt: skip
        text = memo.text if memo.title else memo.text.partition("\n")[2].strip()
        for line in text.splitlines():
            out.print(f"  {line}", markup=False)


def memo_summary(row: Listed) -> dict[str, Any]:
    """A memo as JSON; `about` is what it is about now."""
    memo = row.memo
    return {
        "file": f"{MEMOS}/{memo.file}", "about": str(row.about), "problem": row.problem,
        "by": memo.by, "date": memo.date, "title": memo.title, "text": memo.text,
    }  # fmt: skip


def show_themes(fates: Sequence[Fate], headings: Mapping[str, str]) -> None:
    """The preliminary themes under the code groups they went to, then the others."""
    if not fates:
        out.print("Nobody has named preliminary themes yet (decisions/themes/<reader>.md).")
    for group in dict.fromkeys((*headings, "")):
        own = [fate for fate in fates if fate.group == group]
        if own:
            title = f"[bold]{escape(group)}[/bold] {escape(headings.get(group, ''))}"
            out.print(title if group else "[bold]In no code group[/bold]", soft_wrap=True)
            rows = [(f.theme, ", ".join(f.readers), _by_way_of(f), " ".join(f.whys)) for f in own]
            _show_table(("Theme", "Readers", "Merged into", "Why"), rows, numbers=4)


def _by_way_of(fate: Fate) -> str:
    fallback = "(dropped)" if fate.dropped else "" if fate.group else "(not said yet)"
    return " → ".join(fate.by_way_of) or fallback


def themes_summary(fates: Sequence[Fate], headings: Mapping[str, str]) -> dict[str, Any]:
    """The preliminary themes as JSON."""
    return {
        "themes": [{**f._asdict(), "heading": headings.get(f.group, "")} for f in fates],
    }


def _show_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: int) -> None:
    """A table whose columns from `numbers` on hold numbers; a column of empty cells is left out."""
    cells = list(rows)
    used = [n for n in range(len(headings)) if any(row[n] for row in cells)]
    rich = Table(box=SIMPLE_HEAD, pad_edge=False)
    for n in used:
        rich.add_column(headings[n], justify="right" if n >= numbers else "left", overflow="fold")
    for row in cells:
        rich.add_row(*(escape(row[n]) for n in used))
    out.print(rich)
