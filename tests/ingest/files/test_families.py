"""Rotated files are one log, in the order in which they were written."""

from __future__ import annotations

import pytest

from foreshock.ingest.files.families import families_of, predecessors


@pytest.mark.parametrize(
    "family",
    [
        ["a/access.log.10.gz", "a/access.log.2.gz", "a/access.log.1", "a/access.log"],
        ["messages-20230702.xz", "messages-20230709", "messages"],
        ["postgresql-2023-07-09_000000.log", "postgresql-2023-07-10_000000.log", "postgresql-2023-07-10_120000.log"],
        ["app.log.2023-07-09.gz", "app.log.2023-07-10", "app.log"],
        ["mysql-slow.log.old", "mysql-slow.log"],
        ["sar-2023-07-09.txt", "sar-2023-07-10.txt"],
    ],
)
def test_names_tell_the_order_of_rotated_files(family: list[str]) -> None:
    """Numbers count downwards, dates upwards, the file without either is the current one."""
    assert list(map(list, families_of(sorted(family)))) == [family]
    assert predecessors([family]) == dict(zip(family[1:], family[:-1], strict=True))


def test_files_of_other_logs_are_no_family() -> None:
    """Neither in other folders, nor of other names, nor the snapshots of pt-stalk."""
    names = [
        "a/syslog",
        "b/syslog.1",
        "a/error.log",
        "a/access.log",
        "2023_07_10_20_00_01-df",
        "2023_07_10_20_00_31-df",
    ]
    assert families_of(names) == []
