"""`stc verify`: proofs that every text in the output comes, character for character, from talk.

Each proof reads the artefacts on disk and yields a sentence for every break, naming the place by
file, row or character, never by what was said. They prove provenance, not validity. Nothing they
read is trusted: the manifest's hashes are one proof among others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from stc_cli.errors import CheckFailed, StcError
from stc_cli.manifest import required_manifest
from stc_cli.output import Output, required
from stc_cli.proofs.coding import coding_breaks
from stc_cli.proofs.contributors import contributor_breaks
from stc_cli.proofs.counter_evidence import counter_breaks
from stc_cli.proofs.coverage import coverage_breaks
from stc_cli.proofs.decisions import decision_breaks
from stc_cli.proofs.documents import document_breaks
from stc_cli.proofs.drafts import draft_breaks
from stc_cli.proofs.integrity import manifest_breaks, missing_artefacts
from stc_cli.proofs.provenance import turn_breaks, unit_breaks
from stc_cli.proofs.quotations import people_quotation_breaks, quotation_breaks
from stc_cli.proofs.reasons import reason_breaks
from stc_cli.proofs.redrafted import Redrafted
from stc_cli.proofs.synthesis import category_breaks
from stc_cli.proofs.tables import table_breaks
from stc_cli.proofs.texts import category_text_breaks, condensate_text_breaks
from stc_cli.workspace import Study

Breaks = Iterator[str]


@dataclass(slots=True)
class Proof:
    """What broke, as sentences, and how much was proved, by name.

    `listed`: what no proof can tell, for a person to look at, as sentences.
    """

    breaks: list[str] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    proved: Counter[str] = field(default_factory=Counter)


def verify(study: Study) -> Proof:
    """Prove an output folder. Raises StcError when there is nothing to prove."""
    if not (study.out / "manifest.json").is_file():
        required(study.out)
    manifest = required_manifest(study.out)
    if not all(isinstance(manifest.get(name), dict) for name in ("inputs", "stages", "artefacts")):
        raise CheckFailed("manifest.json: lacks its inputs, stages or artefacts.")
    output = Output(study.out)
    redrafted = Redrafted(output, study)
    proof = Proof()
    proved = proof.proved
    proofs: dict[str, list[Callable[[], Breaks]]] = {
        "ingest": [lambda: turn_breaks(output, manifest, proved)],
        "segment": [lambda: unit_breaks(output, study, proved)],
        "code": [
            lambda: coding_breaks(output, study, proved),
            lambda: decision_breaks(output, study, proved),
        ],
        "condense": [
            lambda: draft_breaks(output, study, proved),
            lambda: coverage_breaks(output, study, proved),
            lambda: reason_breaks(output, study, redrafted, proved),
            lambda: condensate_text_breaks(output, study, redrafted, proved),
            lambda: people_quotation_breaks(output, study, proved, proof.listed),
        ],
        "synthesize": [
            lambda: category_breaks(output, study, proved),
            lambda: category_text_breaks(output, study, redrafted, proved),
            lambda: contributor_breaks(output, study, proved),
            lambda: quotation_breaks(output, study, proved),
            lambda: counter_breaks(output, study, proved),
        ],
        "table": [lambda: table_breaks(output, study, proved)],
    }
    for stage, own in proofs.items():
        if stage in manifest["stages"]:
            for breaks in own:
                _prove(proof, breaks)
    _prove(proof, lambda: document_breaks(output, study, manifest["stages"], proved))
    _prove(proof, lambda: missing_artefacts(manifest))
    _prove(proof, lambda: manifest_breaks(study.out, manifest, proved))
    return proof


def _prove(proof: Proof, breaks: Callable[[], Breaks]) -> None:
    """Collect a proof's breaks; a file that cannot be read at all is one."""
    try:
        proof.breaks += breaks()
    except StcError as error:
        if str(error) not in proof.breaks:
            proof.breaks.append(str(error))
