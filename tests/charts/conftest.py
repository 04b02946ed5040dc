import pytest

from charts.figure import Column, SourceLine, Words


@pytest.fixture
def parts() -> dict:
    """Everything of a figure but its rows."""
    return {
        "words": Words("Title", "Subtitle", "Finding.", "Alternative text."),
        "columns": (Column("name", "Unit"), Column("value", "Value", 2)),
        "sources": (
            SourceLine("Publisher", "Page", "https://example.org/page", "2025-10-21", "Edition 2024", "CC BY"),
        ),
        "snapshot": "2026-11-21",
        "lang": "en",
    }
