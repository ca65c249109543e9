"""The incident that the project began with, from the files to the answer."""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
import zstandard

import foreshock

START = datetime(2023, 7, 11, 1, 0, tzinfo=UTC)
END = datetime(2023, 7, 11, 3, 0, tzinfo=UTC)
TWO_MINUTES = timedelta(minutes=2)


def line_of(path: Path, number: int) -> str:
    """A line of a file, whatever it is packed in."""
    raw = path.read_bytes()
    if path.suffix == ".gz":
        raw = gzip.decompress(raw)
    elif path.suffix == ".zst":
        raw = zstandard.ZstdDecompressor().decompressobj().decompress(raw)
    return raw.decode().split("\n")[number - 1]


def instant(text: str) -> datetime:
    """A time of findings.json."""
    return datetime.fromisoformat(text)


def test_the_first_cause_is_the_full_disk(sample_case: foreshock.Case) -> None:
    """One incident, and its first cause is disk-full on db-01 with a confidence of at least 0.9."""
    assert len(sample_case.incidents) == 1
    first = sample_case.incidents[0]["causes"][0]
    assert first["cause"] == "disk-full"
    assert first["entity"].startswith("db-01")
    assert first["confidence"] >= 0.9


def test_the_onset_is_the_moment_at_which_the_disk_was_full(sample_case: foreshock.Case) -> None:
    """The onset lies within ten minutes (a sar interval) of the first refused write, before users hurt."""
    truth = json.loads((Path(__file__).parents[2] / "sample_logs/2023-07-10-ecommerce/ground_truth.json").read_text())
    onset = instant(sample_case.incidents[0]["causes"][0]["onset"])

    assert abs(onset - instant(truth["fault_injected_at"])) <= timedelta(minutes=10)
    assert onset < START


def test_start_and_end_are_those_that_people_wrote_down(sample_case: foreshock.Case) -> None:
    """The incident lasts from 20:00 to 22:00 EST, each within two minutes."""
    incident = sample_case.incidents[0]

    assert abs(instant(incident["start"]) - START) <= TWO_MINUTES
    assert abs(instant(incident["end"]) - END) <= TWO_MINUTES
    assert 28 <= incident["impact"]["requests_lost_pct"] <= 32


def test_the_evidence_stands_in_the_files(sample_case: foreshock.Case, sample: Path) -> None:
    """At least three pieces from three files, each quoting the line that it names, the key lines among them."""
    pieces = sample_case.incidents[0]["causes"][0]["evidence"]
    placed = [piece for piece in pieces if piece["line"]]

    assert len({piece["source"] for piece in placed}) >= 3
    assert all(piece["text"] == line_of(sample / piece["source"], piece["line"]) for piece in placed)
    assert {"db-01/postgresql.log", "app-01/app.log"} <= {
        piece["source"] for piece in placed if "No space left on device" in piece["text"]
    }


def test_the_queries_of_the_evidence_show_it(sample_case: foreshock.Case) -> None:
    """Each piece's query gives at least one row of the case."""
    pieces = sample_case.incidents[0]["causes"][0]["evidence"]
    assert pieces
    for piece in pieces:
        assert sample_case.sql(piece["sql"]).height >= 1


def test_the_load_hypothesis_is_ruled_out_in_words(sample_case: foreshock.Case) -> None:
    """Both hypotheses of 20:05 are refuted with numbers, and the change that people made is told."""
    reasons = {each["cause"]: each["reason"] for each in sample_case.incidents[0]["ruled_out"]}

    assert "times its baseline" in reasons["traffic-surge"]
    assert "20:05" in reasons["traffic-surge"]
    assert "%" in reasons["cpu-saturation"]


def test_an_alert_would_have_fired_many_hours_ahead(sample_case: foreshock.Case) -> None:
    """The filesystem alert of the prevention would have fired more than half a day before users hurt."""
    measures = sample_case.incidents[0]["causes"][0]["prevention"]
    fired = [each for each in measures if each["would_have_fired_at"]]

    assert max(each["minutes_before_impact"] for each in fired) > 12 * 60
    assert all(each["alert"]["expr"] for each in fired)


