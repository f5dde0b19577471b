"""From bytes to text: byte-order marks, then strict UTF-8, then Windows' Western code page."""

from __future__ import annotations

import codecs

from stc_cli.errors import StcError
from stc_cli.text.characters import normalised

_ZIP = b"PK\x03\x04"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(data: bytes) -> str:
    """The text of a file: NFC, `\\n` line ends, no byte-order mark, no unseen characters.

    Raises StcError when the bytes are no text. Detection by statistics picks wrong code pages
    for short Nordic texts, so there is none: what is not UTF-8 is read as cp1252.
    """
    if data.startswith(_ZIP):
        raise StcError("is a zip archive (perhaps a Word file?), not text: give it its own suffix")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding)
    if b"\x00" in data:
        raise StcError("holds zero bytes, so it is no text file stc can read: save it as UTF-8")
    try:
        return normalised(data.decode("utf-8"))
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
        return normalised(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise StcError(
            f"is not the {encoding} text it seems to be (byte {error.start}): save it as UTF-8"
        ) from error
