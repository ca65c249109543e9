"""What the messages of PostgreSQL's server log say: durations, statements, temporary files, locks, checkpoints."""

from __future__ import annotations

import json

import numpy as np
import polars as pl

from foreshock.ingest.formats.parts.cutting import cut_at
from foreshock.ingest.formats.parts.patching import patched
from foreshock.ingest.formats.parts.repeating import coded

_ENGLISH = "duration: "
# "duration: 12.3 ms" in any language of the server ("Dauer: 12.3 ms", "продолжительность: 12.3 мс").
_DURATION = r"^[^\d:]{3,30}: ?(?P<value>\d+[.,]\d+) (?P<unit>\p{L}+)"
# Two blanks stand before the statement; collectors that squeeze them leave one.
_ONE_BLANK = r"^([^\d:]{3,30}: ?\d+[.,]\d+ \p{L}+) (\p{L})"
_PLAN_AS_TEXT = r"(?s)^plan:\s+Query Text: (.*)$"
_FIRST_NODE = r"(?s)\n[^\n]*\((?:cost|actual time|actual rows)=.*$"
_PLAN_AS_JSON = r'(?s)^plan:\s+\{\s*"Query Text": ("(?:[^"\\]|\\.)*")'
_CUT_LABEL = r"(?s)^(?:statement|query):(.*)$"
_COMMAND = r"^(?:statement|query|execute [^:\n]*|parse [^:\n]*|bind [^:\n]*|fastpath function call): "

# Beginning of a message -> what it states. English, as lc_messages = C prints it.
_BUFFERS = r"wrote (?P<checkpoint_buffers>\d+) buffers.*?"
_TOTAL = r"total=(?P<checkpoint_total_s>[\d.]+) s"
_LOCK_EVENTS = "still waiting|acquired|detected deadlock while waiting|avoided deadlock|failed to acquire"
_FACTS: dict[str, str] = {
    "temporary file: ": r'^[^"]*"(?P<temp_path>[^"]*)", size (?P<temp_bytes>\d+)',
    "process ": rf"^process (?P<lock_pid>\d+) (?P<lock_event>{_LOCK_EVENTS})(?: for)? (?P<lock_mode>\w+) on "
    r"(?P<lock_object>.*?) after (?P<lock_wait_ms>[\d.]+) ms",
    "checkpoint starting: ": r"^(?P<checkpoint>checkpoint) starting: (?P<checkpoint_reason>.*)",
    "checkpoint complete: ": rf"^(?P<checkpoint>checkpoint) complete: {_BUFFERS} "
    rf"write=(?P<checkpoint_write_s>[\d.]+) s, sync=(?P<checkpoint_sync_s>[\d.]+) s, "
    rf"{_TOTAL}(?:.*?distance=(?P<checkpoint_distance_kb>\d+) kB)?",
    "restartpoint starting: ": r"^(?P<checkpoint>restartpoint) starting: (?P<checkpoint_reason>.*)",
    "restartpoint complete: ": rf"^(?P<checkpoint>restartpoint) complete: {_BUFFERS} {_TOTAL}",
    "checkpoints are ": r"\((?P<checkpoint_interval_s>\d+) second",
    "automatic ": r"^automatic (?:aggressive )?(?P<autovacuum>vacuum|analyze)(?: to prevent wraparound)? of table "
    r'"(?P<table>[^"]*)"(?:(?s:.*)elapsed: (?P<elapsed_s>[\d.]+) s)?',
    "connection received: ": r"host=(?P<host>\S+)(?: port=(?P<port>\d+))?",
    "connection authorized: ": r"user=(?P<told_user>.*?)(?: database=(?P<told_database>.*?))?"
    r"(?: application_name=(?P<application_name>.*?))?(?: SSL enabled .*)?$",
    "replication connection authorized: ": r"user=(?P<told_user>.*?)"
    r"(?: application_name=(?P<application_name>.*?))?(?: SSL enabled .*)?$",
    "disconnection: ": r"time: (?P<session_time>[\d:.]+) user=(?P<told_user>.*?) "
    r"database=(?P<told_database>.*?) host=(?P<host>\S+)(?: port=(?P<port>\d+))?$",
    "could not ": r'^could not [a-z ]+ (?:file|block \d+ in file|directory) "(?P<file>[^"]*)"',
}

# pgAudit's fields are those of CSV; a statement of one line without commas and quotes stands as it is.
_QUOTED = r'"(?:[^"]|"")*"'
_FACTS["AUDIT: "] = (
    r"^AUDIT: (?P<audit>SESSION|OBJECT),(?P<audit_statement>\d+),(?P<audit_substatement>\d+),"
    rf"(?P<audit_class>[A-Z]*),(?P<audit_command>[^,]*),(?P<audit_object_type>[^,]*),(?P<audit_object>{_QUOTED}|[^,]*),"
    rf"(?P<audited>{_QUOTED}|[^,]*),(?P<audit_parameters>(?s:.*))$"
)


# The commonest of them, and the literals between what they state in their plain form: cutting there is faster.
_COMMON: dict[str, dict[str, str]] = {
    "connection received: ": {"host=": "host", " port=": "port"},
    "connection authorized: ": {
        "user=": "told_user", " database=": "told_database", " application_name=": "application_name",
    },
    "disconnection: ": {
        "session time: ": "session_time", " user=": "told_user", " database=": "told_database", " host=": "host",
        " port=": "port",
    },
}  # fmt: skip
_REPEATING = "connection authorized: "  # the same users and applications come again and again
_KIND_WIDTH = len("connection a")  # enough to tell them apart


