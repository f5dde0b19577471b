"""What the control words of RTF stand for: characters, breaks, destinations, properties, pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from stc_cli.readers.reasons import (
    COMMENT,
    ENDNOTE,
    FOOTNOTE,
    PAGE_FOOTER,
    PAGE_HEADER,
    TEXT_BOX,
)

CHARACTERS = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "tab": "\t", "emspace": "\u2003", "enspace": "\u2002",
    "qmspace": "\u2005", "zwj": "\u200d", "zwnj": "\u200c", "zwbo": "\u200b", "zwnbo": "\u2060",
    "ltrmark": "\u200e", "rtlmark": "\u200f", "line": "\n", "page": "\n", "column": "\n",
    "lbr": "\n", "softline": "\n", "softpage": "\n", "softcol": "\n",
}  # fmt: skip
SYMBOLS = {
    "~": "\u00a0", "_": "-", "-": "\u00ad", "{": "{", "}": "}", "\\": "\\", "\t": "\t",
}  # fmt: skip
Break = Literal["paragraph", "cell", "row", "story"]
BREAKS: dict[str, Break] = {
    "par": "paragraph", "sect": "paragraph", "nestcell": "paragraph", "nestrow": "paragraph",
    "cell": "cell", "row": "row",
}  # fmt: skip

# Destinations: text that stands elsewhere, and why it is no talk.
ELSEWHERE = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), PAGE_HEADER),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), PAGE_FOOTER),
    **dict.fromkeys(("shptxt", "dptxbxtext"), TEXT_BOX),
    "footnote": FOOTNOTE,
    "annotation": COMMENT,
}
# … that `\*` may stand before and whose text is read all the same,
OPEN = frozenset("nesttableprops shpinst do moMath moMathPara fldrslt result".split())
# … and of which nothing is for the reader's eyes, nor anything inside them.
DEAF = frozenset(
    "aftncn aftnsep aftnsepc bkmkend bkmkstart colortbl datafield falt filetbl fldinst fldtype "
    "fontemb fontfile ftncn ftnsep ftnsepc generator info listtable mmathPict "
    "nextfile nonesttables nonshppict objclass objdata objname panose pict pn pnseclvl pntxta "
    "pntxtb private revtbl rsidtbl rxe shppict shprslt sp tc tcn template txe userprops xe "
    "xmlnstbl".split()
)


class State(NamedTuple):
    """What a group hands down to the groups in it, and has back when they end.

    `story`, `reason`: whose text it is (0 for the document's own), and why that is no talk. `deaf`:
    whether all of it is passed over.
    """

    story: int = 0
    reason: str = ""
    zone: Literal["text", "fonts", "styles"] = "text"
    deaf: bool = False
    twin: bool = False  # \upr's text in a code page, which stands in Unicode beside it
    mark: bool = False
    substitute: int = 1  # characters to pass over after \u
    font: int | None = None
    hidden: bool = False
    deleted: bool = False
    inserted: bool = False
    style: int = 0
    outlined: bool = False
    in_table: bool = False


# By control word: the state after it, given its number.
PROPERTIES: dict[str, Callable[[State, int], State]] = {
    "plain": lambda s, n: s._replace(font=None, hidden=False, deleted=False, inserted=False),
    "pard": lambda s, n: s._replace(style=0, outlined=False, in_table=False),
    "f": lambda s, n: s._replace(font=n),
    "uc": lambda s, n: s._replace(substitute=n),
    "v": lambda s, n: s._replace(hidden=n != 0),
    "deleted": lambda s, n: s._replace(deleted=n != 0),
    "revised": lambda s, n: s._replace(inserted=n != 0),
    "mvf": lambda s, n: s._replace(deleted=n != 0),
    "mvt": lambda s, n: s._replace(inserted=n != 0),
    "s": lambda s, n: s._replace(style=n),
    "outlinelevel": lambda s, n: s._replace(outlined=n < 9),
    "intbl": lambda s, n: s._replace(in_table=n != 0),
    "fonttbl": lambda s, n: s._replace(zone="fonts"),
    "stylesheet": lambda s, n: s._replace(zone="styles"),
    "listtext": lambda s, n: s._replace(mark=True),
    "pntext": lambda s, n: s._replace(mark=True),
    "ftnalt": lambda s, n: s._replace(reason=ENDNOTE) if s.reason == FOOTNOTE else s,
    "upr": lambda s, n: s._replace(twin=True),
    "ud": lambda s, n: s._replace(twin=False),
}
KNOWN = frozenset({*ELSEWHERE, *OPEN, *PROPERTIES})

# Code pages as Python names them: by a font's \fcharset (0, 1 and 2 are the document's own or
# Western), and by the numbers of \ansicpg and \cpg where those are not the name.
CHARSETS = {
    77: "mac_roman", 78: "shift_jis", 79: "euc_kr", 80: "gb2312", 81: "big5", 84: "mac_arabic",
    85: "mac_greek", 86: "mac_turkish", 88: "mac_latin2", 89: "mac_cyrillic", 128: "cp932",
    129: "cp949", 130: "johab", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
PAGES = {
    0: "cp1252", 708: "iso8859_6", 936: "gbk", 1361: "johab", 10000: "mac_roman",
    10001: "shift_jis", 10002: "big5", 10003: "euc_kr", 10004: "mac_arabic", 10006: "mac_greek",
    10007: "mac_cyrillic", 10008: "gb2312", 10029: "mac_latin2", 10079: "mac_iceland",
    10081: "mac_turkish", 65001: "utf-8",
}  # fmt: skip
CHARACTER_SETS = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
