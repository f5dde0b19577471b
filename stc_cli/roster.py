"""Who talks in the transcripts, before anything is written: what `stc ingest --dry-run` shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from stc_cli.errors import StcError
from stc_cli.maps import MapTask, transcript_bytes
from stc_cli.records import Speaker
from stc_cli.stages.ingest import WITHDREW
from stc_cli.workspace import Input


class Roster(NamedTuple):
    """The labels of one transcript in order of appearance; `error` says why there are none."""

    transcript_id: str
    source: str
    format: str
    language: str
    speakers: tuple[Speaker, ...]
    error: str = ""


def rosters(task: MapTask, inputs: Iterable[Input]) -> Iterator[Roster]:
    """The roster of each transcript; nothing is written or kept.

    Labels stand as in the file, because the config names them so; pseudonyms are in first lines.
    """
    for entry in inputs:
        name, source = entry.transcript_id, entry.source
        try:
            data = transcript_bytes(entry)
            made = task.ingested(entry, data)
            raw = task.ingested(entry, data, pseudonyms=False) if task.key else made
        except StcError as error:
            message = str(error).replace(str(entry.path), source)
            yield Roster(name, source, "", "", (), message)
        else:
            row = made.transcript
            speakers = (
                told if told.why == WITHDREW else own._replace(first_line=told.first_line)
                for told, own in zip(made.speakers, raw.speakers, strict=True)
            )
            yield Roster(name, source, row.format, row.language, tuple(speakers))


def unlisted(speakers: Iterable[Speaker], ids: Collection[str]) -> list[Speaker]:
    """Speakers who count as participants and are not in the participants' list, once each."""
    found: dict[tuple[str, str], Speaker] = {}
    for speaker in speakers:
        listed = speaker.speaker in ids or not speaker.speaker
        if speaker.role in ("participant", "unknown") and speaker.why != WITHDREW and not listed:
            found.setdefault((speaker.transcript_id, speaker.speaker), speaker)
    return list(found.values())


def silent(speakers: Iterable[Speaker], ids: Iterable[str]) -> list[str]:
    """Participants of the list who say nothing in any transcript; who withdrew is not missed."""
    heard = {speaker.speaker for speaker in speakers}
    return [name for name in ids if name not in heard]
