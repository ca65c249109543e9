"""From log lines to the log_line_prefix settings that explain them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import polars as pl
import pyarrow.compute as pc

from foreshock.ingest.exceptions import FormatOptionError
from foreshock.ingest.formats.postgresql.log_line_prefix import STAMP, LogLinePrefix
from foreshock.ingest.formats.postgresql.words import SEVERITY_PATTERN

_SYSLOG = (
    r"^(?:<\d+>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d |\d |\d{4}-\d\d-\d\dT\S+ (?:\S+ )?[\w./-]+\[[^\]\s]*\]: )"
)

_HEROKU = (
    ' sql_error_code = %e time_ms = "%m" pid="%p" proc_start_time="%s" session_id="%c" vtid="%v" tid="%x" '
    'log_line="%l" %qdatabase="%d" connection_source="%r" user="%u" application_name="%a" '
)
# What distributions, clouds and the documentation of log readers set, most telling first.
KNOWN_PREFIXES = (
    "%m [%p] %q%u@%d ",
    "%m [%p] ",
    "%t:%r:%u@%d:[%p]:",
    "%m:%r:%u@%d:[%p]:",
    "%m:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a:",
    "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
    "%t [%p]: [%l-1] user=%u,db=%d,client=%h ",
    "%t [%p]: [%l-1] user=%u,db=%d,host=%h,app=%a ",
    "%t [%p]: [%l-1] user=%u,db=%d,remote=%r ",
    "%t [%p]: [%l-1] user=%u,db=%d - PG-%e ",
    "%t [%p]: [%l-1] [trx_id=%x] user=%u,db=%d ",
    "%t [%p]: [%l-1] user=%u,db=%d ",
    "%m [%p]: [%l-1] db=%d,user=%u,app=%a,client=%h ",
    "%m [%p]: [%l-1] db=%d,user=%u ",
    "%m [%p]: [%l-1] ",
    "%t [%p]: [%l-1] ",
    "[%p]: [%l-1] db=%d,user=%u ",
    "%t [%p-%l] %q%u@%d ",
    "%m [%p-%l] %q%u@%d ",
    "%m [%p-%l] %u@%d ",
    "%t [%p-%l] %u@%d ",
    "%m [%p] %q[user=%u,db=%d,app=%a] ",
    "%m [%p] %q[user=%u,db=%d,app=%a,host=%h] ",
    "%m [%p][%b][%v][%x] %q[user=%u,db=%d,app=%a] ",
    "%m [%p][%v] : [%l-1] %q[app=%a] ",
    "%t [%p] %q%u@%d %h ",
    "%m [%p] %u@%d ",
    "%m %r %u %a [%c] [%p] ",
    "%p-%s-%c-%l-%h-%u-%d-%m ",
    "%t:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a:",
    "%t [%p]: user=%u,db=%d,app=%a,client=%h ",
    "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%r ",
    "%m [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
    "%m [%p] %q%u@%d/%a ",
    "%m [%p] %q%h %u@%d ",
    "%m [%p] %q%r %u@%d ",
    "%t [%p] %q%u@%d ",
    "%h %m [%p] %q%u@%d ",
    "%t-%c-",
    "%m c=%c,u=%u,D=%d ",
    "user=%u,db=%d,app=%a,client=%h ",
    "pid=%p,user=%u,db=%d,app=%a,client=%h ",
    _HEROKU,
    " sql_error_code = %e ",
    "%t ",
    "%m ",
)


_ESCAPE = re.compile(r"%-?\d*[a-zA-Z%]")
_MOST = 24  # settings in one file; a file of more is a collection of samples
_OWN_SHARE = 0.5  # of the lines of a file has the setting that is its own


@lru_cache(maxsize=4)
def _inferred(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The settings; kept, because two formats ask for the same lines one after the other."""
    text = pl.Series([line for line in lines if not line.startswith("\t")], dtype=pl.String)
    heads = text.str.extract(rf"^(.*?){SEVERITY_PATTERN.replace('?P<severity>', '?:')}")
    # A syslog stamp in front: the log is syslog's, PostgreSQL is what it carries.
    likely = heads.is_not_null() & (heads.str.strip_chars() != "") & ~heads.str.contains(_SYSLOG)
    text, heads = text.filter(likely), heads.filter(likely)
    chosen: list[str] = []
    left, left_heads, share = text, heads, 0.0
    while len(left) and len(chosen) < _MOST:
        setting, explained = _best(left, left_heads.to_list(), first=not chosen)
        if not explained.any():
            break
        share = share or int(explained.sum()) / len(text)
        chosen.append(setting)
        left, left_heads = left.filter(~explained), left_heads.filter(~explained)
    return tuple(chosen) if share > _OWN_SHARE else _telling_most(text, chosen)


