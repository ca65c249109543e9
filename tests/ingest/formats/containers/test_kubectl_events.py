"""The table of kubectl get events: ages, empty cells, and what lies under no header."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from foreshock.ingest.formats.base import Parsed
from foreshock.ingest.formats.containers.kubectl_events import FORMATS
from foreshock.ingest.time.clock import Clock

(EVENTS,) = FORMATS
HEADER = "LAST SEEN            TYPE      REASON     OBJECT     MESSAGE"
WRITTEN = datetime(2023, 7, 10, 20, 0, 0, tzinfo=UTC)


def parse(*texts: str) -> Parsed:
    """Lines of a file that was written at WRITTEN."""
    lines = pl.DataFrame(
        {"line": range(1, len(texts) + 1), "offset": [0] * len(texts), "text": texts},
        schema={"line": pl.Int64, "offset": pl.Int64, "text": pl.String},
    )
    return EVENTS.open({}, Clock(written=WRITTEN)).feed(lines, last=True)


@pytest.mark.parametrize(
    ("age", "seen"),
    [
        ("3s", "2023-07-10 19:59:57"),
        ("2m15s", "2023-07-10 19:57:45"),
        ("5d4h", "2023-07-05 16:00:00"),
        ("3m (x4 over 10m)", "2023-07-10 19:57:00"),
        ("<unknown>", None),
    ],
)
def test_an_age_is_counted_back_from_when_the_file_was_written(age: str, seen: str | None) -> None:
    """Kubectl prints how long ago, never when."""
    rows = parse(HEADER, f"{age:<21}Warning   BackOff    pod/shop   Back-off restarting").rows
    assert rows["time"].dt.strftime("%Y-%m-%d %H:%M:%S").to_list() == [seen]
    assert rows["body"].to_list() == ["Back-off restarting"]


def test_what_is_no_event_is_rejected() -> None:
    """Rows need a header above them, an age and a type."""
    parsed = parse("2m   Warning   BackOff   pod/shop   x", HEADER, "", "No resources found in default namespace.")
    assert (parsed.records, parsed.attached, parsed.rejects["line"].to_list()) == (0, 2, [1, 4])
    assert EVENTS.recognise(["2m   Warning   BackOff   pod/shop   x"], "events.txt") is None
