"""Application logs: the arrangement is found in the lines, tracebacks stay with their record."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ingest.formats.conftest import Read, read_text

from foreshock.ingest.formats import formats
from foreshock.ingest.formats.application.layout import infer_layouts, template_regex
from foreshock.ingest.formats.application.lines import FORMATS

(APPLICATION,) = FORMATS
NAME = "application-text"


@pytest.mark.parametrize(
    ("lines", "layout"),
    [
        (["2023-07-10 20:00:01,123 ERROR [shop.orders] a", "2023-07-10 20:00:02,123 INFO [shop] b"],
         "{time} {level} [{logger}] {message}"),
        (["2023-07-10 20:00:01,123 - shop - INFO - a: b", "2023-07-10 20:00:02,123 - shop.db - ERROR - c"],
         "{time} - {logger} - {level} - {message}"),
        (["[2023-07-10 20:00:01,123] INFO in shop: a", "[2023-07-10 20:00:02,123] ERROR in views: b"],
         "[{time}] {level} in {logger}: {message}"),
        (["[2023-07-10 20:00:01 +0000] [22420] [INFO] a", "[2023-07-10 20:00:01 +0000] [22421] [ERROR] b"],
         "[{time}] [{pid}] [{level}] {message}"),
        (["2023-07-10 20:00:01,123 INFO [shop] [31549:MainThread] a"] * 2,
         "{time} {level} [{logger}] [{pid}:{thread}] {message}"),
        (["17/06/09 20:10:40 INFO executor.Backend: a", "17/06/09 20:10:41 WARN spark.Manager: b"],
         "{time} {level} {logger}: {message}"),
        (["2023-07-10 20:00:01.123 EST INFO started", "2023-07-10 20:00:02.123 EST WARN slow"],
         "{time} {zone} {level} {message}"),
        (["2022-12-17 22:04:36.2|Warn|Auth|failed", "2022-12-17 22:04:41.7|Info|Web|ok"],
         "{time}|{level}|{logger}| {message}"),
        (["2023-07-10 20:00:01.219  INFO 1 --- [           main] c.shop.Application                  : a",
          "2023-07-10 20:00:02.219 ERROR 1 --- [nio-8080-exec-1] o.a.c.c.C.[.[.[/].[dispatcherServlet]    : b"],
         "{time} {level} {pid} --- [{thread}] {logger} : {message}"),
        (["2023-07-10T20:00:01.219+02:00  INFO 1 --- [shop] [           main] c.shop.Application : a",
          "2023-07-10T20:00:02.219+02:00 ERROR 1 --- [shop] [nio-8080-exec-1] c.shop.Orders      : b"],
         "{time} {level} {pid} --- [{context1}] [{thread}] {logger} : {message}"),
        (["2023-07-10 20:00:01,427 WARN  [org.keycloak.events] (executor-thread-0) a",
          "2023-07-10 20:00:02,427 INFO  [io.quarkus] (main) b"],
         "{time} {level} [{logger}] ({thread}) {message}"),
        (["2023-07-10T20:00:01.219Z pid=4711 tid=gs6 INFO: a", "2023-07-10T20:00:02.219Z pid=4711 tid=gs7 WARN: b"],
         "{time} pid={pid} tid={tid} {level}: {message}"),
        (["[1] 2023/07/10 20:00:01.624334 [INF] a", "[1] 2023/07/10 20:00:02.624334 [ERR] b"],
         "[{pid}] {time} [{level}] {message}"),
        (["INFO 2023-07-10 20:00:01,219 views 1 140 a", "ERROR 2023-07-10 20:00:02,219 orm 1 140 b"],
         "{level} {time} {message}"),
        (["(W) 2023-07-10T20:00:01 - a", "(N) 2023-07-10T20:00:02 - b"], "({level}) {time} - {message}"),
        (["2023/07/10 20:00:01 ...routers/user/auth.go:174:SignInPost() [I] a",
          "2023/07/10 20:00:02 ...eb/routing/logger.go:102:func1() [W] b"],
         "{time} {caller} [{level}] {message}"),
        (["[2023-07-10 20:00:01.563 +01:00] [ERR] [29] Shop.Web.Server: a",
          "[2023-07-10 20:00:02.563 +01:00] [INF] [29] Shop.Web.Http: b"],
         "[{time}] [{level}] [{pid}] {logger}: {message}"),
        (["10 Jul 2023 20:00:01,219 INFO  [main] com.shop.Main: a",
          "10 Jul 2023 20:00:02,219 ERROR [main] com.shop.Main: b"],
         "{time} {level} [{thread}] {logger}: {message}"),
        (["[2023-07-10T20:00:01.123+0000] {scheduler_job.py:714} INFO - a",
          "[2023-07-10T20:00:02.123+0000] {taskinstance.py:1851} ERROR - b"],
         "[{time}] {{caller}} {level} - {message}"),
        (["[ABCDE] 2023/07/10 20:00:01.123456 main.go:12: INFO: a", "[ABCDE] 2023/07/10 20:00:02.1 db.go:7: WARN: b"],
         "[{logger}] {time} {caller}: {level}: {message}"),
        (["ERROR    2023-07-10T20:00:01 - a", "INFO     2023-07-10T20:00:02 - b", "CRITICAL 2023-07-10T20:00:03 - c"],
         "{level} {time} - {message}"),
        (["2023-07-10 20:00:01,123 [4711] barman.server ERROR: a",
          "2023-07-10 20:00:02,123 [4711] barman.wal_archiver INFO: b"],
         "{time} [{pid}] {logger} {level}: {message}"),
    ],
)  # fmt: skip
def test_arrangements_are_found(lines: list[str], layout: str) -> None:
    """The template of the arrangements that people configure."""
    assert infer_layouts(lines) == [layout]


def test_messages_do_not_become_fields(read: Read) -> None:
    """What only some lines have in front of the message belongs to the message."""
    text = (
        "2023-07-10 20:00:01 INFO [shop] [cart] emptied\n"
        "2023-07-10 20:00:02 INFO [shop] order: placed\n"
        "2023-07-10 20:00:03 INFO [shop] total 5 - discount\n"
    )
    assert read(NAME, text).rows["body"].to_list() == ["[cart] emptied", "order: placed", "total 5 - discount"]


def test_a_line_that_does_not_fit_keeps_its_time_and_text(read: Read) -> None:
    """A stamped line of another arrangement is a record without level."""
    text = "2023-07-10 20:00:01 INFO [shop] a\n2023-07-10 20:00:02 something else\n"
    rows = read(NAME, text, options={"layout": "{time} {level} [{logger}] {message}"}).rows
    assert rows.select("severity_text", "body").rows() == [("INFO", "a"), (None, "something else")]


def test_a_stamp_in_brackets_is_one_without_the_layout_too(read: Read) -> None:
    """A stamped line of another arrangement may have its stamp in brackets."""
    text = "2023-07-10 20:00:01 INFO [shop] a\n[10/Jul/2023 20:00:02] something else\n"
    rows = read(NAME, text, options={"layout": "{time} {level} [{logger}] {message}"}).rows
    assert rows["body"].to_list() == ["a", "something else"]
    assert rows["time"].to_list()[1] == datetime(2023, 7, 10, 20, 0, 2, tzinfo=UTC)


def test_a_second_level_belongs_to_the_message(read: Read) -> None:
    """A program that writes its level into its messages as well."""
    rows = read(NAME, "2023-07-10 20:00:01 ERROR: ERROR: disk full\n" * 2).rows
    assert rows.select("severity_text", "body").row(0) == ("ERROR", "ERROR: disk full")


@pytest.mark.parametrize(("written", "number"), [("INF", 9), ("WRN", 13), ("FTL", 21), ("SUCCESS", 9), ("FINE", 5)])
def test_short_levels_have_their_number(read: Read, written: str, number: int) -> None:
    """Serilog's, zerolog's, loguru's and java.util.logging's words."""
    rows = read(NAME, f"2023-07-10 20:00:01 [{written}] a\n" * 2).rows
    assert rows["severity_number"].to_list() == [number] * 2


def test_two_arrangements_in_one_file(read: Read) -> None:
    """The program's own lines and those of its server are both read."""
    text = "[2023-07-10 20:00:01 +0200] [7] [INFO] Booting\n" * 2 + "[2023-07-10 20:00:02,5] ERROR in shop: x\n" * 3
    rows = read(NAME, text).rows
    assert rows["severity_text"].to_list() == ["INFO", "INFO", "ERROR", "ERROR", "ERROR"]
    assert rows["time"].to_list()[1:3] == [
        datetime(2023, 7, 10, 18, 0, 1, tzinfo=UTC),
        datetime(2023, 7, 10, 20, 0, 2, 500_000, tzinfo=UTC),
    ]


