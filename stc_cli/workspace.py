"""A study on disk: its config, codebook, transcripts and where its output goes."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from stc_cli.codebook import Codebook, load_codebook
from stc_cli.config import Config, load_config
from stc_cli.decisions.counter import Answer, read_answers, told_answer
from stc_cli.decisions.following import followed, with_new_subgroups
from stc_cli.decisions.ledger import Ledger, read_ledger
from stc_cli.decisions.migrations import NO_MIGRATIONS, Migrations, read_migrations
from stc_cli.decisions.printings import Printing, told_printing
from stc_cli.decisions.quotes import read_printings
from stc_cli.decisions.telling import told
from stc_cli.decisions.texts import NO_TEXTS, Texts, read_texts, told_texts
from stc_cli.decisions.withdrawn import NOBODY, Withdrawals, read_withdrawals
from stc_cli.errors import StcError, UsageError, did_you_mean
from stc_cli.languages import load_language
from stc_cli.participants import Participants, load_participants
from stc_cli.pseudonyms import PseudonymKey, load_key
from stc_cli.readers import FORMATS, can_read
from stc_cli.stages.ingest import transcript_id
from stc_cli.table_config import attributes_of, groups_of

DEFAULT_CONFIG = "stc.yaml"
_PASSED_OVER = ("~$", ".")  # Word's lock files and hidden files
_CLUTTER = ("Thumbs.db", "desktop.ini")


class Input(NamedTuple):
    """A transcript to read. `source` is its path as the manifest names it."""

    transcript_id: str
    path: Path
    source: str


class Refused(NamedTuple):
    """A file that cannot be analysed, and why (a sentence)."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Study:
    """Everything a run needs to know. Paths are absolute; sources are relative to `base`.

    `codebook` has the subgroups that people made while sorting; `ledger` speaks of codes, groups
    and subgroups as the codebook calls them now.
    """

    config: Config
    config_path: Path | None
    base: Path
    transcripts: Path
    out: Path
    decisions: Path
    codebook: Codebook | None
    codebook_path: Path | None
    participants_path: Path | None
    participants: Participants
    key: PseudonymKey | None
    withdrawn: Withdrawals
    ledger: Ledger
    migrations: Migrations
    printings: tuple[Printing, ...] = ()  # how quotations are printed
    answers: tuple[Answer, ...] = ()  # what people found of counter-evidence
    texts: Texts = NO_TEXTS  # condensates and analytic texts that people adopted

    @property
    def people(self) -> Participants:
        """The participants' list as it may be told, with pseudonyms for names in it."""
        return self.participants.told(self.key.replaced) if self.key else self.participants

    @property
    def linked(self) -> frozenset[str]:
        """Speakers whom the config or the participants' list makes one person everywhere."""
        ids = (*self.config.speakers, *self.participants.ids)
        return frozenset(map(self.key.replaced, ids)) if self.key else frozenset(ids)

    @property
    def cache(self) -> Path:
        return self.out / ".cache"

    def name(self, path: Path) -> str:
        """A path as the manifest and messages name it: relative to `base`, forward slashes."""
        try:
            name = Path(os.path.relpath(path, self.base)).as_posix()
            return name.encode(errors="replace").decode()  # a name may be no Unicode
        except ValueError:  # another drive on Windows
            return path.name

    def required_codebook(self) -> Codebook:
        """The codebook. Raises UsageError saying how to go on when the study has none."""
        if self.codebook is None:
            where = self.config_path or "the study config"
            raise UsageError(
                f"{where}: names no codebook, so nothing can be coded yet; ingest, segment and "
                "overview run without one. Write one (`stc init` shows how), name it under "
                "`codebook:` and run the same command again."
            )
        return self.codebook


