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
    found = [ROOT / "app.py", ROOT / "desk.py"]
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
    return "app" if path.parent == ROOT else path.relative_to(ROOT).parts[0]


def _is_desk(path: Path) -> bool:
    """Whether it belongs to the desk's process alone."""
    return path == ROOT / "desk.py" or path.relative_to(ROOT).parts[:2] in (("components", "desk"), ("pages", "desk"))


def _modules(path: Path) -> set[str]:
    """Whole names of what is imported, with `from a import b` as `a.b` too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


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


@pytest.mark.parametrize("path", [path for path in _files() if not _is_desk(path)], ids=lambda path: str(path.relative_to(ROOT)))
def test_readers_pages_know_nothing_of_the_desk(path: Path) -> None:
    """The public process has no code that signs in, takes files or opens drafts."""
    engine = ("components.desk", "pages.desk", "snapshots.desk")
    allowed = engine[2:] if _layer(path) == "snapshots" else ()
    strays = {name for name in _modules(path) if name.startswith(engine) and not name.startswith(allowed or "-")}
    assert not strays, f"{sorted(strays)} is the desk's"


def test_no_pages_folder_lies_beside_a_script_of_a_menu() -> None:
    assert not (ROOT / "components" / "pages").exists()
    assert not (ROOT / "components" / "desk" / "pages").exists()


@pytest.mark.parametrize("path", sorted((ROOT / "pages").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT / "pages")))
def test_pages_are_thin(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 60
