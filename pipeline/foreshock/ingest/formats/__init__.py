"""Formats: a folder per family, a module per idea, each declares its own samples; this is the list of all of them.

A module of this package exposes ``FORMATS``; those of ``defined`` are data, in ``defined/*.yaml``. Its name stands
in ``_MODULES``, the specific before the general: where two formats explain a file equally well, the earlier has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path

from foreshock.ingest.formats.base import Format

_MODULES = (
    "containers.wrapped",
    "containers.kubectl_events",
    "structured.documents",
    "structured.dmesg_json",
    "metrics.otlp_metrics",
    "structured.loki",
    "structured.answers",
    "structured.declared",
    "syslog.events",
    "sysstat.pidstat",
    "sysstat.sar",
    "sysstat.reports_json",
    "sysstat.sadf",
    "sysstat.sadf_pairs",
    "sysstat.sadf_xml",
    "sysstat.iostat",
    "host.vmstat",
    "host.free",
    "host.uptime",
    "host.top",
    "host.ps",
    "host.proc",
    "host.df",
    "host.netstat",
    "host.connections",
    "host.ping",
    "mysql.mysqladmin",
    "mysql.innodb",
    "mysql.processlist",
    "postgresql.activity",
    "status.key_values",
    "status.columns",
    "status.stub_status",
    "metrics.prometheus",
    "metrics.exposition",
    "metrics.collectd",
    "metrics.collectd_putval",
    "metrics.perfdata",
    "metrics.cloudwatch",
    "metrics.dstat",
    "metrics.tables",
    "structured.csv_log",
    "metrics.line_protocol",
    "application.configmgr",
    "web.haproxy",
    "web.w3c",
    "web.balancers",
    "web.varnishlog",
    "web.errors",
    "web.access",
    "mysql.slow",
    "mysql.general",
    "mysql.error_json",
    "mysql.error",
    "postgresql.pgbouncer",
    "postgresql.stderr",
    "postgresql.syslog",
    "postgresql.journald",
    "defined.registry",
    "syslog.files",
    "structured.journald",
    "structured.logfmt",
    "structured.json_lines",
    "application.lines",
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
    own = import_module("foreshock.ingest.formats.defined.registry").users_formats(folders)
    names = {format_.name for format_ in own}
    return (*own, *(format_ for format_ in formats() if format_.name not in names))
