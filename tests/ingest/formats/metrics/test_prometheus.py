"""Prometheus' answers: one line or many, cut or broken, values that are no numbers."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ingest.formats.conftest import Read, read_text

NAME = "prometheus-json"


def answer(*series: dict[str, object]) -> dict[str, object]:
    """A range-query answer."""
    return {"status": "success", "data": {"resultType": "matrix", "result": list(series)}}


def series(name: str = "up", *values: list[object], **labels: str) -> dict[str, object]:
    """One series of it."""
    return {"metric": {"__name__": name, **labels}, "values": list(values) or [[1689037200, "1"]]}


@pytest.mark.parametrize("indent", [None, 1, 4])
@pytest.mark.parametrize("block", [1, 5, 1000])
def test_the_layout_over_lines_does_not_matter(read: Read, indent: int | None, block: int) -> None:
    """One line or pretty-printed, in blocks of any size: the same rows."""
    document = answer(series("up", [1689037200.25, "1"], [1689037260, "0"]), series("node_load1", instance="a:9100"))
    rows = read(NAME, json.dumps(document, indent=indent), block=block).rows
    assert rows.select("metric", "value", "host").rows() == [
        ("up", 1.0, None),
        ("up", 0.0, None),
        ("system.cpu.load_average.1m", 1.0, "a"),
    ]
    assert rows["time"][0] == datetime(2023, 7, 11, 1, 0, 0, 250_000, tzinfo=UTC)


def test_the_keys_of_a_series_stand_in_any_order(read: Read) -> None:
    """JSON objects have no order: some clients write the values before the metric."""
    document = answer({"values": [[1689037200, "1"]], "metric": {"__name__": "up"}})
    document["data"]["result"].append({"value": [1689037200, "2"], "metric": {"__name__": "down"}})  # type: ignore[index]
    assert read(NAME, json.dumps(document)).rows.select("metric", "value").rows() == [("up", 1.0), ("down", 2.0)]


def test_a_document_a_line(read: Read) -> None:
    """Several answers one after the other, each line a record."""
    parsed = read(NAME, "\n".join(json.dumps(answer(series(), series("b"))) for _ in range(3)), block=1)
    assert (parsed.rows["line"].to_list(), parsed.records) == ([1, 1, 2, 2, 3, 3], 3)


def test_values_that_are_no_numbers(read: Read) -> None:
    """NaN is null, so that an average over it is not lost; infinities stay what they are."""
    values = [[1, "NaN"], [2, "+Inf"], [3, "-Inf"], [4, "1e3"]]
    assert read(NAME, json.dumps(answer(series("x", *values)))).rows["value"].to_list() == [
        None,
        math.inf,
        -math.inf,
        1000.0,
    ]


@pytest.mark.parametrize(
    ("instance", "host"),
    [("db-01:9100", "db-01"), ("localhost:9100", None), ("127.0.0.1:9100", None), ("[::1]:9100", None), ("db", "db"),
     ("10.0.0.5:9100", "10.0.0.5"), ("", None)],
)  # fmt: skip
def test_the_host_is_the_instance_without_its_port(read: Read, instance: str, host: str | None) -> None:
    """A loopback address names no host."""
    assert read(NAME, json.dumps(answer(series(instance=instance)))).rows["host"].to_list() == [host]


def test_labels_are_kept_and_conventions_add_theirs(read: Read) -> None:
    """A metric that a convention names keeps the exporter's labels."""
    rows = read(NAME, json.dumps(answer(series("node_filesystem_avail_bytes", mountpoint="/data")))).rows
    assert rows.select("metric", "labels", "unit").rows() == [
        ("system.filesystem.usage", {"mountpoint": "/data", "state": "free"}, "By")
    ]


def test_a_cut_document_gives_what_came_before_the_cut(read: Read) -> None:
    """The series before the cut are read; the line is counted as a reject that says so."""
    text = json.dumps(answer(series("a"), series("b"), series("c")))
    parsed = read(NAME, text[: text.index('"c"') + 20])
    assert parsed.rows["metric"].to_list() == ["a", "b"]
    assert parsed.rejects["reason"].to_list() == ["the file ends inside this JSON object"]


def test_a_broken_series_does_not_stop_the_next(read: Read) -> None:
    """All lines of the broken one are rejects."""
    text = '[{"metric": {"a": 1},\n"values": [[1 2]]},\n{"metric": {"__name__": "up"},\n"values": [[1, "1"]]}]'
    parsed = read(NAME, text)
    assert parsed.rows["metric"].to_list() == ["up"]
    assert parsed.rejects["line"].to_list() == [1, 2]


def test_a_comma_too_many_is_forgiven(read: Read) -> None:
    """As some tools write it."""
    assert read(NAME, '[{"metric": {"__name__": "up",}, "values": [[1, "1"],],},]').rows.height == 1


def test_a_failed_query_is_a_reject(read: Read) -> None:
    """An error answer is not silently empty."""
    text = '{"status":"error","errorType":"timeout","error":"query timed out"}\n' + json.dumps(answer(series()))
    parsed = read(NAME, text)
    assert parsed.rejects.select("line", "reason").rows() == [(1, "the query had failed")]


def test_stamps_that_are_no_times_give_no_rows(read: Read) -> None:
    """Python reads NaN and 1e999 as numbers."""
    text = '{"metric": {"a": "b"}, "values": [[NaN, "1"], [1e999, "1"], [-1, "1"], ["x", "1"], [], null, [5, "1"]]}'
    assert read(NAME, text).rows.height == 1


@pytest.mark.parametrize(
    "samples",
    [
        '"values": 5', '"value": {}', '"histograms": 5', '"histogram": [1]', '"histograms": [[1, null], 7, [1, {}]]',
        '"histogram": [1, {"count": "1", "sum": "2", "buckets": 3}]',
        '"histogram": ["x", {"count": "1", "sum": "2", "buckets": [[1, "a"]]}]',
    ],
)  # fmt: skip
def test_samples_of_the_wrong_form_give_no_buckets(read: Read, samples: str) -> None:
    """Whatever stands where samples should, the document is accounted for."""
    parsed = read(NAME, f'{{"metric": {{"__name__": "up"}}, {samples}}}')
    assert not [name for name in parsed.rows["metric"] if name.endswith("_bucket")]
    assert parsed.records == 1


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from(['{"metric":', "{", "}", "[", "]", '"values":[[1,"1"]]', '{"a":"b"},', "\n", '"', "x"]))
)
def test_hostile_documents_are_always_accounted_for(parts: list[str]) -> None:
    """Every line is a record, attached, or a reject, and no row comes twice, wherever the blocks are cut."""
    text = "".join(parts) + "\n"
    whole, cut = read_text(NAME, text), read_text(NAME, text, block=1)
    assert whole.rows.rows() == cut.rows.rows()
