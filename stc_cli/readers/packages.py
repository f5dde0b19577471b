"""The XML parts of documents that are zip archives (docx, odt, xlsx), opened with care.

Whatever is wrong with an archive (cut short, garbled, encrypted, a bomb, unsafe XML) becomes a
clause for the researcher; time and memory are bounded by what a part may unpack to.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from stc_cli.errors import StcError

MAX_UNPACKED = 50 * 2**20  # bytes of all parts read; a long interview has under 5 MB
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # also the wrapping of documents with a password
_DAMAGE = (  # what zipfile raises for archives that are cut short, garbled or encrypted
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


class Package:
    """An open archive. All parts read from it together unpack to at most `MAX_UNPACKED`."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = MAX_UNPACKED
        self.names: tuple[str, ...] = tuple(archive.namelist())

    def part(self, name: str) -> bytes:
        """The bytes of a part. Raises KeyError when there is none."""
        info = self._archive.getinfo(name)
        self._left -= info.file_size
        if self._left < 0:
            raise StcError(
                f"unpacks to more than {MAX_UNPACKED >> 20} MB of text, which no transcript does"
            )
        return self._archive.read(info)  # zipfile stops at the size that was declared

    def xml(self, name: str) -> Element:
        """A part parsed; entities and external references are refused."""
        return parsed(self.part(name))


@contextmanager
def opened(data: bytes, *, kind: str, suffix: str) -> Iterator[Package]:
    """The archive that `data` is.

    `kind`: what the file should be ("Word document"); `suffix`: how to save it anew (".docx").
    Raises StcError, as a clause, for all that is wrong with it, also inside the block.
    """
    if data.startswith(_OLD_OFFICE):
        raise StcError(
            "is protected by a password or of an old format: "
            f"save it as {suffix} without a password"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield Package(archive)
    except (ParseError, DefusedXmlException, LookupError) as error:
        raise StcError("holds XML that is broken or unsafe") from error
    except _DAMAGE as error:
        raise StcError(f"is not a readable {kind} (damaged or cut short?)") from error


def parsed(data: bytes) -> Element:
    """XML without entities, external references or a document type."""
    root: Element = fromstring(data)
    return root
