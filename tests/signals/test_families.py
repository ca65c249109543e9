"""What a metric measures, whatever its source calls it."""

from __future__ import annotations

import pytest

from foreshock.signals.families import families, families_of


@pytest.mark.parametrize(
    ("metric", "family"),
    [
        ("rate(mysql_global_status_innodb_row_lock_waits)", "lock-waits"),
        ("Innodb_row_lock_waits", "lock-waits"),
        ("dbmsLockWaits", "lock-waits"),
        ("rate(pg_stat_database_xact_commit)", "throughput"),
        ("Com_commit", "throughput"),
        ("system.cpu.utilization{idle}", "cpu-idle"),
        ("cpu_idl (core #3)", "cpu-idle"),
        ("rate(pg_stat_database_blks_read)", "pages-read"),
        ("Handler_read_rnd_next", "table-scan"),
        ("lat_90", "latency"),
        ("mem", "service-memory"),
    ],
)
def test_one_family_for_the_names_of_many_sources(metric: str, family: str) -> None:
    """A server's own name, an exporter's and a collector's are of one family."""
    assert family in families_of(metric)


@pytest.mark.parametrize("metric", ["Handler_read_rnd", "dbmsCurrentLockWaits", "system.memory.limit", "memory_limit"])
def test_names_that_only_resemble(metric: str) -> None:
    """A name that holds another as a part is not taken for it."""
    assert not {"table-scan", "lock-waits", "memory-used", "service-memory"} & set(families_of(metric))


def test_patterns_are_in_snake_case() -> None:
    """A pattern with a capital or a blank could match nothing, since names are compared in snake case."""
    assert all(pattern == pattern.lower() and " " not in pattern for names in families().values() for pattern in names)
