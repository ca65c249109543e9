"""What the messages of MySQL's and MariaDB's error log say: error numbers, accounts, Galera's cluster state."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from foreshock.ingest.formats.parts.patching import patched

# Error_code: 1062; OS errno 28 - No space left on device; Errcode: 28 "No space left on device"; error number 28
_ERROR_NUMBER = r"(?i:\berror_code: (?:MY-0*)?|\berr(?:no|code):? |\berror number |\berrno=)(\d+)"
_MARKS = ["Error_code: ", "errno: ", "errno ", "errno=", "Errcode: ", "error number "]

# A literal that the message holds -> what it states.
_FACTS: dict[str, str] = {
    "Access denied for user '": r"Access denied for user '(?P<user>.*?)'@'(?P<client>[^']*)'"
    r"(?: to database '(?P<database>[^']*)')?",
    "Aborted connection ": r"Aborted connection (?P<connection_id>\d+) to db: '(?P<database>.*?)' "
    r"user: '(?P<user>.*?)' host: '(?P<client>[^']*)' \((?P<reason>.*)\)",
    "got signal ": r"(?P<program>\w+) got (?P<event>signal) (?P<signal>\d+)",
    "WSREP: Shifting ": r"Shifting (?P<wsrep_from>\S+) -> (?P<wsrep_state>\S+) \(TO: (?P<wsrep_seqno>-?\d+)\)",
    "Server status change ": r"Server status change (?P<wsrep_from>\w+) -> (?P<wsrep_state>\w+)",
    "New cluster view: ": r"(?s)New cluster view: .*?view# ?-?\d+: (?P<wsrep_cluster_status>[\w-]+),"
    r"(?:.*?number of nodes: (?P<wsrep_cluster_size>\d+))?",
    "New COMPONENT: ": r"New COMPONENT: primary = (?P<wsrep_primary>\w+), .*?memb_num = (?P<wsrep_cluster_size>\d+)",
    "WSREP: view(": r"(?s)view\(view_id\((?P<wsrep_cluster_status>\w+),",
    "requested state transfer from": r"Member \S+ \((?P<wsrep_joiner>[^)]*)\) requested state transfer from '[^']*'\."
    r"(?: Selected \S+ \((?P<wsrep_donor>[^)]*)\))?",
}  # fmt: skip
_NOBODY = ("", "unauthenticated", "unconnected", "connecting host")  # MySQL's words for "none yet"


def error_numbers(bodies: pl.Series) -> pl.Series:
    """The number of MySQL's or the operating system's error that a message names (String, null where none)."""
    naming = bodies.str.contains_any(_MARKS, ascii_case_insensitive=True).fill_null(value=False)
    nothing = pl.repeat(None, len(bodies), dtype=pl.String, eager=True)
    return patched(nothing, naming, bodies.filter(naming).str.extract(_ERROR_NUMBER, 1))


def facts(bodies: pl.Series) -> Mapping[str, pl.Series]:
    """The fields (String, null where a message does not state them) of all messages, by name."""
    found: dict[str, pl.Series] = {}
    nothing = pl.repeat(None, len(bodies), dtype=pl.String, eager=True)
    for mark, pattern in _FACTS.items():
        having = bodies.str.contains(mark, literal=True).fill_null(value=False)
        if not having.any():
            continue
        groups = bodies.filter(having).str.extract_groups(pattern).struct.unnest()
        for name in groups.columns:
            values = groups.select(pl.when(~pl.col(name).is_in(_NOBODY)).then(name)).to_series()
            placed = patched(nothing, having, values)
            found[name] = pl.select(pl.coalesce(found.get(name, nothing), placed)).to_series()
    return found