def timings(body: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Duration (seconds) and statement of bodies such as "duration: 1.5 ms  statement: ..."; null where none."""
    durations = pl.repeat(None, len(body), dtype=pl.Float64, eager=True)
    statements = pl.repeat(None, len(body), dtype=pl.String, eager=True)
    english = body.str.starts_with(_ENGLISH)
    other = ~english & body.str.contains(_DURATION)
    for where in (english, other):
        if where.any():
            number, logged = _timed(body.filter(where))
            durations, statements = patched(durations, where, number), patched(statements, where, logged)
    command = body.str.contains(_COMMAND)
    if command.any():
        logged = body.filter(command).str.splitn(": ", 2).struct.field("field_1")
        statements = patched(statements, command, logged)
    return durations, statements


def audited(texts: pl.Series) -> pl.Series:
    """The statements that pgAudit logged, without the quotes of CSV; null where it was told to leave them out."""
    quoted = texts.str.starts_with('"')
    plain = texts.str.strip_prefix('"').str.strip_suffix('"').str.replace_all('""', '"', literal=True)
    text = pl.select(pl.when(quoted).then(plain).otherwise(texts)).to_series()
    return pl.select(pl.when(~text.is_in(["", "<not logged>", "<previously logged>"])).then(text)).to_series()


def _timed(body: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Seconds and statement of bodies that begin with a duration."""
    pieces = body.str.splitn("  ", 2).struct
    alone = pieces.field("field_1").is_null()
    if alone.any():
        apart = body.filter(alone).str.replace(_ONE_BLANK, "$1  $2")
        pieces = patched(body, alone, apart).str.splitn("  ", 2).struct
    head = pieces.field("field_0")
    millis = head.str.strip_prefix(_ENGLISH).str.strip_suffix(" ms").cast(pl.Float64, strict=False)
    seconds = millis / 1000
    odd = millis.is_null()
    if odd.any():
        read = head.filter(odd).str.extract_groups(_DURATION).struct
        number = read.field("value").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        # Milliseconds in every release since 8.0; "sec" before that.
        seconds = patched(
            seconds, odd, number / pl.select(pl.when(read.field("unit") == "sec").then(1).otherwise(1000)).to_series()
        )
    # The label is translated, so that whatever follows it is the statement.
    said = pieces.field("field_1")
    statements = said.str.splitn(": ", 2).struct.field("field_1")
    odd = said.str.starts_with("plan:").fill_null(value=False) | (said.is_not_null() & statements.is_null())
    if odd.any():
        statements = patched(statements, odd, _unusual(said.filter(odd)))
    return seconds.round(9), statements


def _unusual(said: pl.Series) -> pl.Series:
    """The statements of what auto_explain logs, as text or JSON, and of a label that syslog cut from its statement."""
    return pl.select(
        pl.coalesce(
            said.str.extract(_PLAN_AS_TEXT).str.replace(_FIRST_NODE, ""),
            pl.Series(map(_unquoted, said.str.extract(_PLAN_AS_JSON)), dtype=pl.String),
            said.str.extract(_CUT_LABEL),
        )
    ).to_series()


def _unquoted(text: str | None) -> str | None:
    """What a JSON string says; null for none, and for one with faults."""
    try:
        return None if text is None else str(json.loads(text))
    except ValueError:
        return None


def common_kinds(body: pl.Series) -> pl.Series:
    """Which of the commonest messages each is (UInt8); null for the others."""
    begun = [body.str.starts_with(beginning[:_KIND_WIDTH]) for beginning in _COMMON]
    kinds = [pl.when(of_kind).then(pl.lit(place, pl.UInt8)) for place, of_kind in enumerate(begun)]
    return pl.select(pl.coalesce(kinds)).to_series()


def facts(body: pl.Series, kinds: pl.Series) -> dict[str, pl.Series]:
    """What messages of these kinds state: a String series "@fact" a fact, one value a body; empty when none does."""
    found: list[pl.DataFrame] = []
    places: list[pl.Series] = []
    for kind, beginning in enumerate(_COMMON):
        rows = (kinds == kind).arg_true()
        if len(rows):
            found.append(_common_facts(body.gather(rows), beginning))
            places.append(rows)
    others = kinds.is_null().arg_true()
    texts = body.gather(others)
    for beginning, pattern in _FACTS.items():
        begun = texts.str.starts_with(beginning)
        if begun.any():
            found.append(texts.filter(begun).str.extract_groups(pattern).struct.unnest())
            places.append(others.filter(begun))
    if not found:
        return {}
    table = pl.concat(found, how="diagonal")
    where = np.full(len(body), -1, dtype=np.int64)
    where[pl.concat(places).to_numpy()] = np.arange(table.height)
    place = pl.select(pl.when(pl.Series(where) >= 0).then(pl.Series(where))).to_series()
    return {f"@{name}": table[name].gather(place) for name in table.columns}


def _common_facts(body: pl.Series, beginning: str) -> pl.DataFrame:
    """The facts of messages that are all of one common kind, a column each."""
    if beginning == _REPEATING:
        distinct, place = coded(body)
        return _literal_facts(distinct, beginning)[place]
    return _literal_facts(body, beginning)


def _literal_facts(body: pl.Series, beginning: str) -> pl.DataFrame:
    opening, *others = _COMMON[beginning]
    values, fits = cut_at(body, [beginning + opening, *others])
    found = pl.DataFrame(dict(zip(_COMMON[beginning].values(), values, strict=True)))
    # Behind the last value nothing may stand.
    behind = " SSL enabled " if "application_name" in found.columns else " "
    fits &= ~values[-1].str.contains(behind, literal=True).fill_null(value=False)
    if fits.all():
        return found
    odd = body.filter(~fits).str.extract_groups(_FACTS[beginning]).struct.unnest()
    return found.select(patched(found[name], ~fits, odd[name]) for name in odd.columns)
