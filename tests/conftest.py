"""What all tests share: how tests with real servers may be skipped, and that the skips are told."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is slow, not wrong. CI draws the same examples each time, so that it fails for what was changed.
settings.register_profile(
    "foreshock",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("foreshock")

# In CI everything is installed: there a skipped test with a real server is a failed one.
REQUIRE_REAL = os.environ.get("FORESHOCK_REQUIRE_REAL") == "1"
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under FORESHOCK_REQUIRE_REAL=1 a skip of a test marked ``real`` is a failure."""
    report = yield
    if REQUIRE_REAL and report.skipped and call.excinfo is not None and item.get_closest_marker("real"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} may not be skipped: {call.excinfo.value}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole module in tests/real that skips itself."""
    report = yield
    if REQUIRE_REAL and report.skipped and collector.path.is_relative_to(ROOT / "tests" / "real"):
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} may not be skipped: {report.longreprtext}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One sentence for each reason why tests were skipped."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        reasons[reason] = reasons.get(reason, 0) + 1
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"Not tested ({count} {'test' if count == 1 else 'tests'}): {reason}")
