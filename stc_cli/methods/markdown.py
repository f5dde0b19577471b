"""The methods appendix as Markdown."""

from __future__ import annotations

from stc_cli.methods.appendix import Appendix, Item
from stc_cli.render.documents import escaped


def appendix_markdown(made: Appendix) -> str:
    """A document: the paragraph, then a table per domain of COREQ."""
    words = made.words
    lines = [f"# {escaped(made.title)}", ""]
    if made.draft:
        lines += [f"*{escaped(made.draft)}.* {words['notice']}", ""]
    lines += [f"## {words['paragraph']}", "", escaped(made.paragraph), ""]
    for heading, items in made.domains:
        lines += [f"## {heading}", ""]
        lines += [f"| {words['number']} | {words['asked']} | {words['answer']} |", "|---|---|---|"]
        lines += [_row(item, made) for item in items]
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _row(item: Item, made: Appendix) -> str:
    text = escaped(" ".join(item.text.split()))
    return f"| {item.number} | {escaped(item.name)} | {text} *{remark(item, made)}* |"


def remark(item: Item, made: Appendix) -> str:
    """Where an answer comes from: `(from the data: participants:)`."""
    told = made.words[f"origin_{item.origin}"]
    return f"({told}: {item.source})" if item.source else f"({told})"
