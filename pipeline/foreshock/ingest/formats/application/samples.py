"""What Python's logging, gunicorn, loguru, celery and Java's logback write."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_TRACEBACK = (
    "Traceback (most recent call last):\n"
    '  File "/srv/shop/orders.py", line 41, in place\n'
    "    cursor.execute(INSERT, values)\n"
    'psycopg2.errors.DiskFull: could not extend file "base/16384/16397": No space left on device\n'
    "HINT:  Check free disk space."
)

_LOGGING = Sample(
    program="Python 3.11 logging, %(asctime)s %(levelname)s [%(name)s] [%(process)d:%(threadName)s] %(message)s",
    text=(
        "2023-07-10 20:00:01,123 INFO [shop.orders] [31549:MainThread] order placed customer=14343 total=531.60\n"
        "2023-07-10 20:00:02,007 ERROR [shop.orders] [31549:ThreadPoolExecutor-0_1] order failed\n"
        f"{_TRACEBACK}\n"
        "2023-07-10 20:00:02,501 WARNING [shop] [31550:MainThread] retrying in 5 s\n"
    ),
    rows=(
        {
            "line": 1,
            "time": "2023-07-10T20:00:01.123000Z",
            "service": "shop",
            "severity_text": "INFO",
            "severity_number": 9,
            "body": "order placed customer=14343 total=531.60",
            "pid": 31549,
            "attributes": {"logger": "shop.orders", "thread": "MainThread"},
        },
        {
            "line": 2,
            "severity_text": "ERROR",
            "severity_number": 17,
            "body": f"order failed\n{_TRACEBACK}",
            "attributes": {
                "logger": "shop.orders",
                "thread": "ThreadPoolExecutor-0_1",
                "exception.type": "psycopg2.errors.DiskFull",
                "exception.message": 'could not extend file "base/16384/16397": No space left on device',
            },
        },
        {"line": 8, "severity_text": "WARNING", "severity_number": 13, "pid": 31550},
    ),
)

_DASHES = Sample(
    program="Python 3.11 logging, %(asctime)s - %(name)s - %(levelname)s - %(message)s",
    text=(
        "2023-07-10 20:00:01,123 - shop - INFO - release v2.3.0 starting (pid 22476)\n"
        "2023-07-10 20:00:01,239 - shop.db - CRITICAL - connection pool exhausted\n"
    ),
    rows=(
        {"line": 1, "service": "shop", "severity_text": "INFO", "body": "release v2.3.0 starting (pid 22476)"},
        {
            "line": 2,
            "service": "shop",
            "severity_number": 18,
            "body": "connection pool exhausted",
            "attributes": {"logger": "shop.db"},
        },
    ),
)

_FLASK = Sample(
    program="Flask 2.2 (app.logger) and gunicorn 20.1.0 in one file",
    text=(
        "[2023-07-10 20:00:01 -0500] [22420] [INFO] Starting gunicorn 20.1.0\n"
        "[2023-07-10 20:00:01 -0500] [22476] [INFO] Booting worker with pid: 22476\n"
        "[2023-07-10 20:00:02,457] INFO in shop: order placed customer=46800 region=PL total=159.56\n"
        "[2023-07-10 20:00:03,767] ERROR in orders: order failed\n"
    ),
    rows=(
        {
            "line": 1,
            "time": "2023-07-11T01:00:01Z",
            "service": None,
            "severity_text": "INFO",
            "pid": 22420,
            "body": "Starting gunicorn 20.1.0",
        },
        {"line": 2, "pid": 22476, "body": "Booting worker with pid: 22476"},
        {
            "line": 3,
            "time": "2023-07-10T20:00:02.457000Z",
            "service": "shop",
            "body": "order placed customer=46800 region=PL total=159.56",
        },
        {"line": 4, "service": "orders", "severity_text": "ERROR", "body": "order failed"},
    ),
)

_LOGURU = Sample(
    program="loguru 0.7",
    text=(
        "2023-07-10 20:00:01.123 | INFO     | shop.orders:place:42 - order placed\n"
        "2023-07-10 20:00:02.123 | WARNING  | shop.stock:reserve:17 - stock low - reorder\n"
    ),
    rows=(
        {
            "line": 1,
            "service": "shop",
            "severity_text": "INFO",
            "body": "order placed",
            "attributes": {"logger": "shop.orders", "caller": "place:42"},
        },
        {"line": 2, "severity_text": "WARNING", "body": "stock low - reorder"},
    ),
)

_CELERY = Sample(
    program="celery 5.3 worker",
    text=(
        "[2023-07-10 20:00:01,123: INFO/MainProcess] Task shop.mail[0f2b] received\n"
        "[2023-07-10 20:00:02,123: ERROR/ForkPoolWorker-2] Task shop.mail[0f2b] raised unexpected: OSError()\n"
    ),
    rows=(
        {
            "line": 1,
            "severity_text": "INFO",
            "body": "Task shop.mail[0f2b] received",
            "attributes": {"thread": "MainProcess"},
        },
        {"line": 2, "severity_text": "ERROR", "attributes": {"thread": "ForkPoolWorker-2"}},
    ),
)

_PLAIN = Sample(
    program="a Go service, RFC 3339 stamp and level",
    text="2023-07-10T20:00:01Z INFO listening on :8080\n2023-07-10T20:00:02Z FATAL cannot open database\n",
    rows=(
        {"line": 1, "time": "2023-07-10T20:00:01Z", "severity_number": 9, "body": "listening on :8080"},
        {"line": 2, "severity_number": 21, "body": "cannot open database"},
    ),
)

_SPRING = Sample(
    program="Spring Boot 2.7 (logback)",
    text=(
        "2023-07-10 20:00:01.123  INFO 4711 --- [           main] com.shop.OrderService    : started\n"
        "2023-07-10 20:00:02.123 ERROR 4711 --- [nio-8080-exec-3] com.shop.OrderService    : order failed\n"
        "org.postgresql.util.PSQLException: ERROR: could not extend file\n"
        "\tat org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2676)\n"
    ),
    rows=(
        {
            "line": 1,
            "service": None,
            "pid": 4711,
            "body": "started",
            "attributes": {"logger": "com.shop.OrderService", "thread": "main"},
        },
        {
            "line": 2,
            "severity_text": "ERROR",
            "attributes": {
                "logger": "com.shop.OrderService",
                "thread": "nio-8080-exec-3",
                "exception.type": "org.postgresql.util.PSQLException",
                "exception.message": "ERROR: could not extend file",
            },
        },
    ),
)

_SHORT_CLASSES = Sample(
    program="Spring Boot 3.2, a pattern with padded threads and classes without their packages",
    text=(
        "2025-01-24T07:00:30,139 INFO [background-preinit       ] Version                  : HV000001: Hibernate\n"
        "2025-01-24T07:00:38,877 INFO [main                     ] ActivatorPool            : Loaded activators\n"
    ),
    rows=(
        {"line": 1, "service": None, "body": "HV000001: Hibernate",
         "attributes": {"logger": "Version", "thread": "background-preinit"}},
        {"line": 2, "service": None, "attributes": {"logger": "ActivatorPool", "thread": "main"}},
    ),
)  # fmt: skip

_CLASS_LINE = Sample(
    program="Apache Kafka 4.1 by Strimzi, Log4j's %p [%t] %c{1}:%L - %m",
    text=(
        "2026-05-27 13:32:45 INFO [quorum-controller-0-event-handler] ReplicationControlManager:450 - Replayed a record\n"
        "2026-05-27 13:33:11 WARN [data-plane-kafka-request-handler-4] logger:305 - Principal = User:anon is Denied\n"
    ),
    rows=(
        {"line": 1, "service": None, "body": "Replayed a record",
         "attributes": {"caller": "ReplicationControlManager:450", "thread": "quorum-controller-0-event-handler"}},
        {"line": 2, "service": None, "severity_text": "WARN",
         "attributes": {"caller": "logger:305", "thread": "data-plane-kafka-request-handler-4"}},
    ),
)  # fmt: skip

_PADDED_FIRST = Sample(
    program="ScyllaDB 5.4, a padded level in front of the stamp",
    text=(
        "INFO  2023-07-10 20:00:01,123 [shard 0] compaction - Compacted 4 sstables\n"
        "WARN  2023-07-10 20:00:02,123 [shard 1] commitlog - Segments are not flushed\n"
        "ERROR 2023-07-10 20:00:03,123 [shard 1] commitlog - Failed to flush: No space left on device\n"
    ),
    rows=(
        {"line": 1, "time": "2023-07-10T20:00:01.123Z", "severity_text": "INFO", "body": "Compacted 4 sstables",
         "attributes": {"logger": "compaction", "thread": "shard 0"}},
        {"line": 2, "severity_text": "WARN", "body": "Segments are not flushed"},
        {"line": 3, "severity_text": "ERROR", "body": "Failed to flush: No space left on device"},
    ),
)  # fmt: skip

_ANGLES = Sample(
    program="UniFi Network 7.3 (server.log)",
    text=(
        "[2023-01-02T12:13:14,123] <https-jsse-nio-8443-exec-1> WARN  api    - Failed admin login from 10.0.0.9\n"
        "[2023-01-02T12:13:15,001] <db-server> ERROR db     - No space left on device\n"
    ),
    rows=(
        {"line": 1, "time": "2023-01-02T12:13:14.123Z", "severity_text": "WARN", "service": "api",
         "body": "Failed admin login from 10.0.0.9",
         "attributes": {"logger": "api", "thread": "https-jsse-nio-8443-exec-1"}},
        {"line": 2, "service": "db", "attributes": {"logger": "db", "thread": "db-server"}},
    ),
)  # fmt: skip

_CLOCKS = Sample(
    program="Apache Guacamole 1.5 in Tomcat 9.0, whose console has no date",
    text=(
        "2023-04-06T23:05:54,991Z [http-nio-8080-exec-9] WARN  o.a.g.r.auth.Service - first attempt failed\n"
        "23:58:01.059 [http-nio-8080-exec-9] WARN  o.a.g.r.auth.Service - second attempt failed\n"
        "00:01:04.499 [http-nio-8080-exec-1] ERROR o.a.g.r.auth.Service - third attempt failed\n"
    ),
    rows=(
        {"line": 1, "time": "2023-04-06T23:05:54.991Z"},
        {"line": 2, "time": "2023-04-06T23:58:01.059Z", "body": "second attempt failed"},
        {"line": 3, "time": "2023-04-07T00:01:04.499Z", "severity_text": "ERROR", "body": "third attempt failed"},
    ),
)

SAMPLES = (
    _LOGGING, _DASHES, _FLASK, _LOGURU, _CELERY, _PLAIN, _SPRING, _SHORT_CLASSES, _CLASS_LINE, _PADDED_FIRST, _ANGLES, _CLOCKS,
)  # fmt: skip
