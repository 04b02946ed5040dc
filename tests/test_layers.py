"""The layers of docs/architecture.md hold: imports go down only, and each library stays in its layer."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ["app", "pages", "components", "exports", "figures", "charts", "indicators", "snapshots", "language"]
BELOW = {layer: set(LAYERS[index + 1 :]) | {layer} for index, layer in enumerate(LAYERS)}
BELOW["indicators"] -= {"snapshots"}  # the two know only the declared columns
LIBRARIES = {
    "streamlit": {"app", "pages", "components"},
    "starlette": {"app", "components"},
    "altair": {"charts"},
    "pydeck": {"charts"},
    "vl_convert": {"exports"},
    "geopandas": set(),
    "shapely": set(),
}


def _files() -> list[Path]:
    found = [ROOT / "app.py"]
    for layer in LAYERS[1:]:
        found += sorted((ROOT / layer).rglob("*.py"))
    return found


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def _layer(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", _files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down_only(path: Path) -> None:
    upward = {name for name in _imports(path) & set(LAYERS) if name not in BELOW[_layer(path)]}
    assert not upward, f"{_layer(path)} may not import {sorted(upward)}"


@pytest.mark.parametrize("path", _files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_each_library_stays_in_its_layer(path: Path) -> None:
    strays = {name for name in _imports(path) & set(LIBRARIES) if _layer(path) not in LIBRARIES[name]}
    assert not strays, f"{sorted(strays)} does not belong in {_layer(path)}"


@pytest.mark.parametrize("folder", ["data", "geo", "locale"])
def test_folders_of_files_hold_no_python(folder: str) -> None:
    assert not list((ROOT / folder).rglob("*.py"))


def test_no_pages_folder_lies_beside_the_script_of_the_menu() -> None:
    assert not (ROOT / "components" / "pages").exists()


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=lambda path: path.name)
def test_pages_are_thin(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 60