CHAINED = """2023-07-10 20:00:01,123 ERROR [shop] failed
Traceback (most recent call last):
  File "a.py", line 1, in f
KeyError: 'x'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "a.py", line 3, in f
    raise shop.OrderError("no stock: 0") from None
shop.errors.OrderError: no stock: 0
DETAIL:  not the exception
2023-07-10 20:00:02,123 ERROR [shop] next
"""


@pytest.mark.parametrize("block", [1, 4, 100])
def test_the_exception_that_was_raised_last_is_named(read: Read, block: int) -> None:
    """Of chained tracebacks the last one counts, wherever the blocks are cut."""
    parsed = read(NAME, CHAINED, block=block, options={"layout": "{time} {level} [{logger}] {message}"})
    first, second = parsed.rows["attributes"].to_list()
    assert first["exception.type"] == "shop.errors.OrderError"
    assert first["exception.message"] == "no stock: 0"
    assert second == {"logger": "shop"}
    assert (parsed.records, parsed.attached) == (2, 11)


def test_an_exception_without_message(read: Read) -> None:
    """Its type is enough."""
    text = "2023-07-10 20:00:01 ERROR x\nTraceback (most recent call last):\n  File\nKeyboardInterrupt\n"
    (attributes,) = read(NAME, text).rows["attributes"]
    assert attributes == {"exception.type": "KeyboardInterrupt"}


