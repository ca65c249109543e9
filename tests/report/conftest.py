"""Findings of the incident that the project began with, with invented lines, and charts that go with them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from foreshock.report import Chart

SEED = Path(__file__).with_name("seed.findings.json")
HOSTILE = (
    "\x1b]0;owned\x07\x1b[2J\u202eevil\u2066 `code` ``` ~~~ | <script>alert(1)</script> <!-- "
    "](javascript:alert(1)) ![x](http://evil.example/p.png) &lt; [bold red]markup[/] \\| $(rm)$ \ud800 \x00"
)


@pytest.fixture
def seed() -> dict[str, Any]:
    """Findings with one incident: the database volume of db-01 full. Each test has its own copy."""
    loaded: dict[str, Any] = json.loads(SEED.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture
def healthy(seed: dict[str, Any]) -> dict[str, Any]:
    """Findings of a healthy archive."""
    checked = ["Latency, errors and traffic of web-01 in 2,880 minutes.", "37 rules in 9 packs; none fired."]
    return {**seed, "incidents": [], "checked": checked}


@pytest.fixture
def hostile() -> str:
    """What an attacker may have written into a log."""
    return HOSTILE


@pytest.fixture
def charts() -> list[Chart]:
    """The volume over two days, and the latency over the evening with a gap in one line."""
    start, night = datetime(2023, 7, 9, 5, 0, tzinfo=UTC), datetime(2023, 7, 10, 23, 0, tzinfo=UTC)
    days = [start + timedelta(minutes=5 * i) for i in range(576)]
    level = [min(1.0, 0.70 + 0.30 * i / 527) if i < 559 else 0.42 for i in range(576)]
    minutes = [night + timedelta(minutes=i) for i in range(300)]
    slow = [0.2 + 0.02 * (i % 7) + (2.2 if 120 <= i < 240 else 0) for i in range(300)]
    median = [None if 150 <= i < 160 else value * 0.4 for i, value in enumerate(slow)]
    bands = [(datetime(2023, 7, 11, 1, 0, 4, tzinfo=UTC), datetime(2023, 7, 11, 3, 0, 11, tzinfo=UTC), "incident")]
    alert = (datetime(2023, 7, 10, 5, 20, tzinfo=UTC), "alert would fire")
    reload = (datetime(2023, 7, 11, 1, 5, 12, tzinfo=UTC), "max_connections raised")
    return [
        Chart("Space used on db-01", "1", [("used", days, level)], bands, [alert], threshold=0.9),
        Chart("Latency of web-01", "s", [("p95", minutes, slow), ("p50", minutes, median)], bands, [reload]),
    ]
