"""Terms of the pseudonym key where none may stand: in the output, its cache, the decisions."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from stc_cli.errors import StcError
from stc_cli.pseudonyms import PseudonymKey
from stc_cli.searchable import files_below, texts_of
from stc_cli.workspace import Study


class LeakyFile(NamedTuple):
    """A file (or a part of one) that holds terms of the key.

    `place`: where the first stands, as a person finds it; `key_line`: the line of the key that
    holds it; `terms`: how many there are, 0 where the file cannot be searched (then `place` says
    why).
    """

    name: str
    place: str
    key_line: int
    terms: int


def leaky_files(study: Study) -> Iterator[LeakyFile]:
    """Every file below the output and decisions that holds a term, or whose name does.

    The terms themselves are never told.
    """
    if study.key is None:
        return
    for folder in (study.out, study.decisions):
        if folder.is_dir():
            for path in files_below(folder, hidden=True):
                yield from _leaks_of(path, folder, study, study.key)


def _leaks_of(path: Path, folder: Path, study: Study, key: PseudonymKey) -> Iterator[LeakyFile]:
    name = study.name(path)
    inside = unicodedata.normalize("NFC", path.relative_to(folder).as_posix())
    if (leak := next(key.leaks(inside), None)) is not None:
        yield LeakyFile(name, "its name", leak.line, 1)
    try:
        for part in texts_of(path, name):
            found = list(key.leaks(part.text))
            if found:
                line = part.text.count("\n", 0, found[0].start) + 1
                place = f"line {line}" if part.name == name else "its text"
                yield LeakyFile(part.name, place, found[0].line, len(found))
    except StcError as error:
        yield LeakyFile(name, str(error), 0, 0)
