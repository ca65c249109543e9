"""The real sar and sadf of sysstat: what is read from their text is what their JSON says."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from foreshock.ingest.formats import formats
from foreshock.ingest.formats.base import Format
from foreshock.ingest.planning.model import IngestOptions
from foreshock.ingest.planning.plan import plan
from foreshock.ingest.reading.read import Batch, read
from foreshock.ingest.time.clock import Clock

pytestmark = pytest.mark.real

SADC = Path("/usr/lib/sysstat/sadc")
ZONE = "America/New_York"
LOCALES = {"en_US": "12 hours, month first", "de_DE": "24 hours, decimal commas, day first", "en_GB": "day first"}
# NFS clients and TCP both print "retrans/s", for different things.
AMBIGUOUS = ["sar.retrans/s"]
KEYS = ["time", "host", "metric", "labels"]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three samples of everything that sadc can collect here."""
    if not SADC.exists() or not shutil.which("sar"):
        pytest.skip("sysstat is not installed")
    file = tmp_path_factory.mktemp("sysstat") / "sa"
    subprocess.run([SADC, "-S", "XALL", "1", "3", file], check=True, capture_output=True)
    return file


@pytest.fixture(scope="module")
def locales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with compiled locales, as a server in their countries has them."""
    if not shutil.which("localedef") or not Path("/usr/share/i18n/locales/en_US").exists():
        pytest.skip("the sources of the C library's locales are not installed")
    folder = tmp_path_factory.mktemp("locales")
    for name in LOCALES:
        subprocess.run(["localedef", "-i", name, "-f", "UTF-8", folder / f"{name}.UTF-8"], check=False)
    return folder


def output(*command: str | Path, **environment: str) -> list[str]:
    """The lines that a program prints."""
    env = {"PATH": os.environ["PATH"], "TZ": ZONE, **environment}
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8", env=env)
    return done.stdout.splitlines()


def format_named(name: str) -> Format:
    """A format of the registry."""
    return next(format_ for format_ in formats() if format_.name == name)


def values(name: str, lines: list[str], path: str = "sa") -> Mapping[tuple[str, ...], float]:
    """Every value that a format reads, by time, host, metric and labels; no line may be rejected."""
    format_ = format_named(name)
    recognition = format_.recognise(lines, path)
    assert recognition is not None
    frame = pl.DataFrame({"line": range(1, len(lines) + 1), "offset": [0] * len(lines), "text": lines})
    parsed = format_.open(recognition.options, Clock(zone=ZONE)).feed(frame.cast({"line": pl.Int64}), last=True)
    assert parsed.rejects["text"].to_list() == []
    rows = parsed.rows.filter(~pl.col("metric").is_in(AMBIGUOUS)).to_dicts()
    return {tuple(str(row[key]) for key in KEYS): row["value"] for row in rows}


def approximately(expected: Mapping[tuple[str, ...], float]) -> object:
    """Equal but for the last bits of a float."""
    return pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("locale", LOCALES)
def test_text_says_what_json_says_in_every_locale(recording: Path, locales: Path, locale: str) -> None:
    """All tables of ``sar -A`` give the values, times, hosts and labels of ``sadf -j``, however the locale prints."""
    json = values("sadf-json", output("sadf", "-j", recording, "--", "-A", LC_ALL="C"))
    environment = {"LOCPATH": str(locales), "LC_ALL": f"{locale}.UTF-8"}
    day = min(time for time, *_ in json)[8:10]
    text = values("sar", output("sar", "-A", "-f", recording, **environment), f"sa{day}")
    assert len(json) > 300
    assert text == approximately(json)


def test_iso_text_says_what_json_says(recording: Path) -> None:
    """S_TIME_FORMAT=ISO is read too."""
    json = values("sadf-json", output("sadf", "-j", recording, "--", "-u", "-r", LC_ALL="C"))
    text = values("sar", output("sar", "-u", "-r", "-f", recording, LC_ALL="C", S_TIME_FORMAT="ISO"))
    assert text == approximately(json)


@pytest.mark.parametrize("stamps", ["", "-T", "-U"])
def test_csv_says_what_json_says(recording: Path, stamps: str) -> None:
    """``sadf -d`` with UTC, local and epoch stamps gives the values of ``sadf -j``."""
    sections = ["-u", "-r", "-S", "-B", "-b", "-d", "-n", "DEV", "-q", "-w", "-W", "-F"]
    json = values("sadf-json", output("sadf", "-j", recording, "--", *sections, LC_ALL="C"))
    options = [stamps] if stamps else []
    csv = values("sadf-csv", output("sadf", "-d", *options, recording, "--", *sections, LC_ALL="C"))
    assert csv == approximately(json)


def test_binary_data_is_read_as_what_sadf_writes_of_it(recording: Path) -> None:
    """The binary file itself, and what sadf -j writes of it, are the same measurements."""
    frames = []
    for file in plan([recording], IngestOptions(tz=("UTC",))).files:
        frames += [batch.rows for batch in read(file) if isinstance(batch, Batch) and batch.table == "metrics"]
    written = output("sadf", "-j", recording, "--", "-A", LC_ALL="C")
    expected = values("sadf-json", written)
    found = pl.concat(frames)
    assert found.height >= len(expected) > 100
    assert found["time"].n_unique() == len({time for time, *_ in expected})


def test_a_live_run_is_read() -> None:
    """``sar`` with an interval repeats all headers between the samples, and ends with averages that are no samples."""
    if not shutil.which("sar"):
        pytest.skip("sysstat is not installed")
    lines = output("sar", "-u", "-d", "1", "2", LC_ALL="C")
    read = values("sar", lines)
    times = {time for time, *_ in read}
    assert len(times) == 2
    assert not any("Average" in time for time in times)


def test_mount_points_are_labelled(recording: Path) -> None:
    """``sar -F MOUNT`` names mount points, ``sar -F`` devices."""
    mounts = values("sar", output("sar", "-F", "MOUNT", "1", "1", LC_ALL="C"))
    devices = values("sar", output("sar", "-F", "-f", recording, LC_ALL="C"))
    assert mounts
    assert devices
    assert all("'mountpoint': '/" in labels for *_, labels in mounts)
    assert all("'device': '/dev" in labels for *_, labels in devices)
