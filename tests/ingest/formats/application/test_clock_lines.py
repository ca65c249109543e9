"""Lines with the time of day only belong to the day of the lines around them."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.ingest.formats.conftest import Read

_LOG = """\
2023-07-10 22:59:59,000 [main] INFO  shop.Orders - dated
23:30:00.500 [main] WARN  shop.Orders - the same day
00:10:00.500 [main] ERROR shop.Orders - past midnight
07:00:00 is the time of the next backup
2023-07-12 08:00:00,000 [main] INFO  shop.Orders - dated again
08:00:01.500 [main] INFO  shop.Orders - that day
"""


def _times(read: Read, *, block: int) -> list[datetime]:
    return read("application-text", _LOG, block=block).rows["time"].to_list()


def test_the_day_goes_on_and_turns_at_midnight(read: Read) -> None:
    """A clock that steps back is the next day's; a line without a level is a continuation; blocks do not matter."""
    days = [(10, 22, 59, 59), (10, 23, 30, 0), (11, 0, 10, 0), (12, 8, 0, 0), (12, 8, 0, 1)]
    wanted = [datetime(2023, 7, *day, tzinfo=UTC) for day in days]
    for block in (1_000_000, 90, 40):
        assert [time.replace(microsecond=0) for time in _times(read, block=block)] == wanted
