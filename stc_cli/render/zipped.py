"""Word and Excel files are zip archives; this makes their bytes the same everywhere."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold
_UNIX = 3


def repacked(archive: bytes, replaced: Mapping[str, bytes] | None = None) -> bytes:
    """The same members in the same order, uncompressed, with fixed times and rights.

    `replaced`: what some members are to hold instead. Uncompressed, because different zlib builds
    compress the same bytes differently.
    """
    others = replaced or {}
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target,
    ):
        for filename in source.namelist():
            member = zipfile.ZipInfo(filename, _TIME)
            member.create_system = _UNIX  # else the machine's own
            member.external_attr = 0o644 << 16
            data = others[filename] if filename in others else source.read(filename)
            target.writestr(member, data)
    return buffer.getvalue()
