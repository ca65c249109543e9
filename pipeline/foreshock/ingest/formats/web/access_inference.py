"""Finds out the layout of an access log from its lines, and writes it down as a log_format."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from foreshock.ingest.formats.web.access_delimited import infer_delimited
from foreshock.ingest.formats.web.access_guesses import PEER, guess, has_agents, order_durations
from foreshock.ingest.formats.web.access_header import syslog_header
from foreshock.ingest.formats.web.access_keys import KEY_VARIABLES, LOGGERS_KEYS, TIME_KEYS

_CLF = re.compile(r"\[\d{1,2}/[A-Za-z]{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\]")
_ISO = re.compile(r"\[?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)\]?")
_EPOCH = re.compile(r"1\d{9}\.\d{3}")
_REQUEST = re.compile(r"[A-Z][A-Z_-]{1,20} \S.*? HTTPS?/\d(?:\.\d)?")
_WORD = re.compile(
    r"(?P<stamp>\[\d{1,2}/[A-Za-z]{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\])"
    r"|(?P<key>[A-Za-z_][\w.-]*)=(?:\"(?P<quoted_value>(?:[^\"\\]|\\.)*)\"|(?P<value>[^\s\"]*))"
    r"|\"(?P<quoted>(?:[^\"\\]|\\.)*)\"|(?P<bare>(?:[\w.:\[\]-]+(?:, | : ))*\S+)"
)
_ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]*:[0-9a-fA-F:.]+|unix:")
_REFERRER = re.compile(r"-?|https?://\S+")
_HOST = re.compile(r"(?:[\w-]+\.)+[A-Za-z][\w-]*")
_BRACKETED = re.compile(r"\[[^\]]*\]")

# What ingress-nginx writes behind the combined layout (upstreaminfo), and its older form without the second name.
_INGRESS = (
    "$request_length", "$request_time", "[$proxy_upstream_name]", "[$proxy_alternative_upstream_name]",
    "$upstream_addr", "$upstream_response_length", "$upstream_response_time", "$upstream_status", "$request_id",
)  # fmt: skip
_INGRESS_OLD = (*_INGRESS[:3], *_INGRESS[4:])
# Behind what a request of each layout may add where most lines of the file have another one.
INGRESS_FORMATS = tuple(
    f'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" '
    f'"$http_user_agent" {" ".join(tail)}'
    for tail in (_INGRESS, _INGRESS_OLD, _INGRESS[:4])
)
_QUOTED_LINE = r'^"(?:[^\s"]+ ){3,4}\['
_BUNKERWEB = ("$server_name", "$remote_addr", "$ident", "$request_id", "$remote_user")
_TRAEFIK = ("$request_count", "$router", "$upstream_addr", "${request_time_ms}ms")

Shape = tuple[str, ...]


def infer_log_format(lines: Sequence[str]) -> str | None:
    """The log_format of most of these lines, in nginx's words; None where they are no access log.

    LiteSpeed writes quotes around its lines, as its log format is written.
    """
    quoted = [line[1:-1] for line in lines if line.endswith('"') and re.match(_QUOTED_LINE, line)]
    if 2 * len(quoted) > len(lines):
        within = _infer(tuple(quoted))
        return within and f'"{within}"'
    return _infer(tuple(lines))


@lru_cache(maxsize=2)  # each server's access log asks about the same lines
def _infer(lines: tuple[str, ...]) -> str | None:
    if delimited := infer_delimited(lines):
        return delimited
    by_shape: dict[Shape, list[list[str]]] = defaultdict(list)
    for line in lines:
        words = list(_WORD.finditer(line))
        by_shape[tuple(map(_kind, words))].append([_value(word) for word in words])
    for shape, _ in Counter({shape: len(rows) for shape, rows in by_shape.items()}).most_common(5):
        if all(keys & set(shape) for keys in LOGGERS_KEYS):
            return None
        names = _names(shape, [list(column) for column in zip(*by_shape[shape], strict=True)])
        if names is not None:
            return " ".join(_written(kind, name) for kind, name in zip(shape, names, strict=True))
    return None


def _kind(word: re.Match[str]) -> str:
    """``stamp``, ``quoted``, ``bare``, ``key:NAME`` or ``"key:NAME``."""
    if word["key"] is not None:
        return f"{'' if word['quoted_value'] is None else chr(34)}key:{word['key']}"
    return word.lastgroup or "bare"


