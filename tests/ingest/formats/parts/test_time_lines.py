"""Lines that state when what follows was taken."""

from __future__ import annotations

import pytest

from foreshock.ingest.formats.parts.time_lines import time_line


@pytest.mark.parametrize("between", [" ", "T"])
def test_the_seconds_of_a_sample_count_and_not_the_local_time_beside_them(between: str) -> None:
    """Percona's tools write both: the seconds since 1970 are an instant, the date is in a zone that no one tells."""
    found = time_line(f"TS 1327510177.628000 2012-01-25{between}10:49:37")
    assert found is not None
    assert (found.stamp, found.offset) == (1_327_510_177_628_000, 0)
