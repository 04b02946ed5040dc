"""The software's version, as every file says which one made it; `pyproject.toml` has the same."""

VERSION = "0.3.0"
SOFTWARE = f"Explorer of Resolution 57, {VERSION}"
