"""An act on the codebook in all files of a study that it concerns, all of them or none."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from stc_cli.codebook import codebook_of
from stc_cli.decisions.migrations import NAME, Migration, read_migrations
from stc_cli.errors import StcError, UsageError
from stc_cli.files import append_line, delete, make_folder, read_bytes, write_bytes
from stc_cli.revisions.acts import SPLIT, ActError, Outcome, Values, Wish, entries, outcome
from stc_cli.runner import locked
from stc_cli.workspace import Study
from stc_cli.yaml_edits import EditError, edited, lost_comments
from stc_cli.yaml_layout import Layout, layout_of
from stc_cli.yaml_lines import parsed_yaml
from stc_cli.yaml_values import Changed, ChangedText

_TEXTS = ("condensates", "analytic_text")  # folders of texts named by subgroup or code group


class FileChange(NamedTuple):
    """A file before and after; None where there is none."""

    path: Path
    before: bytes | None
    after: bytes | None


class Plan(NamedTuple):
    """An act as it would be carried out.

    `still`: lines of the codebook that will still name an old id in a sentence or comment.
    """

    migration: Migration
    files: tuple[FileChange, ...]
    migrations_file: Path
    still: tuple[tuple[int, str], ...]


def planned(study: Study, wish: Wish, *, date: str, by: str) -> Plan:
    """What an act would change; nothing is changed yet. `date`: YYYY-MM-DD.

    Raises UsageError naming file and line of what does not allow it.
    """
    study.required_codebook()
    assert study.codebook_path is not None
    migrations = read_migrations(study.decisions)
    path = study.codebook_path
    book = _Sheet(path, study.name(path))
    try:
        made = outcome(book.values, wish)
        after = book.with_values(made.values, wish.sources[0])
        lost = lost_comments(book.layout, after.decode())
        if lost and wish.act == "merge":
            made = outcome(book.values, wish, [comment.lstrip("# ") for comment in lost])
            after = book.with_values(made.values, wish.sources[0])
        elif lost:
            raise ActError(wish.sources[0], f'"{wish.sources[0]}" has comments, which cannot go '
                           "into a list in square brackets. Write that list with a dash and a line "
                           "for each, or take the comments out")  # fmt: skip
        _refuse_made_while_sorting(study, book, made)
    except ActError as error:
        line = book.line_of(error.id)
        where = f", line {line}" if line else ""
        hint = error.hint or _hint(study, book, wish)
        raise UsageError(f"{book.name}{where}: {error}.{hint}") from error
    codebook_of(parsed_yaml(path, after))
    files = [FileChange(path.resolve(), book.data, after), *_references(study, made)]
    migration = migrations.next(
        wish.act, made.kind, made.sources, made.targets, into=made.into, date=date, by=by
    )
    gone = [id for id in made.sources if id not in made.targets]
    still = tuple(_named_in(after.decode("utf-8-sig"), gone))
    return Plan(migration, tuple(files), study.decisions / NAME, still)


def _made_while_sorting(study: Study, book: _Sheet) -> set[str]:
    """The subgroups that only decisions know."""
    known = {entry.id for entry in entries(book.values)}
    return {entry.id for entry in study.required_codebook().entries()} - known


def _refuse_made_while_sorting(study: Study, book: _Sheet, made: Outcome) -> None:
    taken = _made_while_sorting(study, book).intersection(made.targets)
    if made.kind != "code" and taken:
        raise ActError("", f'"{min(taken)}" is a subgroup that somebody made while sorting')


def _hint(study: Study, book: _Sheet, wish: Wish) -> str:
    wanted = _made_while_sorting(study, book).intersection((*wish.sources, wish.to))
    if not wanted:
        return ""
    return f' Somebody made "{min(wanted)}" while sorting; write it into the codebook first.'


def carry_out(study: Study, plan: Plan) -> None:
    """Change the files of a plan and write down its act.

    All of it or nothing. Raises StcError when a file cannot be written, or is another than when
    the plan was made.
    """
    make_folder(study.cache)
    with locked(study):
        for change in plan.files:
            if _data(change.path) != change.before:
                raise StcError(
                    f"{study.name(change.path)}: was changed by somebody else just now. Nothing "
                    "was done; run the same command again."
                )
        done: list[FileChange] = []
        try:
            for change in plan.files:
                done.append(change)
                _put(change.path, change.after)
            append_line(plan.migrations_file, plan.migration.line(), durable=True)
        except StcError:
            for change in reversed(done):
                with suppress(StcError):
                    _put(change.path, change.before)
            raise


def diff(study: Study, plan: Plan) -> Iterator[str]:
    """The lines of a unified diff of what a plan changes, the migrations file included."""
    before = _data(plan.migrations_file)
    line = f"{plan.migration.line()}\n".encode()
    for change in (*plan.files, FileChange(plan.migrations_file, before, (before or b"") + line)):
        name = study.name(change.path)
        yield from difflib.unified_diff(
            _lines(change.before), _lines(change.after), f"a/{name}", f"b/{name}", lineterm=""
        )


def _lines(data: bytes | None) -> list[str]:
    return (data or b"").decode("utf-8-sig").splitlines()


def _data(path: Path) -> bytes | None:
    return read_bytes(path) if path.is_file() else None


def _put(path: Path, data: bytes | None) -> None:
    if data is None:
        delete(path, keep_folder=True)
    else:
        write_bytes(path, data, durable=True)


class _Sheet:
    """A YAML file to be edited."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.name = name
        self.data = read_bytes(path)
        parsed_yaml(path, self.data)  # its errors name file and line
        self.layout: Layout = layout_of(self.data.decode())
        self.values: Values = self.layout.root.data

    def line_of(self, name: str) -> int | None:
        """The line of an id of the codebook, if it has it."""
        for entry in entries(self.values):
            if entry.id == name:
                return self.layout.line(self.layout.nodes[id(entry.values)]["id"].start) + 1
        return None

    def with_values(self, values: Values, about: str = "") -> bytes:
        """The file with other values; `about`: the id that an error names the line of.

        Raises UsageError where its YAML does not allow it.
        """
        try:
            data = edited(self.layout, values).encode()
        except EditError as error:
            line = self.layout.line(error.position) + 1
            raise UsageError(
                f"{self.name}, line {line}: {error}, so stc cannot change this by itself. Write it "
                "out in full, one key or item on a line, and run the same command again."
            ) from error
        try:
            became = parsed_yaml(self.path, data).data
        except UsageError:
            became = None
        if became != _bare(values):
            at = self.line_of(about) if about else None
            where = f"{self.name}, line {at}" if at else self.name
            raise UsageError(
                f"{where}: stc cannot make this change by itself, because an anchor (&name), an "
                "alias (*name) or a text that keeps its blank lines (|+) stands in what it "
                "changes. Write that in another way and run the same command again."
            )
        return data


