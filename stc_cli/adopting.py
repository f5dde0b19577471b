"""`stc adopt` and `stc diff`: from a draft to a person's text, and what the two differ in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from stc_cli.adopted import Place
from stc_cli.decisions.anchors import anchored
from stc_cli.decisions.prose import written
from stc_cli.decisions.texts import (
    Adoption,
    Covered,
    Named,
    Text,
    front_text,
    paragraphs_text,
    with_front,
    words_digest,
)
from stc_cli.errors import UsageError, did_you_mean
from stc_cli.files import read_bytes, write_bytes
from stc_cli.records import Category, Condensate, LeftOut
from stc_cli.reduces import Reduces
from stc_cli.render.documents import paragraphs
from stc_cli.runner import locked
from stc_cli.tables.attribution import quoted
from stc_cli.text.wording import Change, changes
from stc_cli.workspace import Study


class Wish(NamedTuple):
    """What a person wants to adopt or compare.

    `ids`: of subgroups, and of groups for their analytic text or, if `unsorted`, the condensate of
    their unsorted units.
    """

    ids: Sequence[str]
    unsorted: bool = False


class Compared(NamedTuple):
    """An adopted text beside the draft of now. `because`: what is stale in it."""

    file: str
    named: Named
    changes: tuple[Change, ...]
    because: tuple[str, ...]


@dataclass(frozen=True)
class Adopting:
    """The drafts and people's texts of a study whose stages are up to date."""

    study: Study
    reduces: Reduces

    # -- which texts -----------------------------------------------------------------------------

    def named(self, wish: Wish) -> list[Named]:
        """The texts that a person means. Raises UsageError naming an id that is none."""
        groups = self.study.required_codebook().subgroup_ids
        subgroups = {name: group for group, own in groups.items() for name in own}
        found: list[Named] = []
        for name in dict.fromkeys(wish.ids):
            if name in groups:
                found.append(Named("condensate" if wish.unsorted else "analytic_text", name))
            elif name in subgroups and wish.unsorted:
                raise UsageError(
                    f'"{name}" is a subgroup, and --unsorted means the units of a code group that '
                    "lie in none. Name a code group, or leave it away."
                )
            elif name in subgroups:
                found.append(Named("condensate", subgroups[name], name))
            else:
                hint = did_you_mean(name, [*subgroups, *groups])
                raise UsageError(f'there is no subgroup or code group "{name}".{hint}')
        return found

    def path(self, named: Named) -> Path:
        return named.path(self.study.decisions)

    def file(self, named: Named) -> str:
        """Where a text lies, or would, as messages name it."""
        return self.study.name(self.path(named))

    @cached_property
    def all(self) -> list[Named]:
        """Every text there can be, in the codebook's order: condensates, then analytic texts."""
        return [
            *(Named("condensate", c.group_id, c.subgroup_id) for c in self.reduces.drafts),
            *(Named("analytic_text", c.group_id) for c in self.reduces.drafted_categories),
        ]

    def text(self, named: Named) -> Text | None:
        return self.study.texts.of(named.kind).get(named.place)

    # -- adopt -----------------------------------------------------------------------------------

    def adopt(self, named: Sequence[Named], *, by: str, date: str) -> list[Path]:
        """Copy drafts to where people's texts lie; returns their paths. `date`: YYYY-MM-DD.

        Nothing is written unless all can be. Raises UsageError naming a text that is there already,
        or a place without a draft.
        """
        files: dict[Path, str] = {}
        for one in named:
            if self.path(one).exists():
                raise UsageError(
                    f"{self.file(one)}: is there already, and a text of yours is never "
                    "overwritten. Edit it, and when it is about the units of now, run "
                    f"`{one.command('--reviewed')}`; or delete it and adopt the draft again."
                )
            body = self.draft(one)
            if not body:
                raise UsageError(f'there is no draft for "{one.place}" to adopt: no meaning unit '
                                 "lies there that it is made from.")  # fmt: skip
            adoption = Adoption(
                date, by, self.study.migrations.latest, tuple(self._covered(one, ())),
                self._digests(one),
            )  # fmt: skip
            files[self.path(one)] = f"{front_text(adoption)}\n{body}"
        return self._put(files)

    def review(self, named: Sequence[Named], *, by: str, date: str) -> list[Path]:
        """Note that people's texts are about the units of now; the texts stay letter for letter.

        Raises UsageError naming a text that nobody has adopted.
        """
        files: dict[Path, str] = {}
        for one in named:
            text = self.text(one)
            if text is None:
                raise UsageError(f"{self.file(one)}: is not there, so there is nothing to review. "
                                 f"Adopt the draft with `{one.command()}`.")  # fmt: skip
            before = text.adoption
            adoption = Adoption(
                before.adopted or date, before.by or by, self.study.migrations.latest,
                tuple(self._covered(one, before.units or ())), self._digests(one), date, by,
            )  # fmt: skip
            raw = read_bytes(self.path(one)).decode()
            head, mark = ("\ufeff", raw[1:]) if raw.startswith("\ufeff") else ("", raw)
            files[self.path(one)] = head + with_front(mark, adoption)
        return self._put(files)

    def _put(self, files: Mapping[Path, str]) -> list[Path]:
        with locked(self.study):
            for path, text in files.items():
                write_bytes(path, text.encode(), durable=True)
        return list(files)

    def _covered(self, named: Named, before: Iterable[Covered]) -> Iterator[Covered]:
        """The units of now; those that a text, or else its draft, does without keep the reason."""
        reduces, place = self.reduces, self._place(named)
        left_out = {row.unit_id: row.reason for row in self._left_out(named)}
        for covered in before:
            for unit in reduces.ground.whereabouts(covered).units:
                left_out.pop(unit.unit_id, None)
                if covered.left_out:
                    left_out[unit.unit_id] = covered.left_out
        left_out |= place.excused
        for subgroup, units in place.units.items():
            for unit in units:
                text = reduces.ground.page(unit.transcript_id).text
                yield Covered(
                    unit.unit_id, subgroup if named.kind == "analytic_text" else "", unit.speakers,
                    tuple(anchored(unit.transcript_id, text, *span) for span in unit.spans),
                    left_out.get(unit.unit_id, ""),
                )  # fmt: skip

    def _place(self, named: Named) -> Place:
        if named.kind == "analytic_text":
            return self.reduces.place(named.group_id)
        return self.reduces.place(named.group_id, named.subgroup_id)

    def _left_out(self, named: Named) -> Sequence[LeftOut]:
        own = self._condensates(named.group_id) if named.kind == "condensate" else ()
        return next((c.left_out for c in own if c.subgroup_id == named.subgroup_id), ())

    def _condensates(self, group_id: str) -> list[Condensate]:
        return [draft for draft in self.reduces.drafts if draft.group_id == group_id]

    def _digests(self, named: Named) -> dict[str, str]:
        """The condensates that an analytic text is written from, as they are now."""
        if named.kind == "condensate":
            return {}
        texts = self.study.texts.condensates
        return {
            draft.subgroup_id: texts[name].digest if name in texts else _digest(draft)
            for draft in self._condensates(named.group_id)
            if (name := draft.subgroup_id or draft.group_id) in texts or draft.sentences
        }

    # -- drafts ----------------------------------------------------------------------------------

    def draft(self, named: Named) -> str:
        """The draft of now as the body of a file; empty where there is none."""
        if named.kind == "condensate":
            own = self._condensates(named.group_id)
            texts = (paragraphs(c) for c in own if c.subgroup_id == named.subgroup_id)
            parts = [written(paragraph) for paragraph in next(texts, [])]
        else:
            drafts = self.reduces.drafted_categories
            category = next(c for c in drafts if c.group_id == named.group_id)
            parts = list(self._sections(category))
        return paragraphs_text(parts) if parts else ""

    def _sections(self, category: Category) -> Iterator[str]:
        """The analytic text: what is unsorted opens it; then a section for each subgroup."""
        attribution = self.study.config.attribution
        for paragraph in category.paragraphs:
            subgroup = paragraph.subgroup_id
            own = [quote for quote in category.quotes if quote.subgroup_id == subgroup]
            if not paragraph.statements and not own:
                continue
            if subgroup:
                yield f"## {self.reduces.headings[subgroup]} {{#{subgroup}}}"
            if paragraph.statements:
                yield written(paragraph.text)
            yield from (f"> {written(quoted(quote, attribution))}" for quote in own)

    # -- compare ---------------------------------------------------------------------------------

    def compared(self, wish: Wish) -> list[Compared]:
        """Adopted texts beside the drafts of now: those of some ids, or all.

        Raises UsageError naming an id of which no text was adopted.
        """
        found: list[Named] = []
        for one in self.named(wish) if wish.ids else self.all:
            group_too = [Named("condensate", one.group_id)] if one.kind == "analytic_text" else []
            own = [other for other in (one, *(group_too if wish.ids else ())) if self.text(other)]
            if wish.ids and not own:
                raise UsageError(f"{self.file(one)}: is not there, so there is nothing to compare. "
                                 f"Adopt the draft with `{one.command()}`.")  # fmt: skip
            found += own
        return [self._compared(one) for one in found]

    def _compared(self, named: Named) -> Compared:
        text = self.text(named)
        assert text is not None
        found = tuple(changes(self.draft(named), text.body))
        return Compared(self.file(named), named, found, self._stale[named])

    @cached_property
    def _stale(self) -> dict[Named, tuple[str, ...]]:
        reduces = self.reduces
        return {
            **{Named("condensate", c.group_id, c.subgroup_id): c.stale_because
               for c in reduces.condensates},
            **{Named("analytic_text", c.group_id): c.stale_because for c in reduces.categories},
        }  # fmt: skip


def _digest(draft: Condensate) -> str:
    return words_digest(sentence.text for sentence in draft.sentences)