def test_the_summary_reads_like_a_postmortem(sample_case: foreshock.Case) -> None:
    """The text names cause, impact, people's doings, what was ruled out, how it ended, what to do, what is unknown."""
    text = sample_case.report("md")

    for words in ("disk full", "max_connections", "ready to accept connections", "FilesystemAlmostFull", "EST", "UTC"):
        assert words in text


def test_the_database_works_in_plain_duckdb_after_a_move(sample_case: foreshock.Case, tmp_path: Path) -> None:
    """The case can be moved anywhere and opened by plain DuckDB from any working directory."""
    moved = tmp_path / "elsewhere"
    sample_case.path.rename(moved)
    try:
        with duckdb.connect(str(moved / "foreshock.duckdb"), read_only=True) as connection:
            names = connection.execute("SELECT table_name FROM information_schema.tables").fetchall()
            tables = {name for (name,) in names}
            counts = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in tables}  # noqa: S608
            around = connection.execute("SELECT count(*) FROM around('2023-07-11 01:00Z', '5 minutes')").fetchall()
    finally:
        moved.rename(sample_case.path)

    expected = {"logs", "requests", "metrics", "files", "rejects"}
    expected |= {"series", "signals", "incidents", "causes", "evidence", "ruled_out", "timeline"}
    assert expected <= tables
    assert all(counts[name] for name in expected - {"rejects"})
    assert around[0][0] > 0


def test_the_day_before_is_healthy(altered: Callable[..., Path]) -> None:
    """The day before the incident, analysed alone, has none."""
    archive = altered()
    for path in [*archive.rglob("*")]:
        if path.is_file() and not (".1" in path.suffixes or "07-09" in path.name):
            path.unlink()

    case = foreshock.analyze(archive)

    assert case.incidents == []
    assert "No incident found" in case.report("text")


def test_without_the_database_log_the_metrics_tell(altered: Callable[..., Path]) -> None:
    """With db-01's PostgreSQL log gone there still is an incident, the cause is found, and the log is said missing."""
    case = foreshock.analyze(altered(without="db-01/postgresql*"))

    assert len(case.incidents) == 1
    assert case.incidents[0]["causes"][0]["cause"] == "disk-full"
    assert "postgres" in " ".join(each["reason"] for each in case.incidents[0]["not_evaluable"])


@pytest.mark.parametrize("host", ["db-01", "web-01", "app-01", "mail-01"])
@pytest.mark.parametrize("minutes", [7, -7])
def test_a_clock_that_is_minutes_off_changes_nothing(altered: Callable[..., Path], host: str, minutes: int) -> None:
    """With all stamps of one host shifted by seven minutes the first cause is the same."""
    case = foreshock.analyze(altered(shifted=(host, timedelta(minutes=minutes))))

    assert [incident["causes"][0]["cause"] for incident in case.incidents] == ["disk-full"]
    assert case.incidents[0]["causes"][0]["entity"].startswith("db-01")


BYTES = bytes(64 << 20)


def slowness() -> float:
    """How much slower than the machine that the bound was set on, idle, this one is now: one core, and both at once."""
    began = time.perf_counter()
    sum(number * number for number in range(5_000_000))
    one = (time.perf_counter() - began) / 0.19
    began = time.perf_counter()
    with ThreadPoolExecutor(2) as both:
        list(both.map(hashlib.sha256, [BYTES] * 16))
    return max(1.0, one, (time.perf_counter() - began) / 0.32)


@pytest.mark.alone
def test_the_answer_comes_within_seconds(sample: Path, tmp_path: Path) -> None:
    """The analysis of the sample takes less than five seconds, more on a slower machine; the best of five."""
    spans: list[float] = []
    while len(spans) < 5 and min(spans, default=9) >= 5:
        slower = slowness()
        began = time.perf_counter()
        foreshock.analyze(sample, out=tmp_path / str(len(spans)))
        spans.append((time.perf_counter() - began) / max(slower, slowness()))

    assert min(spans) < 5, spans
