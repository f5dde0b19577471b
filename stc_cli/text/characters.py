"""Characters and words as stc counts them."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
EVENT_MARK = re.compile(r"\[[^\[\]]{0,80}\]|\((?:\.\.\.|…|[^\W\d_]{3,20}|inaudible[^()]{0,20})\)")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control and format characters (soft hyphen, zero-width space, marks of direction, BOM), which
# nobody sees; zero-width joiners inside words and emoji stay.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f"
                     "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]")  # fmt: skip


def normalised(text: str) -> str:
    """Text as NFC without control and zero-width characters; line ends as `\\n`."""
    text = _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))
    # Last, because an unseen character may stand between a letter and its accent.
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def unseen(text: str) -> int:
    r"""How many control, zero-width and direction characters `normalised` takes out of a text.

    >>> unseen("a\N{ZERO WIDTH SPACE}b\a"), unseen("a b")
    (2, 0)
    """
    return len(_UNSEEN.findall(text))


def visible(text: str) -> int:
    """How many characters of a normalised text are visible: everything but white space.

    >>> visible("a b\\n c")
    3
    """
    return sum(map(len, text.split()))


def one_line(text: str) -> str:
    """The text with every run of white space as one space, none at the ends."""
    return " ".join(text.split())


def word_count(text: str) -> int:
    """How many words a text has; "don't" and "drop-in" are one each.

    >>> word_count("Um, the drop-in isn't far - 2 km.")
    7
    """
    return len(WORD.findall(text))


def spoken(text: str) -> str:
    """The text without event marks such as [laughs] and [inaudible 00:15:05]."""
    return EVENT_MARK.sub(" ", text) if "[" in text or "(" in text else text
