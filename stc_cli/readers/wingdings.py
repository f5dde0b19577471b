"""Wingdings, a font of pictures: what Word makes of arrows and smileys as they are typed."""

from __future__ import annotations

WINGDINGS = "wingdings"
PRIVATE_USE = 0xF000  # added to the font's codes where they are Unicode
# -->, <--, ==>, <==, <=>, and faces.
SHAPES = {
    0xE0: "→", 0xDF: "←", 0xE8: "⇒", 0xE7: "⇐", 0xF3: "⇔", 0x4A: "☺", 0x4B: "😐", 0x4C: "☹",
}  # fmt: skip
