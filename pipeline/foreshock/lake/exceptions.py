"""Errors of the lake stage."""

from __future__ import annotations

from foreshock.exceptions import ForeshockError


class LakeError(ForeshockError):
    """The tables on disk could not be written or read; the case is as it was before."""


class NotACaseError(LakeError):
    """The folder is no case, or holds something else."""


class LayoutError(LakeError):
    """The case was written by another version of Foreshock, in a layout that this one does not know."""


class CaseBusyError(LakeError):
    """Another process is writing to the case."""


class SchemaError(LakeError):
    """A frame has columns that its table does not have: a fault of the parser that made it."""