def test_lines_before_the_first_record_are_rejected(read: Read) -> None:
    """The tail of a record of the file before has no time."""
    parsed = read(NAME, "  File x\n2023-07-10 20:00:01 INFO a\n2023-07-10 20:00:02 INFO b\n")
    assert parsed.rejects.select("line", "text").rows() == [(1, "  File x")]


@pytest.mark.parametrize(
    ("logger", "service"),
    [
        ("shop.orders", "shop"),
        ("root", None),
        ("__main__", None),
        ("org.apache.Foo", None),
        ("worker", "worker"),
        ("vaultwarden::api::identity", "vaultwarden"),
        ("response", None),
    ],
)
def test_the_first_name_of_the_logger_is_the_service(read: Read, logger: str, service: str | None) -> None:
    """Names that every program has are no service."""
    rows = read(NAME, f"2023-07-10 20:00:01 INFO [{logger}] a\n" * 2).rows
    assert rows["service"].to_list() == [service] * 2


def test_the_zone_in_the_stamp_wins(read: Read) -> None:
    """An offset or an abbreviation of its own; the file's zone for stamps without."""
    layout = {"layout": "{time} {zone} {level} {message}\n{time} {level} {message}"}
    text = (
        "2023-07-10 20:00:01 EST INFO a\n2023-07-10T20:00:01-07:00 INFO b\n"
        "2023-07-10T20:00:01Z INFO c\n2023/07/10 20:00:01 INFO d\n"
    )
    times = read(NAME, text, zone="Europe/Berlin", options=layout).rows["time"]
    assert [time.hour for time in times] == [1, 3, 20, 18]


