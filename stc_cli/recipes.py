"""Recipes: the hash of everything that a reduce stage is made from.

`publish.Publisher` writes what has another recipe than before, `status.py` tells it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from stc_cli.cache import fingerprint, program
from stc_cli.codebook import Codebook
from stc_cli.decisions.ledger import Ledger
from stc_cli.decisions.printings import by_words
from stc_cli.decisions.texts import Kind
from stc_cli.files import file_sha256, files_in
from stc_cli.languages import load_language
from stc_cli.maps import Outcome
from stc_cli.pipeline import STAGES
from stc_cli.stages.table import needed_for, numbers
from stc_cli.table_config import StepsTable, TableConfig, ThemesTable
from stc_cli.workspace import Study


def stage_recipes(study: Study, outcomes: Sequence[Outcome], ledger: Ledger) -> dict[str, str]:
    """Stage to its recipe; only stages whose inputs are there.

    `outcomes`: in transcript order. `ledger`: with what moved between transcripts.
    """
    config, book = study.config, study.codebook
    words = load_language(config.language_out).sha256
    recipes = {
        stage: fingerprint(
            stage, program(), [(o.transcript_id, o.parts[stage].digest) for o in outcomes]
        )
        for stage in ("ingest", "segment", "code")
        if outcomes and all(stage in o.parts for o in outcomes)
    }
    heard = recipes.get("ingest")  # who talks, of which contributors.csv tells
    if "ingest" in recipes:
        recipes["overview"] = fingerprint(
            recipes["ingest"], words, config.title, sorted(config.labels.items())
        )
        people = study.people
        recipes["ingest"] = fingerprint(recipes["ingest"], people.attributes, people.rows)
    if book is None:
        return recipes
    if "code" in recipes:
        codes = [place.code.id for place in book.places()]
        recipes["code"] = fingerprint(recipes["code"], codes)
        if ledger.decisions:  # unplaced.csv looks at the units of all transcripts
            recipes["code"] = fingerprint(
                recipes["code"], recipes["segment"], ledger.decisions,
                sorted(ledger.undone.items()),
            )  # fmt: skip
        recipes["condense"] = fingerprint(
            recipes["segment"],
            recipes["code"],
            config.condense.model_dump(),
            config.code.model_dump(),
            [load_language(config.language_of(o.transcript_id)).sha256 for o in outcomes],
            words,
            sorted(book.headings(config.language_out).items()),
            _tree(book),
            _adopted(study, "condensate"),
            sorted(config.labels.items()),
        )
        printings = by_words(study.printings)
        recipes["synthesize"] = fingerprint(
            recipes["condense"],
            config.synthesize.model_dump(),
            config.attribution,
            sorted(config.labels.items()),
            _adopted(study, "analytic_text"),
            heard,
            sorted(study.linked),
            study.answers,
            sorted((*key, p.printed(config.language_out)) for key, p in printings.items()),
        )
    recipes["table"] = fingerprint([recipe for _, recipe in table_recipes(study, recipes)])
    return recipes


def table_recipes(study: Study, recipes: Mapping[str, str]) -> Iterator[tuple[TableConfig, str]]:
    """The tables that can be made, each with its recipe."""
    config, book = study.config, study.codebook
    assert book is not None
    shared = (
        program(), config.language_out, config.attribution, config.status,
        [group.model_dump(include={"id", "name", "heading"}) for group in book.groups],
        sorted(_headings(book)), _tree(book), sorted(study.linked), sorted(config.labels.items()),
    )  # fmt: skip
    printed = numbers(config)
    for table in config.tables:
        needed: list[object] = [printed[table.id]]
        match needed_for(table):
            case "ingest":
                needed += [recipes.get("ingest"), _meetings(study)]
            case "synthesize":
                needed += [recipes.get("ingest"), recipes.get("synthesize")]
        if isinstance(table, (ThemesTable, StepsTable)):
            needed.append(_themes(study))
        if None not in needed:
            yield table, fingerprint(shared, table.model_dump(), needed)


def shows_themes(study: Study) -> bool:
    """Whether a table tells of preliminary themes."""
    return any(isinstance(table, (ThemesTable, StepsTable)) for table in study.config.tables)


def asked_recipe(study: Study, manifest: Mapping[str, Any]) -> str:
    """The recipe of what is made only when asked for: from the stages' files and the decisions."""
    made = {stage.name: stage.folder for stage in STAGES if not stage.only_asked}
    artefacts = manifest.get("artefacts", {})
    decided = []
    for path in sorted(study.decisions.rglob("*")):
        inside = path.relative_to(study.decisions)
        if path.is_file() and not any(part.startswith(".") for part in inside.parts):  # .git …
            decided.append((inside.as_posix(), file_sha256(path)))
    return fingerprint(
        program(),
        sorted((n, d) for n, d in artefacts.items() if n.split("/", 1)[0] in made.values()),
        sorted(manifest.get("inputs", {}).items()),
        study.config.model_dump(exclude={"output"}),
        decided,
    )


def theme_files(study: Study) -> list[Path]:
    """The files of the first step: readers' themes, and what became of them."""
    folder = study.decisions / "themes"
    return [*files_in(folder, ".md"), folder / "negotiated.yaml"]


def _themes(study: Study) -> list[str | None]:
    themes = [group.preliminary_themes for group in study.required_codebook().groups]
    return [json.dumps(themes), *map(file_sha256, theme_files(study))]


def _meetings(study: Study) -> list[object]:
    meetings = study.config.meetings.items()
    return [(name, meeting.model_dump()) for name, meeting in sorted(meetings)]


def _tree(book: Codebook) -> list[tuple[str, list[str]]]:
    return [(group.id, [s.id for s in group.subgroups]) for group in book.groups]


def _headings(book: Codebook) -> list[str]:
    """Every heading and code name in every language, as text."""
    headings = [[e.id, e.name, e.heading] for e in book.entries()]
    names = [[place.code.id, place.code.name] for place in book.places()]
    return [json.dumps(row) for row in (*headings, *names)]


def _adopted(study: Study, kind: Kind) -> list[object]:
    """What a stage's results depend on of people's texts; nothing where there are none."""
    own = [(text.file, text.whole) for text in study.texts.of(kind).values()]
    withdrawn = [act.line() for act in study.withdrawn.acts]
    renamed = [act.line() for act in study.migrations.acts]
    return [own, withdrawn, renamed] if own else []
