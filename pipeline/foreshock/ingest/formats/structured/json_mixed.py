"""Access logs in JSON into which their server writes its own messages, too: requests beside logs."""

from __future__ import annotations

import polars as pl

from foreshock.ingest.formats.base import Parsed, Parser

_ASKED = ("method", "status")  # what every request states one of; messages name paths, too


class RequestsAmongLogs:
    """Reads all objects as requests, and those that state none of what a request is again as log records."""

    def __init__(self, requests: Parser, logs: Parser) -> None:
        """``logs`` reads objects that stand on one line; others stay with the requests."""
        self._requests = requests
        self._logs = logs
        self._before: pl.DataFrame | None = None  # the line that may come out with the next block

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Rows of requests, and as an aside those of logs."""
        parsed = self._requests.feed(lines, last=last)
        known = lines if self._before is None else pl.concat([self._before, lines])
        self._before = lines.tail(1)
        asked = [pl.col(name).is_null() for name in _ASKED if name in parsed.rows.columns]
        odd = parsed.rows.filter(pl.all_horizontal(asked))["line"] if asked else parsed.rows["line"]
        if odd.is_empty():
            return parsed
        said = self._logs.feed(known.filter(pl.col("line").is_in(odd.implode())), last=True).rows
        if said.is_empty():
            return parsed
        requests = parsed.rows.filter(~pl.col("line").is_in(said["line"].implode()))
        return Parsed(requests, parsed.records, parsed.attached, parsed.rejects, {"logs": said})
