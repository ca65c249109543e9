"""From the fields of W3C extended log entries to rows of the requests table, or of the logs table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import unquote

import polars as pl

from foreshock.ingest.formats.parts.tags import tags
from foreshock.ingest.formats.web.w3c_fields import ATTRIBUTES, COLUMNS
from foreshock.ingest.time.clock import Clock

_NUMBERS = {"status": pl.Int16, "response_bytes": pl.Int64}
_DAY = 86_400_000_000
Agents = Callable[[pl.Series], pl.Series]


class Days:
    """The days of entries that write only their time: those of ``#Date``, and one more at each midnight after it."""

    def __init__(self) -> None:
        self._date: str | None = None
        self._stamp: int | None = None
        self._midnights = 0

    def dated(self, stamps: pl.Series, dates: pl.Series) -> pl.Series:
        """Stamps (Datetime us, on their ``dates``) on their days; a step back of half a day is a midnight."""
        if stamps.is_empty():
            return stamps
        before = pl.DataFrame(
            {"date": [self._date], "stamp": [self._stamp]}, schema={"date": pl.String, "stamp": pl.Int64}
        )
        steps = pl.concat([before, pl.DataFrame({"date": dates, "stamp": stamps.to_physical()})])
        passed = (pl.col("stamp").diff() < -_DAY // 2).fill_null(value=False).cum_sum().over("date").cast(pl.Int64)
        more = pl.when(pl.col("date").eq_missing(pl.lit(self._date))).then(self._midnights).otherwise(0)
        steps = steps.with_columns((passed + more).alias("midnights"))
        self._date, self._stamp, self._midnights = steps.row(-1)
        moved = steps.select(pl.col("stamp") + pl.col("midnights") * _DAY).to_series()
        return moved.slice(1).cast(pl.Datetime("us"))


def instants(values: pl.DataFrame, dates: pl.Series, clock: Clock, days: Days, *, local: bool) -> pl.Series:
    """The instants of entries, in UTC as the W3C wants it, or ``local``; ``dates`` are of ``#Date``, for the others."""
    own = "date" in values.columns
    texts = (values["date"] if own else dates) + "T" + values["time"]
    stamps = texts.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False)
    utc = pl.repeat(0, len(stamps), dtype=pl.Int64, eager=True)
    return clock.instants(stamps if own else days.dated(stamps, dates), None if local else utc)


def requests(values: pl.DataFrame, names: Sequence[str], service: str, agents: Agents) -> pl.DataFrame:
    """Rows of the requests table, but for time and line; ``values`` has a raw column a field, ``-`` as null."""
    columns = {COLUMNS[name]: values[name] for name in names if name in COLUMNS}
    for name, dtype in _NUMBERS.items():
        if name in columns:
            columns[name] = columns[name].cast(dtype, strict=False)
    if "user_agent" in columns:
        columns["user_agent"] = agents(columns["user_agent"])
    rows = pl.DataFrame({**columns, "attributes": _attributes(values, names)})
    if "time-taken" in names:
        # IIS counts milliseconds; seconds, as the W3C has them, are written with a fraction.
        taken = values["time-taken"]
        seconds = pl.select(
            pl.when(taken.str.contains(".", literal=True))
            .then(taken.cast(pl.Float64, strict=False))
            .otherwise(taken.cast(pl.Float64, strict=False) / 1000)
        ).to_series()
        rows = rows.with_columns(seconds.round(6).alias("duration_s"))
    if "s-computername" in names:
        rows = rows.with_columns(values["s-computername"].alias("host"))
    return rows.with_columns(pl.lit(service).alias("service"))


def errors(values: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Rows of the logs table, but for time and line: what HTTP.sys answered, or dropped, by itself."""
    said = ("s-reason", "cs-method", "cs-uri", "sc-status", "s-queuename", "c-ip", "c-port")
    values = values.with_columns(pl.lit(None, pl.String).alias(name) for name in said if name not in names)
    body = pl.concat_str(said[:5], separator=" ", ignore_nulls=True)
    client = pl.when(pl.col("c-ip").str.contains(":", literal=True)).then("[" + pl.col("c-ip") + "]").otherwise("c-ip")
    return values.select(
        body.alias("body"),
        pl.coalesce(client + ":" + pl.col("c-port"), "c-ip").alias("client"),
        pl.col("sc-status").alias("code"),
        pl.lit("http.sys").alias("service"),
    ).with_columns(_attributes(values, names).alias("attributes"))


def _attributes(values: pl.DataFrame, names: Sequence[str]) -> pl.Series:
    extra = {
        ATTRIBUTES.get(name, name.replace("-", "_").strip("()")): values[name]
        for name in names
        if name not in COLUMNS and name not in {"date", "time", "time-taken"}
    }
    return tags(extra) if extra else pl.repeat(None, values.height, dtype=tags({}).dtype, eager=True)


def plus_as_blank(agents: pl.Series) -> pl.Series:
    """User agents as clients sent them: IIS writes + for a blank, unless it puts quotes around them."""
    blank = agents.str.contains(" ", literal=True)
    plain = agents.str.replace_all("+", " ", literal=True)
    return pl.select(pl.when(blank).then(agents).otherwise(plain)).to_series() if blank.any() else plain


def percent_decoded(agents: pl.Series) -> pl.Series:
    """User agents as clients sent them: CloudFront encodes them as in a URL, and once encoded them twice."""
    distinct = agents.drop_nulls().unique()
    decoded = [unquote(unquote(agent)) if "%25" in agent else unquote(agent) for agent in distinct]
    return agents.replace_strict(distinct, pl.Series(decoded, dtype=pl.String), default=None, return_dtype=pl.String)
