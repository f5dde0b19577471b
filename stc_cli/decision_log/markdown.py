"""The log as Markdown: a section per step of the method, then its course by date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from stc_cli.decision_log.gathering import Entry, Log
from stc_cli.decision_log.wording import ACTS, Labels, Wording
from stc_cli.decisions.validation import VERDICTS
from stc_cli.render.documents import escaped
from stc_cli.text.characters import one_line

Row = Sequence[object]


def log_markdown(log: Log, labels: Labels) -> str:
    """The log as a document. `labels`: those of the output language."""
    words = Wording(log, labels)
    say = words.say
    title = ": ".join(filter(None, (labels["log"], log.material.title)))
    lines = [f"# {escaped(title)}", "", f"*{say('notice')}*", ""]
    sections = (
        ("impression", _impression), ("coding", _codes), ("sorting", _sorting),
        ("synthesis", _synthesis), ("course", _course), ("made_with", _material),
    )  # fmt: skip
    for number, (label, section) in enumerate(sections, start=1):
        step = f"{number} " if number <= 4 else ""
        own = list(section(words))
        lines += [f"## {step}{say(label)}", "", *(own or [say("nothing"), ""])]
    return "\n".join(lines).rstrip("\n") + "\n"


def _table(headings: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """A table and an empty line; nothing where it has no rows."""
    cells = [[escaped(one_line(str(cell))) for cell in row] for row in rows]
    if cells:
        yield _row(headings)
        yield "|" + " --- |" * len(headings)
        yield from map(_row, cells)
        yield ""


def _row(cells: Iterable[str]) -> str:
    return "|" + "".join(f" {cell} |" for cell in cells)


def _part(heading: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines under a heading; neither where there are none."""
    own = list(lines)
    if own:
        yield from (f"### {heading}", "", *own)


def _impression(words: Wording) -> Iterator[str]:
    log, labels = words.log, words.labels
    readers = ((r.reader, _date(words, r.date), r.themes) for r in log.readers)
    yield from _table((labels["reader"], labels["date"], words.say("themes")), readers)
    rows = (
        (fate.theme, ", ".join(fate.readers), words.fate(fate), " ".join(fate.whys))
        for fate in log.themes
    )
    headings = (words.say("theme"), labels["reader"], words.say("became"), labels["reason"])
    yield from _table(headings, rows)


def _codes(words: Wording) -> Iterator[str]:
    log = words.log
    yield from _part(words.say("groups"), _tree(log.groups))
    rows = ((_date(words, c.date), c.by, words.change(c)) for c in log.changes)
    yield from _part(words.say("changes"), _table(_when_who_what(words), rows))


def _tree(groups: Sequence[Entry]) -> Iterator[str]:
    for group in groups:
        yield f"- **{escaped(group.name or group.heading)}**{_codes_of(group)}"
        for subgroup in group.subgroups:
            yield f"  - {escaped(subgroup.name or subgroup.heading)}{_codes_of(subgroup)}"
    if groups:
        yield ""


def _codes_of(entry: Entry) -> str:
    return f": {escaped(', '.join(entry.codes))}" if entry.codes else ""


def _sorting(words: Wording) -> Iterator[str]:
    log, say = words.log, words.say
    new = (
        (_date(words, n.date), n.by,
         say("new_subgroup", name=n.name, group=words.name(n.group_id)))
        for n in log.new_subgroups
    )  # fmt: skip
    yield from _table(_when_who_what(words), new)
    acts = [act for act in ACTS if any(act in row.units for row in log.coding)]
    headings = (words.labels["date"], say("who"), *(say(f"act_{act}") for act in acts))
    rows = (
        (_date(words, r.date), r.by, *(r.units.get(act, "") for act in acts)) for r in log.coding
    )
    yield from _part(say("units"), _table(headings, rows))
    places = [subgroup for group in log.groups for subgroup in group.subgroups]
    ids = [s.id for s in places]
    ids += [t.place for t in log.texts if t.kind == "condensate" and t.place not in ids]
    yield from _part(words.labels["condensates"], _texts(words, "condensate", ids))


