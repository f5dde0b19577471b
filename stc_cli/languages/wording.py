"""The words of a report, figure or appendix: a YAML file per language beside the code using it.

They lie apart from the languages' own data, which every run loads.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml

from stc_cli.languages import COMPLETE

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@cache
def wording(package: str, language: str) -> Mapping[str, str]:
    """Name to words from `<package>/wording/<language>.yaml`; English for other languages.

    `package`: as in `stc_cli.report`. What a language lacks stands in English.
    """
    folder = resources.files(package).joinpath("wording")
    code = {"no": "nb"}.get(language, language)
    english: dict[str, str] = yaml.load(folder.joinpath("en.yaml").read_bytes(), _LOADER)
    if code == "en" or code not in COMPLETE:
        return english
    own: dict[str, str] = yaml.load(folder.joinpath(f"{code}.yaml").read_bytes(), _LOADER)
    return english | own
