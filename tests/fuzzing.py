"""Transcripts broken on purpose: every sample format, mutated at random, with a seed.

`python tests/fuzzing.py --cases 20000 --seed 7` runs it by itself (`make fuzz`); the tests run a
smaller number. A case that fails is kept as a file, so that it can be tried again.
"""

from __future__ import annotations

import argparse
import io
import json
import signal
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import NamedTuple

import promises
from formats import WRITERS

from stc_cli.config import Config
from stc_cli.proofs import verify
from stc_cli.runner import run
from stc_cli.workspace import open_study

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 120  # for one study of mutated files; a sound one takes two or three
PER_STUDY = 60
TALK = [
    ("Interviewer", "Hvordan går det, og hva gjør du når det røyner på?"),
    ("P1", "Jeg ringer til sykepleieren, og så – ja, så venter jeg. «Det går», sier hun."),
    ("Interviewer", "Mhm."),
    ("P2", "For meg er det annerledes: jeg måler 3 ganger om dagen (kl. 12:30 …), ikke sant?"),
    ("P1", "We are not alone any more & that helps, 50 % better than before."),
    ("Kari Nordmann", "Åse og jeg? Nei. Ja, jo, vi snakker sammen hver uke."),
    ("P1", "Og så er det [latter] tallene <som> skremmer litt."),
]
PIECES = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n", b"\t", b'"', b"'", b";", b",", b"{",
    b"}", b"[", b"]", b"<", b">", b"</", b"<w:p>", b"<text:p>", b"<table>", b"<v X>", b"&#0;",
    b"&a;", b"-->", b"00:00:01.000 --> 00:00:00.000", b"99:99:99", b"P1:", b": ", b"\\u-1?", b"\\'",
    b"\\par", b"\\bin99999999 ", b"endobj", b"/Kids", b"stream", b"\x1f\x8b", b"PK\x03\x04",
    b"WEBVTT", b"NOTE", b"9" * 400, b"(" * 400, b"a\xcc\x81", b"\xe2\x80\x8b", b"<!DOCTYPE x>",
    b"\xf0\x9f\x98\x80", b"\\u0000", b"1e999", b"NaN", b"null", b"sep=;", b"\xd0\xcf\x11\xe0",
)  # fmt: skip


class TooSlow(BaseException):  # TimeoutError is an OSError, which a reader takes for damage
    """A study of broken files took longer than it may."""


class Sample(NamedTuple):
    """A sound file to begin with."""

    name: str
    suffix: str
    data: bytes


def samples() -> list[Sample]:
    """The conversation in every format, and the sample studies' own transcripts."""
    made = [Sample(name, suffix, write(TALK)) for name, (write, suffix) in WRITERS.items()]
    paths = sorted((ROOT / "sample_data").glob("*/transcripts/*"))
    return made + [Sample(path.stem, path.suffix, _beginning(path)) for path in paths]


def _beginning(path: Path) -> bytes:
    """As much of a transcript as is worth reading again and again; an archive whole."""
    data = path.read_bytes()
    return data if path.suffix == ".docx" else data[:20_000]


def mutated(sample: Sample, random: Random, others: list[Sample]) -> bytes:
    """A sample with one to six things wrong; of an archive often a part, packed again."""
    data = sample.data
    if data.startswith(b"PK") and random.random() < 0.7:
        return _with_a_part_mutated(data, random, others)
    if sample.suffix == ".json" and random.random() < 0.7:
        return _with_a_value_mutated(data, random)
    for _ in range(random.choice((1, 1, 2, 3, 6))):
        data = _one_thing_wrong(data, random, others)
    return data


