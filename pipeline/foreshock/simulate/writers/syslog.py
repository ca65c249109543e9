"""syslog lines (RFC 3164, as rsyslog writes them) that follow from traffic: what the firewall kept out."""

from __future__ import annotations

import numpy as np
import polars as pl

from foreshock.simulate import routes
from foreshock.simulate.clock import Zone, render_syslog, seconds_text
from foreshock.simulate.routes import Group
from foreshock.simulate.traffic import Requests
from foreshock.simulate.world import Host

_BOOTED = 1_680_000_000_000_000


def blocked(requests: Requests, zone: Zone, host: Host) -> pl.DataFrame:
    """The firewall's kernel lines: whoever scans the site knocks at other ports a moment before."""
    rows = np.flatnonzero(requests.group == Group.SCAN)
    at = requests.arrived[rows] - 150_000
    up = (at - _BOOTED) // 1000
    seconds, micros = (
        pl.Series(up // 1000).cast(pl.String),
        pl.Series(up % 1000 * 1000 + 417).cast(pl.String).str.zfill(6),
    )
    ports = pl.Series(["23", "445", "3389", "5432", "6379", "8080"]).gather(requests.line[rows] % 6)
    text = (
        seconds_text(zone, at, render_syslog)
        + f" {host.name} kernel: ["
        + seconds
        + "."
        + micros
        + "] [UFW BLOCK] IN=eth0 OUT= "
    )
    text = text + "MAC=52:54:00:12:34:56:52:54:00:ab:cd:ef:08:00 SRC=" + routes.ADDRESSES.gather(requests.address[rows])
    text = text + f" DST={host.address} LEN=40 TOS=0x00 PREC=0x00 TTL=241 ID=54321 PROTO=TCP SPT=41234 DPT=" + ports
    return pl.DataFrame({"at": at, "text": text + " WINDOW=65535 RES=0x00 SYN URGP=0"})
