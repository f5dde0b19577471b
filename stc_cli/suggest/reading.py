"""What suggestions are made from, read out of a study's output folder."""

from __future__ import annotations

from stc_cli.errors import StcError, UsageError
from stc_cli.output import required
from stc_cli.suggest import require_library
from stc_cli.suggest.decided import read_decided
from stc_cli.suggest.suggester import Suggester
from stc_cli.text.tokens import Lexicons
from stc_cli.workspace import Study


def read_suggester(study: Study) -> Suggester:
    """The units, proposals and decisions of the last run, with the codebook as it is now.

    Raises UsageError without scikit-learn or a codebook with codes, StcError when nothing was coded
    yet.
    """
    require_library()
    codebook = study.required_codebook()
    codes = [place.code.id for place in codebook.places()]
    if not codes:
        raise UsageError(
            f"{study.codebook_path}: has no codes yet, so none can be suggested. Add one."
        )
    output = required(study.out)
    for artefact in ("2_segment/units.csv", "3_code/assignments.csv"):
        if not output.has(artefact):
            raise StcError(f"{study.out}: holds no {artefact} yet. Run `stc code` first.")
    return Suggester(
        output.units,
        codebook,
        read_decided(output, codes),
        lexicons=Lexicons(study.config.language_of),
        language=study.config.language,
        assignments=output.assignments,
    )
