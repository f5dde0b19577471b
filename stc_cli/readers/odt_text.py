"""The text of an ODT part from beginning to end: what of it is shown, and what changes made of it.

Tracked changes are accepted as they stand: deleted text has a place of its own, which is not
shown. To reject them, `rejected` first puts that text back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from stc_cli.readers.packages import walked

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE, DRAW, STYLE = (
    f"{{{ODF}{name}:1.0}}" for name in "office text table drawing style".split()
)
MATH = "{http://www.w3.org/1998/Math/MathML}"
PARAGRAPHS = frozenset({f"{TEXT}p", f"{TEXT}h"})
SPAN = f"{TEXT}span"
INLINE = PARAGRAPHS | {SPAN, f"{TEXT}a"}
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_CHANGE_ID = f"{TEXT}change-id"
_CHANGE, _CHANGE_BEGINS, _CHANGE_ENDS = (
    f"{TEXT}{name}" for name in "change change-start change-end".split()
)
_SPACES = {f"{TEXT}s": " ", f"{TEXT}tab": " ", f"{TEXT}line-break": "\n"}
_UNSHOWN = frozenset(
    [f"{TEXT}{name}" for name in "tracked-changes number script".split()]
    + [f"{OFFICE}{name}" for name in "binary-data change-info scripts event-listeners".split()]
    + [f"{TABLE}{name}" for name in "title desc".split()]
    + [f"{MATH}{name}" for name in "annotation annotation-xml".split()]
)
# What is said about a document, a comment or a picture, and the fields of forms.
_UNSHOWN_NAMESPACES = (
    "{http://purl.org/dc/elements/1.1/}",
    *(f"{{{ODF}{name}:1.0}}" for name in "meta svg-compatible config script form".split()),
)
_TEMPLATE = "-source"  # ends the name of what an index is made by
_WHITE = re.compile(r"[ \t\r\n]+")


class Step(NamedTuple):
    """An element begins or ends, and the text that comes right after that.

    `runs_on`: whether a paragraph's end is gone, so that the next one goes on with it.
    """

    element: Element
    begins: bool
    text: str
    runs_on: bool


def steps(root: Element, dropped: frozenset[str]) -> Iterator[Step]:
    """A part from beginning to end; `\\n` in a text is a soft line break.

    `dropped`: the ids of insertions to leave out.
    """
    within: set[str] = set()
    for element, begins in walked(root, _shown):
        tag = element.tag
        text = (element.text if begins else element.tail) or ""
        if begins and tag in _SPACES:
            text = _SPACES[tag]
        elif begins and _is_unshown(tag):
            text = ""
        else:
            text = _WHITE.sub(" ", text)
        if begins and tag == _CHANGE_BEGINS:
            within.update({element.get(_CHANGE_ID, "")} & dropped)
        elif begins and tag == _CHANGE_ENDS:
            within.discard(element.get(_CHANGE_ID, ""))
        yield Step(element, begins, "" if within else text, bool(within))


def _shown(element: Element) -> Iterable[Element]:
    return () if _is_unshown(element.tag) else element


def _is_unshown(tag: str) -> bool:
    return (
        tag in _UNSHOWN
        or tag.startswith(_UNSHOWN_NAMESPACES)
        or (tag.startswith(TEXT) and tag.endswith(_TEMPLATE))
    )


def rejected(root: Element) -> frozenset[str]:
    """Put deleted text back at its mark; gives the ids of insertions, which are to be left out.

    What was inserted and then deleted was not there before, so it stays away.
    """
    deleted, inserted = _changes(root)
    around = [root]
    begun: set[str] = set()
    ended: set[str] = set()
    for element, begins in walked(root, _shown):
        if not begins:
            around.pop()
            continue
        name = element.get(_CHANGE_ID, "")
        if element.tag == _CHANGE:
            # Once, so that deletions that hold each other's marks come to an end.
            element.extend(_put_back(deleted.pop(name, []), around[-1].tag in INLINE))
        elif element.tag == _CHANGE_BEGINS:
            begun.add(name)
        elif element.tag == _CHANGE_ENDS and name in begun:
            ended.add(name)
        around.append(element)
    return inserted & ended


def _changes(root: Element) -> tuple[dict[str, list[Element]], frozenset[str]]:
    """What was deleted, by the id of its mark, and the ids of insertions."""
    deleted: dict[str, list[Element]] = {}
    inserted: set[str] = set()
    for region in root.iter(f"{TEXT}changed-region"):
        name = region.get(_XML_ID, "") or region.get(f"{TEXT}id", "")
        deletion, insertion = region.find(f"{TEXT}deletion"), region.find(f"{TEXT}insertion")
        if deletion is None and insertion is not None:
            inserted.add(name)
        elif deletion is not None and insertion is None:
            deleted[name] = list(deletion)
    return deleted, frozenset(inserted)


def _put_back(deleted: list[Element], in_paragraph: bool) -> list[Element]:
    """Deleted elements as they were; what stood last in a paragraph has no end of its own."""
    for element in deleted:
        element.tail = None
    if in_paragraph and deleted and deleted[-1].tag in PARAGRAPHS:
        deleted[-1].tag = SPAN
        deleted[-1].attrib.clear()
    return deleted
