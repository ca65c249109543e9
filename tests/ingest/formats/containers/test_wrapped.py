"""Logs inside container logs."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from foreshock.ingest.files.facts import FileFacts
from foreshock.ingest.formats import formats
from foreshock.ingest.formats.base import Options, Parser
from foreshock.ingest.formats.containers.wrapped import MAX_STREAMS, Wrapped
from foreshock.ingest.lines.records import LINES_SCHEMA
from foreshock.ingest.planning.model import IngestOptions
from foreshock.ingest.planning.plan import plan
from foreshock.ingest.reading.read import Batch, read
from foreshock.ingest.time.clock import Clock

POSTGRESQL = (
    "initdb: ok",
    "2023-07-10 20:00:01.100 UTC [71] LOG:  starting PostgreSQL 15.3",
    '2023-07-10 20:00:02.200 UTC [99] shop@shop ERROR:  relation "x" does not exist at character 15',
    "2023-07-10 20:00:02.200 UTC [99] shop@shop STATEMENT:  select *",
    "\tfrom x",
    "2023-07-10 20:00:03.000 UTC [72] LOG:  database system is shut down",
)


def ingested(path: Path) -> tuple[str, pl.DataFrame, FileFacts]:
    """The format, rows and account of one file."""
    (file,) = plan([path]).files
    parts = list(read(file))
    rows = [part.rows for part in parts if isinstance(part, Batch) and part.table != "rejects"]
    facts = next(part for part in parts if isinstance(part, FileFacts))
    assert facts.lines == facts.records + facts.attached + facts.rejected
    return file.format.name, pl.concat(rows, how="diagonal").sort("line"), facts


def test_docker_around_postgresql(tmp_path: Path) -> None:
    """The record's own time and statement count, at the lines of the file; chatter has Docker's time."""
    path = tmp_path / "db.log"
    path.write_text(
        "".join(
            json.dumps({"log": f"{text}\n", "stream": "stderr", "time": "2023-07-10T20:00:09.123456789Z"}) + "\n"
            for text in POSTGRESQL
        ).replace('": "', '":"')
    )
    name, rows, _ = ingested(path)
    assert name == "docker-json+postgresql-stderr"
    assert rows["line"].to_list() == [1, 2, 3, 6]
    assert rows["severity_text"].to_list() == [None, "LOG", "ERROR", "LOG"]
    assert rows["statement"][2] == "select *\nfrom x" or rows["statement"][2] == "select *\n\tfrom x"
    assert [str(time)[:26] for time in rows["time"]] == [
        "2023-07-10 20:00:09.123456",
        "2023-07-10 20:00:01.100000",
        "2023-07-10 20:00:02.200000",
        "2023-07-10 20:00:03+00:00",
    ]


def test_streams_are_read_apart(tmp_path: Path) -> None:
    """A record of many lines on stderr is whole though stdout wrote in between, and parts of a line are joined."""
    stamp = "2023-07-10T20:00:0{}.000000001Z"
    texts = [
        (2, "stderr", "F", POSTGRESQL[2]),
        (2, "stdout", "F", POSTGRESQL[1]),
        (2, "stderr", "P", POSTGRESQL[3] + " "),
        (2, "stdout", "F", POSTGRESQL[5]),
        (2, "stderr", "F", "from y"),
    ]
    path = tmp_path / "0.log"
    path.write_text("".join(f"{stamp.format(at)} {stream} {tag} {text}\n" for at, stream, tag, text in texts))
    name, rows, facts = ingested(path)
    assert name == "cri+postgresql-stderr"
    assert rows["line"].to_list() == [1, 2, 4]
    assert rows["statement"][0] == "select * from y"
    assert facts.rejected == 0


def test_the_envelope_gives_the_time_that_a_record_lacks(tmp_path: Path) -> None:
    """JSON without a time inside an envelope has the runtime's; one with a time keeps its own."""
    path = tmp_path / "app.log"
    path.write_text(
        '2023-07-10T20:00:01.500000001Z stdout F {"level":"info","msg":"a"}\n'
        '2023-07-10T20:00:02.500000001Z stdout F {"level":"info","msg":"b","ts":1689019202.25}\n'
        "2023-07-10T20:00:03.500000001Z stderr F panic: c\n"
    )
    name, rows, _ = ingested(path)
    assert name == "cri+json-lines"
    assert rows["time"].dt.strftime("%S.%3f").to_list() == ["01.500", "02.250", "03.500"]
    assert rows["body"].to_list() == ["a", "b", "panic: c"]


