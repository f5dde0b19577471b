"""Zip archives and XML made to break a reader: one clause, in bounded time and memory."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc_cli.errors import StcError
from stc_cli.readers import packages
from stc_cli.readers.packages import opened, parsed, walked

DAMAGED = "is not a readable Word document (damaged or cut short?)"
UNSAFE = "holds XML that is broken or unsafe"
TOO_MUCH = "unpacks to more than 50 MB of text, which no transcript does"
MARKUP = "holds more markup than any transcript does: save it as plain text"
CROWDED = "is a zip archive of more parts than any Word document has"
LOCKED = "is protected by a password: save it as .docx without one"
NAME = "word/document.xml"
MB = 2**20


class Part(NamedTuple):
    """A part of an archive written byte by byte. What is None is as it should be."""

    data: bytes
    name: str = NAME
    method: int = zipfile.ZIP_DEFLATED
    flags: int = 0
    size: int | None = None  # said to be unpacked
    crc: int | None = None
    offset: int | None = None
    extra: bytes = b""  # of its entry in the directory


def packed(chunks: Iterator[bytes]) -> bytes:
    """Deflated, without ever holding all of it."""
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join(press.compress(chunk) for chunk in chunks) + press.flush()


def archive(*parts: Part) -> bytes:
    """`data` of a part is taken as it is: deflated already, or stored."""
    body, directory = b"", b""
    for part in parts:
        name = part.name.encode()
        size = len(part.data) if part.size is None else part.size
        crc = zlib.crc32(part.data) if part.crc is None else part.crc
        offset = len(body) if part.offset is None else part.offset
        common = struct.pack("<HHHHHLLLHH", 20, part.flags, part.method, 0, 33, crc,
                             len(part.data), size, len(name), len(part.extra))  # fmt: skip
        body += b"PK\x03\x04" + common[:-2] + b"\x00\x00" + name + part.data
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common
        directory += struct.pack("<HHHLL", 0, 0, 0, 0, offset) + name + part.extra
    counts = (min(len(parts), 0xFFFF),) * 2
    end = struct.pack("<HHHHLLH", 0, 0, *counts, len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def stored(xml: bytes, **other: object) -> Part:
    return Part(xml, method=zipfile.ZIP_STORED)._replace(**other)


def all_parts(data: bytes) -> list[bytes]:
    with opened(data, kind="Word document", suffix=".docx") as package:
        return [package.part(name) for name in package.names]


def clause_of(data: bytes) -> str:
    with pytest.raises(StcError) as error:
        all_parts(data)
    return str(error.value)


def test_archives_as_they_should_be() -> None:
    """What the tests below break is sound before that."""
    xml = b"<a>text</a>"
    sound = Part(packed(iter([xml])), size=len(xml), crc=zlib.crc32(xml))
    assert all_parts(archive(stored(xml), sound._replace(name="b.xml"))) == [xml, xml]
    assert all_parts(archive()) == []


def zeros(megabytes: int) -> bytes:
    return packed(bytes(MB) for _ in range(megabytes))


def zip64(value: int) -> bytes:
    return struct.pack("<HHQ", 1, 8, value)


def overlapping() -> bytes:
    """Sixty parts that all hold the same megabyte, and the heads of the parts after them."""
    names = [f"{number:02}.xml" for number in range(60)]
    heads = [
        b"PK\x03\x04" + struct.pack("<HHHHHLLLHH", 20, 0, 0, 0, 33, 0, 0, 0, len(name), 0)
        + name.encode()
        for name in names
    ]  # fmt: skip
    data = b"".join(heads) + b"x" * MB
    directory = b""
    for number, name in enumerate(names):
        offset = number * len(heads[0])
        inside = data[offset + len(heads[0]) :]
        directory += b"PK\x01\x02" + struct.pack(
            "<HHHHHHLLLHHHHHLL", 20, 20, 0, 0, 0, 33, zlib.crc32(inside), len(inside), len(inside),
            len(name), 0, 0, 0, 0, 0, offset,
        ) + name.encode()  # fmt: skip
    end = struct.pack("<HHHHLLH", 0, 0, len(names), len(names), len(directory), len(data), 0)
    return data + directory + b"PK\x05\x06" + end


def later_entries(count: int) -> bytes:
    """The directory of an archive whose entries all say the same."""
    entry = archive(stored(b""))
    start = entry.index(b"PK\x01\x02")
    one = entry[start : entry.index(b"PK\x05\x06")]
    end = struct.pack("<HHHHLLH", 0, 0, 0xFFFF, 0xFFFF, len(one) * count, start, 0)
    return entry[:start] + one * count + b"PK\x05\x06" + end


def written_by(method: int) -> bytes:
    """A sound archive of a method whose unpacking zipfile does not bound."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        made.writestr(NAME, "<a/>")
    return buffer.getvalue()