def infer_log_line_prefixes(lines: Sequence[str]) -> tuple[str, ...]:
    """The settings that explain these lines, the one to try first at the front; empty when they are no server log.

    A file has several when the setting was changed, or when logs of several servers were put together. Well-known
    settings are tried first; for what they leave over one is made from the lines themselves.
    """
    return _inferred(tuple(lines))


def _telling_most(text: pl.Series, found: Sequence[str]) -> tuple[str, ...]:
    """Settings for lines of many servers: for each line the one that says most about it."""
    chosen = []
    for setting in sorted(dict.fromkeys([*BY_ESCAPES, *found]), key=_escapes, reverse=True):
        if text.is_empty():
            break
        explained = _explained(text, setting)
        if explained.any():
            chosen.append(setting)
            text = text.filter(~explained)
    return tuple(chosen)


def _best(text: pl.Series, heads: list[str], *, first: bool) -> tuple[str, pl.Series]:
    """The setting that explains most of these lines, and which.

    Of two that explain the same lines the one with more escapes says more about each; a known one comes first.
    """
    best, most = "", pl.repeat(False, len(text), dtype=pl.Boolean, eager=True)  # noqa: FBT003
    own = [setting for setting in _own(heads) if first or re.search("%[mtnp]", setting)]
    for setting in (*BY_ESCAPES, *own):
        explained = _explained(text, setting)
        if explained.sum() > most.sum():
            best, most = setting, explained
        if most.all():
            break
    return best, most


def _explained(text: pl.Series, setting: str) -> pl.Series:
    """Which lines begin with what the setting writes; its regular expression is made only where its literals occur."""
    literals = _ESCAPE.split(setting.partition("%q")[0])
    if any(all(literal in line for literal in literals) for line in text):
        # RE2, as each setting is asked about few lines: it compiles five times as fast as Rust's engine.
        return pl.Series(pc.match_substring_regex(text.to_arrow(), LogLinePrefix(setting).pattern))
    return pl.repeat(False, len(text), dtype=pl.Boolean, eager=True)  # noqa: FBT003


def _escapes(setting: str) -> int:
    return setting.count("%")


BY_ESCAPES = tuple(sorted(KNOWN_PREFIXES, key=_escapes, reverse=True))

_BACKENDS = (
    "client backend|autovacuum (?:launcher|worker)|background w(?:riter|orker)|checkpointer|startup|walwriter|"
    "walsender|walreceiver|archiver|logger|postmaster|logical replication (?:launcher|worker)|parallel worker"
)

# Pieces of a prefix as they look in a line -> the escape, tried in this order at each place.
_PIECES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (rf"{STAMP}\.\d{{3}}(?: [A-Za-z]{{2,6}}| <?[+-]\d\d(?::?\d\d)?>?)?", "%m"),
        (rf"{STAMP}(?: (?!LOG|ERROR)[A-Z]{{2,5}}\b| <?[+-]\d\d(?::?\d\d)?>?)?", "%t"),
        (r"\b1\d{9}\.\d{3}\b", "%n"),
        (r"\b[0-9a-f]{8}\.[0-9a-f]{1,7}\b", "%c"),
        (r"(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:]*:[0-9a-f:]*)\(\d+\)", "%r"),
        (r"\d{1,3}(?:\.\d{1,3}){3}", "%h"),
        (r"\[local\]", "%h"),
        (r"\b(?:user|usr|u)=\"?", "=%u"),
        (r"\b(?:db|database|dbname|D|d)=\"?", "=%d"),
        (r"\b(?:app|appli|appname|app_name|application|application_name|a)=\"?", "=%a"),
        (r"\b(?:client|host|h)=\"?", "=%h"),
        (r"\b(?:remote|connection_source|r)=\"?", "=%r"),
        (r"\b(?:pid|p|process)=\"?", "=%p"),
        (r"\b(?:sql_error_code|sqlstate|state|code|e) ?= ?\"?", "=%e"),
        (r"\b(?:log_line|line|l)=\"?", "=%l"),
        (r"\b(?:tid|xid|trx_id|txid|x)=\"?", "=%x"),
        (r"\b(?:tag|command|ps|i)=\"?", "=%i"),
        (
            rf"\b(?:{_BACKENDS})\b",
            "%b",
        ),
        (r"\b\d+/\d+\b", "%v"),
        (r"\b(?:00000|(?=\d*[A-Z])(?=[A-Z]*\d)[0-9A-Z]{5})\b", "%e"),
        (r"(?:\[unknown\]|[\w.-]+)@(?:\[unknown\]|[\w.-]+)", "%u@%d"),
        (r"(?:\[unknown\]|[A-Za-z_][\w.-]*)/(?:\[unknown\]|[A-Za-z_][\w.-]*)", "%u/%d"),
        (r"\[unknown\]", "%a"),
        (r"\b\d+\b", "#"),
    )
)


