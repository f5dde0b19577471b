"""The focus groups or interviews."""

from __future__ import annotations

from stc_cli.config import Meeting, in_language
from stc_cli.records import TALKING, Cell, Transcript
from stc_cli.table_config import FocusGroupsTable
from stc_cli.tables.content import Content, Paper
from stc_cli.tables.material import Material

UNKNOWN = "–"  # what neither transcript nor config tells
NUMERIC = frozenset({"participants", "minutes", "words"})


def content(entry: FocusGroupsTable, material: Material, paper: Paper) -> Content:
    """One row per transcript: what `meetings:` says of it, else what the transcript tells."""
    rows = tuple(
        tuple(Cell(_text(column, transcript, material, paper) or UNKNOWN)
              for column in entry.columns)
        for transcript in material.transcripts
    )  # fmt: skip
    labels = {"transcript": "meeting", "participants": "speakers"}
    headings = tuple(paper.labels[labels.get(c, c)] for c in entry.columns)
    return Content(tuple(entry.columns), headings, rows, NUMERIC.intersection(entry.columns))


def _text(column: str, transcript: Transcript, material: Material, paper: Paper) -> str:
    name = transcript.transcript_id
    told = material.config.meetings.get(name, Meeting())
    match column:
        case "transcript":
            return name
        case "participants":
            talking = [s for s in material.speakers
                       if s.transcript_id == name and s.role in TALKING]  # fmt: skip
            return str(len(talking) if told.participants is None else told.participants)
        case "date":
            return told.date
        case "minutes":
            return str(material.minutes.get(name, ""))
        case "words":
            return str(transcript.words)
        case "moderators":
            return ", ".join(told.moderators or [
                s.speaker for s in material.speakers
                if s.transcript_id == name and s.role == "moderator"
            ])  # fmt: skip
        case _:
            text = told.mode if column == "mode" else told.acquainted
            return in_language(text, paper.language, material.config.language_out)