def open_study(
    *, config: Path | None, transcripts: Path | None = None, out: Path | None = None
) -> Study:
    """Load a study.

    `config`: the study config; without it `stc.yaml` here or in the transcripts' folder; without
    that, defaults. `transcripts` and `out` override what it says. Raises UsageError.
    """
    path = config or _found_config(transcripts)
    settings = load_config(path) if path else Config()
    base = path.resolve().parent if path else Path.cwd()
    load_language(settings.language)
    load_language(settings.language_out)
    for entry in settings.per_transcript.values():
        load_language(entry.language or settings.language)
    for table in settings.tables:
        load_language(table.language or settings.language_out)
    codebook_path = base / settings.codebook if settings.codebook else None
    codebook = load_codebook(codebook_path) if codebook_path else None
    if codebook is not None:
        _refuse_unknown_groups(settings, codebook, path)
    people_path = base / settings.participants if settings.participants else None
    folder = (transcripts or base / settings.transcripts).resolve()
    if path is None and transcripts is None and not folder.is_dir():
        raise UsageError(
            f"there is no {DEFAULT_CONFIG} here. Name a study config with -c, name a folder of "
            "transcripts, or begin a study with `stc init`."
        )
    results = (out or base / settings.output).resolve()
    decisions = base / settings.decisions.folder
    key = _key(base / settings.pseudonyms, results, folder) if settings.pseudonyms else None
    study = Study(
        config=settings,
        config_path=path,
        base=base,
        transcripts=folder,
        out=results,
        decisions=decisions,
        codebook=codebook,
        codebook_path=codebook_path,
        participants_path=people_path,
        participants=load_participants(people_path) if people_path else Participants(),
        key=key,
        withdrawn=NOBODY,
        ledger=Ledger(),
        migrations=NO_MIGRATIONS,
    )
    study = as_decided(study)
    _refuse_unknown_persons(study)
    _refuse_unknown_attributes(study)
    return study


def as_decided(study: Study) -> Study:
    """The study with what its decisions say now. Raises UsageError naming file and line."""
    migrations = read_migrations(study.decisions)
    ledger, codebook = read_ledger(study.decisions), study.codebook
    printings, texts = read_printings(study.decisions), read_texts(study.decisions)
    answers = tuple(read_answers(study.decisions, migrations))
    if study.key is not None:
        ledger = told(ledger, study.key)
        printings = tuple(told_printing(printing, study.key) for printing in printings)
        answers = tuple(told_answer(answer, study.key) for answer in answers)
        texts = told_texts(texts, study.key)
    if codebook is not None:
        ledger = followed(ledger, migrations, codebook)
        codebook = with_new_subgroups(codebook, ledger)
    withdrawn = read_withdrawals(study.decisions)
    return replace(
        study, withdrawn=withdrawn, ledger=ledger, migrations=migrations, codebook=codebook,
        printings=printings, texts=texts, answers=answers,
    )  # fmt: skip


def _found_config(transcripts: Path | None) -> Path | None:
    folders = [Path(), *([transcripts, transcripts.parent] if transcripts else [])]
    return next((f / DEFAULT_CONFIG for f in folders if (f / DEFAULT_CONFIG).is_file()), None)


def _refuse_unknown_groups(config: Config, codebook: Codebook, path: Path | None) -> None:
    known = [group.id for group in codebook.groups]
    for table in config.tables:
        for group in groups_of(table):
            if group not in known:
                raise UsageError(
                    f'{path}: the table "{table.id}" names the code group "{group}", which is not '
                    f"in the codebook.{did_you_mean(group, known)}"
                )


def _refuse_unknown_persons(study: Study) -> None:
    """Refuse a subgroup under `condense: person:` that is none, also of those made by sorting."""
    asked = study.config.condense.person
    if study.codebook is None or isinstance(asked, str):
        return
    known = [entry.id for entry in study.codebook.entries()]
    for name in asked:
        if name not in known:
            raise UsageError(
                f'{study.config_path}: `condense: person:` names "{name}", which is no subgroup '
                f"or code group.{did_you_mean(name, known)}"
            )


