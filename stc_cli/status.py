"""Which stages are current, stale, missing or edited, told from files and cache alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from stc_cli.artefacts import TRANSCRIPTS
from stc_cli.decisions.counter import open_passages
from stc_cli.decisions.validation import Pair, read_validation, unread
from stc_cli.errors import StcError
from stc_cli.files import file_sha256
from stc_cli.manifest import read_manifest
from stc_cli.maps import MAPS, Outcome
from stc_cli.moves import with_moves
from stc_cli.output import Output
from stc_cli.pipeline import NAMES, STAGES, StageName, owner, stage
from stc_cli.recipes import asked_recipe
from stc_cli.reduces import Reduces
from stc_cli.runner import map_task
from stc_cli.workspace import Study, find_inputs


class StageStatus(NamedTuple):
    """Whether a stage's artefacts are what a run would write, and if not, why."""

    stage: StageName
    state: Literal["current", "stale", "missing", "edited"]
    why: str


def status(study: Study) -> list[StageStatus]:
    """The state of every stage, from the files and the cache, without computing anything."""
    manifest = read_manifest(study.out)
    inputs, _ = find_inputs(study)
    task = map_task(study, NAMES if study.codebook else ("ingest", "segment"))
    refused = set(manifest.get("refused", {}))
    if study.ledger.standing:
        early = replace(task, upto="ingest")
        known = (early.cached(entry, partial=True) for entry in inputs)
        task, _ = with_moves(task, [outcome for outcome in known if outcome is not None])
    found = (task.cached(entry, partial=True) for entry in inputs)
    outcomes = [o for o in found if o is not None and (o.parts or o.source not in refused)]
    reduces = Reduces(study, outcomes, task.ledger)
    rows: list[StageStatus] = []
    for entry in STAGES:
        if entry.only_asked and entry.name not in manifest.get("stages", {}):
            continue
        if entry.needs_codebook and study.codebook is None:
            rows.append(StageStatus(entry.name, "missing", "the study has no codebook"))
            continue
        rows.append(_stage_status(entry.name, study, manifest, reduces, outcomes))
    return rows


class Rereading(NamedTuple):
    """How far the fourth step's re-reading has come.

    `pairs`: how many transcript × category there are; `unread`: those that nobody has read.
    `passages`: how many may speak against a statement; `unanswered`: those that nobody, or nobody
    since the statement was rewritten, has said anything about.
    """

    pairs: int = 0
    unread: tuple[Pair, ...] = ()
    passages: int = 0
    unanswered: int = 0


def rereading(study: Study) -> Rereading:
    """What is left to re-read, as the last run has it; nothing where no category has a text."""
    output = Output(study.out)
    try:
        transcripts = output.rows("1_ingest/transcripts.csv", TRANSCRIPTS, lambda row: row[0])
        groups = [c.group_id for c in output.categories if any(p.statements for p in c.paragraphs)]
        passages = output.counter_evidence
    except StcError:  # a stage that has not run, or a file changed by hand, which `status` says
        return Rereading()
    rows = read_validation(study.decisions, study.migrations)
    left = tuple(unread(rows, transcripts, groups))
    unanswered = len(open_passages(passages))
    return Rereading(len(transcripts) * len(groups), left, len(passages), unanswered)


def _stage_status(
    name: StageName,
    study: Study,
    manifest: dict[str, dict[str, str]],
    reduces: Reduces,
    outcomes: Sequence[Outcome],
) -> StageStatus:
    recorded = manifest.get("stages", {}).get(name)
    if recorded is None:
        return StageStatus(name, "missing", "has not run")
    own = {
        path: digest
        for path, digest in manifest["artefacts"].items()
        if (found := owner(path)) is not None and found.name == name
    }
    present = {path: file_sha256(study.out / path) for path in own}
    if absent := [path for path, digest in present.items() if digest is None]:
        return StageStatus(name, "missing", f"{absent[0]} is not there")
    if edited := [path for path, digest in present.items() if digest != own[path]]:
        return StageStatus(name, "edited", f"{edited[0]} was changed by hand")
    if name in MAPS and (changed := [o.source for o in outcomes if name not in o.parts]):
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        return StageStatus(name, "stale", f"{changed[0]}{more} must be read again")
    asked = stage(name).only_asked
    recipe = asked_recipe(study, manifest) if asked else reduces.recipes.get(name)
    if recipe != recorded:
        return StageStatus(name, "stale", "what it is made from has changed")
    return StageStatus(name, "current", "")
