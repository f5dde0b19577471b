"""Where on a page of a PDF text is drawn, and which part of the page is seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

_FAR = 1e6  # points: farther out than any page
_PATHS = frozenset({b"m", b"l", b"c", b"v", b"y", b"re"})
_PATH_ENDS = frozenset({b"n", b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})


class Box(NamedTuple):
    """A part of a page, in points."""

    left: float
    bottom: float
    right: float
    top: float


_EVERYWHERE = Box(-math.inf, -math.inf, math.inf, math.inf)


class Drawing:
    """What pypdf does not tell with a text: the form it is in, and what a clipping path hides.

    `frame`: of the form that is being drawn within the page, as a matrix; `view`: at the most
    what is seen (the box around a path stands for the path).
    """

    def __init__(self, view: Box) -> None:
        self.view = view
        self.frame: list[float] = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
        self._views: list[Box] = []  # saved by q
        self._forms: list[tuple[list[float], Box, int]] = []
        self._path: Box | tuple[()] = ()
        self._clips = False

    def before(self, operator: bytes, operands: Any, frame: list[float], place: Any) -> None:
        """Notice an operator that pypdf is about to carry out."""
        from pypdf import mult

        if operator == b"q":
            self._views.append(self.view)
        elif operator == b"Q" and self._views:
            self.view = self._views.pop()
        elif operator == b"Do":
            self._forms.append((self.frame, self.view, len(self._views)))
            # pypdf leaves out a form's own matrix: what is seen of its text is known within alone.
            self.frame, self.view = mult(frame, self.frame), _EVERYWHERE
        elif operator in _PATHS:
            corners = [*self._path, *_corners(operator, operands, mult(frame, self.frame))]
            self._path = box_around(corners) if corners else ()
        elif operator in (b"W", b"W*"):
            self._clips = True
        elif operator in _PATH_ENDS:
            if self._clips and self._path:
                self.view = _common(self.view, self._path)
            self._path, self._clips = (), False

    def after(self, operator: bytes, operands: Any, frame: list[float], place: Any) -> None:
        """Notice that an operator was carried out: a form has ended."""
        if operator == b"Do":
            self.frame, self.view, depth = self._forms.pop()
            del self._views[depth:]


def _corners(operator: bytes, operands: Any, frame: Sequence[float]) -> list[float]:
    """x, y, x, y … of the points of a piece of a path, on the page."""
    given = [near(value) for value in operands if isinstance(value, (int, float))]
    if operator == b"re" and len(given) == 4:
        x, y, width, height = given
        given = [x, y, x + width, y, x, y + height, x + width, y + height]
    a, b, c, d, e, f = frame
    points = zip(given[::2], given[1::2], strict=False)
    return [side for x, y in points for side in (a * x + c * y + e, b * x + d * y + f)]


def box_around(corners: Sequence[float]) -> Box:
    """The box around points, given as x, y, x, y …"""
    xs, ys = corners[::2], corners[1::2]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _common(a: Box, b: Box) -> Box:
    return Box(*map(max, a[:2], b[:2]), *map(min, a[2:], b[2:]))


def near(value: float) -> float:
    """A coordinate; 0 for one that is no number or farther out than any page."""
    return float(value) if abs(value) < _FAR else 0.0
