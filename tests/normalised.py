"""Office files as text: every part of the package that says what a reader sees, as indented XML."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

# What every file of stc has alike: looks, themes, relations. `test_render.py` tests them.
_ALIKE = ("theme", "styles", "settings", "fontTable", "webSettings", "[Content_Types]", ".rels",
          "numbering", "docProps/app", "customXml", "thumbnail")  # fmt: skip


def normalised(archive: bytes) -> str:
    """The parts of a .docx or .xlsx in the order of their names, each indented."""
    parts = []
    with zipfile.ZipFile(io.BytesIO(archive)) as package:
        for name in sorted(package.namelist()):
            if name.endswith(".xml") and not any(word in name for word in _ALIKE):
                parser = etree.XMLParser(remove_blank_text=True)
                root = etree.fromstring(package.read(name), parser)
                # As many lines as elements, so that a change shows where it is.
                text = etree.tostring(root, pretty_print=True, encoding="unicode")
                parts.append(f"== {name}\n{text}")
    return "".join(parts)