BROKEN = [
    pytest.param(lambda: archive(Part(zeros(51), size=51 * MB)), TOO_MUCH, id="bomb"),
    pytest.param(
        lambda: archive(*(Part(zeros(20), name=name, size=20 * MB, crc=zlib.crc32(bytes(20 * MB)))
                          for name in "abc")),
        TOO_MUCH,
        id="bomb-in-three-parts",
    ),
    pytest.param(lambda: archive(Part(zeros(400), size=10)), DAMAGED, id="says-it-is-small"),
    pytest.param(
        lambda: archive(Part(zeros(1), size=0)), DAMAGED, id="says-it-is-empty"
    ),
    pytest.param(lambda: archive(stored(b"<a/>", size=9, crc=1)), DAMAGED, id="wrong-checksum"),
    pytest.param(
        lambda: archive(stored(b"<a/>", size=0xFFFFFFFF, extra=zip64(2**40))),
        TOO_MUCH,
        id="says-it-is-a-terabyte",
    ),
    pytest.param(
        lambda: archive(stored(b"<a/>", offset=0xFFFFFFFF, extra=zip64(2**64 - 1))),
        DAMAGED,
        id="lies-beyond-all-files",
    ),
    pytest.param(lambda: archive(stored(b"<a/>", offset=10**6)), DAMAGED, id="lies-outside"),
    pytest.param(overlapping, TOO_MUCH, id="overlapping-parts"),
    pytest.param(lambda: archive(stored(b"<a/>"), stored(b"<b/>")), DAMAGED, id="twins"),
    pytest.param(lambda: later_entries(1_000_000), CROWDED, id="a-million-entries"),
    pytest.param(
        lambda: archive(*(stored(b"", name=str(n), extra=b"\x01\x02\x00\x00" * 16_000)
                          for n in range(33))),
        CROWDED,
        id="endless-extra-fields",
    ),
    pytest.param(lambda: archive(stored(b"<a/>", flags=1)), LOCKED, id="password"),
    pytest.param(lambda: archive(stored(b"<a/>", flags=1, method=99)), LOCKED, id="password-aes"),
    pytest.param(lambda: archive(stored(b"<a/>", flags=64)), DAMAGED, id="strong-encryption"),
    pytest.param(lambda: written_by(zipfile.ZIP_BZIP2), DAMAGED, id="bzip2"),
    pytest.param(lambda: written_by(zipfile.ZIP_LZMA), DAMAGED, id="lzma"),
    pytest.param(lambda: b"\xd0\xcf\x11\xe0", "is protected by a password or of an old format: "
                 "save it as .docx without a password", id="old-office"),
    pytest.param(lambda: b"no zip", DAMAGED, id="no-zip"),
    pytest.param(lambda: archive(stored(b"<a/>"))[:-30], DAMAGED, id="cut-short"),
    pytest.param(lambda: b"PK\x01\x02", DAMAGED, id="an-entry-and-nothing-else"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "clause"), BROKEN)
def test_broken_archives_are_one_clause(make: Callable[[], bytes], clause: str) -> None:
    data = make()
    tracemalloc.start()
    try:
        assert clause_of(data) == clause
        assert tracemalloc.get_traced_memory()[1] < 130 * MB
    finally:
        tracemalloc.stop()


def test_a_part_that_is_not_read_harms_nobody() -> None:
    data = archive(stored(b"<a/>"), Part(zeros(400), name="media/film", size=400 * MB))
    with opened(data, kind="Word document", suffix=".docx") as package:
        assert package.names == (NAME, "media/film")
        assert package.part(NAME) == b"<a/>"


