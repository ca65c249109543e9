"""What really happened in a simulated archive, in the form that ``foreshock evaluate`` reads."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE_NAME = "ground_truth.json"


@dataclass(frozen=True, slots=True)
class GroundTruth:
    """The known cause of an archive; times are ISO 8601 UTC, empty strings where nothing was injected.

    ``cause`` "none" means that no incident may be reported. ``key_evidence`` are substrings of lines, one of
    which must be among the evidence of the first cause.
    """

    cause: str
    cause_entity: str = ""
    fault_injected_at: str = ""
    impact_start: str = ""
    impact_end: str = ""
    expected_rank1: tuple[str, ...] = ()
    must_not_rank1: tuple[str, ...] = ()
    key_evidence: tuple[str, ...] = ()

    def write(self, folder: Path) -> Path:
        """The path of ``ground_truth.json``, written into the folder."""
        path = folder / FILE_NAME
        path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
        return path
