"""Running stages: read what is needed, compute what changed, write what differs.

Maps run per transcript, in this process or in worker processes; what is cached is not computed
again. The manifest is written last, after everything else is in place.
"""

from __future__ import annotations

import gc
import multiprocessing
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, NamedTuple

from filelock import FileLock, Timeout

from stc_cli.cache import DamagedCache, PartStore
from stc_cli.codebook import line_of_rule
from stc_cli.decisions.counter import NAME as COUNTER_EVIDENCE
from stc_cli.decisions.ledger import FOLDER as CODING
from stc_cli.decisions.migrations import NAME as MIGRATIONS
from stc_cli.decisions.quotes import quotes_path
from stc_cli.decisions.texts import text_files
from stc_cli.errors import StcError, UsageError
from stc_cli.files import delete, file_sha256, files_in, make_folder, size
from stc_cli.languages import load_language
from stc_cli.manifest import as_bytes, manifest_bytes, read_manifest, write_manifest
from stc_cli.maps import MAPS, MapTask, Outcome
from stc_cli.moves import with_moves
from stc_cli.outputs import artefacts, asked_artefacts
from stc_cli.pipeline import KEPT, MATCH, MOVES, NAMES, STAGES, StageName, stage
from stc_cli.publish import Edited, Publisher
from stc_cli.recipes import asked_recipe, shows_themes, theme_files
from stc_cli.reduces import Reduces
from stc_cli.remarks import condensate_remarks, decision_remarks, quotation_remarks, remarks
from stc_cli.stages.table import furthest
from stc_cli.text.rules import RuleError
from stc_cli.text_states import text_remarks, text_states
from stc_cli.workspace import Input, Refused, Study, all_inputs, find_inputs

# What each stage needs before it; `table` needs the others only where a table's columns do.
_NEEDS: dict[StageName, tuple[StageName, ...]] = {
    "ingest": (),
    "overview": ("ingest",),
    "segment": ("ingest",),
    "code": ("ingest", "segment"),
    "condense": ("ingest", "segment", "code"),
    "synthesize": ("ingest", "segment", "code", "condense"),
    "table": ("ingest", "segment", "code", "condense", "synthesize"),
    "report": (),  # these three are made once all stages have run
    "figure": (),
    "methods": (),
}


class Progress(NamedTuple):
    """How far the reading of transcripts is."""

    done: int
    total: int
    transcript_id: str


@dataclass(slots=True)
class Report:
    """What a run did, for the command line to tell."""

    out: Path
    stages: tuple[StageName, ...]
    transcripts: int = 0
    counts: dict[str, int] = field(default_factory=dict)  # words, turns, units, uncoded …
    computed: list[StageName] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    edited: list[Edited] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    unfinished: UsageError | None = None
    reduces: Reduces | None = None
    task: MapTask | None = None  # what all transcripts shared
    moves: list[str] = field(default_factory=list)  # the keys of the parts that say so


def stages_for(study: Study, upto: StageName | Literal["all"]) -> tuple[StageName, ...]:
    """The stages a command runs, in order."""
    if upto == "all":
        return NAMES
    wanted = {*_NEEDS[upto], upto}
    if upto == "table":
        match furthest(study.config.tables):
            case "nothing":
                wanted = {"table"}
            case "ingest":
                wanted = {"ingest", "table"}
    return tuple(entry.name for entry in STAGES if entry.name in wanted)


