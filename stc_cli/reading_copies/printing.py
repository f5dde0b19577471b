"""`stc print`: which copies and cards, and putting them where nobody's notes are lost.

Files for people to write on. One that somebody changed is never replaced: the new one gets a name
of its own beside it. `.printed` in the folder holds the hashes of all files that stc wrote there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Literal, NamedTuple

from stc_cli.codebook import Codebook
from stc_cli.config import in_language
from stc_cli.decisions.memos import Subject
from stc_cli.errors import StcError, UsageError, did_you_mean
from stc_cli.files import append_line, file_sha256, read_bytes, sha256, write_bytes
from stc_cli.memoing import Memos
from stc_cli.output import required
from stc_cli.reading_copies.contents import Talk, card
from stc_cli.records import Assignment, Unit
from stc_cli.text.characters import word_count
from stc_cli.workspace import Study

FOLDER = "print"
_PRINTED = ".printed"


class Wish(NamedTuple):
    """What is to be printed.

    `transcripts`: only these; all where empty. `cards`: unit cards instead of reading copies;
    `code`, `group`: cards of the units of a code, or of a code group or subgroup. `blank`:
    whether codes and memos are left off.
    """

    transcripts: tuple[str, ...] = ()
    cards: bool = False
    code: str = ""
    group: str = ""
    blank: bool = False

    @property
    def of_units(self) -> bool:
        """Whether cards are wanted."""
        return self.cards or bool(self.code or self.group)


class Printed(NamedTuple):
    """A file. `beside`: the name of a file that somebody changed, which was left as it is."""

    path: Path
    state: Literal["written", "current"]
    beside: str = ""


def printed(study: Study, wish: Wish, folder: Path | None = None) -> list[Printed]:
    """Write reading copies or cards of the analysis in the output folder.

    `folder`: where to; `print/` in the output folder when None. Raises UsageError for a name that
    is not there, StcError when there is nothing to print.
    """
    printer = _Printer(study, wish)
    made = printer.cards() if wish.of_units else printer.copies()
    return [_put(folder or study.out / FOLDER, name, data) for name, data in made]


class _Printer:
    """What is to be printed, as names of files and their bytes."""

    def __init__(self, study: Study, wish: Wish) -> None:
        if wish.code and wish.group:
            raise UsageError("name a code or a code group, not both.")
        self.study = study
        self.wish = wish
        self.output = required(study.out)
        self._talks: dict[str, Talk] = {}
        self.labels = study.config.labels_in(study.config.language_out)
        config = study.config
        self.title = in_language(config.title, config.language_out, config.language)
        self.turns = {
            name: list(own) for name, own in groupby(self.output.turns, lambda t: t.transcript_id)
        }
        for name in wish.transcripts:
            _refuse_unknown("transcript", name, self.turns)
        self.chosen = [name for name in self.turns if name in (wish.transcripts or self.turns)]

    def copies(self) -> Iterator[tuple[str, bytes]]:
        """A reading copy of each transcript."""
        from stc_cli.reading_copies.transcripts import ReadingCopy, copy_bytes

        for name in self.chosen:
            turns = self.turns[name]
            words = sum(word_count(turn.text) for turn in turns)
            language = self.study.config.language_of(name)
            copy = ReadingCopy(name, self.title, language, turns, words)
            yield f"{name}.docx", copy_bytes(copy, self.labels)

    def cards(self) -> Iterator[tuple[str, bytes]]:
        """Cards of each transcript, or of all units of the code or group."""
        wish = self.wish
        if wish.code or wish.group:
            self._refuse_unknown_names(self.study.required_codebook())
        units = [unit for unit in self.output.units
                 if unit.transcript_id in self.chosen and unit.state != "set_aside"
                 and self._is_wanted(unit)]  # fmt: skip
        if not units:
            raise StcError(f"there is no unit to print{self._lacking()}.")
        if wish.code or wish.group:
            yield f"cards-{wish.code or wish.group}.docx", self._file(self._subject(), units)
            return
        for transcript, own in groupby(units, lambda unit: unit.transcript_id):
            yield f"{transcript}-cards.docx", self._file(transcript, list(own))

    def _refuse_unknown_names(self, book: Codebook) -> None:
        if self.wish.code:
            _refuse_unknown("code", self.wish.code, [place.code.id for place in book.places()])
        if self.wish.group:
            _refuse_unknown("code group", self.wish.group, [e.id for e in book.entries()])

    def _lacking(self) -> str:
        if self.wish.code or self.wish.group:
            return f': none lies in "{self.wish.code or self.wish.group}" here'
        return " here: nobody whose talk is cut into units says anything"

    def _file(self, subject: str, units: Sequence[Unit]) -> bytes:
        from stc_cli.reading_copies.cards import cards_bytes

        cards = [card(unit, self._talk(unit.transcript_id)) for unit in units]
        if not self.wish.blank:
            cards = [
                entry._replace(codes=self._codes(unit), memos=self._memos(unit))
                for entry, unit in zip(cards, units, strict=True)
            ]
        return cards_bytes(cards, subject=subject, study=self.title,
                           language=self.study.config.language, labels=self.labels)  # fmt: skip

    def _talk(self, transcript_id: str) -> Talk:
        if transcript_id not in self._talks:
            text = self.output.text(transcript_id)
            self._talks[transcript_id] = Talk(self.turns[transcript_id], text)
        return self._talks[transcript_id]

    # -- what stands on a card beside the words --------------------------------------------------

    @cached_property
    def _assignments(self) -> dict[str, list[Assignment]]:
        """Unit ids to the codes that nobody has rejected."""
        found: dict[str, list[Assignment]] = {}
        if self.output.has("3_code/assignments.csv"):
            for row in self.output.assignments:
                if row.status != "rejected":
                    found.setdefault(row.unit_id, []).append(row)
        return found

    def _is_wanted(self, unit: Unit) -> bool:
        code, group = self.wish.code, self.wish.group
        if not code and not group:
            return True
        rows = self._assignments.get(unit.unit_id, ())
        return any(
            (code and row.code_id == code) or (group and group in (row.group_id, row.subgroup_id))
            for row in rows
        )

    @cached_property
    def _code_names(self) -> dict[str, str]:
        book, language = self.study.codebook, self.study.config.language_out
        if book is None:
            return {}
        codes = (place.code for place in book.places())
        return {c.id: in_language(c.name, language, book.language) or c.id for c in codes}

    def _subject(self) -> str:
        """What the code or group is called."""
        if self.wish.code:
            return self._code_names[self.wish.code]
        headings = self.study.required_codebook().headings(self.study.config.language_out)
        return headings[self.wish.group]

    def _codes(self, unit: Unit) -> tuple[str, ...]:
        rows = self._assignments.get(unit.unit_id, ())
        return tuple(f"{self._code_names.get(row.code_id, row.code_id)} "
                     f"({self.labels[row.status]})" for row in rows)  # fmt: skip

    @cached_property
    def _all_memos(self) -> Memos:
        return Memos(self.study, self.output)

    def _memos(self, unit: Unit) -> tuple[str, ...]:
        memos = self._all_memos.by_subject.get(Subject("unit", unit.unit_id), ())
        return tuple(f"{m.heading} ({m.by})" if m.by else m.heading for m in memos)


def _refuse_unknown(kind: str, name: str, known: Collection[str]) -> None:
    if name not in known:
        raise UsageError(f'there is no {kind} "{name}".{did_you_mean(name, known)}')


def _put(folder: Path, name: str, data: bytes) -> Printed:
    """Write a file under its name, or beside the one there if that is not as stc wrote it."""
    digest = sha256(data)
    ours = _digests(folder / _PRINTED)
    path, number, beside = folder / name, 2, ""
    while (present := file_sha256(path)) is not None:
        if present == digest:
            return Printed(path, "current", beside)
        if present in ours:
            break
        beside = beside or path.name
        path = folder / f"{Path(name).stem}-{number}.docx"
        number += 1
    append_line(folder / _PRINTED, digest)  # first: an interruption must not make it look changed
    write_bytes(path, data)
    return Printed(path, "written", beside)


def _digests(path: Path) -> set[str]:
    return set(read_bytes(path).decode(errors="replace").split()) if path.is_file() else set()
