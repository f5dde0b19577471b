"""A figure as PNG: its SVG, drawn with the typeface that comes with stc."""

from __future__ import annotations

from importlib import resources

import resvg_py

from stc_cli.figures.drawing import Figure
from stc_cli.figures.svg import svg_bytes

ZOOM = 3.0  # times the SVG's size: about 300 dots per inch at a page's width


def png_bytes(figure: Figure) -> bytes:
    """The bytes of a PNG file on white."""
    font = resources.files(__package__).joinpath("fonts/DejaVuSans.ttf")
    with resources.as_file(font) as path:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg_bytes(figure).decode(), zoom=ZOOM, background="#ffffff",
                skip_system_fonts=True, font_files=[str(path)], font_family="DejaVu Sans",
                sans_serif_family="DejaVu Sans",
            )
        )  # fmt: skip
