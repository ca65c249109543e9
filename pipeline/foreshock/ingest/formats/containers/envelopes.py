"""What container runtimes put around a line that a program wrote: when, on which stream, and whether it goes on."""

from __future__ import annotations

from typing import Protocol

import polars as pl

from foreshock.ingest.formats.parts.stamps import iso_stamps
from foreshock.ingest.formats.structured.json_columns import columns_of
from foreshock.ingest.formats.structured.times import stamps_of
from foreshock.ingest.lines.blocks import without_colours

_STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)"
_DOCKER = r'^\{"log":".*"time":"\d{4}-'
_CRI = rf"^{_STAMP} (?:stdout|stderr) [PF](?::[A-Z]+)* "
_CRI_EMPTY = rf"^{_STAMP} (?:stdout|stderr) [PF]$"
# kubectl logs --timestamps and docker logs -t; nothing else prints nanoseconds, all nine digits or fewer at the end.
_TIMESTAMPS = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7,9}Z (?:\S|\s|$)"
# CloudWatch Logs: what it exports to S3 has the stamp of its ingestion in front of the event's own, which is of syslog.
_EXPORTED = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d "

_CLOUDNATIVEPG = r'^\{"level":"\w+","ts":.*(?:"logging_pod":"|"msg":"record","record":\{"log_time":)'
_GOOGLE = r'^\{.*"logName": ?"[a-z]+/[^"]+/logs/'
# Key of a csvlog record as CloudNativePG names it -> key of jsonlog, in jsonlog's order.
_CSVLOG_KEYS = {
    "record.log_time": "timestamp", "record.user_name": "user", "record.database_name": "dbname",
    "record.process_id": "pid", "record.connection_from": "remote_host", "record.session_id": "session_id",
    "record.session_line_num": "line_num", "record.command_tag": "ps", "record.session_start_time": "session_start",
    "record.virtual_transaction_id": "vxid", "record.transaction_id": "txid", "record.error_severity": "error_severity",
    "record.sql_state_code": "state_code", "record.message": "message", "record.detail": "detail",
    "record.hint": "hint", "record.internal_query": "internal_query", "record.context": "context",
    "record.query": "statement", "record.location": "file_name", "record.application_name": "application_name",
    "record.backend_type": "backend_type", "record.leader_pid": "leader_pid", "record.query_id": "query_id",
}  # fmt: skip

PAYLOADS = pl.Schema(
    {"text": pl.String(), "time": pl.Datetime("us", "UTC"), "stream": pl.String(), "partial": pl.Boolean()}
)


class Envelope(Protocol):
    """One kind of wrapping around single lines."""

    @property
    def name(self) -> str:
        """The first part of the format's name."""
        ...

    @property
    def title(self) -> str:
        """What a person calls it."""
        ...

    @property
    def container(self) -> str:
        """A pattern whose group is the container in the name of a stream; empty where a file is of one container."""
        ...

    @property
    def service(self) -> str:
        """A pattern whose group is the service in the name of a stream; empty where that tells none."""
        ...

    @property
    def aside(self) -> str:
        """A pattern of lines that the tool says about itself; empty where it says nothing."""
        ...

    def wraps(self, texts: pl.Series) -> pl.Series:
        """Which lines (Boolean) are wrapped so."""
        ...

    def opened(self, texts: pl.Series) -> pl.DataFrame:
        """What the lines hold, one row a line (``PAYLOADS``); text is null where a line is damaged.

        ``partial``: the program's line goes on in the next line of the same stream.
        """
        ...


class _OneContainer:
    """Lines of one container, of which nothing is told on the lines."""

    container = ""
    service = ""
    aside = ""


class DockerJson(_OneContainer):
    """Docker's json-file driver: an object a line; a line of the program that is not over has no line break."""

    name = "docker-json"
    title = "Docker json-file"

    def wraps(self, texts: pl.Series) -> pl.Series:
        """Objects with log and time; Docker writes these keys in this order."""
        return texts.str.contains(_DOCKER)

    def opened(self, texts: pl.Series) -> pl.DataFrame:
        """The log key, with its line break as the sign that the line is whole."""
        frames = []
        for found in columns_of(texts)[0]:
            fields = found.fields
            if {"log", "time"} <= set(fields.columns):
                stream = fields["stream"] if "stream" in fields.columns else None
                frames.append(
                    pl.DataFrame(
                        {
                            "row": found.rows,
                            "text": fields["log"].str.strip_suffix("\n").str.strip_suffix("\r"),
                            "time": instants_of(*iso_stamps(fields["time"])),
                            "partial": ~fields["log"].str.ends_with("\n"),
                            **({} if stream is None else {"stream": stream}),
                        }
                    )
                )
        return _by_row(frames, len(texts))


