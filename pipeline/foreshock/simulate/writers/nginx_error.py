"""nginx 1.22 error log: upstreams that refuse or time out, and files that scanners ask for in vain."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import polars as pl

from foreshock.simulate import routes
from foreshock.simulate.clock import Zone, seconds_text
from foreshock.simulate.load import Ints
from foreshock.simulate.outcomes import Outcome
from foreshock.simulate.routes import Group
from foreshock.simulate.traffic import Requests

_REFUSED = "connect() failed (111: Connection refused) while connecting to upstream"
_TIMED_OUT = "upstream timed out (110: Connection timed out) while reading response header from upstream"


def error_lines(requests: Requests, zone: Zone, upstream: str) -> list[pl.DataFrame]:
    """What nginx logs about the requests of a window; ``upstream`` is ``10.0.1.21:8000``."""
    return [
        _upstream(requests, zone, Outcome.APP_REFUSED, _REFUSED, upstream),
        _upstream(requests, zone, Outcome.UPSTREAM_TIMEOUT, _TIMED_OUT, upstream),
        _not_found(requests, zone),
    ]


def _lead(requests: Requests, zone: Zone, rows: Ints) -> pl.Series:
    at = requests.finished[rows]
    connection = pl.Series(1000 + requests.arrived[rows] // 350_000 % 10_000_000).cast(pl.String)
    worker = pl.Series(812 + requests.address[rows] % 4).cast(pl.String)
    process = " [error] " + worker + "#" + worker + ": *" + connection + " "
    return seconds_text(zone, at, _render) + process


def _render(moment: datetime) -> str:
    return f"{moment:%Y/%m/%d %H:%M:%S}"


def _tail(requests: Requests, rows: Ints) -> pl.Series:
    client = routes.ADDRESSES.gather(requests.address[rows])
    request = routes.REQUEST_LINES.gather(requests.line[rows])
    return ", client: " + client + ", server: shop.example.com, request: " + request


def _upstream(requests: Requests, zone: Zone, outcome: Outcome, words: str, upstream: str) -> pl.DataFrame:
    rows = np.flatnonzero(requests.outcome == outcome)
    path = routes.PATHS.gather(requests.line[rows])
    text = _lead(requests, zone, rows) + words + _tail(requests, rows)
    text = text + f', upstream: "http://{upstream}' + path + '", host: "shop.example.com"'
    return pl.DataFrame({"at": requests.finished[rows], "text": text})


def _not_found(requests: Requests, zone: Zone) -> pl.DataFrame:
    rows = np.flatnonzero(requests.group == Group.SCAN)
    path = routes.PATHS.gather(requests.line[rows])
    text = _lead(requests, zone, rows) + 'open() "/var/www/shop' + path + '" failed (2: No such file or directory)'
    text = text + _tail(requests, rows) + ', host: "198.51.100.10"'
    return pl.DataFrame({"at": requests.finished[rows], "text": text})