def xml_clause(xml: bytes) -> str:
    with (
        pytest.raises(StcError) as error,
        opened(archive(stored(xml)), kind="Word document", suffix=".docx") as package,
    ):
        package.xml(NAME)
    return str(error.value)


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
XML = [
    pytest.param(f"{ENTITIES}<x>&b;</x>".encode(), UNSAFE, id="entity-bomb"),
    pytest.param(
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        UNSAFE,
        id="external-entity",
    ),
    pytest.param(
        b'<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]><x/>',
        UNSAFE,
        id="parameter-entity",
    ),
    pytest.param(
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x>&a;</x>', UNSAFE, id="entity-nobody-declared"
    ),
    pytest.param(
        b'<!DOCTYPE x [<!ATTLIST b c CDATA "many" d CDATA "more">]><x><b/></x>',
        UNSAFE,
        id="attributes-by-declaration",
    ),
    pytest.param(
        b'<x xmlns="' + b"u" * 1001 + b'"><a/></x>', UNSAFE, id="endless-namespace"
    ),
    pytest.param(b"<a><b>", UNSAFE, id="cut-short"),
    pytest.param(b"", UNSAFE, id="empty"),
    pytest.param(b"\x00\x01\x02", UNSAFE, id="no-xml"),
    pytest.param(b'<?xml version="1.0" encoding="no-such"?><a/>', UNSAFE, id="unknown-encoding"),
    pytest.param(b'<?xml version="1.0" encoding="rot13"?><a/>', UNSAFE, id="no-encoding-of-text"),
    pytest.param(b'<?xml version="1.0" encoding="big5"?><a/>', DAMAGED, id="unread-encoding"),
    pytest.param(b"<a>" + b"<b/>" * 12_000_000 + b"</a>", MARKUP, id="elements-without-end"),
    pytest.param(
        b"<a " + b" ".join(b'b%d=""' % number for number in range(2_000_001)) + b"/>",
        MARKUP,
        id="attributes-without-end",
    ),
    pytest.param(
        "<a/>".encode("utf-16") + "<b/>".encode("utf-16-le") * 2_000_000, MARKUP, id="utf-16"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("xml", "clause"), XML)
def test_hostile_xml_is_one_clause(xml: bytes, clause: str) -> None:
    assert xml_clause(xml) == clause


def test_markup_is_counted_over_all_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three tags to a part; nine of them are too many."""
    monkeypatch.setattr(packages, "MAX_MARKUP", 8)
    data = archive(*(stored(b"<a><b/></a>", name=name) for name in "abc"))
    with (
        pytest.raises(StcError) as error,
        opened(data, kind="Word document", suffix=".docx") as package,
    ):
        assert [len(package.xml(name)) for name in "ab"] == [1, 1]
        package.xml("c")
    assert str(error.value) == MARKUP


def test_a_document_type_that_is_only_named_is_read() -> None:
    """OpenOffice wrote one before each formula."""
    doctype = b'<!DOCTYPE math:math PUBLIC "-//OpenOffice.org//DTD MathML 1.01//EN" "math.dtd">'
    assert parsed(doctype + b"<math>x</math>").text == "x"


def test_deep_nesting_is_parsed_walked_and_freed() -> None:
    depth = 100_000
    root = parsed(b"<a>" * depth + b"deep" + b"</a>" * depth)
    steps = list(walked(root, lambda element: element))
    assert len(steps) == 2 * (depth - 1)
    assert steps[depth - 2][0].text == "deep"
    del steps, root


def test_walked_goes_where_it_is_told() -> None:
    root = parsed(b"<a><b><c/></b><d><e/></d></a>")

    def inside(element: Element) -> list[Element]:
        return [] if element.tag == "d" else list(element)

    assert [(element.tag, begins) for element, begins in walked(root, inside)] == [
        ("b", True), ("c", True), ("c", False), ("b", False), ("d", True), ("d", False),
    ]  # fmt: skip


WHOLE = archive(
    stored(b"<a>text</a>"), Part(packed(iter([b"<b/>"])), "b.xml", size=4, crc=zlib.crc32(b"<b/>"))
)


@given(
    changes=st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=4),
    cut=st.integers(0, len(WHOLE)),
)
def test_damaged_archives_are_read_or_one_clause(changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(WHOLE)
    for place, byte in changes:
        data[place] = byte
    for damaged in (bytes(data), bytes(data[:cut])):
        try:
            with opened(damaged, kind="Word document", suffix=".docx") as package:
                for name in package.names:
                    package.xml(name)
        except StcError as error:
            assert "\n" not in str(error) and len(str(error)) < 200
