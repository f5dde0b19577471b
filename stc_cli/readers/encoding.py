"""From bytes to text: byte-order marks, then strict UTF-8, then Windows' Western code page."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from stc_cli.errors import StcError
from stc_cli.readers import MAX_TEXT, TOO_LARGE
from stc_cli.text.characters import normalised, unseen

_ZIP = b"PK\x03\x04"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Decoded(NamedTuple):
    """A file's text: NFC, `\\n` line ends, no byte-order mark, no unseen characters.

    `unseen`: how many control, zero-width and direction characters were taken out.
    """

    text: str
    unseen: int


def decoded(data: bytes, encoding: str | None) -> Decoded:
    """The text of a file.

    A byte-order mark decides; without one `encoding`, which the config names, then UTF-8, then
    cp1252. Detection by statistics picks wrong code pages for short Nordic texts, so there is none.
    Raises StcError when the bytes are no text, not in that encoding, or too many.
    """
    if len(data) > MAX_TEXT:
        raise StcError(TOO_LARGE.format(MAX_TEXT >> 20))
    if data.startswith(_ZIP):
        raise StcError("is a zip archive (perhaps a Word file?), not text: give it its own suffix")
    raw = _raw(data, encoding)
    # A mark inside the text is unseen; the one before it belongs to the encoding.
    return Decoded(normalised(raw), unseen(raw.removeprefix("\ufeff")))


def is_marked(data: bytes) -> bool:
    """Whether a byte-order mark says what encoding the bytes are in."""
    return data.startswith(tuple(mark for mark, _ in _MARKS))


def is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8 throughout; ASCII is, too."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _raw(data: bytes, encoding: str | None) -> str:
    for mark, its_encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, its_encoding)
    if encoding is not None:
        return _strict(data, encoding)
    if b"\x00" in data:
        raise StcError(
            "holds zero bytes, so it is no text file stc can read: save it as UTF-8, or name its "
            "`encoding:` in the study config"
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_broken_utf8(data):
            raise StcError(
                f"is UTF-8 text with a broken character (byte {error.start}): save it as UTF-8 anew"
            ) from error
        return _strict(data, "cp1252")


def _is_broken_utf8(data: bytes) -> bool:
    """Whether most characters beyond ASCII are sound UTF-8, so that cp1252 would garble them."""
    text = data.decode("utf-8", "surrogateescape")
    beyond = [character for character in text if character > "\x7f"]
    broken = sum("\udc80" <= character <= "\udcff" for character in beyond)
    return broken < len(beyond) - broken


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise StcError(
            f"is not the {encoding} text it seems to be (byte {error.start}): save it as UTF-8, or "
            "name its `encoding:` in the study config"
        ) from error
