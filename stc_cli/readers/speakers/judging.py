"""Whether a label is a speaker's: what it looks like, weighed against the rest of the file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from stc_cli.readers.lines import Line, key
from stc_cli.readers.speakers.alone import labels_alone
from stc_cli.readers.speakers.kinds import Kind, Vocabulary, family
from stc_cli.readers.speakers.tallies import Tally, tallies, total
from stc_cli.readers.speakers.variants import Written, misspelt

ONCE = "stands only once"
TWICE = "stands only twice"
WORD = "an ordinary word"
NUMBER = "a bare number"
INSIDE = "stands in the middle of talk"
UNLIKE = "unlike the other labels"
SMALL = "goes on in small letters"
LIKE_A_HEADING = "perhaps a heading"
UNCAPITALISED = "begins with a small letter"

_RARE = 3  # lines with a label that are few in any file
_FIRM = 3  # lines that make a name as good as a code
_MANY = 40  # lines with labels, among which a name that stands twice is worth a look
_AGAINST = 3  # weight of the signs from which a rare label is text
_MAINS = 20  # labels that a misspelt one is compared with
_PROVEN = 50  # labels that are looked for within lines, the most frequent
_MOST_LINES = 0.6
_WORD = re.compile(r"[^\W\d_]{2,}")
# Kinds of labels that make a system, against which a rare label of each kind stands out.
_SYSTEMS: dict[Kind, frozenset[Kind]] = {
    "name": frozenset({"role", "code", "capitals"}),
    "word": frozenset({"role", "code", "capitals"}),
    "capitals": frozenset({"role", "code", "numbered"}),
    "numbered": frozenset({"role", "code", "capitals"}),
    "number": frozenset({"role", "code", "capitals", "numbered", "name"}),
}


class _Sign(NamedTuple):
    """Something against a label, how much it weighs, and how to tell it."""

    weight: int
    reason: str


class Judge:
    """Judges the labels of one file.

    `doubtful`: believed labels (keys) that a person should look at, and why.
    """

    def __init__(self, vocabulary: Vocabulary, lines: Sequence[Line]) -> None:
        self.doubtful: dict[str, str] = {}
        self._believed: dict[str, str] = {}  # key to label as first written
        self._vocabulary = vocabulary
        self._lines = lines
        self._tallies = tallies(lines)
        self._kinds: dict[str, Kind] = {}  # of labels as written
        self._of_key: dict[str, Kind] = {}  # of their first spelling that is one
        for line in lines:
            if line.label is not None and self._of_key.get(key(line.label), "no") == "no":
                self._of_key[key(line.label)] = self.kind(line.label)
        self._alone = labels_alone(lines, self.kind)
        self._families: Counter[str] = Counter()  # lines, by the word before a number
        self._lines_of: Counter[Kind] = Counter()
        self._system: Counter[Kind] = Counter()  # lines with labels of participants, by kind
        self._members: Counter[Kind] = Counter()  # … and how many labels
        for name, tally in self._tallies.items():
            kind = self._of_key[name]
            self._families[family(name) or name] += tally.lines
            self._lines_of[kind] += tally.lines
            if self._is_firm(name) and not vocabulary.is_moderator(name):
                self._system[kind] += tally.lines
                self._members[kind] += 1

    def kind(self, label: str) -> Kind:
        """What a label as written looks like."""
        if label not in self._kinds:
            self._kinds[label] = self._vocabulary.kind(label)
        return self._kinds[label]

    def is_rare(self, lines: int) -> bool:
        """Whether a label on so many lines is a rare one in this file."""
        return lines <= max(_RARE, self._labelled // 20)

    def believes(self, line: Line) -> bool:
        """Whether a line's label is a speaker's; a believed one may become doubtful."""
        label = line.label or ""
        name, kind = key(label), self.kind(label)
        kind = kind if kind == "no" else self._of_key[name]
        if not name or name in self._vocabulary.forbidden:
            return False
        believed = kind == "known" or line.form == "voice"
        if not believed and self._is_well_placed(line, name, kind):
            believed = kind == "role" or self._weighs_up(name, label, kind)
        if believed:
            self._believed.setdefault(name, label)
        return believed

    def proven(self) -> list[str]:
        """Labels (keys, or the word that numbered ones share) that the beginnings of lines prove.

        The most frequent ones, and none that is doubtful for more than standing once: within the
        lines it may stand again.
        """
        counts = Counter(
            {
                family(name) or name: self._tallies[name].lines
                for name in self._believed
                if self.doubtful.get(name, ONCE) == ONCE
            }
        )
        return [name for name, _ in counts.most_common(_PROVEN)]

    def _is_well_placed(self, line: Line, name: str, kind: Kind) -> bool:
        """Whether a label of such a kind counts where it stands."""
        recurs = self._tallies[name].lines > 1
        if line.form == "alone":
            if name in self._alone.likely and name not in self._alone.sure:
                self.doubtful.setdefault(name, LIKE_A_HEADING if recurs else ONCE)
            proven = name in self._alone.likely or name in self._alone.sure
            return proven or (recurs and len(name) > 2 and kind == "role")
        if line.form == "bracket":
            return recurs and (kind in ("role", "code", "numbered") or self._in_brackets)
        if line.form == "heading":
            return recurs or kind == "role"
        return line.form != "time" or self._timed_lines > 1

    def _weighs_up(self, name: str, label: str, kind: Kind) -> bool:
        """Whether a label that is neither known nor a role is one after all."""
        tally = self._tallies[name]
        if kind == "no":
            return self._is_uncapitalised(name, label)
        if kind == "code" and not (self.is_rare(tally.lines) and self._is_stray(name)):
            return True
        least = {"word": 3, "number": 2, "numbered": 1 if label[0].isupper() else 2}
        if tally.lines < least.get(kind, 1):
            return False
        rare = self.is_rare(tally.lines)
        signs = list(self._signs(name, kind)) if rare else []
        if sum(sign.weight for sign in signs) >= _AGAINST:
            return False
        reasons = [WORD if kind == "word" else "", self._how_seldom(name)]
        reasons += [sign.reason for sign in signs]
        if why := next(filter(None, reasons), ""):
            self.doubtful.setdefault(name, why)
        return True

    def _how_seldom(self, name: str) -> str:
        """Whether a label hardly stands in the file; others with the same word count for it."""
        lines = self._families[family(name) or name]
        if self._tallies[name].lines > 2 or lines >= _FIRM:
            return ""
        if self._tallies[name].lines == 1:
            return ONCE
        return TWICE if self._labelled >= _MANY else ""

    def _signs(self, name: str, kind: Kind) -> Iterator[_Sign]:
        """What speaks against a rare label, the weightiest reason first."""
        tally = self._tallies[name]
        others = self._firm.without(tally) if self._is_firm(name) else self._firm
        if kind == "word" or (kind == "name" and set(_WORD.findall(name)) <= self._small_words):
            yield _Sign(2, WORD)
        if tally.is_formed_unlike(others):
            yield _Sign(3, UNLIKE)
        if tally.stands_inside(others):
            yield _Sign(2, INSIDE)
        elif tally.follows_itself(others):
            yield _Sign(1, INSIDE)
        if kind == "number":
            yield _Sign(1, NUMBER if tally.lines < _FIRM else "")
        letter = len(name) == 1 and name.isalpha() and tally.lines > 1  # surely a code
        if not letter and (kind == "code" or self._is_outside_the_system(kind)):
            yield _Sign(1, UNLIKE)
        if tally.goes_on_small(others) and 3 * tally.lines < self._labelled:
            yield _Sign(1, SMALL)

    def _is_firm(self, name: str) -> bool:
        """Whether a label is beyond doubt by itself, so that others are measured against it."""
        kind, tally = self._of_key[name], self._tallies[name]
        if kind in ("known", "role", "code") or "voice" in tally.forms:
            return True
        return kind not in ("no", "word") and tally.lines >= _FIRM

    def _is_outside_the_system(self, kind: Kind) -> bool:
        """Whether the participants of the file have labels of another kind."""
        system = _SYSTEMS.get(kind, frozenset())
        members = sum(self._members[other] for other in system)
        lines = sum(self._system[other] for other in system)
        return members > 1 or lines >= max(1, self._lines_of[kind])

    def _is_stray(self, name: str) -> bool:
        """Whether a code shares its letters with no other, and is not all there is ("B12")."""
        alone = self._families[family(name)] == self._tallies[name].lines
        return alone and sum(self._members.values()) > 2

    def _is_uncapitalised(self, name: str, label: str) -> bool:
        """Whether a label in small letters is one: most lines begin so, or it is misspelt."""
        if name in self._small_names:
            self.doubtful.setdefault(name, UNCAPITALISED)
            return True
        lines = self._tallies[name].lines
        return label[0].islower() and bool(misspelt(label, lines, self._small_mains))

    @cached_property
    def _firm(self) -> Tally:
        """All labels against which the others are measured."""
        return total([tally for name, tally in self._tallies.items() if self._is_firm(name)])

    @cached_property
    def _labelled(self) -> int:
        """On how many lines something like a label stands."""
        return sum(n for kind, n in self._lines_of.items() if kind not in ("no", "word"))

    @cached_property
    def _timed_lines(self) -> int:
        """How many lines are a label and a time."""
        return sum(line.form == "time" for line in self._lines)

    @cached_property
    def _with_text(self) -> int:
        """How many lines are not empty."""
        return sum(not line.skip and bool(line.label or line.text) for line in self._lines)

    @cached_property
    def _in_brackets(self) -> bool:
        """Whether most lines begin with something in brackets, so that it cannot be an event."""
        brackets = sum(line.form == "bracket" for line in self._lines)
        return brackets >= _MOST_LINES * self._with_text

    @cached_property
    def _small_words(self) -> set[str]:
        """Words of rare names that also stand in the talk in small letters."""
        names = (name for name, kind in self._of_key.items() if kind == "name")
        rare = {w for n in names if self.is_rare(self._tallies[n].lines) for w in _WORD.findall(n)}
        found: set[str] = set()
        for line in self._lines:
            found.update(m[0] for m in _WORD.finditer(line.text) if m[0] in rare)
        return found

    @cached_property
    def _small_names(self) -> set[str]:
        """Labels in small letters, in a file where most lines begin with one that comes back."""
        names = {
            name
            for name in self._written_small
            if self._of_key[name] == "no"
            and self._vocabulary.kind(name.title()) == "name"
            and self._tallies[name].lines >= _FIRM
            and len(name.split()) < 3
        }
        covered = self._firm.lines + sum(self._tallies[name].lines for name in names)
        return names if covered >= _MOST_LINES * self._with_text else set()

    @cached_property
    def _small_mains(self) -> list[Written]:
        """The most frequent labels that are written in small letters."""
        mains = [
            Written(name, self._tallies[name].lines, rare=False)
            for name, kind in self._of_key.items()
            if kind in ("role", "known", "numbered") and name in self._written_small
        ]
        return sorted(mains, key=lambda written: (-written.lines, written.label))[:_MAINS]

    @cached_property
    def _written_small(self) -> set[str]:
        """Labels with a colon and without a capital letter."""
        labels = {line.label for line in self._lines if line.label and line.form == "colon"}
        return {key(label) for label in labels if label.islower()}