def test_a_request_gets_the_finer_stamp(tmp_path: Path) -> None:
    """An access log that knows the second only takes the runtime's stamp in that second."""
    line = '10.0.0.9 - - [10/Jul/2023:20:00:01 +0000] "GET / HTTP/1.1" 200 13 "-" "curl/7.68.0"'
    path = tmp_path / "web.log"
    path.write_text(f"2023-07-10T20:00:01.413656027Z stdout F {line}\n" * 3)
    name, rows, _ = ingested(path)
    assert name == "cri+nginx-access"
    assert rows["time"].dt.microsecond().to_list() == [413656] * 3
    assert rows["status"].to_list() == [200] * 3


def test_cloudnativepg_records_are_those_of_postgresql(tmp_path: Path) -> None:
    """A record in the manager's JSON has the fields that PostgreSQL's own jsonlog would give."""
    record = {
        "log_time": "2023-07-10 20:00:02.718 UTC", "user_name": "app", "database_name": "shop", "process_id": "25",
        "connection_from": "10.0.0.1:5432", "session_id": "608be681.19", "error_severity": "FATAL",
        "sql_state_code": "53100", "message": 'no "space" left', "detail": "", "query": "select 1",
    }  # fmt: skip
    entry = {"level": "info", "ts": 1689019202.9, "logger": "postgres", "msg": "record", "record": record}
    path = tmp_path / "pod.log"
    path.write_text(
        "".join(json.dumps({**entry, "logging_pod": "shop-1"}, separators=(",", ":")) + "\n" for _ in range(3))
    )
    name, rows, _ = ingested(path)
    assert name == "cloudnativepg+postgresql-jsonlog"
    row = rows.row(0, named=True)
    assert (row["severity_text"], row["code"], row["user"], row["client"]) == ("FATAL", "53100", "app", "10.0.0.1:5432")
    assert (row["body"], row["statement"]) == ('no "space" left', "select 1")
    assert row["time"].microsecond == 718_000


def test_cloud_sql_is_postgresql_in_entries_of_google_cloud(tmp_path: Path) -> None:
    """The textPayload is the server's line; entries that hold no known line are read as what they are."""
    entry = {"insertId": "1", "logName": "projects/shop/logs/cloudsql.googleapis.com%2Fpostgres.log"}
    stamped = {**entry, "timestamp": "2023-07-10T20:00:09.123456Z"}
    path = tmp_path / "db.json"
    path.write_text("".join(json.dumps({**stamped, "textPayload": text}) + "\n" for text in POSTGRESQL))
    name, rows, _ = ingested(path)
    assert name == "google-cloud+postgresql-stderr"
    assert rows["statement"].to_list()[2] == "select *\nfrom x"
    path.write_text(
        "".join(json.dumps({**stamped, "textPayload": f"plain {n}", "severity": "INFO"}) + "\n" for n in "ab")
    )
    assert ingested(path)[0] == "json-lines"


def test_errors_among_wrapped_requests_are_not_lost() -> None:
    """What the format inside gives to another table keeps its rows: nginx writes both streams of a container."""
    request = '10.0.0.9 - - [10/Jul/2023:20:00:01 +0000] "GET /a HTTP/1.1" 502 12 "-" "curl" "-"'
    error = "2023/07/10 20:00:02 [error] 31#31: *46 connect() failed, client: 10.0.0.9, server: a"
    texts = [f"web-1  | {text}" for text in (request, request, error)]
    compose = next(format_ for format_ in formats() if format_.name == "docker-compose")
    claim = compose.recognise(texts, "compose.log")
    assert claim is not None
    assert claim.format is not None
    lines = pl.DataFrame({"line": [1, 2, 3], "offset": [0, 0, 0], "text": texts})
    parsed = claim.format.open(claim.options, Clock()).feed(lines, last=True)
    assert parsed.rows["status"].to_list() == [502, 502]
    assert parsed.asides["logs"].select("line", "severity_text").rows() == [(3, "error")]
    assert (parsed.records, parsed.rejects.height) == (3, 0)


