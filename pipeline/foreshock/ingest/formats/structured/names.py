"""What the fields of structured logs are called, and which column of the logs table each is.

Names are compared in lower case with ``-`` read as ``_``; the first that a record states wins, the others
stay attributes. Sources: the default keys of zap, zerolog, slog, logrus, bunyan, pino, winston, structlog,
python-json-logger, logstash-logback-encoder, log4j's JsonLayout and JsonTemplateLayout, Serilog, GELF, the
Elastic Common Schema, OpenTelemetry, Google Cloud and the servers that write JSON themselves.
"""

from __future__ import annotations

from collections.abc import Mapping

Names = Mapping[str, tuple[str, ...]]

TIME = (
    "@timestamp", "timestamp", "time", "ts", "@t", "datetime", "date", "eventtime", "event_time", "asctime",
    "timestamp_us", "timestamp_ms", "timemillis", "timestampmillis", "epochmillis", "unixtime", "epoch", "t",
    "log_time", "logtime", "logged_at", "created_at", "created", "time_iso8601", "time_local", "msec", "start_time",
    "startutc", "gentime", "received_at", "requestreceivedtimestamp", "stagetimestamp", "timestamp_iso8601",
    "iso_date", "local_time", "utc", "local_timestamp", "when", "timegenerated", "eventtimestamp", "t.$date",
    "meta.timestamp", "log.timestamp", "lasttimestamp", "firsttimestamp", "timeunixnano", "observedtimeunixnano",
    "instant.epochsecond", "timestamp.seconds", "requesttime",
    "__timestamp", "_source_realtime_timestamp", "__realtime_timestamp", "_timestamp", "syslog_timestamp",
)  # fmt: skip

# Parts of a second that stand beside whole seconds: log4j's JsonTemplateLayout, Google's protocol buffers.
NANOSECONDS = ("instant.nanoofsecond", "timestamp.nanos")

LOG_NAMES: Names = {
    "severity_text": (
        "level", "severity", "levelname", "log.level", "loglevel", "log_level", "lvl", "@l", "severitytext",
        "severity_text", "priority", "level_name", "levelname", "syslog_severity", "severity_label", "at",
        "error_severity", "prio", "log_severity", "@level", "@fields.level", "@fields.lvl", "@fields.severity",
        "@fields.levelname",
    ),
    "body": (
        "message", "msg", "@m", "body", "short_message", "renderedmessage", "rendered_message", "logevent.message",
        "textpayload", "jsonpayload.message", "event", "log", "text", "@mt", "messagetemplate", "full_message",
        "content", "details.message", "log.message", "fields.message", "alert.signature", "@message",
        "@fields.message", "@fields.msg",
        "elasticsearch.slowlog.message", "eventname", "protopayload.methodname",
    ),
    "service": (
        "service", "service.name", "service_name", "servicename", "app", "application", "app_name", "appname",
        "application_name", "program", "syslog_identifier", "servicecontext.service", "resource.service.name",
        "programname", "syslogtag", "eventsource", "protopayload.servicename",
    ),
    "host": (
        "hostname", "host.name", "host.hostname", "host", "_hostname", "source_host", "@source_host", "machinename",
        "computer", "server_name", "fluentd_host", "hostidentifier",
    ),
    "pid": ("pid", "process.pid", "process", "process_id", "processid", "_pid", "process.id", "procid"),
    "user": (
        "user", "username", "user.name", "user_name", "remote_user", "usr", "user.username", "useridentity.username",
        "useridentity.arn", "protopayload.authenticationinfo.principalemail",
    ),
    "database": ("database", "db", "dbname", "db.name", "database_name"),
    "client": (
        "client", "client_ip", "clientip", "client.address", "client.ip", "client_addr", "client_address",
        "remote_ip", "remote_addr", "remote_address", "remoteaddr", "remoteaddress", "req.remoteaddress", "source.ip",
        "remote", "peer", "attr.remote", "remoteip", "source_ip", "sourceip", "src_ip", "sourceipaddress",
        "ip_addr", "ip_address", "addr.remote", "protopayload.requestmetadata.callerip",
    ),
    "code": (
        "sqlstate", "errno", "err_code", "error_code", "err.errno", "error.code", "errorcode",
        "protopayload.status.code",
    ),
    "statement": (
        "statement", "sql", "db.statement", "elasticsearch.querylog.query", "elasticsearch.slowlog.source",
    ),
    "logger": (
        "logger", "logger_name", "loggername", "log.logger", "sourcecontext", "properties.sourcecontext", "name",
        "category", "categoryname", "component", "@module",
    ),
    "thread": ("thread", "thread_name", "threadname", "process.thread.name", "properties.threadname"),
    "thread_id": ("thread_id", "threadid", "tid", "process.thread.id"),
    "exception.type": (
        "exception.type", "error.type", "err.type", "exception.class", "exception.exception_class",
        "exception_class", "err.name", "error.name", "thrown.name", "error.class",
    ),
    "exception.message": (
        "exception.message", "error.message", "err.message", "exception.exception_message", "thrown.message",
        "errormessage", "protopayload.status.message",
    ),
    "exception.stacktrace": (
        "exception.stacktrace", "stack_trace", "stacktrace", "error.stack_trace", "error.stack", "err.stack",
        "exc_info", "@x", "exception.stack_trace", "thrown.extendedstacktrace", "stack", "exc_text", "traceback",
    ),
}  # fmt: skip

# Fields that say how long the logged operation took, and what one second is in their unit.
DURATIONS: Mapping[str, float] = {
    "duration_s": 1, "duration_seconds": 1, "elapsed_s": 1, "durationseconds": 1, "duration_sec": 1,
    "duration_ms": 1e3, "durationms": 1e3, "elapsed_ms": 1e3, "latency_ms": 1e3, "responsetime": 1e3,
    "res.responsetime": 1e3, "durationmillis": 1e3, "attr.durationmillis": 1e3, "took_ms": 1e3, "time_ms": 1e3,
    "elapsedmilliseconds": 1e3, "duration_us": 1e6, "event.duration": 1e9, "duration_ns": 1e9, "duration_nano": 1e9,
}  # fmt: skip
# Fields whose value says its unit itself: 12.3ms, 1m2s.
SPELLED_DURATIONS = (
    "duration", "elapsed", "took", "latency", "took_time", "time_taken", "response_time", "service",
    "elasticsearch.slowlog.took",
)  # fmt: skip


def normal(name: str) -> str:
    """The form in which names are compared."""
    return name.lower().replace("-", "_")
