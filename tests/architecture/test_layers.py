"""Who may import whom. Every import counts, also one inside a function or under TYPE_CHECKING."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from include.writ.domain.content import Platform

ROOT = Path(__file__).resolve().parents[2]
WRIT = ROOT / "include" / "writ"
PREFIX = "include.writ."

ADAPTERS = {"platforms", "packs", "sources", "exports", "validation", "channels", "notices", "probing", "answers"}
CORE = {"domain", "storage", "ledger", "services", *ADAPTERS}
COMMON = {"errors", "log", "clock", "settings"}

# Layer (a package, or a module of include/writ) -> what else of Writ it may import. Its own package always may.
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "log": set(),
    "clock": {"errors"},
    "settings": {"errors"},
    "domain": {"errors"},
    **{adapter: {"domain", "errors"} for adapter in ADAPTERS},
    "channels": {"domain", "sources", "answers", "errors"},
    "probing": {"domain", "sources", "errors"},
    "storage": {"domain", "errors", "log"},
    "ledger": {"domain", "errors", "storage"},
    "services": CORE - {"platforms", "probing"} | {"errors", "log", "clock"},
    "wiring": CORE | COMMON,
    "orchestration": {"domain", "sources", "channels", "notices", "probing", "wiring", "errors", "log", "settings"},
    "web": {"domain", "wiring", *COMMON},
    "simulator": {"domain", *COMMON},
    # it sets up and seeds what runs on this machine
    "local": CORE | COMMON | {"wiring", "simulator"},
    "cli": {"errors", "wiring", "local", "storage"},
    "__main__": {"cli"},
}

# Where a layer may take some modules of another, not all: records and Protocols, never adapters.
EXACT: dict[tuple[str, str], set[str]] = {
    # what an Airflow connection says, and how one logs in to an SFTP server
    ("channels", "sources"): {
        "include.writ.sources.base",
        "include.writ.sources.settings",
        "include.writ.sources.sftp_keys",
        "include.writ.sources.sftp_login",
    },
    ("probing", "sources"): {"include.writ.sources.base"},
    ("orchestration", "probing"): {"include.writ.probing.vantage"},
    ("orchestration", "sources"): {"include.writ.sources.base"},
    ("orchestration", "channels"): {"include.writ.channels.base", "include.writ.channels.settings"},
    ("orchestration", "notices"): {"include.writ.notices.key_connection"},
    ("services", "sources"): {"include.writ.sources.base"},
    ("services", "channels"): {"include.writ.channels.base"},
    ("services", "answers"): {"include.writ.answers.read", "include.writ.answers.records"},
    ("services", "exports"): {"include.writ.exports.table", "include.writ.exports.cells"},
    ("services", "validation"): {
        "include.writ.validation.canonical",
        "include.writ.validation.inputs",
        "include.writ.validation.outcome",
    },
    ("services", "packs"): {"include.writ.packs.loader", "include.writ.packs.model", "include.writ.packs.rules"},
    ("cli", "storage"): {"include.writ.storage.session"},  # to migrate the database
}

MAY_IMPORT_AIRFLOW = ("dags/", "plugins/", "include/writ/orchestration/", "include/writ/web/security.py")
HEAVY = {"great_expectations", "pandas", "alembic"}


def modules_under(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "migrations" not in path.parts)


def imports_of(path: Path) -> Iterator[tuple[str, bool]]:
    """Every imported module, and whether it is imported when the module is."""
    tree = ast.parse(path.read_text())
    inside = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) not in inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from ((name, id(node) not in inside) for name in names_of(node))


def names_of(node: ast.ImportFrom) -> list[str]:
    """`from include.writ import settings` imports a module; `from include.writ.errors import X` a name of one."""
    module = node.module or ""
    if f"{module}." == PREFIX:
        return [f"{module}.{alias.name}" for alias in node.names]
    return [module]


def layer_of(path: Path) -> str:
    return path.relative_to(WRIT).parts[0].removesuffix(".py")


def targets_of(path: Path) -> set[str]:
    return {name for name, _ in imports_of(path) if name.startswith(PREFIX)}


CODE = [path for path in modules_under(WRIT) if path != WRIT / "__init__.py"]


def test_the_walk_sees_the_code() -> None:
    layers = {layer_of(path) for path in CODE}
    assert {"domain", "services", "wiring", "orchestration", "storage", "channels", "platforms"} <= layers
    assert len(CODE) > 80
    assert "include.writ.domain.content" in targets_of(WRIT / "platforms" / "registry.py")
    assert "include.writ.settings" in targets_of(WRIT / "wiring" / "looking.py")
    assert "include.writ.wiring" in targets_of(WRIT / "orchestration" / "delivery.py")


def test_every_part_has_a_rule() -> None:
    assert {layer_of(path) for path in CODE} <= set(ALLOWED)


@pytest.mark.parametrize("layer", sorted({layer_of(path) for path in CODE}))
def test_a_layer_imports_only_what_it_may(layer: str) -> None:
    allowed = ALLOWED[layer] | {layer}
    wrong = [
        f"{path.relative_to(ROOT)} imports {target}"
        for path in CODE
        if layer_of(path) == layer
        for target in targets_of(path)
        if not is_allowed(layer, target, allowed)
    ]
    assert wrong == []


def is_allowed(layer: str, target: str, allowed: set[str]) -> bool:
    to = target.removeprefix(PREFIX).split(".")[0]
    exact = EXACT.get((layer, to), {target})
    return to in allowed and target in exact


def test_only_the_edges_know_airflow() -> None:
    files = [*CODE, *modules_under(ROOT / "dags"), *modules_under(ROOT / "plugins")]
    knowing = {
        path.relative_to(ROOT).as_posix()
        for path in files
        if any(name.split(".")[0] == "airflow" for name, _ in imports_of(path))
    }
    assert len([path for path in knowing if path.startswith("dags/")]) == 10
    assert {path for path in knowing if not path.startswith(MAY_IMPORT_AIRFLOW)} == set()


def test_dag_files_take_orchestration_at_the_top_and_wiring_inside_tasks() -> None:
    """Whatever a DAG file imports at the top is loaded at every parse of every process."""
    files = modules_under(ROOT / "dags")
    assert len(files) == 10
    for path in files:
        ours = [(name, at_top) for name, at_top in imports_of(path) if name.startswith(PREFIX)]
        top = {name.removeprefix(PREFIX).split(".")[0] for name, at_top in ours if at_top}
        inner = {name for name, at_top in ours if not at_top}
        assert top <= {"orchestration", "domain", "log", "errors"}, path
        assert inner <= {"include.writ.wiring"}, path


def test_orchestration_takes_wiring_only_inside_tasks() -> None:
    for path in modules_under(WRIT / "orchestration"):
        assert "include.writ.wiring" not in {name for name, at_top in imports_of(path) if at_top}, path


def test_heavy_libraries_stay_in_the_parts_that_need_them() -> None:
    users = {layer_of(path) for path in CODE for name, _ in imports_of(path) if name.split(".")[0] in HEAVY}
    assert users <= {"validation", "exports", "storage"}
    assert "validation" in users


def test_no_file_is_longer_than_250_lines() -> None:
    """But the grammar of a platform: it is one table, and stays in one file (docs/adr/005)."""
    grammars = {f"include/writ/platforms/{platform}.py" for platform in Platform}
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in CODE}
    assert {name: length for name, length in lengths.items() if length > (420 if name in grammars else 250)} == {}
