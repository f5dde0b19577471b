"""`decisions/quotes.yaml`: how quotations are printed, as people wrote it down.

An entry is for the quotation that has its very words; the last of several entries holds. The words
are never changed in place: what stands in print is made from them by the edits, in order, or it is
a translation that somebody made and somebody checked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from stc_cli.decisions.front_matter import Selector, quoted, scalar, selector
from stc_cli.decisions.printings import Edit, EditError, Printing, edited
from stc_cli.decisions.scrubbed import MARK, scrubbed
from stc_cli.errors import UsageError
from stc_cli.files import append_lines, read_bytes
from stc_cli.text.characters import one_line
from stc_cli.text.passages import Passages
from stc_cli.yaml_lines import Document, Key, parsed_yaml, read_yaml, validated

NAME = "quotes.yaml"
_BESIDE = ("by", "checked_by")  # keys of a translation that are no languages
_CONTEXT = re.compile(r"^([ -]*(?:prefix|suffix): )(.*)$", re.MULTILINE)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Bracket(_Part):
    was: str = Field(min_length=1)
    now: str = Field(min_length=1)


class _Edit(_Part):
    elide: str | None = Field(default=None, min_length=1)
    bracket: _Bracket | None = None

    @model_validator(mode="after")
    def _is_one(self) -> _Edit:
        if (self.elide is None) == (self.bracket is None):
            raise ValueError('an edit is either "elide" or "bracket"')
        return self

    @property
    def edit(self) -> Edit:
        if self.bracket is not None:
            return Edit("bracket", self.bracket.was, self.bracket.now)
        return Edit("elide", self.elide or "")


class _Entry(Selector):
    transcript: str = Field(min_length=1)
    edits: tuple[_Edit, ...] = ()
    translation: dict[str, str] = Field(default_factory=dict)
    by: str = ""

    @field_validator("translation")
    @classmethod
    def _has_a_language(cls, value: dict[str, str]) -> dict[str, str]:
        languages = [key for key in value if key not in _BESIDE]
        if value and not languages:
            raise ValueError('name its language and give it, such as en: "…"')
        for key in languages:
            if not re.fullmatch(r"[a-z]{2,3}", key):
                raise ValueError(f'"{key}" is no language; write its code, such as en, or one of '
                                 f"{', '.join(_BESIDE)}")  # fmt: skip
            if not value[key].strip():
                raise ValueError(f'the text under "{key}" is empty')
        return value


class _File(_Part):
    quotes: list[_Entry] = []

    @field_validator("quotes", mode="before")
    @classmethod
    def _may_be_empty(cls, value: object) -> object:
        return [] if value is None else value


def quotes_path(decisions: Path) -> Path:
    """The file. `decisions`: the study's folder of decisions."""
    return decisions / NAME


def read_printings(decisions: Path) -> tuple[Printing, ...]:
    """The entries of the file in order; none where there is no file.

    Entries whose words were withdrawn are passed over. Raises UsageError naming file, line and key
    of what cannot be read, and of an edit that cannot be made.
    """
    path = quotes_path(decisions)
    return _printings(read_yaml(path)) if path.is_file() else ()


def _printings(document: Document) -> tuple[Printing, ...]:
    if document.data is None:
        return ()
    entries = validated(_File, document).quotes
    return tuple(
        _printing(entry, document, ("quotes", number))
        for number, entry in enumerate(entries)
        if MARK not in entry.exact
    )


def _printing(entry: _Entry, document: Document, key: Key) -> Printing:
    edits = tuple(edit.edit for edit in entry.edits)
    try:
        text = edited(entry.exact, edits)
    except EditError as error:
        kind = edits[error.number].kind
        line = document.line((*key, "edits", error.number, kind))
        raise UsageError(f'{document.path}, line {line}: "{kind}": {error}.') from error
    anchor = entry.anchor(entry.transcript)
    return Printing(document.line(key), anchor, edits, text, entry.by, *_translated(entry))


def _translated(entry: _Entry) -> tuple[dict[str, str], str, str]:
    """The translations by language, who made them and who checked them."""
    told = entry.translation
    texts = {key: one_line(text) for key, text in told.items() if key not in _BESIDE}
    return texts, told.get("by", ""), told.get("checked_by", "")