def _with_a_part_mutated(data: bytes, random: Random, others: list[Sample]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = random.choice(sorted(parts))
    for _ in range(random.choice((1, 2, 4))):
        parts[name] = _one_thing_wrong(parts[name], random, others)
    if random.random() < 0.1:
        del parts[name]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(zipfile.ZipInfo(part), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _with_a_value_mutated(data: bytes, random: Random) -> bytes:
    """JSON that is still JSON, with a value of another kind, gone, doubled or buried."""
    value = json.loads(data.decode("utf-8-sig"))
    for _ in range(random.choice((1, 2, 5))):
        place = value
        while isinstance(place, (dict, list)) and place and random.random() < 0.8:
            keys = list(place) if isinstance(place, dict) else range(len(place))
            key = random.choice(keys)
            if random.random() < 0.3 or not isinstance(place[key], (dict, list)):
                place[key] = random.choice(
                    (None, True, -1, 10**30, 1e300, "", "P1", "a b", [], {}, [place[key]] * 2,
                     {"text": place[key]}, {"start": "00:00:01", "text": "ja"}, "\ud800", "\x00")
                )  # fmt: skip
                break
            place = place[key]
    return json.dumps(value).encode()


def _one_thing_wrong(data: bytes, random: Random, others: list[Sample]) -> bytes:
    """A flipped bit, a cut, a splice, a stretch doubled, moved or zeroed, a piece put in."""
    if not data:
        return random.choice(PIECES)
    at, length = random.randrange(len(data)), random.choice((1, 2, 8, 64, 512))
    end = min(at + length, len(data))
    match random.randrange(8):
        case 0:
            return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]
        case 1:
            return data[:at]
        case 2:
            other = random.choice(others).data
            start = random.randrange(max(len(other), 1))
            return data[:at] + other[start : start + length] + data[end:]
        case 3:
            return data[:end] + data[at:end] * random.choice((1, 2, 50)) + data[end:]
        case 4:
            return data[:at] + data[end:]
        case 5:
            return data[:at] + bytes(end - at) + data[end:]
        case 6:
            return data[:at] + random.choice(PIECES) * random.choice((1, 1, 3)) + data[at:]
        case _:
            other_at = random.randrange(len(data))
            return data[:other_at] + data[at:end] + data[other_at:]


def fuzz(folder: Path, *, cases: int, seed: int) -> Counter[str]:
    """Analyse `cases` mutated files, some in each study below `folder`.

    Returns how many were read and refused, by format. Raises what stc should not have: anything
    but a refusal in one sentence, a run over its time, an output that breaks a promise.
    """
    random = Random(seed)
    sound = samples()
    told: Counter[str] = Counter()
    for number in range(0, cases, PER_STUDY):
        study = folder / f"study{number}"
        (study / "transcripts").mkdir(parents=True)
        for case in range(number, min(number + PER_STUDY, cases)):
            sample = sound[case % len(sound)]
            name = f"{case}-{sample.name}".replace(" ", "_")
            path = study / "transcripts" / f"{name}{sample.suffix}"
            path.write_bytes(mutated(sample, random, sound))
        (study / "transcripts" / "sound.txt").write_text("P1: Dette er helt greit.\n", "utf-8")
        with _time_limit(SECONDS, study):
            told += _analysed(study)
    return told


def _analysed(study: Path) -> Counter[str]:
    (study / "stc.yaml").write_text("language: nb\noutput: out\n", "utf-8")
    opened = open_study(config=study / "stc.yaml")
    assert opened.config == Config(language="nb", output="out")
    report = run(opened, "segment")
    for row in report.refused:
        assert "\n" not in row.reason and row.reason.endswith(".") and len(row.reason) < 300, row
        assert row.reason.startswith(row.source), row
    out = promises.Folder(study / "out")
    promises.turns_and_skipped_are_the_stored_text(out)
    promises.units_are_their_spans(out)
    for row in out.transcripts:
        counted = sum(int(row[f"chars_{kind}"]) for kind in ("turns", "skipped", "structure"))
        assert counted == int(row["chars_in"]), row["transcript_id"]
    proof = verify(opened)
    assert not proof.breaks, proof.breaks[:3]
    read = Counter(f"{row['format']} read" for row in out.transcripts)
    return read + Counter(f"{Path(row.source).suffix[1:]} refused" for row in report.refused)


@contextmanager
def _time_limit(seconds: int, study: Path) -> Iterator[None]:
    """Fail when a study takes longer (where the system has an alarm)."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def ring(*_: object) -> None:
        raise TooSlow(f"{study}: took longer than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def main() -> None:
    parser = argparse.ArgumentParser(description="Break transcripts and read them.")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="stc-fuzz-"))
    try:
        told = fuzz(folder, cases=options.cases, seed=options.seed)
    except BaseException:
        sys.stderr.write(f"seed {options.seed}: the files are kept in {folder}\n")
        raise
    for what, count in sorted(told.items()):
        sys.stdout.write(f"{count:>7,} {what}\n")


if __name__ == "__main__":
    main()
