"""dmesg -J: the clock of the boot, priorities as numbers or words, and documents with faults."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read

from foreshock.ingest.formats.structured.dmesg_json import FORMATS

NAME = "dmesg-json"


def test_the_boot_may_be_given(read: Read) -> None:
    """For a document whose messages do not tell the clock."""
    text = '{"dmesg": [{"pri": 6, "time": 1.5, "msg": "x"}]}'
    rows = read(NAME, text, options={"boot": "2023-07-10T20:00:00+02:00"}).rows
    assert rows["time"].dt.strftime("%H:%M:%S%.3f").to_list() == ["18:00:01.500"]
    assert read(NAME, text).rows["time"].to_list() == [None]


@pytest.mark.parametrize("value", ["1e999", "NaN", '"soon"', "{}", "null"])
def test_a_time_that_is_none_costs_only_the_time(read: Read, value: str) -> None:
    """Python reads NaN and 1e999 as numbers."""
    text = f'{{"dmesg": [\n{{"pri": 3, "time": {value}, "msg": "x"}}, {{"pri": "x", "fac": 7}},\n{{"pri": 4, "ms'
    parsed = read(NAME, text, options={"boot": "2023-07-10T20:00:00Z"})
    assert parsed.rows.select("time", "severity_text", "body").rows() == [(None, "err", "x")]
    assert parsed.rejects["line"].to_list() == [3]


def test_other_documents_are_not_claimed() -> None:
    """The array has dmesg's name."""
    (format_,) = FORMATS
    assert format_.recognise(['{"log": [', '{"pri": 6, "time": 1.0, "msg": "x"}]}'], "x.json") is None


def test_a_time_of_ages_tells_no_boot() -> None:
    """A figure with hundreds of digits is beyond any number."""
    (format_,) = FORMATS
    told = f'{{"pri": 5, "time": {"9" * 400}.5, "msg": "rtc: setting system clock to 2023-07-10 (1689019201)"}}]}}'
    found = format_.recognise(['{"dmesg": [', told], "x.json")
    assert found is not None
    assert not found.options
