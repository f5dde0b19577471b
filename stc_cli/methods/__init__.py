"""The methods appendix: a draft of what COREQ asks, as far as the study's data answer it."""

from __future__ import annotations

from stc_cli.findings import Findings


def methods_md(findings: Findings) -> bytes:
    """The appendix as Markdown."""
    return b""


def methods_docx(findings: Findings) -> bytes:
    """The appendix as a Word document."""
    return b""
