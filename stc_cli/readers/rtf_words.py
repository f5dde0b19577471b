"""RTF taken apart: tokens, groups, destinations and code pages.

What comes out is text as a reader of the document sees it and where it stands. RTF is nested
groups `{…}` of control words (`\\par`), control symbols (`\\~`), bytes in a code page (`\\'e6`) and
Unicode (`\\u230?`, with a substitute to pass over). A group hands down its properties and gives
them back at its end; a destination such as `{\\footnote …}` says that its text stands elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import AnyStr, NamedTuple

from stc_cli.errors import StcError
from stc_cli.readers import MAX_TEXT, TOO_LARGE, Settings
from stc_cli.readers.encoding import is_utf8
from stc_cli.readers.paragraphs import LONGEST_MARK, MARK
from stc_cli.readers.reasons import HEADING, HIDDEN, style_reason
from stc_cli.readers.rtf_codes import (
    BREAKS,
    CHARACTER_SETS,
    CHARACTERS,
    CHARSETS,
    DEAF,
    ELSEWHERE,
    KNOWN,
    PAGES,
    PROPERTIES,
    SYMBOLS,
    Break,
    State,
)
from stc_cli.readers.rtf_tokens import BRACE, BYTE, SYMBOL, TEXT, WORD, number_of, tokens
from stc_cli.readers.wingdings import PRIVATE_USE, SHAPES, WINGDINGS

_STYLE_NAME = 100  # characters that are read of it


class Piece(NamedTuple):
    """A stretch of text, or what ends one.

    `story`: which text it belongs to; 0 is the document's own. `reason`: why a story is no talk;
    `kind`: why the piece is none (see `paragraphs`); `style`: why its paragraph is none, by its
    style; else empty. `in_table`: whether the paragraph is.
    """

    text: str
    ends: Break | None
    story: int
    reason: str
    kind: str
    style: str
    in_table: bool


def pieces(data: bytes, settings: Settings) -> Iterator[Piece]:
    """The text of an RTF file piece by piece, in the order of the file.

    Raises StcError when it is no RTF, cut short, of an absurd size, or not in its code page.
    """
    # Bytes beyond ASCII should not be in RTF; where they are UTF-8, some program meant them so.
    utf8 = not settings.encoding and not data.isascii() and is_utf8(data)
    reader = _Reader(settings, utf8=utf8)
    for token in tokens(data):
        reader.take(token)
        yield from reader.ready
        reader.ready.clear()


class _Reader:
    """The state of reading. `ready`: pieces that are complete."""

    def __init__(self, settings: Settings, *, utf8: bool) -> None:
        self.ready: list[Piece] = []
        self._settings = settings
        self._utf8 = utf8
        self._state = State()
        self._stack: list[State] = []
        self._page = "cp1252"
        self._fonts: dict[int, str] = {}  # number to encoding, where it has one of its own
        self._usual_font = 0
        self._names: dict[int, str] = {}  # of styles, by their number
        self._styles: dict[int, str] = {}  # why a paragraph in them is no talk
        self._stories = 0
        self._starred = False  # \* came: pass over what follows if it is not known
        self._skip = 0  # characters to pass over, after \u
        self._bytes = bytearray()  # to be decoded together: a character may have two
        self._text: list[str] = []  # of one piece
        self._piece = Piece("", None, 0, "", "", "", False)  # what it is to be
        self._size = 0

    def take(self, token: re.Match[bytes]) -> None:
        """Read on by one token."""
        kind = token.lastindex
        if kind == BRACE:
            self._decode()
            self._brace(token[BRACE])
        elif self._state.deaf:
            return
        elif kind == TEXT:
            self._plain_text(token[TEXT].translate(None, b"\r\n"))
        elif kind == BYTE:
            self._bytes += self._unskipped(bytes.fromhex(token[BYTE].decode()))
        elif kind == SYMBOL:
            self._decode()
            self._symbol(token[SYMBOL].decode("latin-1"))
        else:
            self._decode()
            self._word(token[WORD].decode(), token)

    def _brace(self, brace: bytes) -> None:
        self._starred, self._skip = False, 0
        if brace == b"{":
            self._stack.append(self._state)
            return
        above = self._stack.pop()
        if above.story != self._state.story or not self._stack:
            self._flush()
            self.ready.append(self._next("", "story"))
        self._state = above

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._starred = True
        elif symbol in "\r\n":  # as macOS writes a paragraph's end
            self._break("paragraph")
        elif symbol in SYMBOLS:
            self._character(SYMBOLS[symbol])
        else:
            self._skip = 0

    def _word(self, word: str, token: re.Match[bytes]) -> None:
        starred, self._starred = self._starred, False
        if word in CHARACTERS:
            self._character(CHARACTERS[word])
            return
        self._skip = 0
        if word == "u":
            self._unicode(number_of(token, 0))
        elif word in BREAKS:
            self._break(BREAKS[word])
        elif word in PROPERTIES:
            self._state = PROPERTIES[word](self._state, number_of(token, 1))
        elif word in ELSEWHERE:
            self._stories += 1
            self._state = self._state._replace(
                story=self._stories, reason=ELSEWHERE[word], mark=False, hidden=False,
                font=None, style=0, outlined=False, in_table=False,
            )  # fmt: skip
        elif (
            word in DEAF
            or (starred and word not in KNOWN)
            or (word.startswith("m") and word.endswith("Pr"))  # properties of formulas
        ):
            self._state = self._state._replace(deaf=True)
        else:
            self._encoding(word, number_of(token, 0))

    def _encoding(self, word: str, number: int) -> None:
        """Code pages of the document and its fonts."""
        font = self._state.font if self._state.zone == "fonts" else None
        if word in CHARACTER_SETS:
            self._page = CHARACTER_SETS[word]
        elif word == "ansicpg":
            self._page = PAGES.get(number, f"cp{number}")
        elif word == "deff":
            self._usual_font = number
        elif font is not None and word == "fcharset":
            if number in CHARSETS:
                self._fonts[font] = CHARSETS[number]
            elif number == 0 and not self._settings.encoding:
                self._fonts[font] = "cp1252"
        elif font is not None and word == "cpg":
            self._fonts.setdefault(font, PAGES.get(number, f"cp{number}"))

    def _unicode(self, number: int) -> None:
        number += 0x10000 if number < 0 else 0
        shape = SHAPES.get(number - PRIVATE_USE) if self._encoded() == WINGDINGS else None
        self._say(shape or (chr(number) if 0 <= number <= 0x10FFFF else "\ufffd"))
        self._skip = max(0, self._state.substitute)

    def _character(self, character: str) -> None:
        if self._skip and character.strip():
            self._skip -= 1
        else:
            self._skip = 0
            self._say(character)

    def _plain_text(self, data: bytes) -> None:
        if self._utf8 and not data.isascii():
            self._decode()
            self._say(self._unskipped(data.decode("utf-8", "replace")))  # \bin may cut
        elif self._bytes or not data.isascii() or self._encoded() == WINGDINGS:
            self._bytes += self._unskipped(data)
        else:
            self._say(self._unskipped(data.decode("ascii")))

    def _unskipped(self, text: AnyStr) -> AnyStr:
        skipped = min(self._skip, len(text))
        self._skip -= skipped
        return text[skipped:]

    def _encoded(self) -> str:
        """The encoding of bytes at this place."""
        font = self._usual_font if self._state.font is None else self._state.font
        return self._fonts.get(font, self._settings.encoding or self._page)

    def _decode(self) -> None:
        """Say the bytes that came."""
        data = bytes(self._bytes)
        self._bytes.clear()
        if not data or self._is_silent():
            return
        encoding = self._encoded()
        if encoding == WINGDINGS:
            self._say("".join(SHAPES.get(byte) or chr(byte) for byte in data))
            return
        errors = "strict" if self._state.zone == "text" else "replace"
        try:
            self._say(data.decode("ascii" if data.isascii() else encoding, errors))
        except LookupError as error:
            raise StcError(
                f"is in the code page {encoding}, which stc does not know: save it as .docx"
            ) from error
        except UnicodeDecodeError as error:
            raise StcError(
                f"holds the byte 0x{data[error.start]:02X}, which is no character of {encoding}: "
                "save it as .rtf anew, or name its `encoding:` in the study config"
            ) from error

    def _is_silent(self) -> bool:
        state = self._state
        gone = state.deleted if self._settings.tracked_changes == "accept" else state.inserted
        return gone or state.twin

    def _say(self, text: str) -> None:
        if self._state.zone != "text":
            self._name(text)
            return
        if not text or self._is_silent():
            return
        piece = self._next("", None)
        if piece != self._piece:
            self._flush()
            self._piece = piece
        self._text.append(text)
        self._size += len(text)
        if self._size > MAX_TEXT:
            raise StcError(TOO_LARGE.format(MAX_TEXT >> 20))

    def _name(self, text: str) -> None:
        """Part of the name of a font or style, in their tables."""
        state = self._state
        if state.zone == "styles":
            name = (self._names.get(state.style, "") + text)[:_STYLE_NAME]
            self._names[state.style], self._styles[state.style] = name, style_reason(name)
        elif state.font is not None and text.lower().startswith(WINGDINGS):
            self._fonts[state.font] = WINGDINGS

    def _break(self, ends: Break) -> None:
        # A table keeps its form where its text was deleted.
        if self._state.zone == "text" and (ends != "paragraph" or not self._is_silent()):
            self._flush()
            self.ready.append(self._next("", ends))

    def _next(self, text: str, ends: Break | None) -> Piece:
        """A piece at this place of the document."""
        state = self._state
        kind = MARK if state.mark else HIDDEN if state.hidden else state.reason
        style = self._styles.get(state.style) or (HEADING if state.outlined else "")
        return Piece(text, ends, state.story, state.reason, kind, style, state.in_table)

    def _flush(self) -> None:
        if self._text:
            text = "".join(self._text)
            if not text.isascii():  # characters beyond 16 bits come in two halves
                text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            piece = self._piece._replace(text=text)
            if piece.kind == MARK and len(text) > LONGEST_MARK:
                piece = piece._replace(kind=piece.reason)
            self.ready.append(piece)
            self._text.clear()
