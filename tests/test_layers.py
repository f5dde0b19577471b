"""The shape of the code: imports point one way, and only the command line prints or exits."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1] / "stc_cli"
# From the top down; a module may import from its own layer or a lower one.
LAYERS = (
    ("cli", "__main__"),
    ("checks", "proofs", "trace", "starter", "withdrawal", "deciding", "adopting", "quoting",
     "sheets", "agreement", "revisions", "lints", "text_checks"),
    ("background", "impression", "memoing", "reading_copies", "suggest"),
    ("leaks",),
    ("searchable",),
    ("status",),
    ("runner",),
    ("remarks",),
    ("roster",),
    ("outputs",),
    ("accounts", "evidence", "moves", "text_states"),
    ("report", "methods"),
    ("figures",),
    ("decision_log",),
    ("findings",),
    ("reduces", "sorting", "recipes", "adopted", "ground", "maps", "work", "publish", "output"),
    ("pipeline", "manifest", "workspace", "cache", "artefacts"),
    ("stages", "render", "readers", "tables"),
    ("text", "decisions"),
    ("config", "codebook", "participants", "pseudonyms"),
    ("table_config",),
    ("records", "languages", "yaml_lines", "yaml_nodes", "yaml_layout", "yaml_values",
     "yaml_edits", "nodes"),
    ("files", "errors"),
)  # fmt: skip
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
MODULES = sorted(ROOT.rglob("*.py"))


def layer(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """What a module imports from stc_cli, as dotted names without the package."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("stc_cli"):
            module = (node.module or "").removeprefix("stc_cli").lstrip(".")
            for alias in node.names:
                yield f"{module}.{alias.name}".strip(".")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_point_down(path: Path) -> None:
    own = layer(path)
    if own == "__init__":
        return
    above = [
        name
        for name in imports(path)
        if name.split(".")[0] in LEVEL and LEVEL[name.split(".")[0]] < LEVEL[own]
    ]
    assert above == []


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_only_the_command_line_prints_or_exits(path: Path) -> None:
    if layer(path) in ("cli", "__main__"):
        return
    calls = {
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
    }
    assert not calls & {"print", "exit", "quit", "sys.exit", "typer.echo", "typer.Exit"}


def test_stages_do_not_import_each_other() -> None:
    for path in (ROOT / "stages").glob("*.py"):
        assert not [name for name in imports(path) if name.startswith("stages")]


def test_only_files_writes() -> None:
    """Writing happens in files.py, so that it is atomic everywhere."""
    writing = {"write_text", "write_bytes", "unlink", "rename", "mkdir", "rmtree"}
    allowed = {ROOT / "files.py"}
    for path in MODULES:
        if path in allowed:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in writing, f"{path.name}: {ast.unparse(node)}"


def test_every_module_and_public_function_is_documented() -> None:
    for path in MODULES:
        tree = ast.parse(path.read_text("utf-8"))
        assert ast.get_docstring(tree), path
