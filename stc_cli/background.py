"""What stands around the analysis: memos about its parts, and the themes it grew from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from stc_cli.codebook import Group
from stc_cli.config import in_language
from stc_cli.decisions.memos import FOLDER as MEMOS
from stc_cli.decisions.memos import Subject
from stc_cli.decisions.themes import Fate, fates, negotiated, readings
from stc_cli.memoing import STUDY, Memos
from stc_cli.nodes import Node
from stc_cli.output import Output
from stc_cli.workspace import Study


class Around:
    """Memos and themes of a study as nodes. `output`: its results, as far as they are there."""

    def __init__(self, study: Study, output: Output) -> None:
        self._study = study
        self._output = output

    @cached_property
    def memos(self) -> Memos:
        return Memos(self._study, self._output)

    def memos_about(self, subject: Subject) -> Iterator[Node]:
        for memo in self.memos.by_subject.get(subject, ()):
            name = f"{MEMOS}/{memo.file}" + (f" ({memo.by})" if memo.by else "")
            yield Node("memo", name, "\n".join(filter(None, (memo.title, memo.text))))

    @cached_property
    def themes(self) -> list[Fate]:
        groups = self._study.codebook.groups if self._study.codebook else ()
        found = negotiated(self._study.decisions, [group.id for group in groups])
        return fates(readings(self._study.decisions), found)

    def themes_in(self, name: str) -> Iterator[Node]:
        """The preliminary themes that a code group grew from, by readers and by the codebook."""
        book = self._study.codebook
        own = [group for group in (book.groups if book else ()) if group.id == name]
        into = [fate for fate in self.themes if own and fate.group == name]
        yield from (Node("preliminary theme", _readers(fate), theme_told(fate)) for fate in into)
        known = {fate.theme.casefold() for fate in into}
        for theme in own[0].preliminary_themes if own else ():
            if theme.casefold() not in known:
                yield Node("preliminary theme", "(codebook)", theme)

    def theme(self, name: str) -> Node | None:
        """A preliminary theme with the code group it went to."""
        fate = next((f for f in self.themes if f.theme.casefold() == name.casefold()), None)
        if fate is None:
            return None
        groups = self._study.codebook.groups if self._study.codebook else ()
        into = tuple(self.group(group) for group in groups if group.id == fate.group)
        return Node("preliminary theme", _readers(fate), theme_told(fate), None, into)

    @cached_property
    def headings(self) -> dict[str, str]:
        """Group and subgroup ids to their headings in the output language."""
        book = self._study.codebook
        return book.headings(self._study.config.language_out) if book else {}

    def group(self, group: Group) -> Node:
        """A code group with its heading, without its units."""
        return Node("code group", group.id, self.headings[group.id])

    def study(self) -> Node:
        """The study with its memos and code groups."""
        config, book = self._study.config, self._study.codebook
        title = in_language(config.title, config.language_out, config.language)
        groups = map(self.group, book.groups if book else ())
        return Node("study", "", title, None, (*self.memos_about(STUDY), *groups))


def _readers(fate: Fate) -> str:
    return f"({', '.join(fate.readers)})" if fate.readers else ""


def theme_told(fate: Fate) -> str:
    """A theme, what it was merged into on the way to its group, and why, on the next line."""
    way = " → ".join((fate.theme, *fate.by_way_of))
    return f"{way}\n{' '.join(fate.whys)}" if fate.whys else way
