"""Loki's answers: every entry of every stream at its nanosecond."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import polars as pl
import pytest

from foreshock.ingest.formats import formats
from foreshock.ingest.time.clock import Clock

MOMENTS = ["2023-11-05T05:30:00.123456+00:00", "2024-02-29T23:59:59.999999+00:00", "2023-12-31T23:59:59+00:00"]


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kathmandu"])
def test_an_entry_stands_at_its_nanosecond_whatever_the_zone(moment: str, zone: str) -> None:
    """The stamp counts from 1970 in UTC; no zone and no change of the clocks moves it."""
    at = datetime.fromisoformat(moment)
    microseconds = round((at - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1_000_000)
    stream = {"stream": {"app": "shop"}, "values": [[f"{microseconds}321", "checkout failed"]]}
    text = json.dumps({"status": "success", "data": {"resultType": "streams", "result": [stream]}})
    lines = pl.DataFrame(
        {"line": [1], "offset": [0], "text": [text]}, schema={"line": pl.Int64, "offset": pl.Int64, "text": pl.String}
    )
    loki = next(format_ for format_ in formats() if format_.name == "loki-json")
    claim = loki.recognise([text], "answer.json")
    assert claim is not None
    rows = loki.open(claim.options, Clock(zone)).feed(lines, last=True).rows
    assert rows["time"].to_list() == [at]
    assert rows["body"].to_list() == ["checkout failed"]
