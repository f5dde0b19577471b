"""`stc verify`: proofs that every text in the output comes, character for character, from talk.

Each proof reads the artefacts on disk and yields a sentence for every break, naming the place by
file, row or character, never by what was said. They prove provenance, not validity.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from stc_cli.errors import CheckFailed
from stc_cli.manifest import required_manifest
from stc_cli.output import required
from stc_cli.proofs.coding import coding_breaks
from stc_cli.proofs.drafts import document_breaks, draft_breaks, quotation_breaks
from stc_cli.proofs.integrity import manifest_breaks
from stc_cli.proofs.provenance import turn_breaks, unit_breaks
from stc_cli.workspace import Study

Breaks = Iterator[str]


@dataclass(slots=True)
class Proof:
    """What broke, as sentences, and how much was proved, by name."""

    breaks: list[str] = field(default_factory=list)
    proved: Counter[str] = field(default_factory=Counter)


def verify(study: Study) -> Proof:
    """Prove an output folder. Raises StcError when there is nothing to prove."""
    output = required(study.out)
    manifest = required_manifest(study.out)
    proof = Proof()
    _prove(proof, lambda: turn_breaks(output, proof.proved))
    if output.has("2_segment/units.csv"):
        _prove(proof, lambda: unit_breaks(output, proof.proved))
    if output.has("3_code/assignments.csv"):
        _prove(proof, lambda: coding_breaks(output, study, proof.proved))
    if output.has("4_condense/condensates.jsonl"):
        _prove(proof, lambda: draft_breaks(output, study, proof.proved))
    if output.has("5_synthesize/quotes.csv"):
        _prove(proof, lambda: quotation_breaks(output, proof.proved))
        _prove(proof, lambda: document_breaks(output, study, proof.proved))
    _prove(proof, lambda: manifest_breaks(study.out, manifest, proof.proved))
    return proof


def _prove(proof: Proof, breaks: Callable[[], Breaks]) -> None:
    """Collect a proof's breaks; a file that cannot be read at all is one."""
    try:
        proof.breaks += breaks()
    except CheckFailed as error:
        if str(error) not in proof.breaks:
            proof.breaks.append(str(error))
