"""What the fields of Azure's resource logs are called, and those of the requests that its gateways log."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from foreshock.ingest.formats.structured.json_requests import RequestFamily
from foreshock.ingest.formats.structured.rows import Family, Fields

_TOOK = "properties.timetaken"
_FIRST_GENERATION = "ApplicationGatewayRole"  # how its instances are called; later ones are appgw_0

AZURE_RESOURCE = Family(
    time=("time", "timestamp"),
    names={
        "severity_text": ("level", "properties.errorlevel", "properties.level"),
        "body": ("properties.message", "properties.log", "operationname"),
        "service": ("category",),
        "host": ("logicalservername", "properties.hostname"),
        "pid": ("properties.processid",),
        "user": ("properties.user",),
        "database": ("properties.database",),
        "code": ("properties.sqlerrcode", "properties.sqlerrorcode", "resultsignature"),
        "detail": ("properties.detail", "resultdescription"),
        "client": ("calleripaddress",),
    },
)


@dataclass(frozen=True, slots=True)
class _Gateway(RequestFamily):
    """The first generation of Application Gateway logs milliseconds, the second seconds."""

    def columns(self, fields: Fields) -> dict[str, pl.Series]:
        """The columns, the duration in seconds."""
        instance, took = fields.peek("properties.instanceid"), fields.peek(_TOOK)
        columns = super(_Gateway, self).columns(fields)
        if instance is not None and took is not None:
            early = instance.str.starts_with(_FIRST_GENERATION).fill_null(value=False)
            seconds = columns["duration_s"]
            columns["duration_s"] = pl.select(pl.when(early).then(seconds / 1e3).otherwise(seconds)).to_series()
        return columns


AZURE_GATEWAY = _Gateway(
    time=("timestamp", "time"),
    names={
        "client_address": ("properties.clientip",), "client_port": ("properties.clientport",),
        "vhost": ("properties.originalhost", "properties.hostname", "properties.host"),
        "method": ("properties.httpmethod",),
        "target": ("properties.originalrequesturiwithargs", "properties.requesturi"),
        "query": ("properties.requestquery",), "protocol": ("properties.httpversion",),
        "status": ("properties.httpstatus", "properties.httpstatuscode"),
        "response_bytes": ("properties.sentbytes", "properties.responsebytes"),
        "referrer": ("properties.referer",), "user_agent": ("properties.useragent",),
        "upstream_address": ("properties.serverrouted",), "upstream_status": ("properties.serverstatus",),
    },
    seconds={_TOOK: 1},
    upstream_seconds={"properties.serverresponselatency": 1},
    defaults={"service": "azure-gateway"},
)  # fmt: skip
# The kinds of objects: what a resource logs, a line each in storage accounts and event hubs, and requests.
RESOURCE_KINDS = (("resourceid", "operationname", "category"), ("resourceid", "operationname", "level"))
GATEWAY_KINDS = (
    ("properties.httpstatus", "properties.requesturi", "properties.clientip"),
    ("properties.httpstatuscode", "properties.requesturi", "properties.clientip"),
)