def add_printing(decisions: Path, printing: Printing) -> int:
    """Write an entry at the end of the file; the rest of it stays as it is. Gives its line.

    Raises UsageError, with nothing written, where the file cannot be read or its list of quotes is
    written in one line.
    """
    path = quotes_path(decisions)
    before = read_bytes(path) if path.is_file() else b""
    known = _printings(parsed_yaml(path, before))
    text = before.decode("utf-8-sig")
    indent = re.search(r"^( *)- ", text, re.MULTILINE)
    entry = _entry_text(printing, indent[1] if indent else "  ")
    if not re.search(r"^quotes:", text, re.MULTILINE):
        entry = f"quotes:\n{entry}"
    end = "" if text.endswith("\n") or not text else "\n"
    try:
        made = _printings(parsed_yaml(path, f"{text}{end}{entry}".encode()))
        is_sound = len(made) == len(known) + 1
    except UsageError:
        is_sound = False
    if not is_sound:
        raise UsageError(
            f"{path}: nothing can be added to it as it is written. Begin it with a line "
            "`quotes:`, and each entry below on a line of its own with a hyphen."
        )
    append_lines(path, entry.splitlines(), durable=True)
    return made[-1].line


def _entry_text(printing: Printing, indent: str = "  ") -> str:
    """An entry as YAML; texts are quoted as in JSON, which YAML reads too."""
    anchor = selector(printing.anchor)
    del anchor["transcript_id"]
    lines = [f"- transcript: {quoted(printing.anchor.transcript_id)}"]
    lines += [f"  {key}: {quoted(value)}" for key, value in anchor.items()]
    if printing.edits:
        lines.append("  edits:")
    for kind, was, now in printing.edits:
        what = quoted(was) if kind == "elide" else f"{{was: {quoted(was)}, now: {quoted(now)}}}"
        lines.append(f"    - {kind}: {what}")
    told = [
        *((language, quoted(text)) for language, text in printing.translations.items()),
        *((key, scalar(who)) for key, who in zip(
            _BESIDE, (printing.translated_by, printing.checked_by), strict=True) if who),
    ]  # fmt: skip
    if told:
        lines.append(f"  translation: {{{', '.join(f'{key}: {value}' for key, value in told)}}}")
    if printing.by:
        lines.append(f"  by: {scalar(printing.by)}")
    return "".join(f"{indent}{line}\n" for line in lines)


def scrubbed_quotes(text: str, passages: Passages, transcripts: Collection[str]) -> tuple[str, int]:
    """The file's text without the words of somebody who withdrew, and how many there were.

    An entry that quotes them in one of `transcripts` goes with all that it says, because its edits
    and its translation are their words, too. So does what stood around other words there if a bit
    of it may be theirs.
    """
    try:
        document = parsed_yaml(Path(NAME), text.encode())
        entries = validated(_File, document).quotes if document.data else []
    except UsageError:
        return scrubbed(text, passages)
    head, *parts = _parts(text, [document.line(("quotes", n)) for n in range(len(entries))])
    if not all(re.match(r"\s*- ", part) for part in parts):  # they share a line
        head, parts = "quotes:\n", [_entry_text(_unchecked(entry)) for entry in entries]
    kept, found = [head], 0
    for entry, part in zip(entries, parts, strict=True):
        theirs = passages.are_theirs(entry.exact) or bool(passages.spans(entry.exact))
        if entry.transcript not in transcripts:
            kept.append(part)
        elif not theirs:
            kept.append(_CONTEXT.sub(lambda match: _hidden(match, passages), part))
        found += entry.transcript in transcripts and (theirs or kept[-1] != part)
    cleaned, more = scrubbed("".join(kept), passages)
    return (cleaned, found + more) if found + more else (text, 0)


def _parts(text: str, starts: Sequence[int]) -> list[str]:
    """A text cut before each of some lines, counted from 1."""
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    cuts = [0, *(start - 1 for start in starts), len(lines)]
    return ["".join(lines[start:end]) for start, end in pairwise(cuts)]


def _hidden(context: re.Match[str], passages: Passages) -> str:
    """What stood around other words, without it if a bit of it may be theirs."""
    return f'{context[1]}"{MARK}"' if passages.may_be_in(context[2]) else context[0]


def _unchecked(entry: _Entry) -> Printing:
    edits = tuple(edit.edit for edit in entry.edits)
    return Printing(0, entry.anchor(entry.transcript), edits, "", entry.by, *_translated(entry))
