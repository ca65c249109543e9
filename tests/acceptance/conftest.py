"""The sample incident, as it lies in the repository and as accidents change it."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import zstandard

import foreshock

SAMPLE = Path(__file__).parents[2] / "sample_logs" / "2023-07-10-ecommerce"

# Every form of stamp in the sample, with the strptime form of its moving part.
STAMPS = [
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"), "%Y-%m-%d %H:%M:%S"),
    (re.compile(r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d"), "%Y/%m/%d %H:%M:%S"),
    (re.compile(r"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d"), "%d/%b/%Y:%H:%M:%S"),
    (re.compile(r"^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d", re.MULTILINE), "%b %d %H:%M:%S"),
    (re.compile(r"^\d\d:\d\d:\d\d(?=\s)", re.MULTILINE), "%H:%M:%S"),
]


@pytest.fixture(scope="session")
def sample() -> Path:
    """The sample archive."""
    return SAMPLE


@pytest.fixture(scope="session")
def sample_case(tmp_path_factory: pytest.TempPathFactory) -> foreshock.Case:
    """The sample archive, analysed once."""
    return foreshock.analyze(SAMPLE, out=tmp_path_factory.mktemp("sample") / "case")


@pytest.fixture
def altered(tmp_path: Path) -> Callable[..., Path]:
    """A maker of copies of the sample: ``without`` files that match a glob, one host's stamps ``shifted``."""

    def make(*, without: str = "", shifted: tuple[str, timedelta] | None = None) -> Path:
        archive = tmp_path / "archive"
        shutil.copytree(SAMPLE, archive)
        for path in archive.glob(without) if without else ():
            path.unlink()
        if shifted:
            host, by = shifted
            for path in (archive / host).iterdir():
                _rewrite(path, by)
        return archive

    return make


def _rewrite(path: Path, by: timedelta) -> None:
    """Move every stamp of a file, whatever it is packed in."""
    raw = path.read_bytes()
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(_shift(gzip.decompress(raw).decode(), by).encode(), mtime=0))
    elif path.suffix == ".zst":
        text = zstandard.ZstdDecompressor().decompressobj().decompress(raw).decode()
        path.write_bytes(zstandard.compress(_shift(text, by).encode()))
    else:
        path.write_text(_shift(raw.decode(), by), encoding="utf-8")


def _shift(text: str, by: timedelta) -> str:
    """Move every stamp of a text."""
    for pattern, form in STAMPS:
        text = pattern.sub(partial(_moved, form=form, by=by), text)
    return text


def _moved(found: re.Match[str], *, form: str, by: timedelta) -> str:
    """One stamp, moved; the day of a syslog stamp is padded with a blank."""
    stamp = found[0]
    leap = "2024 " if "%Y" not in form else ""
    moment = datetime.strptime(leap + stamp, ("%Y " if leap else "") + form) + by  # noqa: DTZ007 - a local stamp
    moved = moment.strftime(form)
    return re.sub(r"^(\w{3}) 0", r"\1  ", moved) if form.startswith("%b") else moved
