"""The seed incident is consistent: what the postmortem says can be measured in the files."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from foreshock.simulate import simulate
from foreshock.simulate.world import World

LINE = r'\[(?<time>\S+) -0500\] "(?<request>[^"]*)" (?<status>\d+) \d+ "[^"]*" "[^"]*" (?<seconds>[\d.]+) (?:[\d.]+|-)$'


def requests(data: bytes) -> pl.DataFrame:
    """Time, status and seconds of each request of an access log, read without the stage that is tested elsewhere."""
    lines = pl.Series("line", data.decode().splitlines())
    frame = lines.str.extract_groups(LINE).struct.unnest()
    assert frame["time"].null_count() == 0
    return frame.select(
        pl.col("time").str.to_datetime("%d/%b/%Y:%H:%M:%S"),
        pl.col("status").cast(pl.Int64),
        pl.col("seconds").cast(pl.Float64),
    )


@pytest.fixture(scope="module")
def before(archive: Path) -> pl.DataFrame:
    """The requests of July 9."""
    return requests(gzip.decompress((archive / "web-01" / "access.log.1.gz").read_bytes()))


@pytest.fixture(scope="module")
def incident_day(archive: Path) -> pl.DataFrame:
    """The requests of July 10."""
    return requests((archive / "web-01" / "access.log").read_bytes())


def between(frame: pl.DataFrame, first: str, last: str) -> pl.DataFrame:
    """The requests between two clock times."""
    clock = pl.col("time").dt.strftime("%H:%M")
    return frame.filter((clock >= first) & (clock < last))


def lost(before: pl.DataFrame, after: pl.DataFrame, first: str, last: str) -> float:
    """The share of requests that are missing against the day before."""
    return 1 - between(after, first, last).height / between(before, first, last).height


def test_thirty_per_cent_of_the_traffic_is_lost(before: pl.DataFrame, incident_day: pl.DataFrame) -> None:
    """Between 20:00 and 22:00 the requests are 28 to 32 % fewer than the day before, and about equal around it."""
    assert lost(before, incident_day, "20:00", "22:00") == pytest.approx(0.30, abs=0.02)
    assert lost(before, incident_day, "18:00", "20:00") == pytest.approx(0.0, abs=0.04)
    assert lost(before, incident_day, "22:00", "23:30") == pytest.approx(0.0, abs=0.05)


def test_the_traffic_keeps_to_its_story_at_other_seeds(tmp_path: Path) -> None:
    """The loss is a property of the scenario and not of a lucky seed."""
    for seed in (2, 3):
        simulate("ecommerce-disk-full", tmp_path / str(seed), seed=seed, size=10_000_000)
        web = tmp_path / str(seed) / "web-01"
        first = requests(gzip.decompress((web / "access.log.1.gz").read_bytes()))
        assert lost(first, requests((web / "access.log").read_bytes()), "20:00", "22:00") == pytest.approx(
            0.3, abs=0.02
        )


@pytest.mark.parametrize(("first", "last", "hurt"), [
    ("19:57", "20:00", False), ("20:00", "20:03", True), ("20:30", "20:33", True), ("21:00", "21:03", True),
    ("21:57", "22:00", True), ("22:01", "22:04", False),
])  # fmt: skip
def test_users_feel_it_from_eight_to_ten(incident_day: pl.DataFrame, first: str, last: str, hurt: bool) -> None:  # noqa: FBT001
    """The 95th percentile and the errors rise at 20:00 and are as before from 22:00 on."""
    rows = between(incident_day, first, last)
    slow = float(rows["seconds"].quantile(0.95) or 0) > 0.5
    failing = float((rows["status"] >= 500).mean() or 0) > 0.01  # type: ignore[arg-type]
    assert (slow, failing) == (hurt, hurt)


def test_nginx_logs_in_order_of_the_end(before: pl.DataFrame, incident_day: pl.DataFrame) -> None:
    """The stamps of an access log never go back, and each file holds its own day."""
    assert before["time"].is_sorted()
    assert incident_day["time"].is_sorted()
    assert before["time"].dt.day().unique().to_list() == [9]
    assert incident_day["time"].dt.day().unique().to_list() == [10]


def first_line(text: str, words: str) -> str:
    """The stamp of the first line that has the words."""
    found = re.search(rf"^(\S+ \S+).*{re.escape(words)}", text, re.MULTILINE)
    assert found, words
    return found[1]


def test_the_database_fails_in_the_order_of_the_story(archive: Path) -> None:
    """Full, errors, reload, PANIC, crash, failing recoveries, a restart: each after the one before."""
    text = (archive / "db-01" / "postgresql.log").read_text(encoding="utf-8")
    stations = [
        'could not extend file "base/16385/24655.31"', 'could not extend file "base/16385/24633.12"',
        "received SIGHUP", "PANIC", "terminated by signal 6", "interrupted; last known up",
        "shutting down due to startup process failure", "interrupted while in recovery", "ready to accept connections",
        "ANALYZE",
    ]  # fmt: skip
    stamps = [first_line(text, words) for words in stations]
    assert stamps == sorted(stamps)
    assert stamps[0].startswith("2023-07-10 19:58:50")
    assert stamps[1] > "2023-07-10 20:00:00"


def test_a_dead_server_logs_nothing(archive: Path) -> None:
    """Between the last failed recovery and the restart no line has a stamp."""
    text = (archive / "db-01" / "postgresql.log").read_text(encoding="utf-8")
    assert not re.findall(r"^2023-07-10 (?:20:4[4-9]|20:5\d|21:[01]\d|21:2[0-8]).*", text, re.MULTILINE)


def test_the_volume_fills_over_days(archive: Path) -> None:
    """82 % on July 7, past 90 % on July 9, 98 % at 19:30, full at 20:00, an emptier disk at 21:30."""
    rows = {}
    for day in (7, 8, 9, 10):
        text = (archive / "db-01" / f"sar-2023-07-{day:02d}.txt").read_text(encoding="utf-8")
        for clock, share in re.findall(r"^(\S+) +\d+ +\d+ +([\d.]+) .*/var/lib/postgresql$", text, re.MULTILINE):
            rows[f"{day} {clock[:5]}"] = float(share)
    assert rows["7 00:10"] == pytest.approx(82, abs=0.5)
    assert rows["9 00:10"] < 90 < rows["9 03:00"]
    assert rows["10 19:30"] == pytest.approx(98, abs=0.5)
    assert rows["10 20:00"] == rows["10 21:10"] == 100
    assert rows["10 21:40"] < 20


def test_load_is_not_what_happened(archive: Path) -> None:
    """The processors of db-01 have less to do in the first half hour than before it, the disk waits."""
    text = (archive / "db-01" / "sar-2023-07-10.txt").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^(\d\d:\d\d):01 +all +([\d.]+ +[\d.]+ +[\d.]+ +[\d.]+)", text, re.MULTILINE))
    cpu = {clock: [float(cell) for cell in cells.split()] for clock, cells in rows.items()}
    assert cpu["20:20"][0] < cpu["19:10"][0] < 40
    assert cpu["20:20"][3] > 5 > cpu["19:10"][3]
    assert cpu["21:00"][0] < 3


def test_the_healthy_site_has_the_noise_and_no_fault(tmp_path: Path) -> None:
    """Deploy, deadlocks, scanners and the full /boot of the mail host are there; no space is missing."""
    truth = simulate("healthy", tmp_path, size=20_000_000)
    database = (tmp_path / "db-01" / "postgresql.log").read_text(encoding="utf-8")
    app = (tmp_path / "app-01" / "app.log").read_text(encoding="utf-8")
    assert truth.cause == "none"
    assert "No space left" not in database + app
    assert "PANIC" not in database
    assert "release v2.14.0 starting" in app
    assert "duplicate key value" in database
    assert "91%" in (tmp_path / "mail-01" / "df.log").read_text(encoding="utf-8")
    web = tmp_path / "web-01"
    first = requests(gzip.decompress((web / "access.log.1.gz").read_bytes()))
    assert lost(first, requests((web / "access.log").read_bytes()), "20:00", "22:00") == pytest.approx(0, abs=0.03)


def test_a_host_whose_clock_runs_ahead_tells_the_same_story_later(archive: Path, tmp_path: Path) -> None:
    """With db-01 seven minutes ahead its stamps move, and only its."""
    world = World(db=replace(World().db, ahead_s=420))
    simulate("ecommerce-disk-full", tmp_path, world=world)
    text = (tmp_path / "db-01" / "postgresql.log").read_text(encoding="utf-8")
    assert first_line(text, "PANIC") == "2023-07-10 20:38:07.412"
    assert "last known up at 2023-07-10 20:35:12 EST" in text
    access = Path("web-01") / "access.log"
    assert (tmp_path / access).read_bytes() == (archive / access).read_bytes()