class Cri(_OneContainer):
    """The Kubernetes container runtime interface (containerd, CRI-O): stamp, stream, P or F, line."""

    name = "cri"
    title = "Kubernetes container log (CRI)"

    def wraps(self, texts: pl.Series) -> pl.Series:
        """A stamp, a stream and a tag in front."""
        return texts.str.contains(_CRI) | texts.str.contains(_CRI_EMPTY)

    def opened(self, texts: pl.Series) -> pl.DataFrame:
        """What stands behind the tag; P says that the line goes on."""
        parts = texts.str.splitn(" ", 4).struct.unnest()
        whole = self.wraps(texts)
        return pl.DataFrame(
            {
                "text": pl.select(pl.when(whole).then(parts["field_3"].fill_null(""))).to_series(),
                "time": instants_of(*iso_stamps(parts["field_0"])),
                "stream": parts["field_1"],
                "partial": parts["field_2"].str.starts_with("P").fill_null(value=False),
            },
            schema=PAYLOADS,
        )


class CloudNativePg(_OneContainer):
    """CloudNativePG's instance manager: PostgreSQL's csvlog as an object, between its own messages.

    The payload is PostgreSQL's own jsonlog record, or the message of the manager.
    """

    name = "cloudnativepg"
    title = "CloudNativePG"

    def wraps(self, texts: pl.Series) -> pl.Series:
        """Objects that name their pod, or hold a record of csvlog."""
        return texts.str.contains(_CLOUDNATIVEPG)

    def opened(self, texts: pl.Series) -> pl.DataFrame:
        """Records with the keys of jsonlog."""
        frames = []
        for found in columns_of(texts)[0]:
            fields = found.fields
            stamps, offsets = stamps_of(fields["ts"]) if "ts" in fields.columns else (None, None)
            record = [
                pl.when(fields[key] != "").then(fields[key]).alias(name)
                for key, name in _CSVLOG_KEYS.items()
                if key in fields.columns
            ]
            text = (
                fields["msg"]
                if "msg" in fields.columns
                else pl.repeat(None, fields.height, dtype=pl.String, eager=True)
            )
            if "record.log_time" in fields.columns:
                encoded = pl.select(pl.struct(record).struct.json_encode()).to_series()
                recorded = fields["record.log_time"].is_not_null()
                text = pl.select(pl.when(recorded).then(encoded).otherwise(text)).to_series()
            if stamps is not None and offsets is not None:
                frames.append(pl.DataFrame({"row": found.rows, "text": text, "time": instants_of(stamps, offsets)}))
        return _by_row(frames, len(texts))


class GoogleCloud(_OneContainer):
    """Entries of Google Cloud Logging as they are exported, with a program's line as their textPayload (Cloud SQL)."""

    name = "google-cloud"
    title = "Google Cloud log entry"

    def wraps(self, texts: pl.Series) -> pl.Series:
        """Objects with a log's name and a text."""
        return texts.str.contains(_GOOGLE) & texts.str.contains('"textPayload":', literal=True)

    def opened(self, texts: pl.Series) -> pl.DataFrame:
        """The textPayload and the entry's own time."""
        frames = []
        for found in columns_of(texts)[0]:
            fields = found.fields
            if {"textPayload", "timestamp"} <= set(fields.columns):
                time = instants_of(*iso_stamps(fields["timestamp"]))
                text = fields["textPayload"].str.strip_suffix("\n")
                frames.append(pl.DataFrame({"row": found.rows, "text": text, "time": time}))
        return _by_row(frames, len(texts))


class Timestamps(_OneContainer):
    """kubectl logs --timestamps, docker logs -t, CloudWatch's export of syslog: a stamp in front of the line."""

    name = "container-timestamps"
    title = "container log with --timestamps, syslog exported from CloudWatch Logs"

    def wraps(self, texts: pl.Series) -> pl.Series:
        """A stamp with nanoseconds in front, or one with milliseconds before another."""
        return texts.str.contains(_TIMESTAMPS) | texts.str.contains(_EXPORTED)

    def opened(self, texts: pl.Series) -> pl.DataFrame:
        """What stands behind the stamp."""
        parts = texts.str.splitn(" ", 2).struct.unnest()
        nothing = pl.repeat(None, len(texts), dtype=pl.String, eager=True)
        return pl.DataFrame(
            {
                "text": pl.select(pl.when(self.wraps(texts)).then(parts["field_1"])).to_series(),
                "time": instants_of(*iso_stamps(parts["field_0"])),
                "stream": nothing,
                "partial": pl.repeat(value=False, n=len(texts), dtype=pl.Boolean, eager=True),
            },
            schema=PAYLOADS,
        )


def instants_of(stamps: pl.Series, offsets: pl.Series) -> pl.Series:
    """Instants of stamps that carry their offset; null for others."""
    return (stamps.to_physical() - offsets * 1_000_000).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")


def _by_row(frames: list[pl.DataFrame], rows: int) -> pl.DataFrame:
    """One row a line, from frames with ``row``; what a frame lacks is null, ``partial`` false."""
    schema = pl.Schema([("row", pl.Int64()), *PAYLOADS.items()])
    found = pl.concat([pl.DataFrame(schema=schema), *frames], how="diagonal").unique("row", keep="first")
    lines = pl.DataFrame({"row": range(rows)}, schema={"row": pl.Int64})
    joined = lines.join(found, on="row", how="left", maintain_order="left")
    return joined.drop("row").with_columns(without_colours(joined["text"]), pl.col("partial").fill_null(value=False))
