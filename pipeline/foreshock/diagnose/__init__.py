"""Diagnose: incidents, the hypotheses that explain them, what was ruled out and why."""

from foreshock.diagnose.run import diagnose

__all__ = ["diagnose"]
