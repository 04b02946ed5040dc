"""Shared by all tests: where the project is, and that CI may not skip."""

import os

import pytest


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """In CI a skipped test is a failure: EXPLORER_NO_SKIP=1."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("EXPLORER_NO_SKIP") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr}"
