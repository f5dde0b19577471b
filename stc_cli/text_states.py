"""Which texts are drafts, adopted, or stale, as the records of the last run have them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from stc_cli.decisions.texts import Named, Text, other_files
from stc_cli.errors import StcError, did_you_mean
from stc_cli.output import Output
from stc_cli.records import Category, Condensate
from stc_cli.workspace import Study

NO_MARKDOWN = (
    "It is not Markdown, so no stage uses it. Save its text in a file that ends in .md, or move it "
    "elsewhere."
)
UNUSED = "No run has used it yet; run `stc analyze`."


class TextState(NamedTuple):
    """The state of a condensate or analytic text.

    `file`: where a person's text lies, or would, as messages name it. `because`: what is stale in
    it, as sentences. A misplaced file is about nothing that the codebook has; its `named` has the
    file's own name.
    """

    named: Named
    file: str
    state: Literal["draft", "adopted", "stale", "misplaced"]
    adopted: str = ""  # YYYY-MM-DD
    by: str = ""
    because: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What is to be said of a text that is stale or misplaced, as one paragraph."""
        return f"{self.file} is {self.state}. {' '.join(self.because)}"


def text_states(
    study: Study, condensates: Iterable[Condensate], categories: Iterable[Category]
) -> list[TextState]:
    """The state of every text that there is or could be, in the order of the records."""
    rows: list[TextState] = []
    records: list[Condensate | Category] = [*condensates, *categories]
    for made in records:
        if isinstance(made, Condensate):
            named = Named("condensate", made.group_id, made.subgroup_id)
            has_units = bool(made.sentences or made.left_out)
        else:
            named = Named("analytic_text", made.group_id)
            has_units = any(paragraph.statements for paragraph in made.paragraphs)
        text = study.texts.of(named.kind).get(named.place)
        file = study.name(named.path(study.decisions))
        if text is not None:
            rows.append(_of_text(named, file, text, made))
        elif has_units:
            rows.append(TextState(named, file, "draft"))
    return [*rows, *misplaced(study)]


def last_states(study: Study) -> list[TextState]:
    """The state of every text as the last run left it; without a run, what is misplaced."""
    output = Output(study.out)
    try:
        condensates = output.condensates
    except StcError:  # a stage that has not run, or a file changed by hand, which `status` says
        return text_states(study, (), ())
    try:
        return text_states(study, condensates, output.categories)
    except StcError:
        return text_states(study, condensates, ())


def _of_text(named: Named, file: str, text: Text, made: Condensate | Category) -> TextState:
    said = (text.adoption.adopted, text.adoption.by)
    if made.author != "human":
        return TextState(named, file, "adopted", *said, (UNUSED,))
    return TextState(named, file, "stale" if made.stale else "adopted", *said, made.stale_because)


def misplaced(study: Study) -> Iterator[TextState]:
    """Texts about nothing that the codebook has, and files beside them that are no texts."""
    if study.codebook is None:
        return
    groups = study.codebook.subgroup_ids
    ids = [*groups, *(name for own in groups.values() for name in own)]
    for text in study.texts.all:
        known = ids if text.kind == "condensate" else list(groups)
        if text.place in known:
            continue
        named = Named(text.kind, text.place)
        what = "subgroup or code group" if text.kind == "condensate" else "code group"
        hint = did_you_mean(text.place, known)
        why = (
            f'There is no {what} "{text.place}", so no stage uses it.{hint} Rename the file, or '
            "move it elsewhere."
        )
        file = study.name(study.decisions / text.file)
        yield TextState(named, file, "misplaced", text.adoption.adopted, text.adoption.by, (why,))
    for kind, path in other_files(study.decisions):
        named = Named(kind, path.stem)
        yield TextState(named, study.name(path), "misplaced", because=(NO_MARKDOWN,))


def text_remarks(states: Iterable[TextState]) -> Iterator[str]:
    """What of people's texts needs a look after a run, a sentence or two for each."""
    for row in states:
        if row.state == "misplaced":
            yield row.told
        elif row.state == "stale":
            count = len(row.because) - 1
            more = f" (And {count} more change{'s' if count > 1 else ''}.)" if count else ""
            yield (
                f"{row.file} is stale. {row.because[0]}{more} `stc diff {row.named.place}` shows "
                "all. Rewrite it where need be; when it is about the units of now, run "
                f"`{row.named.command('--reviewed')}`."
            )
