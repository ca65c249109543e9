"""What the kernel's protocols hold: ``ss -s``, and /proc/net/protocols.

Source: iproute2's misc/ss.c, the kernel's net/core/sock.c (memory is in pages, -1 where a protocol counts none).
"""

from __future__ import annotations

import re

from foreshock.ingest.formats.host.proc_files import ProcFile, Reading
from foreshock.ingest.formats.parts.measurements import Measure

_PAGE = 4096.0
_SUMMARY_LINE = (
    r"(?:Total: (?P<total>\d+)(?: \(kernel \d+\))?|TCP: +\d+ \((?P<states>[a-z]+ \d+[^)]*)\)(?:, ports \d+)?"
    r"|(?P<protocol>RAW|UDP|TCP|INET|FRAG)\s+\d+\s+(?P<v4>\d+)\s+(?P<v6>\d+))\s*$"
)
_STATE = re.compile(r"(?P<state>[a-z]+) (?P<count>\d+)")
_STATES = {"estab": "established", "closed": "close", "synrecv": "syn_recv", "timewait": "time_wait"}
_PROTOCOL_LINE = (
    r"(?P<protocol>\S+) +\d+ +(?P<sockets>\d+) +(?P<memory>-?\d+) +(?P<pressure>yes|no|NI) +\d+ +(?:yes|no) +\S+"
    r"(?: +[yn])+ *$"
)


def _summary(match: re.Match[str]) -> Reading:
    """Sockets in all, connections of TCP by state, or the sockets of a protocol by the version of IP."""
    if match["total"]:
        return Reading((("protocol", "sockets"),), [(Measure("proc.sockstat.used", None), float(match["total"]))], [])
    if match["states"]:
        counts = [(word["state"], float(word["count"])) for word in _STATE.finditer(match["states"])]
        connections = [
            (Measure("system.network.connections", "{connection}", 1.0, (("state", _STATES.get(state, state)),)), count)
            for state, count in counts
        ]
        return Reading((("protocol", "tcp"),), [*connections], [])
    families = (("IP", match["v4"]), ("IPv6", match["v6"]))
    return Reading(
        (("protocol", match["protocol"].lower()),),
        [(Measure("ss.sockets", "{socket}", 1.0, (("family", name),)), float(count)) for name, count in families],
        [],
    )


def _protocols(match: re.Match[str]) -> Reading:
    values: list[tuple[Measure, float | None]] = [
        (Measure("proc.net.protocols.sockets", "{socket}"), float(match["sockets"]))
    ]
    if not match["memory"].startswith("-"):
        values.append((Measure("proc.net.protocols.memory", "By", _PAGE), float(match["memory"])))
    if match["pressure"] != "NI":  # not implemented
        values.append((Measure("proc.net.protocols.pressure", "1"), float(match["pressure"] == "yes")))
    return Reading((("protocol", match["protocol"]),), values, [])


SOCKET_FILES = (
    ProcFile(
        "net/sockstat (ss -s)", re.compile(r"^TCP: +\d+ \(estab \d+", re.MULTILINE), re.compile(_SUMMARY_LINE), _summary
    ),
    ProcFile(
        "net/protocols",
        re.compile(r"^protocol +size +sockets +memory +press", re.MULTILINE),
        re.compile(_PROTOCOL_LINE),
        _protocols,
    ),
)
