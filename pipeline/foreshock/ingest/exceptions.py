"""Errors of the ingest stage."""

from __future__ import annotations

from foreshock.exceptions import ForeshockError


class IngestError(ForeshockError):
    """An input could not be read; the other inputs still are."""


class UnreadableInputError(IngestError):
    """The operating system refused the file or folder."""


class DamagedInputError(IngestError):
    """A compressed file ends early or holds something else; what was read before the damage is kept."""


class FormatOptionError(IngestError):
    """An option of a format (log_format, log_line_prefix) says nothing that can be used."""

    exit_code = 2
