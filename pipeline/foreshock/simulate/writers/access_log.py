"""nginx 1.22 access log: combined, then ``$request_time $upstream_response_time``."""

from __future__ import annotations

import numpy as np
import polars as pl

from foreshock.simulate import routes
from foreshock.simulate.clock import Zone, render_clf, seconds_text
from foreshock.simulate.traffic import Requests

COLUMNS = (
    "address", "ident", "user", "time", "offset", "request", "status", "bytes", "referrer", "agent", "duration",
    "upstream",
)  # fmt: skip


def access_lines(requests: Requests, zone: Zone) -> pl.DataFrame:
    """One row a request: ``at`` is the moment of logging, which for nginx is when the request ended."""
    ended = requests.finished
    count = len(ended)
    dash = pl.repeat("-", count, eager=True)
    upstream = pl.Series(np.round(requests.upstream_s, 3)).fill_nan(None)
    return pl.DataFrame(
        {
            "at": ended,
            "address": routes.ADDRESSES.gather(requests.address),
            "ident": dash,
            "user": dash,
            "time": "[" + seconds_text(zone, ended, render_clf),
            "offset": pl.repeat(f"{zone.numeric}]", count, eager=True),
            "request": routes.REQUEST_LINES.gather(requests.line),
            "status": requests.status,
            "bytes": requests.bytes,
            "referrer": routes.REFERRERS.gather(requests.referrer),
            "agent": routes.AGENTS.gather(requests.agent),
            "duration": np.round(requests.duration_s, 3),
            "upstream": _three_digits(upstream),
        }
    )


def _three_digits(values: pl.Series) -> pl.Series:
    """Seconds as nginx prints them, ``-`` for none."""
    millis = (values * 1000).round().cast(pl.Int64)
    known = millis.fill_null(0).clip(0, len(_SECONDS) - 1)
    return pl.select(pl.when(values.is_null()).then(pl.lit("-")).otherwise(_SECONDS.gather(known))).to_series()


_SECONDS = pl.Series([f"{n / 1000:.3f}" for n in range(31_000)])
