"""Web pages saved from Word, Google Docs, LibreOffice, transcription services and browsers.

Left out: scripts, styles, comments of the markup, pictures and what stands for them, and, as if
changes were accepted, `<del>` (else `<ins>`). What a style sheet hides cannot be known.
"""

from __future__ import annotations

import codecs
import re

from stc_cli.errors import StcError
from stc_cli.readers import About, Settings, Source
from stc_cli.readers.encoding import decoded, is_marked, is_utf8
from stc_cli.readers.web_words import read_page

ABOUT = About(
    "html",
    kept="paragraphs, list items, lines parted by `<br>`, table rows, headings that are speakers",
    skipped="the title, other headings, hidden text, footnotes, endnotes, comments, navigation, "
    "form controls, table headings; as txt",
    structure="as txt; bullets of lists, numbers of notes",
    left_out="scripts, styles, comments of the markup, pictures, players and what stands for them, "
    "`<del>` (or, where changes are rejected, `<ins>`)",
)
_ANY_TAG = re.compile(r"<[A-Za-z!/]")
_HEAD = 4096  # bytes in which a page says its encoding
_CHARSET = re.compile(rb"(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_PAGE = re.compile(r"(?:windows-?|cp|x-cp)(\d{3,4})")
_NAMED = re.compile(
    r"utf-?8|iso-?8859-\d{1,2}|koi8-[ru]|macintosh|shift_jis|euc-(?:jp|kr)|gb(?:k|2312|18030)|big5"
)
# As browsers read them, and older names.
_SAME = dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "us-ascii", "ascii"), "cp1252")
_SAME |= {"x-mac-roman": "macintosh", "x-sjis": "shift_jis", "ks_c_5601-1987": "cp949"}


def read(data: bytes, settings: Settings) -> Source:
    """One block per line of a paragraph, list item, table row or skipped part.

    Raises StcError when the bytes are no HTML, not in their encoding, or of an absurd size.
    """
    text, taken_out = decoded(data, _encoding(data, settings))
    if not _ANY_TAG.search(text):
        raise StcError("has no HTML tags in it: if it is plain text, give it the suffix .txt")
    # Composed with an accent, the end of a tag would be none.
    page = read_page(text.replace("\u226f", ">\u0338"), settings)
    chars, unseen = page.tally.visible(), page.tally.unseen()
    return Source("html", tuple(page.blocks), chars, "paragraph", taken_out + unseen)


def _encoding(data: bytes, settings: Settings) -> str | None:
    """The encoding to read a page in; None where its bytes tell (a mark, UTF-8) or nothing does."""
    if is_marked(data):
        return None
    if settings.encoding:
        return settings.encoding
    said = _CHARSET.search(data[:_HEAD])
    if said is None or is_utf8(data):  # editors change the bytes alone, not what the page says
        return None
    name = said[1].decode().lower()
    name = _SAME.get(name, name)
    if page := _PAGE.fullmatch(name):
        name = f"cp{page[1]}"
    elif not _NAMED.fullmatch(name):
        return None
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None
