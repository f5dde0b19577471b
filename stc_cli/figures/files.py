"""The figures of a study as files."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stc_cli.findings import Findings


def figure_files(findings: Findings) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Each figure's file name and what makes its bytes, in order."""
    yield from ()
