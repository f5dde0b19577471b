"""How labels stand in a file: on how many lines, after what, and before what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from stc_cli.readers.lines import Form, Line, key

_FIRST_LETTER = re.compile(r"^[^\w\[(]{0,10}([^\W\d_])")
_ENDS = (".", "?", "!", "…", ":", ";", '"', "”", "»", "’", "'", ")", "]", "–", "-", "/", "=", ">")
_MOST, _NEARLY_ALL, _FEW = 0.8, 0.9, 0.2
_MANY = 12  # lines that show how a file's sentences end


@dataclass(slots=True)
class Tally:
    """Counts of the lines with a label, or with any of several labels."""

    lines: int = 0
    cased: int = 0  # whose text begins with a letter
    small: int = 0  # … a small one
    apart: int = 0  # that stand first in the file or after an empty line
    ended: int = 0  # … or after text that ends like a sentence
    again: int = 0  # whose label is that of the labelled line before
    forms: dict[Form, int] = field(default_factory=dict)

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        return self._with(other, 1)

    def without(self, other: Tally) -> Tally:
        """What is left when a part is taken away."""
        return self._with(other, -1)

    def _with(self, other: Tally, sign: int) -> Tally:
        forms = dict(self.forms)
        for form, lines in other.forms.items():
            forms[form] = forms.get(form, 0) + sign * lines
        return Tally(
            self.lines + sign * other.lines,
            self.cased + sign * other.cased,
            self.small + sign * other.small,
            self.apart + sign * other.apart,
            self.ended + sign * other.ended,
            self.again + sign * other.again,
            forms,
        )

    def goes_on_small(self, others: Tally) -> bool:
        """Whether its text begins with a small letter, and that of the other labels does not."""
        return (
            2 * self.small > self.cased
            and others.cased > 1
            and (others.small <= _FEW * others.cased)
        )

    def stands_inside(self, others: Tally) -> bool:
        """Whether it stands where the other labels hardly do: in a paragraph, in a sentence."""
        in_paragraph = others.lines > 2 and others.apart >= _NEARLY_ALL * others.lines
        in_sentence = others.lines >= _MANY and others.ended >= _NEARLY_ALL * others.lines
        return (in_paragraph and 2 * self.apart < self.lines) or (
            in_sentence and 2 * self.ended < self.lines
        )

    def follows_itself(self, others: Tally) -> bool:
        """Whether it mostly stands after itself, and the others take turns."""
        takes_turns = others.lines > 1 and 10 * others.again <= others.lines
        return takes_turns and 2 * self.again >= self.lines > 1

    def is_formed_unlike(self, others: Tally) -> bool:
        """Whether it is never written as most other labels are, such as on a line of its own."""
        form = max(others.forms, key=lambda form: others.forms[form], default=None)
        usual = form is not None and others.forms[form] >= _MOST * others.lines
        return others.lines > 3 and usual and not self.forms.get(form or "")


def tallies(lines: Iterable[Line]) -> dict[str, Tally]:
    """The tally of every label that may be one, by its key, in order of first appearance."""
    found: dict[str, Tally] = {}
    before, apart, last = "", True, ""
    for line in lines:
        if line.skip:
            continue
        if line.label is None and not line.text:
            apart = True
            continue
        if line.label is not None:
            name = key(line.label)
            tally = found.setdefault(name, Tally())
            first = _FIRST_LETTER.match(line.text[:20])
            tally.lines += 1
            tally.cased += first is not None
            tally.small += first is not None and first[1].islower()
            tally.apart += apart
            tally.ended += apart or before.endswith(_ENDS) or not before
            tally.again += name == last
            last = name
            tally.forms[line.form] = tally.forms.get(line.form, 0) + 1
        before, apart = line.text.rstrip(), False
    return found


def total(parts: Sequence[Tally]) -> Tally:
    """All together."""
    whole = Tally()
    for part in parts:
        whole = whole.plus(part)
    return whole
