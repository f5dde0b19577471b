"""Why text is no talk, in the words of skipped.csv: the reasons that several readers give."""

from __future__ import annotations

import re

HEADING = "heading"  # which may yet turn out to be a label
TABLE_HEADING = "table heading"
CONTENTS = "table of contents"
PAGE_HEADER = "page header"
PAGE_FOOTER = "page footer"
PAGE_NUMBER = "page number"
FOOTNOTE = "footnote"
ENDNOTE = "endnote"
COMMENT = "comment"
TEXT_BOX = "text box"
HIDDEN = "hidden text"
REMARK = "remark in brackets"

# How the names of styles begin, in English, the Nordic languages and German. Word makes a style's
# id of its local name without letters beyond ASCII: "berschrift1".
_HEADINGS = tuple(
    "heading title subtitle overskrift tittel undertittel titel undertitel rubrik underrubrik "
    "überschrift untertitel berschrift".split()
)
OUT_OF = "(?:/|of|av|af|von)"  # between a page's number and how many there are
NUMBER_OF_PAGE = rf"(?:(?:page|side|sida|seite|s\.|p\.) ?)?\d{{1,4}}(?: ?{OUT_OF} ?\d{{1,4}})?"
_PAGE = re.compile(rf"^{NUMBER_OF_PAGE}$", re.IGNORECASE)
_REMARK = re.compile(r"^(?:\[[^\[\]]*\]|\(\([^()]*\)\))$")


def style_reason(name: str) -> str:
    """Why a paragraph of a style with that name is no talk, else empty.

    >>> style_reason("Heading 2"), style_reason("TOC 1"), style_reason("Body Text")
    ('heading', 'table of contents', '')
    """
    folded = name.casefold()
    if folded.startswith("toc"):
        return CONTENTS
    return HEADING if folded.startswith(_HEADINGS) else ""


def line_reason(text: str) -> str:
    """Why a line of text (on one line) is no talk wherever it stands, else empty.

    >>> line_reason("Side 3 av 10"), line_reason("[pause]"), line_reason("3 ganger")
    ('page number', 'remark in brackets', '')
    """
    if _PAGE.match(text):
        return PAGE_NUMBER
    return REMARK if _REMARK.match(text) else ""
