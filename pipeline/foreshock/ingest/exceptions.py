"""Errors of the ingest stage."""

from __future__ import annotations

from collections.abc import Sequence

from foreshock.exceptions import ForeshockError
from foreshock.yamldoc import Fault


class IngestError(ForeshockError):
    """An input could not be read; the other inputs still are."""


class UnreadableInputError(IngestError):
    """The operating system refused the file or folder."""


class DamagedInputError(IngestError):
    """A compressed file ends early or holds something else; what was read before the damage is kept."""


class FormatOptionError(IngestError):
    """An option of a format (log_format, log_line_prefix) says nothing that can be used."""

    exit_code = 2


class FormatDefinitionError(IngestError):
    """Definitions of formats cannot be used; ``faults`` holds everything that is wrong with them, in file order."""

    exit_code = 2

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep every fault; the message shows them all, one a line."""
        self.faults = tuple(faults)
        count = len(self.faults)
        noun = "fault" if count == 1 else "faults"
        super().__init__(
            f"{count} {noun} in the definitions of formats\n" + "\n".join(f"  {fault}" for fault in self.faults) + "\n",
            try_next="foreshock formats test FILE.yaml",
        )
