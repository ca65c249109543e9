"""``ip -s link`` and ``ifconfig``: the counters of /proc/net/dev, an interface a paragraph.

Source: iproute2's ip/ipaddress.c, net-tools' lib/interface.c ("overruns" is the fifo of /proc/net/dev).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from foreshock.ingest.formats.host.proc_files import Reading, interface_counter
from foreshock.ingest.formats.parts.tags import Labels

_IP = re.compile(r"\d+: (?P<device>[^\s:@]+)(?:@\S+)?: <[A-Z\d,_-]*> mtu \d+")
_IFCONFIG = re.compile(r"(?P<device>[\w.:@-]+?)(?:: flags=\d+<[A-Z,\d]*>\s+mtu \d+| +Link encap:\S)")
_COLUMNS = re.compile(r" +(?P<side>[RT]X)(?: errors)?: +(?P<names>[a-z_]+(?: +[a-z_]+)*) *$")
_NUMBERS = re.compile(r" +\d+(?: +\d+)* *$")
_COUNTS = re.compile(r"\s+(?=[RT]X[: ]|collisions:)(?=.*\d)")
_WORD = re.compile(r"(?P<side>[RT]X)\b|(?P<name>packets|bytes|errors|dropped|overruns|frame|carrier|collisions)[: ]\s?"
                   r"(?P<count>\d+)")  # fmt: skip
# Addresses, flags and queues.
_INSIDE = re.compile(
    r"\s+(?:link/|inet6? |ether |loop |unspec |altname |alias |UP |DOWN |Interrupt:|valid_lft |options=|vf \d|vlan "
    r"|bridge|bond|veth|tun |openvswitch|promiscuity |device )"
)
_NAMES: Mapping[str, str] = {
    "bytes": "bytes", "packets": "packets", "errors": "errs", "dropped": "drop", "mcast": "multicast",
    "overrun": "fifo", "overrsuns": "fifo", "overruns": "fifo", "fifo": "fifo", "frame": "frame",
    "carrier": "carrier", "collsns": "colls", "collisions": "colls", "missed": "missed", "compressed": "compressed",
}  # fmt: skip
_DIRECTIONS = {"RX": "receive", "TX": "transmit"}
LINKS = {
    "net/dev (ip -s link)": re.compile(r"^ +RX: +bytes +packets +errors", re.MULTILINE),
    "net/dev (ifconfig)": re.compile(r"^\s+RX packets[: ]\d+", re.MULTILINE),
}


class Links:
    """The interface that the lines are about, and the columns that ip announced last."""

    def __init__(self) -> None:
        """No interface yet."""
        self._device: Labels = ()
        self._side = ""
        self._columns: tuple[str, ...] = ()

    def header(self, text: str) -> bool:
        """Take in the first line of an interface, or one that states no counters; whether it is one."""
        if interface := _IP.match(text) or _IFCONFIG.match(text):
            self._device, self._columns = (("device", interface["device"]),), ()
        elif self._device and (columns := _COLUMNS.match(text)):
            self._side, self._columns = columns["side"], tuple(columns["names"].split())
        elif self._device and not text[:1].isspace():
            self._device = ()
            return False
        else:
            return bool(self._device and _INSIDE.match(text)) and self.read(text) is None
        return True

    def read(self, text: str) -> Reading | None:
        """What a line states; None when it is no line of counters."""
        if self._device and self._columns and _NUMBERS.match(text):
            counts = zip(self._columns, text.split(), strict=False)
            return self._reading((self._side, name, count) for name, count in counts)
        if self._device and _COUNTS.match(text):
            side, found = "TX", []  # of collisions, which old versions print on a line of their own
            for word in _WORD.finditer(text):
                side = word["side"] or side
                if word["name"]:
                    found.append((side, word["name"], word["count"]))
            return self._reading(found) if found else None
        return None

    def _reading(self, found: Iterable[tuple[str, str, str]]) -> Reading:
        values, counters = [], []
        for side, name, count in found:
            if name in _NAMES:
                counter, rate = interface_counter(_NAMES[name], _DIRECTIONS[side])
                values.append((counter, float(count)))
                counters += [(rate, float(count))] if rate else []
        return Reading(self._device, [*values], counters)