def test_an_impossible_stamp_is_rejected(read: Read) -> None:
    """30 February is no time, and is not made one."""
    parsed = read(NAME, "2023-02-30 20:00:01 INFO a\n2023-02-28 20:00:01 INFO b\n")
    assert parsed.rows["line"].to_list() == [2]
    assert parsed.rejects["line"].to_list() == [1]


def test_other_logs_are_not_claimed() -> None:
    """Lines without a level, or with a stamp in their middle, are no application's."""
    for line in ("2023-07-10 20:00:01.123 EST [7] LOG:  checkpoint starting", "ERROR:root:no time", "hello", ""):
        assert APPLICATION.recognise([line] * 5, "x") is None


def test_the_zone_is_reported() -> None:
    """So that other files of the host can borrow it."""
    claim = APPLICATION.recognise(["[2023-07-10 20:00:01 -0500] [7] [INFO] a"] * 2, "x")
    assert claim is not None
    assert claim.zone == "-0500"


def test_a_template_reads_padding_and_brackets() -> None:
    """A blank of a template is any white space; brackets may be padded and nest."""
    regex = template_regex("{time} [{level}] [{logger}] {message}")
    (fields,) = pl.Series(["2023-07-10 20:00:01   [INFO ][ a[b=1] ]   hi"]).str.extract_groups(
        regex.replace(r"\]\s+\[", r"\]\s*\[")
    )
    assert (fields["level"], fields["logger"].strip(), fields["message"]) == ("INFO", "a[b=1]", "hi")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="[]{}-:.,20T INFO\té\x00|/", max_size=40), min_size=1, max_size=12))
def test_hostile_lines_are_always_accounted_for(lines: list[str]) -> None:
    """Whatever stands in a file, every line is a record, attached, or a reject."""
    read_text(NAME, "\n".join(["2023-07-10 20:00:01 INFO [a] b", *lines]), block=3)


ASKED = '10.0.0.9 - - [10/Jul/2023:20:00:02 +0000] "GET /a HTTP/1.1" 500 12 "-" "curl/8.0"'
FAILED = "[2023-07-10 20:00:02 +0000] [7] [ERROR] Error handling request /a"


@pytest.mark.parametrize("block", [1, 2, 1000])
def test_access_lines_between_are_no_part_of_a_message(read: Read, block: int) -> None:
    """Gunicorn writes both to one file: a request is a row of requests, and its traceback stays with the error."""
    text = f"{FAILED}\nTraceback (most recent call last):\n{ASKED}\n{FAILED}\nValueError: a\n{ASKED}\n{FAILED}"
    parsed = read(NAME, text, options={}, block=block)
    assert parsed.asides["requests"].select("line", "status", "path").rows() == [(3, 500, "/a"), (6, 500, "/a")]
    assert parsed.rows["line"].to_list() == [1, 4, 7]
    assert not any("GET" in body for body in parsed.rows["body"])
    assert (parsed.records, parsed.attached, parsed.rejects.height) == (5, 2, 0)


def test_what_most_lines_are_decides_the_format_of_a_mixed_file() -> None:
    """A few access lines leave it an application's log, a few messages an access log; both are explained whole."""
    mostly_said, mostly_asked = [FAILED] * 8 + [ASKED] * 2, [FAILED] * 2 + [ASKED] * 8
    for lines, name in ((mostly_said, NAME), (mostly_asked, "nginx-access")):
        scores = {
            format_.name: claim.score for format_ in formats() if (claim := format_.recognise(lines, "gunicorn.log"))
        }
        assert scores[name] == max(scores.values()) == 1.0
        assert next(each for each, score in scores.items() if score == 1.0) == name  # the first of equals is taken
