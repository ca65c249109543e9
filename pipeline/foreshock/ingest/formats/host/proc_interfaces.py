"""``netstat -i``: the counters of /proc/net/dev as net-tools prints them, and as the BSDs do.

Source: net-tools' lib/interface.c (RX-OVR is the fifo of /proc/net/dev), netstat(1) of FreeBSD and macOS.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from foreshock.ingest.formats.host.proc_files import Reading, interface_counter
from foreshock.ingest.formats.parts.measurements import Measure

_TITLE = re.compile(r"Kernel Interface table\s*$")
_HEADER = re.compile(r"(?:Iface\s+MTU\s+(?:Met\s+)?RX-OK|Name\s+Mtu\s+Network\s+Address\s+Ipkts)\s.*$")
# Heading -> direction and counter of /proc/net/dev.
_COUNTERS: Mapping[str, tuple[str, str]] = {
    **{f"{side}-{heading}": (direction, name)
       for side, direction in (("RX", "receive"), ("TX", "transmit"))
       for heading, name in (("OK", "packets"), ("ERR", "errs"), ("DRP", "drop"), ("OVR", "fifo"))},
    **{f"{side}{heading}": (direction, name)
       for side, direction in (("I", "receive"), ("O", "transmit"))
       for heading, name in (("pkts", "packets"), ("errs", "errs"), ("drop", "drop"), ("bytes", "bytes"))},
    "Coll": ("transmit", "colls"),
}  # fmt: skip
_LINK = re.compile(r"<Link#\d+>")  # the BSDs repeat the counters for each address
_NUMBER = re.compile(r"\d+$|-$")
INTERFACES = {"net/dev (netstat -i)": re.compile(rf"^{_HEADER.pattern}", re.MULTILINE)}


class Interfaces:
    """The header that was seen last; reads the lines below it."""

    def __init__(self) -> None:
        """No header yet."""
        self._columns: tuple[str, ...] = ()

    def header(self, text: str) -> bool:
        """Take in a header line, or one that says nothing; whether it is one."""
        if _HEADER.match(text):
            self._columns = tuple(text.split())
            return True
        if self._columns and self._columns[0] == "Name" and self._row(text) and not _LINK.search(text):
            return True
        return _TITLE.match(text) is not None

    def read(self, text: str) -> Reading | None:
        """What a line states; None when it is no line of an interface."""
        row = self._row(text)
        if row is None:
            return None
        mtu = row.get("MTU", row.get("Mtu", "-"))
        values: list[tuple[Measure, float | None]] = (
            [(Measure("netstat.mtu", "By"), float(mtu))] if mtu.isdecimal() else []
        )
        counters = []
        for heading, (direction, name) in _COUNTERS.items():
            if row.get(heading, "-").isdecimal():
                counter, rate = interface_counter(name, direction)
                values.append((counter, float(row[heading])))
                counters += [(rate, float(row[heading]))] if rate else []
        return Reading((("device", row["Iface"]),), values, counters)

    def _row(self, text: str) -> Mapping[str, str] | None:
        """The words of a line by their headings; an address may be missing, and so they are counted from the end."""
        words, columns = text.split(), self._columns
        counted = [place for place, heading in enumerate(columns) if heading in _COUNTERS]
        if not counted or len(words) <= len(columns) - counted[0]:
            return None
        behind = words[counted[0] - len(columns) :]
        row = dict(zip(columns[counted[0] :], behind, strict=True))
        if not all(_NUMBER.match(row[columns[place]]) for place in counted):
            return None
        return {**row, "Iface": words[0].rstrip("*"), columns[1]: words[1]}
