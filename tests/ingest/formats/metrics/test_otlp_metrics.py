"""OpenTelemetry metrics as JSON."""

from __future__ import annotations

from tests.ingest.formats.conftest import Read

from foreshock.ingest.formats.metrics.otlp_metrics import FORMATS


def test_half_a_surrogate_pair_costs_no_document(read: Read) -> None:
    r"""JSON may escape half a surrogate pair, which UTF-8 cannot hold; it is read as U+FFFD, and whole pairs stay."""
    text = FORMATS[0].samples[0].text.replace('"db-01"', r'"db-\ud800-01"').replace('"vda"', r'"\ud83d\ude00"')
    parsed = read(FORMATS[0].name, text)
    assert set(parsed.rows["host"]) == {"db-\ufffd-01"}
    assert "\U0001f600" in parsed.rows["labels"].map.get("device").to_list()
    assert parsed.rejects.is_empty()
