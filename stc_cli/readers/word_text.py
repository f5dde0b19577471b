"""What of a Word part is shown: with tracked changes accepted or rejected, without field codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from stc_cli.readers.composition import inherited
from stc_cli.readers.reasons import style_reason
from stc_cli.readers.wingdings import PRIVATE_USE, SHAPES, WINGDINGS
from stc_cli.records import TrackedChanges

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_STRICT = {  # the namespaces in which alone Word's strict variant differs
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}": W,
    "{http://purl.oclc.org/ooxml/officeDocument/math}": _M,
}
PARAGRAPH, RUN, BOX = f"{W}p", f"{W}r", f"{W}txbxContent"
TABLE, ROW, CELL = f"{W}tbl", f"{W}tr", f"{W}tc"
_ALTERNATES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_EMOJI = "{http://schemas.microsoft.com/office/word/2015/wordml/symex}symEx"
_PROPERTIES = frozenset(f"{W}{name}Pr" for name in "p r sect tbl tr tc sdt".split())
_CHANGED = {ROW: f"{W}trPr", CELL: f"{W}tcPr"}  # where a change of the whole is noted
_GONE: dict[TrackedChanges, frozenset[str]] = {
    "accept": frozenset(f"{W}{name}" for name in "del moveFrom cellDel delText".split()),
    "reject": frozenset(f"{W}{name}" for name in "ins moveTo cellIns".split()),
}
_TEXT = frozenset({f"{W}t", f"{W}delText", f"{_M}t"})
_SIGNS = frozenset({f"{W}sym", _EMOJI})
_BREAKS = {
    f"{W}tab": " ",
    f"{W}ptab": " ",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
_WHITE = re.compile(r"[\t\r\n]")


@dataclass(frozen=True, slots=True)
class View:
    """What of a document is shown.

    `gone`: tags of changes whose text is not. `hiding`: whether a style hides its text; without
    those that say nothing. `names`: of styles by their id.
    """

    gone: frozenset[str]
    hiding: Mapping[str, bool]
    names: Mapping[str, str]

    @staticmethod
    def of(styles: Element, changes: TrackedChanges) -> View:
        """`styles`: the part of that name."""
        by_id = {style.get(f"{W}styleId", ""): style for style in styles.iter(f"{W}style")}
        hiding = {
            name: hides
            for name, style in by_id.items()
            if (hides := _is_on(style.find(f"{W}rPr/{W}vanish"))) is not None
        }
        base = {name: value_of(style, "basedOn") for name, style in by_id.items()}
        names = {name: value_of(style, "name") for name, style in by_id.items()}
        return View(_GONE[changes], inherited(hiding, base), names)

    def inside(self, element: Element) -> Iterable[Element]:
        """The children of an element that are shown; of alternatives only the first."""
        if element.tag in _PROPERTIES:
            return ()
        if element.tag == _ALTERNATES:
            return element[:1]
        return [child for child in element if not self._is_gone(child)]

    def _is_gone(self, element: Element) -> bool:
        noted = _CHANGED.get(element.tag)
        return element.tag in self.gone or (
            noted is not None and self._has_change(element.find(noted))
        )

    def _has_change(self, properties: Element | None) -> bool:
        return properties is not None and any(child.tag in self.gone for child in properties)

    def runs_on(self, element: Element) -> bool:
        """Whether a paragraph's end is gone, so that the next one goes on with it."""
        return self._has_change(element.find(f"{W}pPr/{W}rPr"))

    def hides(self, element: Element, around: bool) -> bool:
        """Whether the text of a paragraph or run is hidden. `around`: that of its paragraph."""
        kind = "p" if element.tag == PARAGRAPH else "r"
        properties = element.find(f"{W}{kind}Pr")
        if properties is None:
            return around
        own = _is_on(properties.find(f"{W}vanish"))
        return self.hiding.get(value_of(properties, f"{kind}Style"), around) if own is None else own

    def reason(self, paragraph: Element) -> str:
        """Why a paragraph is no talk, by the id or the name of its style."""
        properties = paragraph.find(f"{W}pPr")
        style = value_of(properties, "pStyle")
        return style_reason(style) or style_reason(self.names.get(style, ""))


def said(element: Element) -> str:
    """The text of one element itself; `\\n` is a soft line break."""
    if element.tag in _TEXT:
        return _WHITE.sub(" ", element.text or "")
    return _sign(element) if element.tag in _SIGNS else _BREAKS.get(element.tag, "")


def _sign(element: Element) -> str:
    """A character that is named by its number."""
    attributes = {key.rpartition("}")[2]: value for key, value in element.items()}
    number = attributes.get("char", "")
    code = int(number, 16) if re.fullmatch("[0-9A-Fa-f]{1,6}", number) else 0
    if attributes.get("font", "").casefold() == WINGDINGS and code - PRIVATE_USE in SHAPES:
        return SHAPES[code - PRIVATE_USE]
    is_character = 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if is_character else ""


def readied(root: Element) -> Element:
    """A part in Word's usual namespaces, without the codes of fields."""
    if root.tag.startswith(tuple(_STRICT)):
        for element in root.iter():
            element.tag = _usual(element.tag)
            for key in [key for key in element.attrib if key.startswith(tuple(_STRICT))]:
                element.set(_usual(key), element.attrib.pop(key))
    _empty_field_codes(root)
    return root


def _usual(name: str) -> str:
    for strict, usual in _STRICT.items():
        name = name.replace(strict, usual)
    return name


def _empty_field_codes(root: Element) -> None:
    """Empty what fields within the code of another field show: "{ IF { PAGE } = 1 … }".

    Text in a field that never ends is kept.
    """
    over: list[bool] = []  # of every field that is open: whether its code is
    codes: list[list[Element]] = []  # of every field whose code is not over: text in it
    for element in root.iter():
        if element.tag in _TEXT and codes:
            codes[-1].append(element)
        kind = element.get(f"{W}fldCharType") if element.tag == f"{W}fldChar" else None
        if kind == "begin":
            over.append(False)
            codes.append([])
        elif kind in ("separate", "end") and over:
            for text in () if over[-1] else codes.pop():
                text.text = ""
            over[-1] = True
            if kind == "end":
                over.pop()


def value_of(properties: Element | None, name: str) -> str:
    """What a property such as `w:pStyle` is set to; empty where it is not."""
    found = properties.find(f"{W}{name}") if properties is not None else None
    return found.get(f"{W}val", "") if found is not None else ""


def _is_on(element: Element | None) -> bool | None:
    """What a property that is either on or off says, None where it is not there."""
    return None if element is None else element.get(f"{W}val") not in ("0", "false", "off")