def _refuse_unknown_attributes(study: Study) -> None:
    """Refuse a table by an attribute that the participants' list does not have."""
    known = study.people.attributes
    codes = [place.code.id for place in study.codebook.places()] if study.codebook else []
    for table in study.config.tables:
        wanted = [(name, known, "a column of the participants' list") for name in
                  (*attributes_of(table), *table.only.attributes)]  # fmt: skip
        wanted += [(name, tuple(codes), "a code of the codebook") for name in table.only.codes]
        for name, there, what in wanted:
            if name not in there:
                raise UsageError(
                    f'{study.config_path}: the table "{table.id}" names "{name}", which is not '
                    f"{what}.{did_you_mean(name, there)}"
                )


def _key(path: Path, results: Path, transcripts: Path) -> PseudonymKey:
    """The pseudonym key. Raises UsageError when it lies where results or transcripts are kept."""
    for folder in (results, transcripts):
        if path.resolve().is_relative_to(folder):
            raise UsageError(
                f"{path}: the pseudonym key lies in {folder}. Keep it elsewhere, where only those "
                "who may know the names can read it, and name that place under `pseudonyms:`."
            )
    return load_key(path, transcripts)


def find_inputs(study: Study) -> tuple[list[Input], list[Refused]]:
    """The transcripts of a study in the order of their ids, and the files it cannot read.

    Hidden files, Word's lock files, symbolic links and transcripts that were withdrawn are passed
    over. Raises UsageError when the folder is missing or a name holds a term of the pseudonym key,
    StcError when the folder holds no transcript or two files would share an id.
    """
    inputs, refused = _found(study)
    if not inputs:
        known = ", ".join(FORMATS)
        raise StcError(f"{study.transcripts}: holds no transcript that stc can read ({known}).")
    standing = [entry for entry in inputs if not study.withdrawn.holds(entry.transcript_id)]
    if not standing:
        raise StcError(f"{study.transcripts}: every transcript in it was withdrawn.")
    return standing, refused


def all_inputs(study: Study) -> list[Input]:
    """The transcripts of a study in the order of their ids, those that were withdrawn too."""
    return _found(study)[0]


def _found(study: Study) -> tuple[list[Input], list[Refused]]:
    folder = study.transcripts
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "no such folder"
        raise UsageError(f"{folder}: {what}. Name the folder that holds the transcripts.")
    inputs: dict[str, Input] = {}
    refused: list[Refused] = []
    for path in _files(folder):
        relative = path.relative_to(folder).as_posix()
        if not _is_unicode(relative):
            refused.append(Refused(study.name(path), "its name is not UTF-8. Rename it."))
            continue
        if not path.is_file():
            refused.append(Refused(study.name(path), "is not a file that can be read."))
            continue
        if not can_read(path.suffix):
            known = ", ".join(FORMATS)
            refused.append(Refused(study.name(path), f"stc does not read such files ({known})."))
            continue
        entry = Input(transcript_id(relative), path, study.name(path))
        _refuse_telling_name(study, relative, entry.source)
        twin = inputs.setdefault(entry.transcript_id.casefold(), entry)
        if twin is not entry:
            raise StcError(
                f'{study.name(path)}: would get the same id "{entry.transcript_id}" as '
                f"{twin.source}. Rename one of the two files."
            )
    return sorted(inputs.values(), key=lambda entry: entry.transcript_id), refused


def _is_unicode(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse_telling_name(study: Study, relative: str, source: str) -> None:
    name = unicodedata.normalize("NFC", relative)
    leak = next(study.key.leaks(name), None) if study.key else None
    if leak is not None:
        raise UsageError(
            f"{source}: its name holds a term of the pseudonym key (line {leak.line}), and names "
            "of files become ids in every result. Rename the file or folder."
        )


def links(study: Study) -> list[str]:
    """Symbolic links in the transcripts' folder, which are not followed, as messages name them."""
    return [study.name(path) for path in _walk(study.transcripts) if path.is_symlink()]


def _files(folder: Path) -> list[Path]:
    """Transcripts to be, in the order of their paths. A link's file is read where it lies."""
    found = (path for path in _walk(folder) if not path.is_symlink())
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if not f.startswith(_PASSED_OVER)]
        linked = [f for f in folders if Path(root, f).is_symlink()]
        for name in (*names, *linked):
            if not name.startswith(_PASSED_OVER) and name not in _CLUTTER:
                yield Path(root, name)
