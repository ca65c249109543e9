"""Layouts between tabs and bars: what tells a column, and what is no access log."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import read_text

from foreshock.ingest.formats.web.access_delimited import infer_delimited
from foreshock.ingest.formats.web.access_inference import infer_log_format

BARS = "10.0.0.7|2023-07-10T20:00:01+00:00|GET|/list|200|5316|0.012"


@pytest.mark.parametrize(
    ("line", "log_format"),
    [
        (BARS, "$remote_addr|$time_iso8601|$request_method|$request_uri|$status|$body_bytes_sent|$request_time"),
        ('[10/Jul/2023:20:00:01 +0000]\t10.0.0.7\t"GET / HTTP/1.1"\t200\tsome words\t-',
         '[$time_local]\t$remote_addr\t"$request"\t$status\t$field_5\t$field_6'),
        ("time:1689019201.123\thost:::1\tmethod:GET\turi:/x\tstatus:200\tmy.key:y",
         "time:$msec\thost:$remote_addr\tmethod:$request_method\turi:$request_uri\tstatus:$status\tmy.key:$my_key"),
    ],
)  # fmt: skip
def test_columns_are_told_by_their_labels_or_their_values(line: str, log_format: str) -> None:
    """A label says what a field is; without labels the values do, and what nothing speaks for keeps its place."""
    assert infer_log_format([line, line]) == log_format


@pytest.mark.parametrize(
    "line",
    [
        "2023-07-10T20:00:01+00:00|INFO|main|200|started",
        "10.0.0.7|GET /list HTTP/1.1|200|12",
        "time:2023-07-10T20:00:01Z\tlevel:info\tmsg:hello\tstatus:200",
        "a|b",
        "",
    ],
)
def test_other_delimited_logs_are_no_access_logs(line: str) -> None:
    """A stamp, a status and a request, or its method and target, have to be among the columns."""
    assert infer_delimited([line] * 3) is None
    assert infer_delimited([]) is None


def test_a_value_may_hold_blanks_up_to_the_delimiter() -> None:
    """A layout of one's own with bars is read like an inferred one."""
    options = {"log_format": "$time_iso8601|$remote_addr|$request|$status|$http_user_agent|$zone name"}
    text = "2023-07-10T20:00:01Z|10.0.0.7|GET /a b HTTP/1.1|200|Mozilla/5.0 (X11; Linux)|eu west name\n"
    (row,) = read_text("nginx-access", text, options=options).rows.to_dicts()
    assert (row["path"], row["user_agent"]) == ("/a b", "Mozilla/5.0 (X11; Linux)")
    assert row["attributes"] == {"zone": "eu west"}