def _value(word: re.Match[str]) -> str:
    return next(
        (group for group in (word["quoted_value"], word["value"], word["quoted"]) if group is not None), word[0]
    )


def _written(kind: str, name: str) -> str:
    if kind == "stamp":
        return "[$time_local]"
    if kind.startswith('"key:'):
        return f'{kind[5:]}="{name}"'
    if kind.startswith("key:"):
        return f"{kind[4:]}={name}"
    return f'"{name}"' if kind == "quoted" else name


def _names(shape: Shape, columns: list[list[str]]) -> list[str] | None:
    """The variable of each word; None where there is no stamp, or neither a request nor a method and target."""
    names = [""] * len(shape)
    stamp = _name_stamp(shape, columns, names)
    if stamp is None:
        return None
    header = syslog_header(columns[:stamp])
    names[: len(header)] = header
    _name_keys(shape, columns, names)
    request = _name_request(shape, columns, names)
    if request is not None:
        if not _name_head(shape, columns, names, stamp, request):
            return None
        _name_tail(shape, columns, names, request)
    elif not {"$request_method", "$request_uri"} <= set(names) and "$request" not in names:
        return None
    elif not all(names[stamp:]):
        return None  # words without a key behind the stamp, among such with one: another program's message
    else:
        _name_client(columns[:stamp], names)
    twice = {name for name, count in Counter(names).items() if count > 1}
    for index, kind in enumerate(shape):
        if "key:" in kind and names[index] in twice:
            names[index] += "_value"  # what stands in its usual place keeps the name
    unknown = [index for index, name in enumerate(names) if not name]
    for index in unknown:
        names[index] = f"$field_{index + 1}"
    return names if len(set(names)) == len(names) else None


def _name_stamp(shape: Shape, columns: list[list[str]], names: list[str]) -> int | None:
    """The place of the stamp: of one in brackets before any other."""
    if "stamp" in shape:
        names[shape.index("stamp")] = "$time_local"
        return shape.index("stamp")
    for index, (kind, values) in enumerate(zip(shape, columns, strict=True)):
        if kind != "bare" and kind.rpartition(":")[2] not in TIME_KEYS:
            continue
        if all(_ISO.fullmatch(value) for value in values):
            names[index] = "[$time_iso8601]" if values[0].startswith("[") else "$time_iso8601"
            return index
        if all(_EPOCH.fullmatch(value) for value in values):
            names[index] = "$msec"
            return index
    return None


def _name_keys(shape: Shape, columns: list[list[str]], names: list[str]) -> None:
    """The words with a key, by what people call it; ``ua`` is the upstream's address where it holds addresses."""
    for index, kind in enumerate(shape):
        if "key:" in kind and not names[index]:
            key = kind.rpartition("key:")[2]
            name = "$" + KEY_VARIABLES.get(key.lower().replace("-", "_"), re.sub(r"\W", "_", key.lower()))
            if key.lower() == "ua":
                peers = [value.split(", ")[0] for value in columns[index] if value not in {"-", ""}]
                if all(PEER.fullmatch(peer) for peer in peers):
                    name = "$upstream_addr" if peers else "$ua"
            names[index] = name if name not in names else f"${re.sub(chr(92) + 'W', '_', key.lower())}_value"


def _name_request(shape: Shape, columns: list[list[str]], names: list[str]) -> int | None:
    quoted = [index for index, kind in enumerate(shape) if kind == "quoted"]
    for index in quoted:
        if any(_REQUEST.fullmatch(value) for value in columns[index]):
            names[index] = "$request"
            return index
    # A sample of nothing but malformed requests: the first quoted word before a status is the request.
    for index in quoted:
        if index + 1 < len(shape) and all(re.fullmatch(r"[1-5]\d\d", value) for value in columns[index + 1]):
            names[index] = "$request"
            return index
    return None