def _bare(value: Any) -> Any:
    """Values without what is known of where they come from."""
    if isinstance(value, dict):
        return {str(key): _bare(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_bare(inner) for inner in value]
    return value if value is None else str(value)


def _references(study: Study, made: Outcome) -> Iterator[FileChange]:
    """What else names a code group or subgroup that has another id now."""
    if made.kind == "code" or made.sources == made.targets:
        return
    old, new = made.sources[0], made.targets[0]
    if made.kind == "group":
        if study.config_path is not None:
            yield from _rewritten(study, study.config_path, _in_tables(old, new))
        themes = study.decisions / "themes" / "negotiated.yaml"
        if themes.is_file():
            yield from _rewritten(study, themes, _in_themes(old, new))
    for folder in _TEXTS:
        path = study.decisions / folder / f"{old}.md"
        target = path.with_name(f"{new}.md")
        if path.is_file():
            if target.exists():
                raise UsageError(
                    f'{study.name(target)}: is there already, so the text of "{old}" cannot take '
                    "this name. Move one of the two files away."
                )
            data = read_bytes(path)
            yield FileChange(target, None, data)
            yield FileChange(path, data, None)


def _rewritten(
    study: Study, path: Path, change: Callable[[Values], Values | None]
) -> Iterator[FileChange]:
    sheet = _Sheet(path, study.name(path))
    values = change(sheet.values)
    if values is not None:
        yield FileChange(path.resolve(), sheet.data, sheet.with_values(values))


def _in_tables(old: str, new: str) -> Callable[[Values], Values | None]:
    def change(config: Values) -> Values | None:
        tables = config.get("tables", ())
        if not any(old in table.get("groups", ()) for table in tables):
            return None
        return {**config, "tables": [
            Changed(table, groups=[ChangedText(g, new) if g == old else g for g in table["groups"]])
            if old in table.get("groups", ()) else table
            for table in tables
        ]}  # fmt: skip

    return change


def _in_themes(old: str, new: str) -> Callable[[Values], Values | None]:
    def change(negotiated: Values) -> Values | None:
        themes = negotiated.get("themes", ())
        if not any(theme.get("group") == old for theme in themes):
            return None
        return {**negotiated, "themes": [
            Changed(theme, group=new) if theme.get("group") == old else theme for theme in themes
        ]}  # fmt: skip

    return change


def _named_in(text: str, ids: list[str]) -> Iterator[tuple[int, str]]:
    """The lines of a text that name an id in a sentence or comment.

    An id that may be an everyday word counts only in brackets or quotation marks.
    """
    for name in ids:
        word = re.escape(name)
        if name.isalpha():
            word = rf"""[(\["'`]{word}[)\]"'`]"""
        named = re.compile(rf"(?<![\w.-]){word}(?![\w-]|\.\w)")
        for number, line in enumerate(text.splitlines(), start=1):
            if named.search(line) and SPLIT not in line:
                yield number, name
