"""A figure as SVG: a file that stands by itself, or markup inside a page. All text is escaped."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from stc_cli.figures.drawing import Figure, Label, Path, Rect
from stc_cli.render.grid import without_controls

_DARK = 5  # from this shade on, text on it is white
# Lightness alone tells shades apart; the page has the same classes for its own themes.
STYLE = """\
text { font: 12px "DejaVu Sans", "Segoe UI", Helvetica, Arial, sans-serif; fill: #1d2125; }
text.on { fill: #ffffff; }
path { fill: none; stroke: #1d2125; stroke-width: 1.5; }
path.dashed { stroke-width: 2; stroke-dasharray: 6 4; }
.h0 { fill: #f4f4f2; } .h1 { fill: #e3e8ee; } .h2 { fill: #cdd8e3; } .h3 { fill: #b3c5d6; }
.h4 { fill: #96afc7; } .h5 { fill: #6d8eae; } .h6 { fill: #4f7598; } .h7 { fill: #375d81; }
.h8 { fill: #234668; } .h9 { fill: #12304d; }"""


def svg_bytes(figure: Figure) -> bytes:
    """A standalone SVG file on white."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        _opening(figure, "", ' xmlns="http://www.w3.org/2000/svg"'),
        f"<style>{STYLE}</style>",
        f'<rect width="{figure.width}" height="{figure.height}" fill="#ffffff"/>',
        *_body(figure),
        "</svg>",
    ]
    return ("\n".join(lines) + "\n").encode()


def inline_svg(figure: Figure) -> str:
    """Markup for a page that has the classes `h0` … `h9`; without styles of its own."""
    return "\n".join([_opening(figure, f"{figure.name}-", ""), *_body(figure), "</svg>"])


def _opening(figure: Figure, prefix: str, namespace: str) -> str:
    size = f'width="{figure.width}" height="{figure.height}"'
    return (
        f'<svg{namespace} {size} viewBox="0 0 {figure.width} {figure.height}" role="img" '
        f'lang="{_text(figure.language)}" aria-labelledby="{prefix}title {prefix}desc">'
        f'<title id="{prefix}title">{_text(figure.title)}</title>'
        f'<desc id="{prefix}desc">{_text(figure.caption)}</desc>'
    )


def _body(figure: Figure) -> Iterator[str]:
    for shape in figure.shapes:
        match shape:
            case Rect():
                tip = f"<title>{_text(shape.tip)}</title>" if shape.tip else ""
                yield (
                    f'<rect class="h{shape.shade}" x="{shape.x:g}" y="{shape.y:g}" '
                    f'width="{shape.width:g}" height="{shape.height:g}">{tip}</rect>'
                )
            case Label():
                yield _label(shape)
            case Path():
                points = " L".join(f"{x:g} {y:g}" for x, y in shape.points)
                kind = ' class="dashed"' if shape.dashed else ""
                yield f'<path{kind} d="M{points}"/>' if points else ""


def _label(label: Label) -> str:
    turned = f' transform="rotate(-46 {label.x:g} {label.y:g})"' if label.slanted else ""
    dark = ' class="on"' if label.on >= _DARK else ""
    tip = f"<title>{_text(label.tip)}</title>" if label.tip not in ("", label.text) else ""
    anchor = "" if label.anchor == "start" else f' text-anchor="{label.anchor}"'
    return (
        f'<text{dark} x="{label.x:g}" y="{label.y:g}"{anchor}{turned}>'
        f"{tip}{_text(label.text)}</text>"
    )


def _text(text: str) -> str:
    return escape(without_controls(text), quote=True)
