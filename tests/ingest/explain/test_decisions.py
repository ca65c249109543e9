"""Any one file is explained, inside a container too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from foreshock.exceptions import UsageError
from foreshock.ingest.explain.decisions import explain

SYSLOG = b"".join(b"Jul 10 20:00:%02d db-01 cron[1]: (root) CMD (true)\n" % second for second in range(30))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A tar of two syslogs."""
    for host in ("db-01", "web-01"):
        (tmp_path / "x" / host).mkdir(parents=True)
        (tmp_path / "x" / host / "syslog").write_bytes(SYSLOG)
    return Path(shutil.make_archive(str(tmp_path / "logs"), "gztar", tmp_path / "x"))


def test_a_file_in_a_container_is_explained(archive: Path) -> None:
    """Under the name that its source has in every table."""
    found = explain(archive / "web-01" / "syslog")
    assert found.facts.path == f"{archive}/web-01/syslog"
    assert found.facts.format == found.claims[0].format == "syslog-rfc3164"
    assert found.rows["logs"].height == 5


def test_a_container_of_several_files_names_them(archive: Path) -> None:
    """The error says what can be explained; a name that is not in it is told as such."""
    with pytest.raises(UsageError, match=r"holds 2 files.*logs\.tar\.gz/db-01/syslog"):
        explain(archive)
    assert explain(archive / "gone").facts.error == "no such file in this archive"
