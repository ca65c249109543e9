"""The writers print what the real programs of the recordings printed."""

from __future__ import annotations

import re
from pathlib import Path

RECORDINGS = Path(__file__).parents[2] / "sample_logs" / "recordings"


def headers(text: str) -> set[tuple[str, ...]]:
    """The column names of each section of a sar text."""
    lines = [line for line in text.splitlines() if re.match(r"\d\d:\d\d:\d\d (?:[AP]M)? *[A-Za-z%]+\S* ", line)]
    return {tuple(line[11:].split()) for line in lines if not re.search(r"\d\.\d", line)}


def test_sar_has_the_columns_of_sysstat(archive: Path) -> None:
    """Each section of the simulated sar stands, column for column, in a real one, which also ends with averages."""
    real = (RECORDINGS / "sysstat-12.6" / "sar.txt").read_text(encoding="utf-8")
    for path in ("db-01/sar-2023-07-10.txt", "app-01/sar-2023-07-10.txt"):
        simulated = (archive / path).read_text(encoding="utf-8")
        assert len(headers(simulated)) == 12
        assert headers(simulated) <= headers(real)


def test_sar_columns_stand_where_sysstat_puts_them(archive: Path) -> None:
    """The header lines are equal to the letter, but for the clock."""
    real = {line[8:] for line in (RECORDINGS / "sysstat-12.6" / "sar.txt").read_text(encoding="utf-8").splitlines()}
    simulated = (archive / "db-01" / "sar-2023-07-10.txt").read_text(encoding="utf-8").splitlines()
    assert {line[8:] for line in simulated if line.startswith("00:00:01")} <= real


def masked(text: str) -> set[str]:
    """Nginx error lines without times, numbers, addresses and paths."""
    lines = [re.sub(r'"[^"]*"', '"*"', line) for line in text.splitlines()]
    lines = [re.sub(r"client: [^,]+, server: [^,]+", "client: *, server: *", line) for line in lines]
    return {re.sub(r"\((\d+): ", r"(\1: ", re.sub(r"^\S+ \S+ \[(\w+)\] \d+#\d+: \*\d+", r"\1", line)) for line in lines}


def test_nginx_error_lines_are_those_of_nginx(archive: Path) -> None:
    """Refused and silent upstreams and missing files read as nginx 1.22 prints them."""
    real = (RECORDINGS / "nginx-1.22-upstreams" / "error.log").read_text(encoding="utf-8")
    simulated = masked((archive / "web-01" / "error.log").read_text(encoding="utf-8"))
    assert len(simulated) == 3
    assert simulated <= masked(real)
