"""``foreshock formats`` with definitions of one's own: listed, tested, and read with."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from foreshock.cli.docs_definitions import EXAMPLE

LOG = "10/Jul/2023 20:00:01.123 I/checkout 10.0.0.21 order 14343 placed took 81 ms\n"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with a definition."""
    folder = tmp_path / "formats"
    folder.mkdir()
    (folder / "shop.yaml").write_text(EXAMPLE, encoding="utf-8")
    return folder


def test_a_definition_is_tested(foreshock: Callable[..., Any], own: Path) -> None:
    """Nothing to tell is exit code 0."""
    outcome = foreshock("formats", "test", own)
    assert (outcome.code, outcome.out) == (0, "formats: 1, samples: 1, differences: 0\n")


def test_a_sample_that_differs_is_exit_code_1(foreshock: Callable[..., Any], own: Path) -> None:
    """Every difference is a line with its place, also as JSON."""
    path = own / "shop.yaml"
    path.write_text(EXAMPLE.replace("service: orders}\n    samples", "service: shop}\n    samples"), encoding="utf-8")
    outcome = foreshock("formats", "test", path, "--json")
    (difference,) = outcome.json
    assert (outcome.code, difference["where"]) == (1, f"{path}:14")
    assert difference["problem"] == "shop-orders: row 2: service is 'shop', expected 'orders'"


def test_a_bad_definition_is_told_in_one_sentence_a_fault(foreshock: Callable[..., Any], own: Path) -> None:
    """Exit code 2, the line, what was meant, no traceback."""
    (own / "shop.yaml").write_text(EXAMPLE.replace("    title:", "    titel:"), encoding="utf-8")
    outcome = foreshock("formats", "test", own)
    assert outcome.code == 2
    assert f"{own}/shop.yaml:3: unknown key 'titel'; did you mean 'title'?" in outcome.err


def test_own_formats_are_listed_and_explain_a_file(foreshock: Callable[..., Any], own: Path, tmp_path: Path) -> None:
    """--formats DIR makes them known to the command, and to no other."""
    log = tmp_path / "orders.log"
    log.write_text(LOG, encoding="utf-8")
    listed = foreshock("formats", "--formats", own, "--json").json
    assert listed[0] == {"name": "shop-orders", "title": "order service of the shop", "table": "logs"}
    explained = foreshock("formats", "explain", log, "--formats", own, "--json").json
    assert explained["format"] == "shop-orders"
    assert foreshock("formats", "explain", log, "--json").json["format"] == "application-text"


def test_own_formats_are_read_with(foreshock: Callable[..., Any], own: Path, tmp_path: Path) -> None:
    """Their rows lie in the lake as any others."""
    log = tmp_path / "orders.log"
    log.write_text(LOG, encoding="utf-8")
    case = tmp_path / "case"
    assert foreshock("ingest", log, "-o", case, "--formats", own, "-q").code == 0
    rows = foreshock("sql", case, "SELECT service, client, duration_s FROM logs", "--json").json
    assert rows == [{"service": "orders", "client": "10.0.0.21", "duration_s": 0.081}]


def test_a_grown_file_of_times_of_day_is_read_anew(foreshock: Callable[..., Any], tmp_path: Path) -> None:
    """Its days are counted back from its end, so the lines that were read before may lie on other days now."""
    log = tmp_path / "app.log"
    case = tmp_path / "case"
    for lines, day in (("22:00:00 INFO a\n", 10), ("22:00:00 INFO a\n01:00:00 INFO b\n", 11)):
        log.write_text(lines, encoding="utf-8")
        changed = datetime(2023, 7, day, 22, 0, 5, tzinfo=UTC).timestamp()
        os.utime(log, (changed, changed))
        assert foreshock("ingest", log, "-o", case, "-q").code == 0
    rows = foreshock("sql", case, "SELECT strftime(time, '%m-%dT%H') AS hour, body FROM logs", "--json").json
    assert rows == [{"hour": "07-10T22", "body": "a"}, {"hour": "07-11T01", "body": "b"}]