# SQLSTATEs of digits alone that servers log often, as a number behind the process id would be the session's line.
_NUMERIC_STATES = frozenset({
    "01000", "08000", "08001", "08003", "08004", "08006", "08007", "22001", "22003", "22007", "22008", "22012", "22023",
    "23000", "23001", "23502", "23503", "23505", "23514", "25001", "25006", "26000", "28000", "34000", "40000", "40001",
    "40002", "42501", "42601", "42602", "42611", "42701", "42702", "42703", "42704", "42710", "42723", "42725", "42803",
    "42804", "42846", "42883", "42939", "53000", "53100", "53200", "53300", "53400", "54000", "54001", "54011", "54023",
    "55000", "55006", "57000", "57014", "58000", "58030", "72000",
})  # fmt: skip


def _own(heads: list[str]) -> list[str]:
    """Settings made from the commonest shapes of the lines, each also with %q before what only sessions have.

    A sample without background processes does not show %q; reading it where it is not set does no harm.
    """
    shapes = Counter(_shape(head) for head in heads[:500])
    common = [shape for shape, _ in shapes.most_common(6) if "%" in shape]
    joined = [f"{a}%q{b[len(a) :]}" for a in common for b in common if a != b and b.startswith(a)]
    cut = [_cut_at_session(shape) for shape in common]
    return [shape for shape in [*joined, *cut, *common] if _usable(shape)]


def _cut_at_session(shape: str) -> str:
    session = re.search(r"%[udarh]", shape)
    blank = shape.rfind(" ", 0, session.start()) + 1 if session else 0
    return f"{shape[:blank]}%q{shape[blank:]}" if "%" in shape[:blank] else shape


def _usable(setting: str) -> bool:
    try:
        return bool(LogLinePrefix(setting).letters)
    except FormatOptionError:
        return False


def _shape(head: str) -> str:
    """One prefix with its values replaced by escapes."""
    written, at = "", 0
    numbers = iter(("%p", "%l", "%x", "%Q"))
    while at < len(head):
        for pattern, escape in _PIECES:
            match = pattern.match(head, at)
            if match is None or not match[0]:
                continue
            at = match.end()
            if escape.startswith("="):
                value = re.match(r"(?:\[unknown\]|\[local\]|[^,;|>)\"\]\s]|\[[^\]]*\]| (?=[^,=]*[,\]\"]))*", head[at:])
                at += value.end() if value else 0
                written += match[0] + escape[1:]
            elif escape in {"%m", "%t"} and escape in written:
                written += "%s"
            else:
                # "[58151]: [1-1]": after the process id a number with -1 behind it is the session's line.
                line_number = escape == "#" and "%p" in written and head.startswith("-1]", at)
                if escape == "#" and "%p" in written and "%e" not in written and match[0] in _NUMERIC_STATES:
                    escape = "%e"  # noqa: PLW2901
                written += "%l" if line_number else next(numbers, "%x") if escape == "#" else escape
                if line_number:
                    written, at = written + "-1", at + 2
            break
        else:
            written += "%%" if head[at] == "%" else head[at]
            at += 1
    return written
