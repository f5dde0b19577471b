"""The words of the log in the output language: names, fates of themes, changes, counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, get_args

from stc_cli.decision_log.gathering import Adopted, Change, Coding, Log
from stc_cli.decisions.lines import Act
from stc_cli.decisions.themes import Fate
from stc_cli.decisions.validation import VERDICTS, Validation

ACTS: tuple[Act, ...] = get_args(Act)
Labels = Mapping[str, str]


class Event(NamedTuple):
    """Something that was decided. `date`: YYYY-MM-DD, or empty; `who`: empty where nobody says."""

    date: str
    who: str
    what: str


class Wording:
    """The log's words. `labels`: those of the output language."""

    def __init__(self, log: Log, labels: Labels) -> None:
        self.log = log
        self.labels = labels
        self.names = log.names

    def say(self, label: str, **values: str) -> str:
        return self.labels[f"log_{label}"].format_map(values)

    def name(self, id: str) -> str:
        return self.names.get(id, id)

    def fate(self, fate: Fate) -> str:
        """What became of a theme: by way of which others it came to a group, or was dropped."""
        merged = [self.say("merged_into", name=name) for name in fate.by_way_of]
        if fate.dropped:
            end = self.say("dropped")
        else:
            end = self.name(fate.group) if fate.group else "" if merged else self.say("open")
        return " → ".join(filter(None, (*merged, end)))

    def change(self, change: Change) -> str:
        """A change in the codebook, by the ids that were in force."""
        return self.say(
            change.act, kind=self.say(change.kind), old=", ".join(change.sources),
            new=", ".join(change.targets), into=change.into,
        )  # fmt: skip

    def units(self, coding: Coding) -> str:
        """How many units a coder decided about, by kind of decision."""
        own = ((act, coding.units.get(act, 0)) for act in ACTS)
        said = ", ".join(f"{self.say(f'act_{act}')} {count}" for act, count in own if count)
        return f"{self.say('units')}: {said}"

    def text(self, text: Adopted) -> str:
        label = "condensate_of" if text.kind == "condensate" else "analytic_text_of"
        return self.say(label, name=self.name(text.place))

    def events(self) -> list[Event]:
        """Everything that was decided, by date; what has no date comes first, in the order of the
        method's steps."""
        return sorted(self._events(), key=lambda event: event.date)

    def _events(self) -> Iterator[Event]:
        log = self.log
        for reader in log.readers:
            what = f"{self.say('themes')}: {reader.themes}"
            yield Event(reader.date, reader.reader, what)
        for change in log.changes:
            yield Event(change.date, change.by, self.change(change))
        for new in log.new_subgroups:
            what = self.say("new_subgroup", name=new.name, group=self.name(new.group_id))
            yield Event(new.date, new.by, what)
        for coding in log.coding:
            yield Event(coding.date, coding.by, self.units(coding))
        for text in log.texts:
            yield Event(text.date, text.by, f"{self.say('adopted')}: {self.text(text)}")
            if text.reviewed:
                what = f"{self.say('reviewed')}: {self.text(text)}"
                yield Event(text.reviewed, text.reviewed_by, what)
        yield from self._rereadings()
        for weighed in log.weighed:
            own = ((verdict, weighed.answers.get(verdict, 0)) for verdict in VERDICTS)
            said = ", ".join(f"{self.say(verdict)} {count}" for verdict, count in own if count)
            yield Event(weighed.date, weighed.by, f"{self.say('counter')}: {said}")
        for p in log.printed:
            counts = (("edited", p.edited), ("translated", p.translated))
            said = ", ".join(f"{self.say(label)} {count}" for label, count in counts if count)
            yield Event("", p.by, f"{self.say('printed')}: {said}")
        for memo in log.memos:
            what = self.say("memo", title=memo.title or "…", about=memo.about)
            yield Event(memo.date, memo.by, what)
        for date in log.withdrawals:
            yield Event(date, "", self.say("withdrawal"))

    def _rereadings(self) -> Iterator[Event]:
        """A day's re-reading of one reader is one event."""
        days: dict[tuple[str, str], list[Validation]] = {}
        for row in self.log.rereading:
            days.setdefault((row.date, row.by), []).append(row)
        for (date, by), rows in days.items():
            yield Event(date, by, f"{self.say('reread')}: {self._verdicts(rows)}")

    def _verdicts(self, rows: Sequence[Validation]) -> str:
        return "; ".join(
            f"{row.transcript_id} × {self.name(row.group_id)} ({self.say(row.verdict)})"
            for row in rows
        )