def _texts(words: Wording, kind: str, places: Iterable[str]) -> Iterator[str]:
    """For every place whether its text is adopted, by whom and when."""
    own = {text.place: text for text in words.log.texts if text.kind == kind}
    rows: list[Row] = []
    for place in places:
        text = own.get(place)
        if text is None:
            rows.append((words.name(place), words.say("not_adopted"), "", ""))
        else:
            again = " ".join(filter(None, (text.reviewed, text.reviewed_by)))
            rows.append((words.name(place), _date(words, text.date), text.by, again))
    heading = "log_subgroup" if kind == "condensate" else "category"
    names = (words.labels[heading].capitalize(), words.say("adopted"), words.say("who"),
             words.say("reviewed"))  # fmt: skip
    return _table(names, rows)


def _synthesis(words: Wording) -> Iterator[str]:
    log, labels, say = words.log, words.labels, words.say
    headings = (
        (group.name, group.heading, "; ".join(s.heading for s in group.subgroups))
        for group in log.groups
    )
    columns: Sequence[str] = (say("group").capitalize(), labels["category"], labels["subtheme"])
    yield from _part(say("headings"), _table(columns, headings))
    groups = [group.id for group in log.groups]
    yield from _part(labels["analytic_text"], _texts(words, "analytic_text", groups))
    yield from _validation(words)
    printed = ((p.by, p.edited, p.translated, ", ".join(p.checked_by)) for p in log.printed)
    columns = (say("who"), say("edited"), say("translated"), say("checked_by"))
    yield from _part(say("printed"), _table(columns, printed))
    memos = ((_date(words, m.date), m.by, m.about, m.title) for m in log.memos)
    columns = (labels["date"], say("who"), say("about"), say("title"))
    yield from _part(say("memos"), _table(columns, memos))


def _validation(words: Wording) -> Iterator[str]:
    """The re-reading against the whole transcripts, and the answers to counter-evidence."""
    log, labels, say = words.log, words.labels, words.say
    read = (
        (_date(words, row.date), row.by, row.transcript_id, words.name(row.group_id),
         say(row.verdict), row.changed)
        for row in sorted(log.rereading, key=lambda row: row.date)
    )  # fmt: skip
    columns: Sequence[str]
    columns = (labels["date"], say("who"), labels["transcript"], labels["category"],
               say("verdict"), say("changed"))  # fmt: skip
    yield from _part(say("rereading"), _table(columns, read))
    weighed = (
        (_date(words, w.date), w.by, *(w.answers.get(verdict, "") for verdict in VERDICTS))
        for w in log.weighed
    )
    columns = (labels["date"], say("who"), *map(say, VERDICTS))
    yield from _part(say("counter"), _table(columns, weighed))


def _course(words: Wording) -> Iterator[str]:
    rows = ((_date(words, event.date), event.who, event.what) for event in words.events())
    return _table(_when_who_what(words), rows)


def _material(words: Wording) -> Iterator[str]:
    made = words.log.material
    rows: list[Row] = [(words.say("status"), made.status)]
    if made.transcripts is not None:
        rows.append((words.labels["transcripts"], made.transcripts))
    rows += sorted(made.versions.items(), key=lambda row: (row[0] != "stc", row[0]))
    rows += [(f"{code}.yaml", digest[:12]) for code, digest in sorted(made.language_data.items())]
    if made.inputs_sha256:
        rows.append((words.say("inputs"), made.inputs_sha256))
    return _table((words.say("what"), ""), rows)


def _when_who_what(words: Wording) -> tuple[str, str, str]:
    return words.labels["date"], words.say("who"), words.say("what")


def _date(words: Wording, date: str) -> str:
    return date or words.say("undated")
