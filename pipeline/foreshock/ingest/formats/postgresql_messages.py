"""What the messages of PostgreSQL's server log say: durations, statements, temporary files, locks, checkpoints."""

from __future__ import annotations

import polars as pl

# "duration: 12.3 ms" in any language of the server ("Dauer: 12.3 ms", "продолжительность: 12.3 мс").
_DURATION = r"^(?P<word>[^\d:]{3,30}): ?(?P<value>\d+[.,]\d+) (?P<unit>\p{L}+)"
_COMMAND = r"^(?P<command>statement|query|execute|parse|bind|fetch|fastpath function call)(?: (?P<prepared>[^:\n]*))?: "

# Message beginnings worth a closer look, and what they state. English, as lc_messages = C prints them.
_WORTH = (
    r"^(?:temporary file|process \d|checkpoint|restartpoint|checkpoints are|automatic |connection |disconnection|"
    r"replication connection|could not )"
)
_MESSAGES = (
    r'^temporary file: path "(?P<temp_path>[^"]*)", size (?P<temp_bytes>\d+)',
    r"^process (?P<lock_pid>\d+) (?P<lock_event>still waiting|acquired|detected deadlock while waiting|avoided deadlock|failed to acquire)"
    r"(?: for)? (?P<lock_mode>\w+) on (?P<lock_object>.*?) after (?P<lock_wait_ms>[\d.]+) ms",
    r"^(?P<checkpoint>checkpoint|restartpoint) (?:starting: (?P<checkpoint_reason>.*)|complete: wrote (?P<checkpoint_buffers>\d+) buffers"
    r".*? write=(?P<checkpoint_write_s>[\d.]+) s, sync=(?P<checkpoint_sync_s>[\d.]+) s, total=(?P<checkpoint_total_s>[\d.]+) s"
    r"(?:.*?distance=(?P<checkpoint_distance_kb>\d+) kB)?)",
    r"^checkpoints are occurring too frequently \((?P<checkpoint_interval_s>\d+) second",
    r'^automatic (?:aggressive )?(?P<autovacuum>vacuum|analyze)(?: to prevent wraparound)? of table "(?P<table>[^"]*)"',
    r"^connection received: host=(?P<host>\S+)(?: port=(?P<port>\d+))?",
    r"^(?:replication )?connection authorized: user=(?P<authorized_user>.*?)(?: database=(?P<authorized_database>.*?))?"
    r"(?: application_name=(?P<application_name>.*?))?(?: SSL enabled .*)?$",
    r"^disconnection: session time: (?P<hours>\d+):(?P<minutes>\d+):(?P<seconds>[\d.]+) user=(?P<ended_user>.*?) "
    r"database=(?P<ended_database>.*?) host=(?P<ended_host>\S+)(?: port=(?P<ended_port>\d+))?",
    r"^could not (?:extend|write(?: to)?|read|open|create|fsync|access|stat|rename|remove|close|seek in) (?:\w+ )*?(?:file|block \d+ in file) "
    r'"(?P<file>[^"]*)"',
)


def timings(records: pl.LazyFrame) -> pl.LazyFrame:
    """``records`` with duration_s and statement (String) from bodies such as "duration: 1.5 ms  statement: ..."."""
    body = pl.col("body")
    timed = body.str.contains(_DURATION)
    found = pl.when(timed).then(body).str.extract_groups(_DURATION).struct
    # Since 8.0 always milliseconds; before that "sec".
    unit = pl.when(found.field("unit") == "sec").then(1.0).otherwise(1e-3)
    number = found.field("value").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    rest = pl.when(timed).then(body.str.splitn("  ", 2).struct.field("field_1")).otherwise(body)
    plain = rest.str.contains(_COMMAND)
    logged = rest.str.splitn(": ", 2).struct.field("field_1")
    translated = timed & rest.is_not_null()  # any label will do after a duration
    return records.with_columns(
        (number * unit).round(9).alias("duration_s"),
        pl.when(plain | translated).then(logged).alias("statement"),
    )


def statements(body: pl.Series) -> pl.DataFrame:
    """What some messages state, one String column "@fact" a fact, one row a body; no columns when none does."""
    worth = body.str.contains(_WORTH)
    if not worth.any():
        return pl.DataFrame()
    rows = pl.DataFrame({"body": body}).with_row_index("~row").filter(worth).lazy()
    facts = rows.select(
        "~row", *(pl.col("body").str.extract_groups(pattern).alias(f"~{n}") for n, pattern in enumerate(_MESSAGES))
    )
    found = facts.unnest(*(f"~{n}" for n in range(len(_MESSAGES)))).collect(engine="streaming")
    elapsed = rows.select(pl.col("body").str.extract(r"elapsed: ([\d.]+) s\b").alias("elapsed_s")).collect()
    index = pl.DataFrame({"~row": pl.int_range(body.len(), dtype=pl.UInt32, eager=True)})
    return (
        index.join(found.hstack(elapsed), on="~row", how="left", maintain_order="left")
        .drop("~row")
        .rename("@{}".format)
    )
