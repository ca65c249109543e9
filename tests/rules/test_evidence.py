"""The line of a record that proves a match."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from foreshock.rules.evidence import Evidence
from foreshock.rules.packs import load

HEAD = "unhandled error in GET /cart"
CAUSE = "ConnectionRefusedError: [Errno 111] Connection refused"
TOLD = "shop.SessionStoreError: session store 10.20.0.31:6379: [Errno 111] Connection refused"


@pytest.mark.parametrize(
    ("lines", "line", "below"),
    [([HEAD, CAUSE, TOLD], TOLD, 2), ([HEAD, CAUSE, CAUSE], CAUSE, 1), ([HEAD], HEAD, 0)],
)
def test_of_a_traceback_the_error_with_the_address_proves(lines: list[str], line: str, below: int) -> None:
    """Of several errors that say it the one that names the server, else the first, else the head."""
    step = next(step for rule, step in load().steps() if (rule.id, step.id) == ("web.upstream-down", "client-refused"))
    row = {"source": "app.log", "line": 7, "time": datetime(2026, 11, 22, tzinfo=UTC), "text": "\n".join(lines)}

    evidence = Evidence.of(row, step)

    assert (evidence.telling, evidence.below) == (line, below)
