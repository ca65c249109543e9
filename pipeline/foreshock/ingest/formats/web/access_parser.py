"""Reads the lines of an access log whose layout is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import polars as pl

from foreshock.ingest.formats.base import Parsed
from foreshock.ingest.formats.parts.tags import tags
from foreshock.ingest.formats.web.access_fields import CLIENTS, USER
from foreshock.ingest.formats.web.access_typing import ATTRIBUTE, typed
from foreshock.ingest.formats.web.log_format import Layout
from foreshock.ingest.lines.rejects import EMPTY_REJECTS, as_rejects
from foreshock.ingest.time.clock import Clock, offsets_of

# Common and combined with any virtual host before and anything after: what a line may be that does not have
# its file's layout (files grow while their log_format is changed).
_IN_FRONT = r"^\"?(?:(?P<server>[^\s:\[,\"]+)(?::(?P<server_port>\d+))? +)?(?:\"(?P<x_forwarded_for>[^\"]*)\" +)?"
_CLIENT = rf'"?(?P<client_address>{CLIENTS})"?'
# Behind a list of clients the address of the last proxy may stand.
_LISTED = r"(?P<client_address>(?:[\w.:-]+, ?)+[\w.:-]+) (?P<peer_address>(?:\d{1,3}\.){3}\d{1,3})"
_ESCAPED = r'(?:[^"\\]|\\.)*'
# Apache before 1.3.25, and nginx with escape=none, write the quotes of a request as they came.
_UNESCAPED = ".*?"


def _common(clients: str, request: str) -> str:
    return (
        rf"{_IN_FRONT}{clients} (?P<ident>\S+) (?P<user>{USER}) "
        r"\[(?P<time_local>\d{1,2}/[A-Za-z]{3}/\d{4}:\d\d:\d\d:\d\d) (?P<time_zone>[+-]\d{4})\] "
        rf'(?:"(?P<request>{request})"|-) (?P<status>\d{{3}}|-) (?P<response_bytes>\d+|-)'
        rf'(?: (?:"(?P<referrer>{_ESCAPED})"|-) (?:"(?P<user_agent>{_ESCAPED})"|-))?"?(?: +(?P<rest>\S.*?))?\s*$'
    )


GENERIC = _common(_CLIENT, _ESCAPED)
_FALLBACKS = tuple(
    (pattern, tuple(re.findall(r"\?P<(\w+)>", pattern)), "")
    for pattern in (GENERIC, _common(_LISTED, _ESCAPED), _common(_CLIENT, _UNESCAPED))
)


Refine = Callable[[pl.DataFrame], pl.DataFrame]


class AccessParser:
    """Reads requests: cut at quotes and blanks where the layout fits, by regular expression where it does not."""

    def __init__(
        self,
        layouts: Sequence[Layout],
        clock: Clock,
        service: str | None,
        *,
        arrival: bool,
        prepare: Refine | None = None,
        refine: Refine | None = None,
    ) -> None:
        """Keep the layouts (the usual one first), the clock of the file, and what the stamps of its server mean.

        ``prepare`` is done to the lines before they are cut, ``refine`` to the typed columns before the
        attributes among them (ATTRIBUTE in front) go into their map.
        """
        self._layout = layouts[0]
        self._others = [(layout.pattern, layout.keys, layout.strftime) for layout in layouts]
        self._prepare = prepare
        self._refine = refine
        self._clock = clock
        self._service = service
        self._arrival = arrival

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row a request; blank lines count as attached."""
        layout, written = self._layout, lines
        if self._prepare is not None:
            lines = self._prepare(lines)
        fast = typed(layout.split(lines.lazy()), layout.keys, layout.strftime, exact=False).collect(engine="streaming")
        frames = [fast.filter("fits") if not fast["fits"].all() else fast]
        odd = fast.filter(~pl.col("fits")).select("line", "offset", "text") if frames[0] is not fast else fast.clear()
        blank = odd["text"].str.strip_chars() == ""
        attached = int(blank.sum())
        odd = odd.filter(~blank).select("line", "offset", "text")
        for pattern, keys, strftime in (*self._others, *_FALLBACKS):
            if odd.height:
                read = _read(odd, pattern, keys, strftime)
                frames.append(read.filter("fits"))
                odd = read.filter(~pl.col("fits")).select("line", "offset", "text")
        rows = pl.concat(frames, how="diagonal") if len(frames) > 1 else frames[0]
        if len(frames) > 1:
            rows = rows.sort("line")
        if odd.height and self._prepare is not None:
            odd = written.filter(pl.col("line").is_in(odd["line"].implode()))
        rejects = as_rejects(odd, "not a line of this access log's layout") if odd.height else EMPTY_REJECTS
        return Parsed(self._timed(rows.drop("offset", "text", "fits")), rows.height, attached, rejects)

    def _timed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with ``time`` (end) and ``started_at`` in UTC."""
        stamp = self._clock.instants(rows["stamp"], offsets_of(rows["zone"]))
        if self._refine is not None:
            rows = self._refine(rows)
        duration = (
            pl.duration(microseconds=(pl.col("duration_s") * 1e6).round()) if "duration_s" in rows.columns else None
        )
        extra = {name: rows[name] for name in rows.columns if name.startswith(ATTRIBUTE)}
        rows = rows.drop("stamp", "zone", *extra).with_columns(
            stamp.alias("time"), pl.lit(self._service, pl.String).alias("service")
        )
        if extra:
            rows = rows.with_columns(tags({name[1:]: values for name, values in extra.items()}).alias("attributes"))
        if self._arrival:
            rows = rows.with_columns(pl.col("time").alias("started_at"))
            return rows if duration is None else rows.with_columns(pl.col("time") + duration.fill_null(pl.duration()))
        return rows if duration is None else rows.with_columns((pl.col("time") - duration).alias("started_at"))


def _read(lines: pl.DataFrame, pattern: str, keys: Sequence[str], strftime: str) -> pl.DataFrame:
    """Lines read by regular expression, typed, with ``fits``."""
    groups = lines.lazy().with_columns(pl.col("text").str.extract_groups(pattern).alias("~")).unnest("~")
    stamp = next(key for key in keys if key.startswith("time_"))
    return typed(groups.with_columns(pl.col(stamp).is_not_null().alias("fits")), keys, strftime, exact=True).collect()