def test_the_last_record_of_a_stream_keeps_its_name(tmp_path: Path) -> None:
    """A record that ends with the file says which container wrote it, though its lines came blocks before."""
    path = tmp_path / "compose.log"
    path.write_text(f"db-1  | {POSTGRESQL[2]}\ndb-1  | {POSTGRESQL[3]}\n" + f"db-2  | {POSTGRESQL[1]}\n" * 500)
    (file,) = plan([path], IngestOptions(block_bytes=4096)).files
    assert file.format.name == "docker-compose+postgresql-stderr"
    first = pl.concat(
        [part.rows.filter(pl.col("line") == 1) for part in read(file) if isinstance(part, Batch)], how="diagonal"
    )
    assert first["attributes"].map.get("stream").to_list() == ["db-1"]


def test_hostile_names_of_streams_cost_no_parser_each() -> None:
    """Each line may name another container; the work for a block does not grow with the names seen before it."""
    docker_compose = next(each for each in formats() if each.name == "docker-compose")
    texts = [f"c{at}  | {POSTGRESQL[1]}" for at in range(4000)]
    claim = docker_compose.recognise(texts[:100], "compose.log")
    assert claim is not None
    assert isinstance(claim.format, Wrapped)
    opened = []

    class Counting(type(claim.format.inside)):  # type: ignore[misc]
        def open(self, options: Options, clock: Clock) -> Parser:
            opened.append(1)
            return super().open(options, clock)  # type: ignore[no-any-return]

    parser = Wrapped(claim.format.envelope, (), Counting()).open(claim.options, Clock("UTC", 2023))
    found = []
    for first in range(0, 4000, 1000):
        numbers = range(first + 1, first + 1001)
        lines = pl.DataFrame(
            {"line": numbers, "offset": [0] * 1000, "text": texts[first : first + 1000]}, schema=LINES_SCHEMA
        )
        found.append(parser.feed(lines, last=first == 3000))
    rows = pl.concat([parsed.rows for parsed in found]).sort("line")
    assert sum(parsed.records for parsed in found) == rows.height == 4000
    assert rows["attributes"].map.get("stream").to_list() == [f"c{at}" for at in range(4000)]
    assert len(opened) == MAX_STREAMS + 1


def test_stamps_without_a_year_have_that_of_the_stamps_around_them(tmp_path: Path) -> None:
    """Syslog exported from CloudWatch Logs: the outer stamp dates the inner one, over New Year too."""
    path = tmp_path / "messages"
    path.write_text(
        "2019-12-31T23:59:59.000Z Dec 31 23:59:58 web-01 sshd[7]: a\n"
        "2020-01-01T00:00:02.000Z Jan  1 00:00:01 web-01 sshd[7]: b\n"
    )
    name, rows, _ = ingested(path)
    assert name == "container-timestamps+syslog-rfc3164"
    assert [str(time)[:19] for time in rows["time"]] == ["2019-12-31 23:59:58", "2020-01-01 00:00:01"]


COMPOSED = (
    'web-1    | 10.0.0.9 - - [10/Jul/2023:20:00:02 +0000] "GET /a HTTP/1.1" 200 512 "-" "curl/8.0"',
    "db-1     | 2023-07-10 20:00:02.123 UTC [77] LOG:  duration: 1200.3 ms  statement: SELECT 1",
    "app-1    | 2023-07-10 20:00:02,123 ERROR shop: could not place order",
    "app-1    | Traceback (most recent call last):",
    "app-1    | ValueError: 7",
    "cache-1  | 1:M 10 Jul 2023 20:00:02.123 * Background saving started by pid 7",
)