def _name_client(columns: list[list[str]], names: list[str]) -> None:
    """The client of a request whose parts have keys: the first address in front of the stamp."""
    for index, values in enumerate(columns):
        if not names[index] and "$remote_addr" not in names and all(_ADDRESS.match(value) for value in values):
            names[index] = "$remote_addr"


def _name_head(shape: Shape, columns: list[list[str]], names: list[str], stamp: int, request: int) -> bool:
    """Client, identity, user and virtual host: the words before the request; False where they are something else."""
    if stamp == 0:  # as in mod_ssl's request log: client, protocol, cipher
        free = [index for index in range(1, request) if not names[index]]
        wanted = ["$remote_addr", "$ssl_protocol", "$ssl_cipher"][: len(free)]
        if len(free) > len(wanted) or not free or not all(_ADDRESS.match(value) for value in columns[free[0]]):
            return False
    else:
        if request != stamp + 1:
            return False
        # Whatever stands further in front (a container runtime's words) keeps no name.
        everything = [index for index in range(stamp) if not names[index]]
        free = everything[-4:]
        wanted = ["$remote_addr", "$ident", "$remote_user"]
        if len(everything) == stamp == len(_BUNKERWEB) and guess(columns[3], []) == "$request_id":
            free, wanted = everything, list(_BUNKERWEB)
        elif len(free) == len(wanted) and all(_HOST.fullmatch(value) for value in columns[free[1]]):
            wanted[1] = "$server_name"  # lighttpd writes the virtual host where others have a dash
        if len(free) > len(wanted) and shape[free[0]] == "quoted":
            wanted = ["$http_x_forwarded_for", *wanted]
        elif len(free) > len(wanted) and stamp == len(free):
            ported = all(re.fullmatch(r"\S+:\d+", value) for value in columns[0])
            wanted = ["$server_name:$server_port" if ported else "$server_name", *wanted]
        elif len(free) == 2:  # noqa: PLR2004 - client and user
            wanted = ["$remote_addr", "$remote_user"]
        free = free[-len(wanted) :]
    for index, name in zip(free, wanted, strict=False):
        names[index] = name
    return True


def _name_tail(shape: Shape, columns: list[list[str]], names: list[str], request: int) -> None:
    """Status, bytes, referrer and user agent by their place, then the rest by their values."""
    rest = [index for index in range(request + 1, len(shape)) if not names[index]]
    if rest and all(re.fullmatch(r"[1-9]\d\d|-|0", value) for value in columns[rest[0]]):
        names[rest.pop(0)] = "$status"
    if rest and all(re.fullmatch(r"\d+|-", value) for value in columns[rest[0]]):
        names[rest.pop(0)] = "$body_bytes_sent"
    agents = [
        (a, b) for a, b in pairwise(rest) if shape[b] == "quoted" and (shape[a] == "quoted" or set(columns[a]) == {"-"})
    ]
    for referrer, agent in agents:
        # Further behind, words of other kinds are pairs of quoted ones as well.
        if referrer == rest[0] or (all(map(_REFERRER.fullmatch, columns[referrer])) and has_agents(columns[agent])):
            names[referrer], names[agent] = "$http_referer", "$http_user_agent"
            rest = [index for index in rest if index not in {referrer, agent}]
            break
    if known := _known_tail([columns[index] for index in rest]):
        for index, name in zip(rest, known, strict=True):
            names[index] = name
        return
    for index in rest:
        guessed = guess(columns[index], taken=names)
        if guessed and guessed not in names:
            names[index] = guessed
    order_durations(columns, names)


def _known_tail(columns: list[list[str]]) -> tuple[str, ...]:
    """What a program writes behind the combined layout, if it is one that always writes the same."""
    if len(columns) == len(_TRAEFIK) and all(re.fullmatch(r"\d+ms", value) for value in columns[-1]):
        return _TRAEFIK
    for names in (_INGRESS, _INGRESS_OLD, _INGRESS[:4]):
        brackets = [column for column, name in zip(columns, names, strict=False) if name.startswith("[")]
        if len(columns) == len(names) and all(_BRACKETED.fullmatch(value) for values in brackets for value in values):
            return names
    return ()
