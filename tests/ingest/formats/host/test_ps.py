"""CPU times of ps, as they are printed and as they are not."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read

_HEADER = "UID PID PPID C STIME TTY TIME CMD\n"


@pytest.mark.parametrize(
    ("printed", "seconds"),
    [("1:26", 86.0), ("00:01:26", 86.0), ("1-02:03:04", 93784.0), ("0:01.50", 1.5), (f"{'1' * 400}:00", None)],
)
def test_the_time_is_in_seconds(read: Read, printed: str, seconds: float | None) -> None:
    """Minutes, hours and days; a number that no clock shows is no value, and costs nothing else."""
    parsed = read("ps", f"{_HEADER}mysql 877 1 0 Jul09 ? {printed} mysqld\n", options={"time": "2023-07-10T20:00:00"})
    found = parsed.rows.filter(parsed.rows["metric"] == "process.cpu.time")["value"].to_list()
    assert found == ([] if seconds is None else [seconds])
    assert parsed.records == 1
