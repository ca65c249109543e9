"""What a sample of lines holds in JSON."""

from __future__ import annotations

from foreshock.ingest.formats.structured.json_sample import json_sample


def test_half_a_surrogate_pair_in_a_time_is_no_character() -> None:
    """JSON may escape half a pair, which no text in UTF-8 can hold: the sample is read all the same."""
    sample = json_sample(['{"time": "2023-07-10T20:00:01Z"}', r'{"time": "2023-07-10T20:00:01Z \ud800"}'])

    assert [item["time"] for item in sample.objects] == ["2023-07-10T20:00:01Z", "2023-07-10T20:00:01Z ?"]
    assert sample.times() == (1.0, "UTC")
