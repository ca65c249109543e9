"""From the words of a command line to an exit code: errors become one sentence, never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer

from foreshock.cli.app import app
from foreshock.cli.output import printable
from foreshock.exceptions import ForeshockError

FAILED = 1
INTERRUPTED = 128 + 2  # as a shell reports a program that SIGINT ended
NEAR = 65  # of 100: one or two letters of a short name
BROKEN_PIPE = 128 + 13  # as a shell reports a program that SIGPIPE ended


def run(arguments: Sequence[str]) -> int:
    """The exit code of ``foreshock ARGUMENTS``: 0 done, 1 failed, 2 usage, 10 incident found, 130 interrupted.

    ``--debug`` anywhere among the arguments (it is in no help) lets errors through with their traceback.
    """
    debug = "--debug" in arguments
    words = [word for word in arguments if word != "--debug"]
    try:
        code = app(words, prog_name="foreshock", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader went away (`foreshock timeline CASE | head`); Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except SystemExit:
        return BROKEN_PIPE  # how typer itself takes a reader that went away, and nothing else here
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as error:
        if debug:
            raise
        return tell(error)
    return code if isinstance(code, int) else 0


def tell(error: Exception) -> int:
    """Say on stderr, in one sentence, what went wrong; the exit code that it deserves."""
    if isinstance(error, typer.TyperException):
        show = getattr(error, "show", None)  # a usage error knows its command and shows the way to its help
        if show:
            show()
            return error.exit_code
    if isinstance(error, ForeshockError):
        say(f"{error}{did_you_mean(error)}")
        return error.exit_code
    if isinstance(error, OSError):
        say(f"{error.strerror}: {error.filename}" if error.strerror and error.filename else str(error))
        return FAILED
    say(f"{type(error).__name__}: {error}. This is a fault of Foreshock; --debug shows where.")
    return FAILED


def say(sentence: str) -> None:
    """Talk goes to stderr, with control sequences made visible: the offending value may come from a log."""
    sys.stderr.write(f"foreshock: {printable(sentence)}\n")


def did_you_mean(error: ForeshockError) -> str:
    """The valid value that is nearest to the offending one, as a question; nothing when none is near."""
    if not isinstance(error.value, str) or not error.valid or "did you mean" in str(error).lower():
        return ""
    from rapidfuzz import fuzz, process

    near = process.extractOne(error.value, error.valid, scorer=fuzz.ratio, score_cutoff=NEAR)
    return f" Did you mean {near[0]!r}?" if near and near[0] not in error.try_next else ""
