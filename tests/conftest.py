"""Shared by all tests: what a page run by Streamlit's harness leaves behind is put back, and CI may not skip."""

import os
import sys
from collections.abc import Iterator

import pytest


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """In CI a skipped test is a failure: EXPLORER_NO_SKIP=1."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("EXPLORER_NO_SKIP") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr}"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol() -> Iterator[None]:
    """`AppTest` makes its page the main module; a process spawned later in the same worker would run that page."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before
