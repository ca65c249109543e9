"""Errors of the report stage."""

from __future__ import annotations

from foreshock.exceptions import ForeshockError


class ReportError(ForeshockError):
    """A report could not be made."""


class FindingsFormError(ReportError):
    """The findings are not in the form of findings.schema.json."""


class ReportNotWrittenError(ReportError):
    """The operating system refused the file; what stood in the folder before still stands there."""
