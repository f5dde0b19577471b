"""Same input, same bytes: whatever the workers, the folder, the hash seed and the cache."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from studies import Shell, contents
from study_runs import ROOT, analysed, config_of, stc_process

# Another machine, as far as one can have it here: locale, time zone, home, dictionary order.
ELSEWHERE = {"PYTHONHASHSEED": "4711", "LC_ALL": "C", "TZ": "Pacific/Auckland", "COLUMNS": "40"}


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's configs and sample data, copied to a folder with spaces and æøå."""
    folder = tmp_path_factory.mktemp("Mine dokumenter") / "Æ ø å"
    for name in ("configs", "sample_data"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def assert_same(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    """Compare by name first: a difference in bytes would print what was said."""
    assert sorted(one) == sorted(other)
    assert [name for name in one if one[name] != other[name]] == []


def test_elsewhere_with_two_workers_and_warm_with_one(elsewhere: Path, tmp_path: Path) -> None:
    sample = "peer_workers"
    out = tmp_path / f"ut {sample} på nytt"
    analyze = ("analyze", "-c", elsewhere / "configs" / f"{sample}.yaml", "-o", out)
    cold = stc_process(*analyze, "--workers", "2", "--quiet", cwd=tmp_path, **ELSEWHERE)
    assert (cold.returncode, cold.stdout) == (0, ""), cold.stderr
    assert_same(contents(out), contents(analysed(sample)))

    times = {path: path.stat().st_mtime_ns for path in out.rglob("*.*") if path.is_file()}
    warm = stc_process(*analyze, "--workers", "1", "--json", cwd=elsewhere, PYTHONHASHSEED="2")
    assert warm.returncode == 0, warm.stderr
    summary = json.loads(warm.stdout)
    assert (summary["computed"], summary["written"]) == ([], [])
    assert_same(contents(out), contents(analysed(sample)))
    assert {path: path.stat().st_mtime_ns for path in times if path.suffix != ".json"} == {
        path: time for path, time in times.items() if path.suffix != ".json"
    }


def test_stage_by_stage_gives_the_same_as_analyze(stc: Shell, tmp_path: Path) -> None:
    """Each stage by itself, the last first, so that it runs those it needs."""
    out = tmp_path / "out"
    config = config_of("hverdag_kols")
    for stage in ("segment", "table", "overview", "synthesize"):
        done = stc(stage, "-c", config, "-o", out, "--quiet")
        assert done.code == 0, done.err
    assert_same(contents(out), contents(analysed("hverdag_kols")))


def test_without_its_cache_a_folder_is_written_again_alike(stc: Shell, tmp_path: Path) -> None:
    """No artefact is taken for an edited one, and one that was deleted comes back."""
    out = tmp_path / "out"
    shutil.copytree(analysed("hverdag_kols"), out, ignore=shutil.ignore_patterns(".cache"))
    (out / "2_segment" / "units.csv").unlink()
    done = stc("analyze", "-c", config_of("hverdag_kols"), "-o", out, "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["written"] == ["2_segment/units.csv"]
    assert_same(contents(out), contents(analysed("hverdag_kols")))


def test_a_transcript_added_and_removed_leaves_no_trace(
    stc: Shell, elsewhere: Path, tmp_path: Path
) -> None:
    """No run history in artefacts or manifest."""
    study = tmp_path / "study"
    shutil.copytree(elsewhere, study)
    out = tmp_path / "out"
    analyze = ("analyze", "-c", study / "configs" / "hverdag_kols.yaml", "-o", out, "--quiet")
    extra = study / "sample_data" / "hverdag_kols" / "transcripts" / "Intervju 0.txt"
    for text in ("I: Hva tenker du?\nR: Jeg tenker at tallene er trygge, nesten alltid.\n", None):
        if text is None:
            extra.unlink()
        else:
            extra.write_text(text, encoding="utf-8")
        done = stc(*analyze)
        assert done.code == 0, done.err
    assert_same(contents(out), contents(analysed("hverdag_kols")))
