"""Formats: one module per family, each declares its own samples; this is the list of all of them.

A module of this package exposes ``FORMATS``. Its name stands in ``_MODULES``, the specific before the general:
where two formats explain a file equally well, the earlier one has it.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from foreshock.ingest.formats.base import Format

_MODULES = (
    "pidstat",
    "sar",
    "sysstat_json",
    "sadf",
    "iostat",
    "vmstat",
    "free",
    "uptime",
    "top",
    "proc",
    "df",
    "prometheus",
    "exposition",
    "collectd",
    "cloudwatch",
    "metrics_csv",
    "line_protocol",
    "balancers",
    "web_errors",
    "access",
    "mysql_slow",
    "mysql_general",
    "mysql_error_json",
    "mysql_error",
    "postgresql",
    "syslog",
    "application",
)


@cache
def formats() -> tuple[Format, ...]:
    """One instance of every format that Foreshock reads, the specific before the general."""
    return tuple(
        format_ for module in _MODULES for format_ in import_module(f"foreshock.ingest.formats.{module}").FORMATS
    )
