"""What people wrote in a sheet, under a pseudonym key that may be younger than the sheet."""

from __future__ import annotations

from dataclasses import dataclass

from stc_cli.decisions.telling import told_anchor
from stc_cli.errors import UsageError
from stc_cli.pseudonyms import PseudonymKey
from stc_cli.sheets.origin import Origin
from stc_cli.sheets.reading import Row

# Columns whose words are kept as they are.
_FREE = ("reason", "note", "new_subgroup", "changed", "why")


@dataclass(frozen=True)
class Teller:
    """Puts pseudonyms in. `key`: the study's, if it has one."""

    key: PseudonymKey | None

    def told(self, text: str) -> str:
        """A text as it may be told; one that was made with the key stays as it is."""
        if self.key is None or not text or next(self.key.leaks(text), None) is None:
            return text
        return self.key.replaced(text)

    def origin(self, origin: Origin) -> Origin:
        """What a sheet kept of a unit, as it may be told."""
        if self.key is None:
            return origin
        return origin._replace(
            unit=tuple(told_anchor(anchor, self.key) for anchor in origin.unit),
            speakers=tuple(map(self.told, origin.speakers)),
            was=tuple(map(self.told, origin.was)),
        )

    def row(self, row: Row, origin: Origin) -> Row:
        """A row with pseudonyms in what its coder wrote.

        Raises UsageError where a term stays in what is new: within a longer word.
        """
        if self.key is None:
            return row
        cells = row.cells | {name: self.told(row[name]) for name in _FREE if row[name]}
        for name in _FREE:
            leak = next(self.key.leaks(cells.get(name, "")), None)
            if leak is not None and cells[name] not in origin.was:
                raise UsageError(
                    f'has a term of the pseudonym key (its line {leak.line}) under "{name}". Write '
                    "it otherwise."
                )
        return Row(row.number, cells, row.formulas)
