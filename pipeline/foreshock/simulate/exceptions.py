"""Errors of the simulate stage."""

from __future__ import annotations

from foreshock.exceptions import ForeshockError, UsageError


class UnknownScenarioError(UsageError):
    """No scenario has this name."""


class SizeError(UsageError):
    """The archive cannot be written at this size."""


class OutputNotEmptyError(ForeshockError):
    """The folder already holds something, which an archive must not be mixed with."""


class KnobError(UsageError):
    """A knob of a drawn case does not exist, or not with this value."""
