"""Labels of one file that may stand for one person: misspellings, initials, parts of a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from stc_cli.readers.lines import key

_MAINS = 30  # the most frequent labels, against which rare ones are compared
_TWO_NUMBERS = re.compile(r"^([^\d]{1,40}?) ?(\d{1,3})[ _-](\d{1,3})$")
_BRACKET = re.compile(r"^([^\[(]{1,40}?) ?[\[(]([^\[\]()]{1,40})[\])]$")
_LONG = 6  # letters from which a label may differ in two from another


class Written(NamedTuple):
    """A label as first written, on how many lines it stands, and whether that is rare."""

    label: str
    lines: int
    rare: bool


def variants(labels: Mapping[str, Written]) -> dict[str, str]:
    """Labels (by key) that may be another one's, and a phrase that says whose.

    Nothing is merged: who it is, a person decides.
    """
    fuller = _fuller(labels.values())
    mains = sorted(labels.values(), key=lambda written: (-written.lines, written.label))[:_MAINS]
    found: dict[str, str] = {}
    usual: dict[str, Written] = {}  # of labels with the same letters and digits, the most frequent
    for written in sorted(labels.values(), key=lambda written: -written.lines):
        usual.setdefault(_bare(key(written.label)), written)
    for name, written in labels.items():
        if key(usual[_bare(name)].label) != name:
            found[name] = f"may be {usual[_bare(name)].label}"
            continue
        whose = [label for label in fuller.get(name, ()) if key(label) != name]
        if whose:
            found[name] = f"may be {' or '.join(whose[:3])}"
        elif match := _TWO_NUMBERS.match(written.label):
            found[name] = _numbered_twice(match, labels)
        elif written.rare and (main := misspelt(written.label, written.lines, mains)):
            found[name] = f"may be a misspelling of {main}"
    return found


def _bare(name: str) -> str:
    """A label's letters and digits, without zeros before a number."""
    return re.sub(r"(?<!\d)0{1,5}(?=\d)", "", "".join(filter(str.isalnum, name)))


def misspelt(label: str, lines: int, mains: Sequence[Written]) -> str:
    """The label of `mains` that a rare one is nearly spelt like, or empty.

    Numbers must be the same, or P1 would be P2.
    """
    from rapidfuzz.distance import OSA

    frequent = [main for main in mains if main.lines >= max(2, 2 * lines)]
    name = key(label)
    if not frequent or sum(map(str.isalpha, name)) < 3:
        return ""
    for main in frequent:
        other = key(main.label)
        most = 2 if min(len(name), len(other)) >= _LONG else 1
        near = OSA.distance(name, other, score_cutoff=most) <= most
        if near and other != name and _digits(other) == _digits(name):
            return main.label
    return ""


def _digits(name: str) -> str:
    return "".join(filter(str.isdigit, name))


def _numbered_twice(match: re.Match[str], labels: Mapping[str, Written]) -> str:
    """Of "Interviewer2 2": which of the file's labels it may be."""
    word, *numbers = match.groups()
    for number in reversed(numbers):
        for space in (" ", ""):
            if (meant := labels.get(key(f"{word}{space}{number}"))) is not None:
                return f"may be {meant.label}"
    return "two numbers"


def _fuller(labels: Iterable[Written]) -> dict[str, list[str]]:
    """The full names of a file by what they may be shortened to: initials, one of the names."""
    short: dict[str, list[str]] = {}
    for written in labels:
        bracket = _BRACKET.match(written.label)
        bare = bracket[1] if bracket else written.label
        words = [word for word in bare.split() if word[:1].isupper()]
        names = {key(bracket[1]), key(bracket[2])} if bracket else set()
        if len(words) > 1 and not any(map(str.isdigit, bare)):
            first, last = words[0], words[-1]
            names |= {key(first), key(last), key(first[0] + last[0])}
            names.add(key("".join(word[0] for word in words)))
        for name in sorted(names):
            short.setdefault(name, []).append(written.label)
    return short