def run(
    study: Study,
    upto: StageName | Literal["all"] = "all",
    *,
    workers: int = 1,
    notify: Callable[[Progress], None] = lambda progress: None,
) -> Report:
    """Bring the stages up to date.

    Files that cannot be read are in the report; the others are analysed. Without a codebook the
    stages that need none run and `unfinished` says what is missing. What is made only when asked
    for is made once all stages have run. Raises StcError.
    """
    if upto != "all" and stage(upto).only_asked:
        study.required_codebook()
        report = run(study, "all", workers=workers, notify=notify)
        with locked(study):
            _write_asked(study, upto, report)
        return report
    wanted = stages_for(study, upto)
    if study.codebook is None:
        possible = tuple(name for name in wanted if not stage(name).needs_codebook)
        if not possible:
            study.required_codebook()
        unfinished = possible != wanted
        wanted = possible
    else:
        unfinished = False
    inputs, refused = ([], []) if wanted == ("table",) else find_inputs(study)
    make_folder(study.cache)
    with locked(study):
        try:
            report = _ran(study, wanted, inputs, refused, workers, notify)
        except DamagedCache:
            PartStore(study.cache).clear(KEPT)
            report = _ran(study, wanted, inputs, refused, workers, notify)
    if unfinished:
        try:
            study.required_codebook()
        except UsageError as error:
            report.unfinished = error
    return report


def _ran(
    study: Study,
    wanted: tuple[StageName, ...],
    inputs: Sequence[Input],
    refused: Sequence[Refused],
    workers: int,
    notify: Callable[[Progress], None],
) -> Report:
    report = Report(study.out, wanted, refused=list(refused))
    thresholds = gc.get_threshold()
    _collect_seldom()
    try:
        outcomes = _mapped(study, inputs, wanted, workers, notify, report)
        _write(study, outcomes, report)
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
    return report


def _collect_seldom() -> None:
    """Look for reference cycles less often: stages make many small records and hardly a cycle."""
    gc.set_threshold(200_000, 20, 100)


