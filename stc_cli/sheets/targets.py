"""Which unit a row of a sheet is about, by all that its cells say of it.

The cells that people see and the column that is for stc must agree, because sheets are sorted,
filled down and pasted into. Nothing is taken in but words that stand in the stored texts of the
last run: what was withdrawn, pseudonymised or corrected since must not come back in a sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from stc_cli.artefacts import TRANSCRIPTS
from stc_cli.decisions.anchors import Anchor, anchored, flat, occurrences
from stc_cli.decisions.lines import Passage
from stc_cli.decisions.placing import pieces, placed_unit
from stc_cli.errors import StcError, UsageError
from stc_cli.output import Output
from stc_cli.readers.lines import key as label_key
from stc_cli.records import Span, Unit
from stc_cli.render.grid import clean
from stc_cli.sheets.layout import ORIGIN
from stc_cli.sheets.origin import Origin
from stc_cli.sheets.pseudonymous import Teller
from stc_cli.sheets.reading import Row
from stc_cli.sheets.standing import words_key
from stc_cli.sheets.surroundings import Surroundings
from stc_cli.sheets.words import may_be_named
from stc_cli.sheets.writing import CUT
from stc_cli.text.characters import normalised, one_line
from stc_cli.workspace import Study

_MOVED = (
    f'its cells and its hidden column "{ORIGIN}" are about two units. Was the sheet sorted without '
    "that column, or was something pasted or filled down? Undo that; or delete the column "
    f'"{ORIGIN}", and unit_id and text say which unit is meant.'
)
_OTHER_WORDS = (
    'what stands under "text" are not the words of its unit_id. Were cells sorted or pasted apart? '
    "Undo that, or export the sheet anew."
)
_NOWHERE = (
    "its words stand in no transcript of the last run: they were changed or withdrawn since, or "
    "are another study's. Take the row out, or export the sheet anew."
)
_NO_WORDS = "the row does not say where its words stood. Export the sheet anew."
_WITHDREW = "is of somebody who withdrew. Take the row out of the sheet."


class Target(NamedTuple):
    """The unit that a row is about: one of the last run, or words that stand in it.

    `key`: the unit's id, or a name made of its words (`words_key`); `known_as`: other such names
    that the ledger may have for it. `passage`: the words, where there is no unit. `seen`: the last
    line of the coder's ledger at export.
    """

    key: str
    transcript_id: str
    unit: Unit | None
    passage: Passage
    speakers: tuple[str, ...]
    seen: int = 0
    known_as: tuple[str, ...] = ()


def moved(row: Row, origin: Origin) -> str:
    """How a row's cells and its column for stc disagree about what it is about, or ""."""
    if not origin.transcript_id:
        return ""
    is_other = bool(origin.about and row["unit_id"]) and row["unit_id"] != origin.about
    said = " ".join(anchor.exact for anchor in origin.unit)
    if is_other or (row["text"] and said and not _same_words(row["text"], said)):
        return _MOVED
    return "" if row["unit_id"] or row["text"] else f"{_no_unit(row)}, and {_NO_WORDS}"


def refuse_stale(study: Study, output: Output) -> None:
    """Raise StcError where the last run still holds words of somebody who withdrew."""
    withdrawn = study.withdrawn
    if not withdrawn.acts:
        return
    told = study.key.replaced if study.key else str
    listed = "1_ingest/transcripts.csv"
    rows = output.rows(listed, TRANSCRIPTS, tuple) if output.has(listed) else []
    files = {str(row[0]): str(row[TRANSCRIPTS.index("sha256")]) for row in rows}
    gone: dict[str, set[str]] = {}
    for turn in output.turns:
        name = turn.transcript_id
        if name not in gone:
            speakers = withdrawn.speakers_in(name, files.get(name, ""), told)
            gone[name] = set(map(label_key, speakers))
        silent = bool(turn.speaker) and label_key(turn.speaker) in gone[name]
        if silent or withdrawn.holds(name, files.get(name, "")):
            raise StcError(
                f"{study.out}: still holds words of somebody who withdrew. Run `stc code` first."
            )


