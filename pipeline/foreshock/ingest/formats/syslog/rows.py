"""From the fields of syslog's lines to rows of the logs table: severities, and what the messages say."""

from __future__ import annotations

import polars as pl

from foreshock.ingest.formats.parts.tags import tags
from foreshock.ingest.formats.syslog import rfc5424
from foreshock.ingest.formats.syslog.devices import device_columns
from foreshock.ingest.formats.syslog.inner import opened
from foreshock.ingest.formats.syslog.message import (
    kernel_columns,
    priority_codes,
    priority_columns,
    repeats,
    severity_numbers,
    unescaped,
)
from foreshock.ingest.formats.syslog.own_level import own_level
from foreshock.ingest.formats.syslog.programs import program_columns

# VMware NSX writes its files without a priority, and the level among the structured data.
_LEVEL = r'(?i) level="(emerg|alert|crit(?:ical)?|fatal|err(?:or)?|warn(?:ing)?|notice|info|debug|trace)"'


def typed(fields: pl.DataFrame) -> pl.DataFrame:
    """Rows of the logs table from fields with time, line and priority."""
    facility, by_priority, number = priority_columns(fields["priority"])
    body, by_kernel, uptime = kernel_columns(unescaped(fields["body"]), fields["program"])
    by_device, device, code = device_columns(fields["program"], body)
    program = pl.select(pl.coalesce(device, fields["program"])).to_series()
    stated = pl.select(
        pl.coalesce(by_kernel, by_priority, fields["level"], by_device, fields["data"].str.extract(_LEVEL)).alias(
            "severity_text"
        )
    ).to_series()
    if number.null_count() or by_kernel.null_count() < len(by_kernel):
        severity = pl.select(pl.coalesce(stated, own_level(body)).alias("severity_text")).to_series()
        number = severity_numbers(severity)
    else:
        severity = stated
    said = dict(program_columns(program, body))
    nobody = pl.repeat(None, fields.height, dtype=pl.String, eager=True)
    user, client = said.pop("user", nobody), said.pop("client", nobody)
    attributes = tags(
        {
            **said,
            "facility": facility,
            **priority_codes(fields["priority"]),
            "version": fields["version"],
            "procid": fields["procid"],
            "about": fields["about"],
            "msgid": fields["msgid"],
            "repeated": repeats(body),
            "uptime_s": uptime,
            **rfc5424.data_columns(fields["data"]),
        }
    )
    return opened(
        pl.DataFrame(
            {
                "time": fields["time"],
                "host": fields["host"],
                "service": program,
                "severity_text": severity,
                "severity_number": number,
                "body": body,
                "code": code,
                "pid": fields["pid"],
                "user": user,
                "client": client,
                "attributes": attributes,
                "line": fields["line"],
            }
        )
    )
