"""The report as one self-contained HTML page.

It loads nothing from anywhere: style, script and data are inside, and the page's own policy
forbids everything else. All text of transcripts, codebook and decisions is escaped.
"""

from __future__ import annotations

import base64
import hashlib
from importlib import resources

from jinja2 import DictLoader, Environment, StrictUndefined
from markdown_it import MarkdownIt

from stc_cli import __version__
from stc_cli.config import in_language
from stc_cli.decision_log.gathering import gathered
from stc_cli.decision_log.markdown import log_markdown
from stc_cli.figures.files import inline_figures
from stc_cli.findings import Findings
from stc_cli.languages.wording import wording
from stc_cli.report.data import study_json
from stc_cli.report.sections import facts, tables, themes

_TEMPLATE = "report.html.j2"
_LOG_BELOW = 1  # the log's headings stand one level below where it puts them


def report_html(findings: Findings) -> bytes:
    """The page as UTF-8; same study, same bytes."""
    config = findings.config
    language = config.language_out
    labels = config.labels_in(language)
    words = wording("stc_cli.report", language)
    style, script = _file("report.css"), _file("report.js")
    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined,
        loader=DictLoader({_TEMPLATE: _file(_TEMPLATE)}),
    )  # fmt: skip
    environment.filters["lines"] = str.splitlines
    page = environment.get_template(_TEMPLATE).render(
        language=language,
        title=in_language(config.title, language, config.language) or words["report"],
        draft="" if config.status == "final" else labels["draft"],
        labels=labels,
        words=words,
        facts=facts(findings, words),
        made_with=words["made_with"].format(version=__version__),
        themes=themes(findings, labels),
        tables=tables(findings),
        figures=inline_figures(findings),
        log=_log_html(findings),
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        data=study_json(findings, words),
    )
    return (page.rstrip("\n") + "\n").encode()


def _file(name: str) -> str:
    text = resources.files(__package__).joinpath(name).read_text("utf-8")
    return text.replace("\r\n", "\n").strip("\n")


def _hash(content: str) -> str:
    """The hash by which the page's policy lets this style or script in (CSP level 2)."""
    digest = hashlib.sha256(content.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _log_html(findings: Findings) -> str:
    """The decision log without its own title; what HTML it might hold is text."""
    log = log_markdown(
        gathered(findings.study), findings.config.labels_in(findings.config.language_out)
    )
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(log.split("\n", 1)[1])
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{int(token.tag[1]) + _LOG_BELOW}"
    return str(markdown.renderer.render(tokens, markdown.options, {}))
