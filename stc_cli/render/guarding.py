"""Cells of a CSV file as text for programs that would run some of them as formulas, and back."""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def guarded(cell: str) -> str:
    """A cell as text for programs that would take it for a formula; `unguarded` undoes it.

    >>> guarded("- yes"), guarded("yes"), guarded("'=1")
    ("'- yes", 'yes', "''=1")
    """
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA_STARTS) else cell


def unguarded(cell: str) -> str:
    """A cell without the apostrophe that `guarded` gave it."""
    is_guarded = cell.startswith("'") and cell.lstrip("'").startswith(FORMULA_STARTS)
    return cell[1:] if is_guarded else cell