@dataclass(frozen=True)
class Targets:
    """The units of the last run, as a coder's sheet may mean them."""

    study: Study
    coder: str
    output: Output
    surroundings: Surroundings
    teller: Teller

    def of(self, row: Row, origin: Origin) -> Target:
        """The unit of a row. Raises UsageError where there is none, or it must not be told."""
        found = self._by_origin(row, origin) if origin.unit else self._by_cells(row)
        self._refuse_withdrawn(found.transcript_id, found.speakers)
        before = [words_key(origin.transcript_id, origin.unit)] if origin.unit else []
        known_as = tuple(name for name in before if name != found.key)
        return found._replace(seen=origin.seen.get(self.coder, 0), known_as=known_as)

    # -- by the column for stc -------------------------------------------------------------------

    def _by_origin(self, row: Row, origin: Origin) -> Target:
        """The unit where a row's words stood, wherever they stand now."""
        name, speakers = origin.transcript_id, origin.speakers
        self._refuse_withdrawn(name, speakers)
        if name in self.surroundings.transcripts:
            found = self._placed(name, origin.unit, speakers)
            if found is not None:
                return found
            if self._stand_in(name, origin.unit):
                return self._unplaced(name, origin.unit, speakers)
        others = [
            other
            for other in self.surroundings.transcripts
            if other != name and self._stand_in(other, origin.unit)
        ]
        found = self._placed(others[0], origin.unit, speakers) if len(others) == 1 else None
        if found is None:
            raise UsageError(_NOWHERE)
        return found

    def _placed(self, name: str, unit: Passage, speakers: tuple[str, ...]) -> Target | None:
        """What stands now where some words are found in a transcript.

        Ids of units with the same words are told apart by a number, which a change of the
        transcript may give to another of them; so words are placed as a decision's are.
        """
        page = self.surroundings.page(name)
        spots, _ = placed_unit(unit, speakers, page)
        spans = pieces(spots, speakers, page)
        if not spans:
            return None
        there = self._by_spans.get((name, spans))
        if there is not None:
            return _on(there)
        passage = tuple(anchored(name, page.text, *span) for span in spans)
        own = speakers or tuple(sorted(page.speakers(spans[0].start, spans[-1].end)))
        return Target(words_key(name, passage), name, None, passage, own)

    def _unplaced(self, name: str, unit: Passage, speakers: tuple[str, ...]) -> Target:
        """Words that stand in a transcript, with as much of their context as stands there, too."""
        text = self.surroundings.page(name).text
        passage = tuple(
            anchor._replace(
                transcript_id=name,
                prefix=anchor.prefix if anchor.prefix in text else "",
                suffix=anchor.suffix if anchor.suffix in text else "",
            )
            for anchor in unit
        )
        return Target(words_key(name, passage), name, None, passage, speakers)

    def _stand_in(self, name: str, unit: Passage) -> bool:
        text = self.surroundings.page(name).text
        return all(occurrences(text, flat(anchor.exact)) for anchor in unit)

    # -- by the cells that people see ------------------------------------------------------------

    def _by_cells(self, row: Row) -> Target:
        unit = self._units.get(row["unit_id"])
        text = self.teller.told(row["text"])
        if unit is not None:
            said = (row["text"], text)
            if row["text"] and not any(_same_words(words, unit.text) for words in said):
                raise UsageError(_OTHER_WORDS)
            return _on(unit)
        name = row["transcript_id"]
        if not (name and text):
            raise UsageError(f"{_no_unit(row)}, and {_NO_WORDS}")
        speakers = tuple(map(self.teller.told, filter(None, row["speakers"].split(";"))))
        self._refuse_withdrawn(name, speakers)
        alike = self._by_words.get((name, _letters(text)), ())
        if len(alike) == 1:
            return _on(alike[0])
        passage = (Anchor(name, one_line(text)),)
        if name not in self.surroundings.transcripts or not self._stand_in(name, passage):
            raise UsageError(_NOWHERE)
        return self._placed(name, passage, speakers) or self._unplaced(name, passage, speakers)

    # -- the last run ----------------------------------------------------------------------------

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {unit.unit_id: unit for unit in self.output.units}

    @cached_property
    def _by_spans(self) -> dict[tuple[str, tuple[Span, ...]], Unit]:
        return {(unit.transcript_id, unit.spans): unit for unit in self.output.units}

    @cached_property
    def _by_words(self) -> dict[tuple[str, str], list[Unit]]:
        found: dict[tuple[str, str], list[Unit]] = {}
        for unit in self.output.units:
            found.setdefault((unit.transcript_id, _letters(unit.text)), []).append(unit)
        return found

    def _refuse_withdrawn(self, name: str, speakers: Sequence[str]) -> None:
        gone = set(map(label_key, self._gone(name)))
        if self.study.withdrawn.holds(name) or any(label_key(who) in gone for who in speakers):
            raise UsageError(_WITHDREW)

    def _gone(self, name: str) -> Iterator[str]:
        """Who withdrew from a transcript, as they were called and as they may be told."""
        for who in self.study.withdrawn.speakers_in(name, ""):
            yield who
            yield self.teller.told(who)


def _on(unit: Unit) -> Target:
    return Target(unit.unit_id, unit.transcript_id, unit, (), unit.speakers)


def _no_unit(row: Row) -> str:
    name = row["unit_id"]
    if not name:
        return "no unit"
    what = f'"{name}"' if may_be_named(name, ()) else 'as stands under "unit_id"'
    return f"there is no unit {what} any more"


def _same_words(cell: str, text: str) -> bool:
    """Whether a cell holds a text, but for white space and what no cell can hold."""
    if cell.endswith(CUT):
        return _letters(text).startswith(_letters(cell.removesuffix(CUT)))
    return cell == text or _letters(cell) == _letters(text)


def _letters(text: str) -> str:
    return "".join(normalised(clean(text)).split())