@contextmanager
def locked(study: Study) -> Iterator[None]:
    """Hold the output folder's lock. Raises StcError when another command holds it."""
    lock = FileLock(study.cache / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise StcError(
            f"{study.out}: another stc command is writing there. Wait until it is done."
        ) from error
    except OSError as error:
        raise StcError(f"{study.out}: cannot be written ({error.strerror}).") from error
    try:
        yield
    finally:
        lock.release()


def map_task(study: Study, wanted: Sequence[StageName]) -> MapTask:
    """The task that all transcripts of a run share; it goes as far as the last map wanted."""
    upto: StageName = next((name for name in reversed(MAPS) if name in wanted), "ingest")
    store = PartStore(study.cache)
    return MapTask(
        study.config, study.codebook, study.participants.ids, store, upto, study.key,
        study.withdrawn, study.ledger,
    )  # fmt: skip


def _mapped(
    study: Study,
    inputs: Sequence[Input],
    wanted: Sequence[StageName],
    workers: int,
    notify: Callable[[Progress], None],
    report: Report,
) -> list[Outcome]:
    """The outcome of every readable transcript in order; errors go into the report."""
    task = map_task(study, wanted)
    if study.ledger.standing and "segment" in task.stages:
        early = _outcomes(study, replace(task, upto="ingest"), inputs, workers)
        task, report.moves = with_moves(task, early)
        report.computed = ["ingest"] if any(outcome.ran for outcome in early) else []
    report.task = task
    outcomes = _outcomes(study, task, inputs, workers, notify)
    for outcome in outcomes:
        if outcome.error:
            report.refused.append(Refused(outcome.source, outcome.error))
    ran = {*report.computed, *(name for outcome in outcomes for name in outcome.ran)}
    report.computed = [name for name in MAPS if name in ran]
    sound = [outcome for outcome in outcomes if not outcome.error]
    if inputs and not sound:
        reasons = "; ".join(row.reason.rstrip(".") for row in report.refused[:3])
        raise StcError(f"{study.transcripts}: no transcript could be read ({reasons}).")
    report.transcripts = len(sound)
    for outcome in sound:
        for part in outcome.parts.values():
            for name, count in part.counts.items():
                report.counts[name] = report.counts.get(name, 0) + count
    return sound


def _outcomes(
    study: Study,
    task: MapTask,
    inputs: Sequence[Input],
    workers: int,
    notify: Callable[[Progress], None] = lambda progress: None,
) -> list[Outcome]:
    """What becomes of every transcript, in order; only what is not kept is computed."""
    found: dict[str, Outcome] = {}
    waiting: list[Input] = []
    for entry in inputs:
        known = task.cached(entry)
        if known is None:
            waiting.append(entry)
        else:
            found[entry.transcript_id] = known
    if waiting and "code" in task.stages:
        check_rules(study, task)
        gc.freeze()  # the language data just loaded stays; no need to look through it again
    computed = _in_processes if workers > 1 and len(waiting) > 1 else _in_this_process
    for outcome in computed(task, waiting, workers):
        found[outcome.transcript_id] = outcome
        notify(Progress(len(found), len(inputs), outcome.transcript_id))
    return [found[entry.transcript_id] for entry in inputs]


def check_rules(study: Study, task: MapTask) -> None:
    """Compile the codebook's rules for every language of the study.

    Raises UsageError naming file and line of one that fails.
    """
    try:
        for code in study.config.languages:
            task.rules(code)
    except RuleError as error:
        assert study.codebook_path is not None
        line = line_of_rule(study.codebook_path, error.code_id, error.rule)
        raise UsageError(f"{study.codebook_path}, line {line}: {error}") from error


def _in_this_process(task: MapTask, waiting: Sequence[Input], workers: int) -> Iterable[Outcome]:
    return map(task.run, waiting)


def _in_processes(task: MapTask, waiting: Sequence[Input], workers: int) -> Iterable[Outcome]:
    """Outcomes as they come. A fork server, where there is one, imports spaCy once for all."""
    context = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
    if sys.platform != "win32":
        context.set_forkserver_preload(["spacy", "simplemma", "stc_cli.maps"])
    number = min(workers, len(waiting))
    with ProcessPoolExecutor(number, context, _begin_worker, (task.fresh(),)) as pool:
        # The longest first, so that none is left running alone at the end.
        jobs: dict[Future[Outcome], Input] = {
            pool.submit(_work, entry): entry
            for entry in sorted(waiting, key=lambda e: -size(e.path))
        }
        try:
            for job in as_completed(jobs):
                yield job.result()
        except BrokenProcessPool as error:
            lost = [e.source for job, e in jobs.items() if not job.done() or job.exception()]
            raise StcError(
                f"{', '.join(sorted(lost)[:3])}: a worker process died while reading (out of "
                "memory?). Run the same command again, with fewer --workers."
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


_task: MapTask | None = None


def _begin_worker(task: MapTask) -> None:
    global _task
    _task = task
    _collect_seldom()


def _work(entry: Input) -> Outcome:
    assert _task is not None
    return _task.run(entry)


def _write(study: Study, outcomes: Sequence[Outcome], report: Report) -> None:
    manifest = read_manifest(study.out)
    publisher = Publisher(study.out, manifest.get("artefacts", {}))
    reduces = Reduces(study, outcomes, report.task.ledger if report.task else None)
    report.reduces = reduces
    try:
        for name in report.stages:
            before = len(publisher.written)
            for artefact in artefacts(reduces, name):
                publisher.publish(artefact.path, artefact.recipe, artefact.data)
            if len(publisher.written) > before and name not in report.computed:
                report.computed.append(name)
        made = {stage(name).folder for name in report.stages}
        kept = {
            path: digest
            for path, digest in manifest.get("artefacts", {}).items()
            if path.split("/", 1)[0] not in made
        }
        gone = set(manifest.get("artefacts", {})) - set(publisher.hashes) - set(kept)
        publisher.withdraw(sorted(gone))
        recipes: dict[str, str] = {name: reduces.recipes[name] for name in report.stages}
        _write_manifest(study, outcomes, report, {**kept, **publisher.hashes},
                        {**_kept_recipes(manifest, made), **recipes})  # fmt: skip
        publisher.finish()
        forget_originals(study)
        _prune(reduces, outcomes, report)
    finally:
        report.edited = publisher.edited
        report.written = publisher.written
    report.warnings += remarks(study, outcomes, read_anew="ingest" in report.computed)
    report.warnings += decision_remarks(reduces)
    if "condense" in report.computed:  # else nothing needs to be loaded
        report.warnings += condensate_remarks(reduces)
    if "synthesize" in report.stages:
        report.warnings += quotation_remarks(reduces)
    if "condense" in report.stages and study.texts:
        categories = reduces.categories if "synthesize" in report.stages else ()
        report.warnings += text_remarks(text_states(study, reduces.condensates, categories))


def _write_asked(study: Study, name: StageName, report: Report) -> None:
    """Make what is made only when asked for, from the files that the stages wrote."""
    manifest = read_manifest(study.out)
    publisher = Publisher(study.out, manifest["artefacts"])
    recipe = asked_recipe(study, manifest)
    try:
        for artefact in asked_artefacts(study, name, recipe):
            publisher.publish(artefact.path, artefact.recipe, artefact.data)
        folder = stage(name).folder
        kept = {p: d for p, d in manifest["artefacts"].items() if p.split("/", 1)[0] != folder}
        publisher.withdraw(sorted(set(manifest["artefacts"]) - set(publisher.hashes) - set(kept)))
        manifest["artefacts"] = {**kept, **publisher.hashes}
        manifest["stages"][name] = recipe
        write_manifest(study.out, as_bytes(manifest))
        publisher.finish()
    finally:
        report.stages = (*report.stages, name)
        report.edited += publisher.edited
        report.written += publisher.written
    if publisher.written:
        report.computed.append(name)


def _kept_recipes(manifest: dict[str, dict[str, str]], made: set[str]) -> dict[str, str]:
    recipes = manifest.get("stages", {})
    return {name: recipe for name, recipe in recipes.items() if stage(name).folder not in made}


def _write_manifest(
    study: Study,
    outcomes: Sequence[Outcome],
    report: Report,
    artefacts: dict[str, str],
    stages: dict[str, str],
) -> None:
    config = study.config
    codes = {*config.languages, config.language_out,
             *(t.language for t in config.tables if t.language)}  # fmt: skip
    inputs = {outcome.source: outcome.sha256 for outcome in outcomes}
    refused = {row.source: row.reason for row in report.refused}
    if not outcomes:  # tables from the codebook alone
        before = read_manifest(study.out)
        inputs, refused = dict(before.get("inputs", {})), dict(before.get("refused", {}))
    for path in (study.codebook_path, study.participants_path, *decision_files(study)):
        digest = file_sha256(path) if path else None
        if path and digest:
            inputs[study.name(path)] = digest
    write_manifest(
        study.out,
        manifest_bytes(
            config=config,
            language_data={code: load_language(code).sha256 for code in sorted(codes)},
            inputs=inputs,
            refused=refused,
            artefacts=artefacts,
            stages={name: stages[name] for name in sorted(stages)},
        ),
    )


def decision_files(study: Study) -> list[Path]:
    """The files of decisions that stages go by."""
    return [
        *files_in(study.decisions / CODING, ".jsonl"),
        study.decisions / MIGRATIONS,
        quotes_path(study.decisions),
        study.decisions / COUNTER_EVIDENCE,
        *text_files(study.decisions),
        *(theme_files(study) if shows_themes(study) else ()),
    ]


def forget_originals(study: Study) -> None:
    """Remove what pseudonyms stood for in transcripts that the study does not have any more."""
    if study.key is not None:
        ids = (entry.transcript_id for entry in all_inputs(study))
        standing = {name for name in ids if not study.withdrawn.holds(name)}
        for path in study.key.originals.glob("*.csv"):
            if path.stem not in standing:
                delete(path)


def _prune(reduces: Reduces, outcomes: Sequence[Outcome], report: Report) -> None:
    """Forget parts that this study does not use any more; only what was looked at is judged."""
    for stage_name in MAPS:
        if stage_name in report.stages:
            used = [o.parts[stage_name].key for o in outcomes if stage_name in o.parts]
            reduces.store.prune(stage_name, used)
    if "code" in report.stages and report.task is not None:
        task = report.task
        used = [task.match_key(o.transcript_id, o.parts["segment"]) for o in outcomes]
        reduces.store.prune(MATCH, used)
    for name, keys in {**reduces.used_parts, MOVES: report.moves}.items():
        if keys:
            reduces.store.prune(name, keys)
