"""The methods appendix: a draft of what COREQ asks, as far as the study's data answer it."""

from __future__ import annotations

from stc_cli.findings import Findings
from stc_cli.methods.appendix import appendix
from stc_cli.methods.facts import facts_of
from stc_cli.methods.markdown import appendix_markdown


def methods_md(findings: Findings) -> bytes:
    """The appendix as Markdown; same study, same bytes."""
    return appendix_markdown(appendix(facts_of(findings), findings)).encode()


def methods_docx(findings: Findings) -> bytes:
    """The appendix as a Word document; same study, same bytes."""
    from stc_cli.methods.word import appendix_docx

    return appendix_docx(appendix(facts_of(findings), findings))
