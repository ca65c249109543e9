"""The one root of all errors that Foreshock raises on purpose."""

from __future__ import annotations

from collections.abc import Sequence


class ForeshockError(Exception):
    """Something the user can act on: the problem, the offending value, what would be valid, what to type next.

    ``str(error)`` is one paragraph fit for a terminal; the command line prints it without a traceback.
    """

    exit_code = 1

    def __init__(
        self,
        problem: str,
        *,
        value: object = None,
        valid: Sequence[str] = (),
        try_next: str = "",
        where: str = "",
    ) -> None:
        """Keep the parts; ``where`` is ``file:line`` when there is one."""
        super().__init__(problem)
        self.problem = problem
        self.value = value
        self.valid = tuple(valid)
        self.try_next = try_next
        self.where = where

    def __str__(self) -> str:
        """One paragraph: where, problem, value, valid values, next command."""
        parts = [f"{self.where}: {self.problem}" if self.where else self.problem]
        if self.value is not None:
            parts[0] += f": {self.value!r}"
        if self.valid:
            parts.append(f"Valid: {', '.join(self.valid)}.")
        if self.try_next:
            parts.append(f"Try: {self.try_next}")
        return " ".join(part if part.endswith((".", "!", "?")) or part is parts[-1] else f"{part}." for part in parts)


class UsageError(ForeshockError):
    """The command was not understood: exit code 2."""

    exit_code = 2