def test_each_service_of_compose_is_read_in_its_own_format(tmp_path: Path) -> None:
    """Docker compose prints the logs of all services into one file, none of which need be most of it."""
    path = tmp_path / "all.log"
    path.write_text("\n".join(COMPOSED * 10))
    name, rows, facts = ingested(path)
    assert name.startswith("docker-compose+")
    assert (facts.records, facts.attached, facts.rejected) == (40, 20, 0)
    assert rows["host"].head(4).to_list() == ["web-1", "db-1", "app-1", "cache-1"]
    first = rows.filter(pl.col("line") <= len(COMPOSED)).select("line", "status", "duration_s", "severity_text")
    assert first.rows() == [
        (1, 200, None, None),
        (2, None, 1.2003, "LOG"),
        (3, None, None, "ERROR"),
        (6, None, None, "notice"),
    ]


def test_a_pod_is_the_host_of_what_it_writes_and_its_container_the_service(tmp_path: Path) -> None:
    """Also of the last record, which waits until the file is over, and of lines that continue one."""
    path = tmp_path / "shop.txt"
    path.write_text(
        "".join(
            f"[pod/shop-7d9f8b6c5d-{pod}/web] 2023-07-10T20:00:0{second}.5Z {text}\n"
            for second, pod, text in (
                (1, "bcd2f", "2023-07-10 20:00:01,100 ERROR [main] c.e.Pool - no connection"),
                (2, "fgh4j", "2023-07-10 20:00:02,100 ERROR [main] c.e.Pool - no connection"),
                (3, "bcd2f", "java.io.IOException: closed"),
                (4, "fgh4j", "java.io.IOException: reset"),
            )
        )
    )
    name, rows, _ = ingested(path)
    assert name == "kubectl-prefix+application-text"
    assert rows["host"].to_list() == ["shop-7d9f8b6c5d-bcd2f", "shop-7d9f8b6c5d-fgh4j"]
    assert rows["service"].to_list() == ["web", "web"]
    assert rows["body"].to_list() == [
        "no connection\njava.io.IOException: closed",
        "no connection\njava.io.IOException: reset",
    ]


def test_what_a_container_says_on_the_other_stream_is_read_in_its_own_format(tmp_path: Path) -> None:
    """Gunicorn's requests on stdout, its errors on stderr: requests and logs, with Docker's times where finer."""

    def said(stream: str, text: str) -> str:
        return f'{{"log":"{text}\\n","stream":"{stream}","time":"2023-07-10T20:00:02.5Z"}}'

    asked = r"10.0.0.9 - - [10/Jul/2023:20:00:02 +0000] \"GET /a HTTP/1.1\" 500 12 \"-\" \"curl/8.0\""
    failed = "[2023-07-10 20:00:02 +0000] [7] [ERROR] Error handling request /a"
    path = tmp_path / "web-json.log"
    path.write_text("\n".join([said("stdout", asked), said("stdout", asked), said("stderr", failed)] * 10))
    _, rows, facts = ingested(path)
    assert (facts.records, facts.rejected) == (30, 0)
    assert rows.head(3).select("status", "severity_text", "pid").rows() == [
        (500, None, None), (500, None, None), (None, "ERROR", 7),
    ]  # fmt: skip
    assert {time.microsecond for time in rows["time"]} == {500_000}


def test_colours_inside_of_docker_do_not_hide_the_log(tmp_path: Path) -> None:
    """Docker escapes them in JSON, so that they are there only when the line is unwrapped: level and stamp follow."""
    lines = [f"\x1b[32m2023-07-10 20:00:0{second} ERROR disk full\x1b[0m\n" for second in range(3)]
    stamp = "2023-07-10T20:00:05.123456789Z"
    path = tmp_path / "c0ffee-json.log"
    path.write_text("".join(json.dumps({"log": line, "stream": "stdout", "time": stamp}, separators=(",", ":")) + "\n"
                            for line in lines))  # fmt: skip
    name, rows, _ = ingested(path)
    assert name == "docker-json+application-text"
    assert rows["body"].to_list() == ["disk full"] * 3
    assert rows["severity_text"].to_list() == ["ERROR"] * 3
