"""An archive on demand: the same bytes for a seed, about the size that was asked for, never over something else."""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from pathlib import Path

import pytest
import zstandard

from foreshock.simulate import SCENARIOS, simulate
from foreshock.simulate.exceptions import OutputNotEmptyError, SizeError, UnknownScenarioError

SAMPLE = Path(__file__).parents[2] / "sample_logs" / "2023-07-10-ecommerce"


def plain(path: Path) -> bytes:
    """The text of a file, unpacked: two builds of a compressor may pack the same text differently."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(data)
    return zstandard.ZstdDecompressor().stream_reader(data).read() if path.suffix == ".zst" else data


def digests(folder: Path) -> dict[str, str]:
    """Each file's path below the folder, and a digest of its text."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(plain(path)).hexdigest() for path in files}


def test_the_committed_sample_is_what_the_simulator_writes(archive: Path) -> None:
    """sample_logs/2023-07-10-ecommerce is the seed incident with seed 1, byte for byte."""
    assert digests(archive) == digests(SAMPLE)


def test_another_seed_writes_other_lines_of_the_same_story(archive: Path, tmp_path: Path) -> None:
    """The seed changes the noise and not the truth."""
    truth = simulate("ecommerce-disk-full", tmp_path, seed=2)
    assert truth.cause == json.loads((archive / "ground_truth.json").read_text(encoding="utf-8"))["cause"]
    mine, other = digests(tmp_path), digests(archive)
    assert mine.keys() == other.keys()
    assert mine["web-01/access.log"] != other["web-01/access.log"]
    assert mine["ground_truth.json"] == other["ground_truth.json"]


@pytest.mark.parametrize("size", [8_000_000, 30_000_000])
def test_an_archive_has_about_the_size_that_was_asked_for(tmp_path: Path, size: int) -> None:
    """The text of all files comes within a tenth of the size, at a rate that makes gigabytes practical."""
    began = time.monotonic()
    simulate("ecommerce-disk-full", tmp_path, size=size, compress=False)
    written = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    assert written == pytest.approx(size, rel=0.1)
    assert time.monotonic() - began < 30
    assert not list(tmp_path.rglob("*.gz"))


def test_every_scenario_has_a_description_and_writes_its_truth(tmp_path: Path) -> None:
    """Each name of the registry can be simulated; the file says what simulate returned."""
    assert all(SCENARIOS.values())
    for name in ("ecommerce-disk-full", "healthy", "lock-contention"):
        truth = simulate(name, tmp_path / name, size=5_000_000)
        stored = json.loads((tmp_path / name / "ground_truth.json").read_text(encoding="utf-8"))
        assert stored["cause"] == truth.cause
        assert set(stored) == {
            "cause", "cause_entity", "fault_injected_at", "impact_start", "impact_end", "expected_rank1",
            "must_not_rank1", "key_evidence",
        }  # fmt: skip


def test_the_truth_of_the_seed_incident_is_that_of_its_postmortem(archive: Path) -> None:
    """8 to 10 PM EST on July 10, 2023, and the key evidence stands in the logs."""
    truth = json.loads((archive / "ground_truth.json").read_text(encoding="utf-8"))
    assert (truth["cause"], truth["cause_entity"]) == ("disk-full", "db-01")
    assert (truth["impact_start"], truth["impact_end"]) == ("2023-07-11T01:00:00Z", "2023-07-11T03:00:00Z")
    text = (archive / "db-01" / "postgresql.log").read_text(encoding="utf-8")
    text += (archive / "db-01" / "sar-2023-07-10.txt").read_text(encoding="utf-8")
    assert all(words in text for words in truth["key_evidence"])


def test_an_unknown_scenario_is_answered_with_those_that_exist(tmp_path: Path) -> None:
    """The message names the value and the valid ones."""
    with pytest.raises(UnknownScenarioError, match=r"'disk-ful'\. Valid: ecommerce-disk-full, healthy"):
        simulate("disk-ful", tmp_path)


def test_a_size_without_room_for_a_rhythm_is_refused(tmp_path: Path) -> None:
    """Below some megabytes there would be no traffic to speak of."""
    with pytest.raises(SizeError, match="bytes or more"):
        simulate("healthy", tmp_path, size=1_000_000)


def test_an_archive_is_not_mixed_with_other_files(tmp_path: Path) -> None:
    """A folder that holds anything is left as it was."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputNotEmptyError, match="not empty"):
        simulate("healthy", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
