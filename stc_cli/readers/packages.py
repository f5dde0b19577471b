"""The XML parts of documents that are zip archives (docx, odt, xlsx), opened with care.

Whatever is wrong with an archive (cut short, garbled, encrypted, a bomb, unsafe XML) becomes a
clause for the researcher. Time and memory are bounded: by the size of the archive's directory, by
what the parts read unpack to, and by how much markup they hold.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element, TreeBuilder

from defusedxml import DefusedXmlException, DTDForbidden
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from stc_cli.errors import StcError

MAX_DIRECTORY = 2 * 2**20  # bytes of an archive's list of parts; 45,000 entries at most
MAX_UNPACKED = 50 * 2**20  # bytes of all parts read; a long interview has under 5 MB
MAX_MARKUP = 2_000_000  # tags and attributes of all parts parsed; under 500 MB of memory
_MAX_NAMESPACE = 1000  # characters; a parser repeats it in the name of every element
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # also the wrapping of documents with a password
_ENTRY = b"PK\x01\x02"  # begins an entry of the directory
_ENCRYPTED = 1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the two that office documents may use
_DAMAGE = (  # what zipfile raises for archives that are cut short, garbled or lie about sizes
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


class Package:
    """An open archive. What is read from it is bounded, all parts taken together.

    `names`: of its parts, in the order of its directory.
    """

    def __init__(self, archive: zipfile.ZipFile, suffix: str) -> None:
        self._archive = archive
        self._suffix = suffix
        self._bytes = MAX_UNPACKED
        self._markup = MAX_MARKUP
        self._entries = Counter(archive.namelist())
        self.names: tuple[str, ...] = tuple(self._entries)

    def part(self, name: str) -> bytes:
        """The bytes of a part. Raises KeyError when there is none."""
        info = self._archive.getinfo(name)
        if info.flag_bits & _ENCRYPTED:
            raise protected(self._suffix)
        if self._entries[name] > 1:
            raise zipfile.BadZipFile("two parts of one name")
        if info.compress_type not in _METHODS:
            raise NotImplementedError("zipfile does not bound what other methods unpack to")
        self._bytes -= info.file_size
        if self._bytes < 0:
            raise StcError(
                f"unpacks to more than {MAX_UNPACKED >> 20} MB of text, which no transcript does"
            )
        with self._archive.open(info) as part:
            # With a size, because zipfile unpacks up to 1 GB before it looks at the one declared.
            return part.read(info.file_size + 1)

    def xml(self, name: str) -> Element:
        """A part parsed; entities and external references are refused."""
        data = self.part(name)
        # Before parsing, when the memory is still free; "<" and "=" are so encoded everywhere.
        self._markup -= data.count(b"<") + data.count(b"=")
        if self._markup < 0:
            raise StcError("holds more markup than any transcript does: save it as plain text")
        return parsed(data)


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
        if _directory_size(data) > MAX_DIRECTORY:
            raise StcError(f"is a zip archive of more parts than any {kind} has")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield Package(archive, suffix)
    except (ParseError, DefusedXmlException, LookupError) as error:
        raise StcError("holds XML that is broken or unsafe") from error
    except _DAMAGE as error:
        raise StcError(f"is not a readable {kind} (damaged or cut short?)") from error


def protected(suffix: str) -> StcError:
    """The clause for a document that was saved with a password."""
    return StcError(f"is protected by a password: save it as {suffix} without one")


def _directory_size(data: bytes) -> int:
    """At most how many bytes of a file are entries of an archive's directory.

    Counted apart from zipfile, which makes an object of every entry before one can ask for their
    number. Stops beyond `MAX_DIRECTORY`.
    """
    size = 0
    at = data.find(_ENTRY)
    while at >= 0 and size <= MAX_DIRECTORY:
        name, extra, comment = struct.unpack_from("<3H", data, at + 28)
        size += 46 + name + extra + comment
        at = data.find(_ENTRY, at + 4)
    return size


class _Parser(DefusedXMLParser):
    """Refuses entities, document types that declare anything, and endless namespaces."""

    def __init__(self) -> None:
        super().__init__(target=TreeBuilder(), forbid_dtd=True)
        self.parser.StartNamespaceDeclHandler = self._begin_namespace

    def defused_start_doctype_decl(
        self, name: str, sysid: str | None, pubid: str | None, has_internal_subset: bool
    ) -> None:
        # Old OpenOffice formulas name their document type; nobody looks it up.
        if has_internal_subset:
            raise DTDForbidden(name, sysid, pubid)

    @staticmethod
    def _begin_namespace(prefix: str | None, uri: str | None) -> None:
        if len(uri or "") > _MAX_NAMESPACE:
            raise DefusedXmlException


def parsed(data: bytes) -> Element:
    """XML without entities, external references or declarations.

    Raises ParseError, DefusedXmlException or LookupError (an encoding nobody knows).
    """
    parser = _Parser()
    parser.feed(data)
    root: Element = parser.close()
    return root


def walked(
    root: Element, inside: Callable[[Element], Iterable[Element]]
) -> Iterator[tuple[Element, bool]]:
    """The elements below `root` in file order, each as it begins (True) and as it ends (False).

    `inside`: which children of an element to go into, asked after its beginning. Without
    recursion, because a hostile file may nest without end.
    """
    open_elements = [(root, iter(inside(root)))]
    while open_elements:
        element, children = open_elements[-1]
        child = next(children, None)
        if child is not None:
            yield child, True
            open_elements.append((child, iter(inside(child))))
        else:
            open_elements.pop()
            if open_elements:
                yield element, False
