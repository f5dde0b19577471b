"""Two codebooks compared on a study: its migrations and the units of its last run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from stc_cli.artefacts import unit_of
from stc_cli.codebook import Codebook, line_of_rule, load_codebook
from stc_cli.config import Config
from stc_cli.decisions.migrations import NO_MIGRATIONS, read_migrations
from stc_cli.errors import UsageError
from stc_cli.files import csv_rows, read_bytes
from stc_cli.languages import load_language
from stc_cli.records import Unit
from stc_cli.revisions.differences import Change, UnitChange, changes, names_now, unit_changes
from stc_cli.text.rules import RuleBook, RuleError
from stc_cli.text.tokens import lexicon
from stc_cli.workspace import Study


class Comparison(NamedTuple):
    """What two codebooks differ in. `units`: None where there are no units yet."""

    changes: list[Change]
    units: list[UnitChange] | None


def compared(study: Study, first: Path, second: Path | None) -> Comparison:
    """The differences of two codebooks; without a second, it is the study's.

    Raises UsageError when one of them cannot be read or run.
    """
    own = study.codebook_path
    if second is None:
        study.required_codebook()
    path = second or own
    assert path is not None
    old, new = load_codebook(first), load_codebook(path)
    is_own = own is not None and path.resolve() == own.resolve()
    names = names_now(old, new, read_migrations(study.decisions) if is_own else NO_MIGRATIONS)
    units = _units(study)
    found = None
    if units is not None:
        found = unit_changes(
            units, (old, _rules(study.config, old, first)), (new, _rules(study.config, new, path)),
            names,
        )  # fmt: skip
    return Comparison(list(changes(old, new, names)), found)


def _units(study: Study) -> list[Unit] | None:
    """The units of the last run, or None before the first."""
    path = study.out / "2_segment" / "units.csv"
    if not path.is_file():
        return None
    try:
        return [unit_of(row) for row in list(csv_rows(read_bytes(path)))[1:]]
    except (ValueError, IndexError) as error:
        raise UsageError(
            f"{path}: is not as stc wrote it. Run `stc segment` to restore it."
        ) from error


def _rules(config: Config, codebook: Codebook, path: Path) -> Callable[[Unit], RuleBook]:
    """A codebook's rules in the language of a unit's transcript."""
    made: dict[str, RuleBook] = {}

    def rules(unit: Unit) -> RuleBook:
        code = config.language_of(unit.transcript_id)
        if code not in made:
            try:
                made[code] = RuleBook(codebook, lexicon(load_language(code)))
            except RuleError as error:
                line = line_of_rule(path, error.code_id, error.rule)
                raise UsageError(f"{path}, line {line}: {error}") from error
        return made[code]

    return rules
