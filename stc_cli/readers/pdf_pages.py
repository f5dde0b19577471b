"""What pypdf finds in a PDF: page by page its text, piece by piece with the places.

Runs in a process of its own (`apart.py`). Nothing is decided here of lines or paragraphs.
"""

from __future__ import annotations

import io
import logging
import math
import re
import traceback
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from stc_cli.errors import StcError
from stc_cli.readers import MAX_TEXT
from stc_cli.readers.pdf_drawing import Box, Drawing, box_around, near
from stc_cli.readers.reasons import COMMENT
from stc_cli.text.characters import visible

if TYPE_CHECKING:
    from pypdf import PageObject

DAMAGED = "is not a readable PDF (damaged or cut short?): print it to PDF anew"
LOST = "is damaged, and some of its text with it: print it to PDF anew"
PROTECTED = "is protected by a password: save it without one"
TOO_MUCH = "unpacks to more than any transcript does (damaged or made to fill the memory?)"
# What pypdf says, and goes on, when it passes over something that may hold text.
_LOSSES = (
    "while decompressing data",
    "Impossible to decode XFormObject",
    "form XObject invocations",
    "Ignoring page tree entry",
    "Page contents are not a stream",
    "Invalid stream (index",
    "not defined.",
    "Error reading PDF file",
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_PIECE = 64  # characters of text that a piece weighs beside its own


class Piece(NamedTuple):
    """Text shown in one go.

    `x`, `y`: where its baseline begins, and `size` of its font, all in points; `angle`: in which
    it runs, in degrees; `seen`: whether it begins within what is seen of the page.
    """

    text: str
    x: float
    y: float
    size: float
    angle: int
    seen: bool


class Page(NamedTuple):
    """A page as pypdf reads it.

    `text`: all of it, put together by pypdf without regard to `pieces`. `notes`: reason and text
    of annotations. `unknown`: how many characters are of fonts that do not say which letters they
    show.
    """

    text: str
    pieces: Sequence[Piece]
    notes: Sequence[Sequence[str]]
    unknown: int


class _Shown(NamedTuple):
    """Text as pypdf tells of it.

    `place`: as a matrix; `size`: of its font; `letters`: whether the font says which letters it
    shows; `view`: the part of the page that is seen.
    """

    text: str
    place: Sequence[float]
    size: float
    letters: bool
    view: Box


class _Found(NamedTuple):
    text: str
    shown: list[_Shown]
    notes: list[tuple[str, str]]


def extracted(data: bytes) -> list[Page]:
    """The pages of a PDF. Raises StcError, as a clause, when it cannot be read whole."""
    from pypdf.errors import FileNotDecryptedError, LimitReachedError

    losses = _Losses()
    logger = logging.getLogger("pypdf")
    logger.handlers, logger.propagate = [losses], False
    try:
        found = list(_found(data))
    except (StcError, MemoryError):
        raise
    except FileNotDecryptedError as error:
        raise StcError(PROTECTED) from error
    except LimitReachedError as error:
        raise StcError(TOO_MUCH) from error
    except Exception as error:
        # On broken files pypdf raises whatever comes; what is raised here is a bug.
        if _is_ours(error):
            raise
        raise StcError(DAMAGED) from error
    if not found:
        raise StcError(DAMAGED)
    if losses.found:
        raise StcError(LOST)
    return [
        Page(
            _whole(page.text), _pieces(page.shown),
            [(reason, _whole(note)) for reason, note in page.notes],
            sum(visible(part.text) for part in page.shown if not part.letters),
        )
        for page in found
    ]  # fmt: skip


def _is_ours(error: Exception) -> bool:
    """Whether an exception comes from stc's own modules, not from pypdf that they call."""
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    own = frame.f_globals["__name__"].startswith(f"{__package__}.")
    return own and not isinstance(error, RecursionError)


class _Losses(logging.Handler):
    """Notices when pypdf passes over something that may hold text."""

    found = False

    def emit(self, record: logging.LogRecord) -> None:
        self.found = self.found or any(sign in record.getMessage() for sign in _LOSSES)


def _found(data: bytes) -> Iterator[_Found]:
    from pypdf import PdfReader

    amount = 0
    for page in PdfReader(io.BytesIO(data)).pages:
        text, shown = _text(page)
        amount += len(text) + _PIECE * len(shown)
        if amount > MAX_TEXT:
            raise StcError(TOO_MUCH)
        yield _Found(text, shown, list(_notes(page)))


def _text(page: PageObject) -> tuple[str, list[_Shown]]:
    """A page's text as a whole and piece by piece."""
    from pypdf import mult

    shown: list[_Shown] = []
    drawing = Drawing(box_around([float(side) for side in page.cropbox]))

    def show(text: str, frame: list[float], place: list[float], font: Any, size: float) -> None:
        if text:
            matrix = mult(mult(place, frame), drawing.frame)
            shown.append(_Shown(text, matrix, size, _shows_letters(font), drawing.view))

    text = page.extract_text(
        visitor_operand_before=drawing.before, visitor_operand_after=drawing.after,
        visitor_text=show,
    )  # fmt: skip
    return text, shown


def _shows_letters(font: Any) -> bool:
    """Whether a font (its dictionary) says more than the numbers of its glyphs."""
    if font is None or "/ToUnicode" in font or "/Encoding" not in font:
        return True
    return not str(font["/Encoding"]).startswith("/Identity")


def _notes(page: PageObject) -> Iterator[tuple[str, str]]:
    """Reason and text of comments and of fields that are filled in."""
    from pypdf.generic import DictionaryObject, TextStringObject

    for reference in page.annotations or ():
        note = reference.get_object()
        if not isinstance(note, DictionaryObject) or note.get("/Subtype") in ("/Link", "/Popup"):
            continue
        for key, reason in (("/Contents", COMMENT), ("/V", "form field")):
            text = note.get(key)
            text = text.get_object() if text is not None else None
            if isinstance(text, TextStringObject):
                yield reason, str(text)


def _pieces(shown: Iterable[_Shown]) -> list[Piece]:
    """Pieces with their places; white space, and an accent, goes to the piece before it."""
    pieces: list[Piece] = []
    for part in shown:
        if pieces and (not part.text.strip() or _composes(pieces[-1].text, part.text)):
            pieces[-1] = pieces[-1]._replace(text=pieces[-1].text + part.text)
        elif part.text.strip():
            pieces.append(_piece(part))
    return pieces


def _composes(text: str, following: str) -> bool:
    """Whether the end of a text and the beginning of the next are one letter, as NFC writes it."""
    pair = text[-1:] + following[:1]
    return unicodedata.combining(following[0]) > 0 or len(unicodedata.normalize("NFC", pair)) < 2


def _piece(part: _Shown) -> Piece:
    a, b, c, d, x, y = map(near, part.place)
    size = near(part.size) * math.hypot(c, d)
    angle = round(math.degrees(math.atan2(b, a)))
    view = part.view
    seen = view.left - size <= x <= view.right and view.bottom - 1 <= y <= view.top + 1
    return Piece(_whole(part.text), round(x, 2), round(y, 2), round(size, 2), angle, seen)


def _whole(text: str) -> str:
    """Text without halves of characters, which no file can hold."""
    return _SURROGATE.sub("\ufffd", text)
