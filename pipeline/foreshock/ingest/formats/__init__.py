"""Formats: one module per family, each declares its own samples; this is the list of all of them.

A module of this package exposes ``FORMATS``; those of ``definitions`` are data, in ``defined/*.yaml``. Its name stands
in ``_MODULES``, the specific before the general: where two formats explain a file equally well, the earlier has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path

from foreshock.ingest.formats.base import Format

_MODULES = (
    "wrapped",
    "documents",
    "otlp_metrics",
    "loki",
    "pidstat",
    "sar",
    "sysstat_json",
    "sadf",
    "sadf_pairs",
    "sadf_xml",
    "iostat",
    "vmstat",
    "free",
    "uptime",
    "top",
    "proc",
    "df",
    "mysqladmin",
    "prometheus",
    "exposition",
    "collectd",
    "cloudwatch",
    "metrics_csv",
    "line_protocol",
    "haproxy",
    "w3c",
    "balancers",
    "varnishlog",
    "web_errors",
    "access",
    "mysql_slow",
    "mysql_general",
    "mysql_error_json",
    "mysql_error",
    "pgbouncer",
    "postgresql",
    "postgresql_syslog",
    "definitions",
    "syslog",
    "journald",
    "logfmt",
    "json_lines",
    "application",
)


@cache
def formats() -> tuple[Format, ...]:
    """One instance of every format that Foreshock reads, the specific before the general."""
    return tuple(
        format_ for module in _MODULES for format_ in import_module(f"foreshock.ingest.formats.{module}").FORMATS
    )


def formats_with(folders: Sequence[Path]) -> tuple[Format, ...]:
    """The same after the formats that ``folders`` define, which replace those of the same name.

    Raises FormatDefinitionError with every fault of the definitions, each with its file and line.
    """
    if not folders:
        return formats()
    own = import_module("foreshock.ingest.formats.definitions").users_formats(folders)
    names = {format_.name for format_ in own}
    return (*own, *(format_ for format_ in formats() if format_.name not in names))
