"""The figures of a study, in order, as files and for the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from stc_cli.figures import counting, drawing
from stc_cli.figures.drawing import Figure, Frame
from stc_cli.figures.svg import inline_svg, svg_bytes
from stc_cli.languages.wording import wording
from stc_cli.tables.material import Material

NAMES = ("heat_map", "co_occurrence", "contributors", "code_frequency", "code_growth")


class Inline(NamedTuple):
    """A figure inside a page: `svg` is markup, its text escaped."""

    name: str
    title: str
    caption: str
    svg: str


def figure(name: str, material: Material) -> Figure:
    """One of `NAMES`, drawn in the study's output language."""
    language = material.config.language_out
    words = wording("stc_cli.figures", language)
    width, height, shapes = _drawn(name, material, words)
    return Figure(
        name, words[f"{name}_title"], words[f"{name}_caption"], language, width, height, shapes
    )


def inline_figures(material: Material) -> list[Inline]:
    """The figures for the report, in order."""
    made = (figure(name, material) for name in NAMES)
    return [Inline(f.name, f.title, f.caption, inline_svg(f)) for f in made]


def figure_files(material: Material) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Each figure's file name and what makes its bytes, in order; nothing is drawn before."""
    for name in NAMES:
        yield f"{name}.svg", partial(_svg, name, material)
        yield f"{name}.png", partial(_png, name, material)


def _svg(name: str, material: Material) -> bytes:
    return svg_bytes(figure(name, material))


def _png(name: str, material: Material) -> bytes:
    from stc_cli.figures.png import png_bytes

    return png_bytes(figure(name, material))


def _drawn(name: str, material: Material, words: Mapping[str, str]) -> Frame:
    match name:
        case "heat_map":
            grid = counting.subgroups_by_transcript(material)
        case "co_occurrence":
            grid = counting.codes_together(material)
        case "contributors":
            grid = counting.contributors(material)
        case "code_frequency":
            grid = counting.code_frequency(material)
            empty = counting.is_empty(grid.numbers)
            return drawing.nothing(words) if empty else drawing.bars(grid, words)
        case _:
            course = counting.code_growth(material)
            return drawing.growth(course, words) if any(course.new) else drawing.nothing(words)
    return drawing.nothing(words) if counting.is_empty(grid.numbers) else drawing.heat_map(grid)
