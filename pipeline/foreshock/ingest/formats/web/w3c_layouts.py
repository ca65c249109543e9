"""Which fields the entries of a W3C extended log have when no directive names them: a cut file, a piece of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product

# All the fields that entries may have (names with blanks between), the likeliest first, by what stands between them.
Layouts = Callable[[str], Iterable[str]]

_CLOUDFRONT = (
    "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) "
    "cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken "
    "x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status "
    "fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len "
    "sc-range-start sc-range-end"
)
# CloudFront's first log files had the fields up to this one; all others came behind it over the years.
_FIRST_OF_CLOUDFRONT = "cs-uri-query"
_MORE = 8  # fields that may have come since
_PEERS = "date time c-ip c-port s-ip s-port cs-version cs-method cs-uri"
# What IIS logs unless it is told otherwise (8.5 and later, 7 to 8, 6).
_STEM = "cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip"
_CODES = "sc-status sc-substatus sc-win32-status"
_IIS = (
    f"date time s-ip {_STEM} cs(User-Agent) cs(Referer) {_CODES} time-taken",
    f"date time s-ip {_STEM} cs(User-Agent) {_CODES} time-taken",
    f"date time s-sitename s-ip {_STEM} cs(User-Agent) {_CODES}",
    # Its FTP server.
    (
        "date time c-ip cs-username s-ip s-port cs-method cs-uri-stem sc-status sc-win32-status sc-substatus x-session "
        "x-fullpath"
    ),
)
# All that it can log, in the order that it keeps whatever is chosen; a custom field stands behind the others.
_SITES = ("", "s-sitename", "s-sitename s-computername")
_SENT = (
    "cs(User-Agent) cs(Referer)", "cs(User-Agent)", "cs(User-Agent) cs(Cookie) cs(Referer)",
    "cs(User-Agent) cs(Cookie) cs(Referer) cs-host", "cs(User-Agent) cs(Referer) cs-host", "cs(User-Agent) cs-host", "",
)  # fmt: skip
_ENDS = ("time-taken", "sc-bytes cs-bytes time-taken", "sc-bytes cs-bytes", "sc-bytes time-taken", "")
_CUSTOM = ("", "x-forwarded-for")

_ADDRESS = re.compile(r"-|(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*(?:%\w+)?")
_NUMBER = re.compile(r"-|\d+")
_SHAPES = {
    "s-ip": _ADDRESS,
    "c-ip": _ADDRESS,
    "x-forwarded-for": _ADDRESS,
    "s-port": _NUMBER,
    "sc-status": re.compile(r"-|\d{3}"),
    "sc-substatus": _NUMBER,
    "sc-win32-status": _NUMBER,
    "sc-bytes": _NUMBER,
    "cs-bytes": _NUMBER,
    "time-taken": re.compile(r"-|\d+(?:\.\d+)?"),
    "cs-method": re.compile(r"-|[A-Za-z_][A-Za-z_\d]+"),
    "x-session": re.compile(r"-|[\da-fA-F-]{36}"),
    "cs-version": re.compile(r"-|HTTP/[\d.]+"),
    "cs(referer)": re.compile(r"-|[a-z][a-z+.-]*:\S*"),
    "cs-host": re.compile(r"-|[\w.-]+(?::\d+)?|\[[\da-fA-F:]+\](?::\d+)?"),
}


def cloudfront_layouts(separator: str) -> Iterator[str]:
    """CloudFront's fields, which grew over the years; later ones than are known are numbered."""
    names = _CLOUDFRONT.split()
    if separator != "\t":
        return
    first = names.index(_FIRST_OF_CLOUDFRONT) + 1
    for count in range(len(names) + _MORE, first - 1, -1):
        more = [f"field-{number}" for number in range(len(names) + 1, count + 1)]
        yield " ".join([*names[:count], *more])


def httperr_layouts(_separator: str) -> Iterator[str]:
    """HTTP.sys' fields, with the stream of HTTP/2 (Windows Server 2016 and later) and without."""
    yield f"{_PEERS} streamid sc-status s-siteid s-reason s-queuename"
    yield f"{_PEERS} sc-status s-siteid s-reason s-queuename"


def iis_layouts(_separator: str) -> Iterator[str]:
    """IIS' own choices of fields, and what else an administrator may choose."""
    yield from _IIS
    for site, version, sent, end, custom in product(_SITES, ("", "cs-version"), _SENT, _ENDS, _CUSTOM):
        yield " ".join(f"date time {site} s-ip {_STEM} {version} {sent} {_CODES} {end} {custom}".split())


def fitting(entries: Sequence[Sequence[str]], layouts: Iterable[str]) -> str | None:
    """The first of the layouts whose fields look like the values of the most entries, of half of them at least."""
    best, most = None, (len(entries) - 1) // 2
    for layout in layouts:
        shapes = [_SHAPES.get(name) for name in layout.lower().split()]
        count = sum(_fits(values, shapes) for values in entries)
        if count > most:
            best, most = layout, count
    return best


def _fits(values: Sequence[str], shapes: Sequence[re.Pattern[str] | None]) -> bool:
    if len(values) != len(shapes):
        return False
    return all(shape is None or shape.fullmatch(value) for value, shape in zip(values, shapes, strict=True))
