"""Who stands behind a category or subtheme is counted anew, from the units as they lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stc_cli.artefacts import CONTRIBUTORS as COLUMNS
from stc_cli.artefacts import SPEAKERS, speaker_of
from stc_cli.output import Output
from stc_cli.proofs.coverage import used_units
from stc_cli.workspace import Study

CONTRIBUTORS = "5_synthesize/contributors.csv"
Unit = tuple[str, frozenset[str]]  # a unit's transcript and the participants who said it


def contributor_breaks(output: Output, study: Study, proved: Counter[str]) -> Iterator[str]:
    """Each category and subtheme has a row for everybody, with what is left without them."""
    said = _names(output, study)
    units: dict[str, Unit] = {
        unit.unit_id: (
            unit.transcript_id,
            frozenset(said[unit.transcript_id, s] for s in unit.speakers
                      if (unit.transcript_id, s) in said),
        )
        for unit in output.units
    }  # fmt: skip
    transcripts = output.rows("1_ingest/transcripts.csv", ("transcript_id",), lambda row: row[0])
    talks: dict[tuple[str, str], list[str]] = {}
    for (transcript, _), name in said.items():
        talks.setdefault(("participant", name), []).append(transcript)
    talks |= {("transcript", name): [name] for name in transcripts}
    expected = {
        (*place, level, name): (
            ";".join(dict.fromkeys(where)),
            *_counts([units[unit] for unit in held], level, name),
        )
        for place, held in _places(output, study)
        for (level, name), where in talks.items()
    }
    rows = output.rows(CONTRIBUTORS, COLUMNS, lambda row: (tuple(row[:4]), tuple(row[4:10])))
    seen: set[tuple[str, ...]] = set()
    for number, (key, counts) in enumerate(rows, start=2):
        if key in seen or expected.get((key[0], key[1], key[2], key[3])) != counts:
            yield f"{CONTRIBUTORS}, row {number}: is not what the units say."
        seen.add(key)
        proved["shares of participants and transcripts are counted"] += 1
    if missing := len(expected.keys() - seen):
        yield f"{CONTRIBUTORS}: lacks {missing} row{'s' if missing > 1 else ''}."


def _names(output: Output, study: Study) -> dict[tuple[str, str], str]:
    """Participants by transcript and label, each under the one name that is theirs."""
    speakers = output.rows("1_ingest/speakers.csv", SPEAKERS, speaker_of)
    return {
        (row.transcript_id, row.speaker): row.speaker
        if row.speaker in study.linked
        else f"{row.transcript_id}:{row.speaker}"
        for row in speakers
        if row.role in ("participant", "unknown") and row.why != "withdrawn"
    }


def _places(output: Output, study: Study) -> Iterator[tuple[tuple[str, str], set[str]]]:
    """Each category and each subtheme with the ids of its units."""
    used = used_units(output, study)
    for group in study.codebook.groups if study.codebook else ():
        own = [used.get((group.id, entry.id), set()) for entry in group.subgroups]
        yield (group.id, ""), used.get((group.id, ""), set()).union(*own)
        yield from zip(((group.id, entry.id) for entry in group.subgroups), own, strict=True)


def _counts(units: list[Unit], level: str, name: str) -> tuple[str, ...]:
    """A row's numbers, with the units of one participant or transcript taken away."""
    if level == "transcript":
        left = [unit for unit in units if unit[0] != name]
        own = len(units) - len(left)
    else:
        own = sum(name in people for _, people in units)
        left = [unit for unit in units if unit[1] != {name}] if own else units
    people = {person for _, own_people in left for person in own_people} - {name}
    falls = "true" if units and own and not left else "false"
    numbers = (own, len(left), len(people), len({transcript for transcript, _ in left}))
    return (*map(str, numbers), falls)
