"""Errors of the evaluate stage."""

from __future__ import annotations

from foreshock.exceptions import ForeshockError


class EvaluateError(ForeshockError):
    """The cases cannot be evaluated."""


class GroundTruthError(EvaluateError):
    """A ground_truth.json is not in its form."""
