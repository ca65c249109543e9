"""PostgreSQL's stderr log: prefixes, records of several lines, other languages, zones, and what messages state."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from tests.ingest.formats.conftest import read_text

from foreshock.ingest.exceptions import FormatOptionError
from foreshock.ingest.formats.base import Parsed
from foreshock.ingest.formats.postgresql.heads import read_heads
from foreshock.ingest.formats.postgresql.log_line_prefix import LogLinePrefix
from foreshock.ingest.formats.postgresql.prefix_inference import KNOWN_PREFIXES, infer_log_line_prefixes
from foreshock.ingest.formats.postgresql.stderr import FORMATS, PostgresqlStderr
from foreshock.ingest.time.clock import Clock

STDERR = FORMATS[0]
DEBIAN = "%m [%p] %q%u@%d "


def frame(*texts: str) -> pl.DataFrame:
    """Lines as a parser gets them."""
    return pl.DataFrame(
        {"line": range(1, len(texts) + 1), "offset": [0] * len(texts), "text": texts},
        schema={"line": pl.Int64, "offset": pl.Int64, "text": pl.String},
    )


def parse(*texts: str, prefix: str = DEBIAN, zone: str = "UTC") -> Parsed:
    """Lines read with a given log_line_prefix."""
    parsed = STDERR.open({"log_line_prefix": prefix}, Clock(zone=zone)).feed(frame(*texts), last=True)
    assert parsed.records + parsed.attached + parsed.rejects.height == len(texts)
    return parsed


def only(*texts: str, prefix: str = DEBIAN, zone: str = "UTC") -> dict[str, object]:
    """The one row of one record."""
    (row,) = parse(*texts, prefix=prefix, zone=zone).rows.to_dicts()
    return row


def attributes(row: dict[str, object]) -> dict[str, str]:
    """The attributes of a row, empty where there are none."""
    found = row["attributes"] or {}
    assert isinstance(found, dict)
    return found


HEAD = "2023-07-10 20:00:00.123 EST [42] shop@shop "


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("2018-08-22 16:00:04 UTC:127.0.0.1(36404):myuser@mydb:[18762]:", "%t:%r:%u@%d:[%p]:"),
        (
            "2018-09-27 06:57:02.779 UTC [20194] [user=postgres,db=postgres,app=psql] ",
            "%m [%p] %q[user=%u,db=%d,app=%a] ",
        ),
        (
            "2018-09-28 07:39:48 UTC [347]: [3-1] user=postgres,db=postgres - PG-57014 ",
            "%t [%p]: [%l-1] user=%u,db=%d - PG-%e ",
        ),
        (
            "2018-10-16 01:26:33 UTC [93911]: [3-1] user=u,db=d,app=psql,client=::1 ",
            "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
        ),
        ("2017-04-03 22:32:14.322 CEST [5404-1] postgres@user ", "%m [%p-%l] %q%u@%d "),
        ("152.58.17.218 2023-03-12 10:17:27.491 UTC [23429] a@b ", "%h %m [%p] %q%u@%d "),
        (
            "51-2021-11-17 19:11:13 UTC-619553d1.33-2-172.20.0.1-u-d-2021-11-17 19:11:13.562 UTC ",
            "%p-%s-%c-%l-%h-%u-%d-%m ",
        ),
        ("2023-07-10 20:00:00 UTC ", "%t "),
        ("[1127]: [8-1] db=postgres,user=pganalyze ", "[%p]: [%l-1] db=%d,user=%u "),
    ],
)
def test_well_known_prefixes_are_found(head: str, expected: str) -> None:
    """The setting is read off the lines."""
    assert infer_log_line_prefixes([f"{head}LOG:  hello", f"{head}ERROR:  no"]) == (expected,)


@pytest.mark.parametrize("key", ["appli", "appname", "app_name"])
def test_an_application_has_many_names(key: str) -> None:
    """What stands behind any usual word for the application is the application, though it looks like a number."""
    head = f"2023-07-10 20:00:00 CET [4711]: [2-1] [0] usr=ann,db=shop,{key}=76ae131687c458a8 "
    (setting,) = infer_log_line_prefixes([f"{head}LOG:  hello", f"{head}ERROR:  no"])
    assert f"{key}=%a" in setting


def test_a_prefix_of_ones_own_is_made_from_the_lines() -> None:
    """Any arrangement of stamps, keys, brackets and numbers becomes a setting that reads the lines."""
    head = "<2023-07-10 20:00:00.123 EST|pid=42|user=shop|db=shop|sess=64ac1234.2a|{} > "
    (setting,) = infer_log_line_prefixes([head.format(code) + "LOG:  hello" for code in ("00000", "00000", "42P01")])
    row = only(head.format("42P01") + 'ERROR:  relation "x" does not exist', prefix=setting)
    assert (row["pid"], row["user"], row["database"], row["code"]) == (42, "shop", "shop", "42P01")
    assert row["time"] == datetime(2023, 7, 11, 1, 0, 0, 123_000, tzinfo=UTC)


@pytest.mark.parametrize("setting", KNOWN_PREFIXES)
def test_every_known_prefix_compiles_and_reads_a_background_process(setting: str) -> None:
    """Empty users and the cut at %q are read as nothing, never as part of the message."""
    values = {
        "%m": "2023-07-10 20:00:00.123 UTC", "%t": "2023-07-10 20:00:00 UTC", "%s": "2023-07-10 19:00:00 UTC",
        "%p": "42", "%l": "1", "%c": "64ac1234.2a", "%e": "00000", "%x": "0", "%b": "checkpointer", "%v": "",
        "%r": "", "%h": "",
        "%u": "", "%d": "", "%a": "",
    }  # fmt: skip
    head = setting.split("%q", maxsplit=1)[0]
    for escape, value in values.items():
        head = head.replace(escape, value)
    row = only(f"{head}LOG:  checkpoint starting: time", prefix=setting)
    assert row["body"] == "checkpoint starting: time"
    assert (row["user"], row["database"], row["client"]) == (None, None, None)


def test_application_names_may_hold_blanks_and_brackets() -> None:
    """The name ends where the rest of the prefix begins."""
    head = "2018-09-27 06:57:02.779 UTC [20194] [user=postgres,db=postgres,app=sidekiq 1.2.3 queues:x[0 of 50 busy]] "
    row = only(f"{head}LOG:  hello", prefix="%m [%p] %q[user=%u,db=%d,app=%a] ")
    assert attributes(row)["application"] == "sidekiq 1.2.3 queues:x[0 of 50 busy]"


def test_unknown_is_null() -> None:
    """[unknown] says that the server did not know yet."""
    row = only("2023-07-10 20:00:00.123 EST [42] [unknown]@[unknown] LOG:  connection received: host=::1 port=5")
    assert (row["user"], row["database"], row["client"]) == (None, None, "[::1]:5")


def test_statements_of_many_lines_come_back_as_they_were_written() -> None:
    """PostgreSQL puts one tab before each further line; that tab and no other blank is taken off."""
    row = only(
        f"{HEAD}LOG:  duration: 1.500 ms  execute S_1: select 1,", "\t\t2", "\t  from x -- ERROR:  not a record", "\t"
    )
    assert row["statement"] == "select 1,\n\t2\n  from x -- ERROR:  not a record\n"
    assert row["duration_s"] == 0.0015


def test_details_belong_to_the_record_of_their_own_process() -> None:
    """Two processes that write at the same time do not get each other's STATEMENT."""
    other = HEAD.replace("[42]", "[43]")
    rows = parse(
        f"{HEAD}ERROR:  first",
        f"{other}ERROR:  second",
        f"{HEAD}STATEMENT:  select 1",
        f"{other}DETAIL:  why",
        f"{other}HINT:  try",
    ).rows
    assert rows["statement"].to_list() == ["select 1", None]
    assert rows["detail"].to_list() == [None, "why\nHINT: try"]


def test_a_detail_without_its_record_stands_for_itself() -> None:
    """A file that begins in the middle of a report loses nothing."""
    row = only(f"{HEAD}DETAIL:  Key (id)=(1) already exists.")
    assert (row["severity_text"], row["body"]) == ("DETAIL", "Key (id)=(1) already exists.")


@pytest.mark.parametrize(
    ("line", "number", "label"),
    [
        ("FEHLER:  Division durch Null", 17, "ANWEISUNG:  select 1/0"),
        ("ERREUR:  division par zéro", 17, "INSTRUCTION :  select 1/0"),
        ("ОШИБКА:  деление на ноль", 17, "ОПЕРАТОР:  select 1/0"),
        ("错误:  除以零", 17, "语句:  select 1/0"),
        ("PANIK:  konnte nicht schreiben: No space left on device", 22, "ANWEISUNG:  select 1/0"),
    ],
)
def test_other_languages_are_read(line: str, number: int, label: str) -> None:
    """lc_messages changes severities and labels, not what they mean."""
    row = only(HEAD + line, HEAD + label)
    assert row["severity_number"] == number
    assert row["severity_text"] == line.split(":", maxsplit=1)[0]
    assert row["statement"] == "select 1/0"


def test_a_translated_duration_is_a_duration() -> None:
    """The number stands at the same place in every language."""
    row = only(f"{HEAD}LOG:  Dauer: 12.500 ms  Anweisung: select 1")
    assert (row["duration_s"], row["statement"]) == (0.0125, "select 1")


@pytest.mark.parametrize(
    ("zone", "hour"), [("EST", 1), ("EDT", 0), ("UTC", 20), ("+03", 17), ("-0330", 23), ("<+0545>", 14), ("XYZ", 18)]
)
def test_the_zone_in_the_stamp_counts(zone: str, hour: int) -> None:
    """EST is five hours behind in July too; an abbreviation that nobody knows leaves it to the file's zone."""
    row = only(f"2023-07-10 20:00:00.123 {zone} [42] LOG:  x", zone="+02:00")
    assert isinstance(row["time"], datetime)
    assert row["time"].hour == hour


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ('temporary file: path "base/pgsql_tmp/pgsql_tmp1.0", size 1024', {"temp_bytes": "1024"}),
        (
            "process 7 acquired ShareLock on transaction 730 after 2005.5 ms",
            {"lock_wait_ms": "2005.5", "lock_event": "acquired"},
        ),
        ("checkpoints are occurring too frequently (9 seconds apart)", {"checkpoint_interval_s": "9"}),
        ("disconnection: session time: 1:02:03.500 user=a database=b host=[local]", {"session_s": "3723.5"}),
        ('could not extend file "base/5/16384": No space left on device', {"file": "base/5/16384"}),
        ("connection authorized: user=a database=b application_name=my app [1]", {"application": "my app [1]"}),
    ],
)
def test_messages_state_facts(message: str, expected: dict[str, str]) -> None:
    """Numbers and names that rules need are attributes."""
    found = attributes(only(f"2023-07-10 20:00:00.123 EST [42] LOG:  {message}"))
    assert expected.items() <= found.items()


@pytest.mark.parametrize(
    ("plan", "statement"),
    [
        ("Query Text: SELECT *\nFROM ta;\nSeq Scan on ta  (cost=0.00..35.50 rows=10 width=4)\n  Filter: (id = 42)",
         "SELECT *\nFROM ta;"),
        ('{\n  "Query Text": "SELECT \\"a\\"\\n\\tFROM ta;",\n  "Plan": {\n    "Node Type": "Seq Scan"\n  }\n}',
         'SELECT "a"\n\tFROM ta;'),
        ('{\n  "Query Text": "\\q",\n  "Plan": {}\n}', None),
    ],
)  # fmt: skip
def test_the_statement_of_a_plan_is_its_query(plan: str, statement: str | None) -> None:
    """auto_explain logs the query and its plan in one message; a fault in its JSON costs only the statement."""
    message = f"duration: 2400.100 ms  plan:\n{plan}".replace("\n", "\n\t")
    rows = read_text("postgresql-stderr", f"2023-07-10 20:00:01.000 UTC [45] LOG:  {message}\n").rows
    assert rows["duration_s"].to_list() == [2.4001]
    assert rows["statement"].to_list() == [statement]


def test_what_child_processes_print_is_attached_not_lost() -> None:
    """A cp in an archive_command writes to the same stderr, without a prefix."""
    parsed = parse(
        f"{HEAD}LOG:  archive command failed with exit code 1", "cp: error writing '/a/b': No space left on device"
    )
    assert parsed.rows["body"][0].endswith("No space left on device")
    assert (parsed.records, parsed.attached) == (1, 1)


def test_an_unknown_escape_is_refused_with_the_valid_ones() -> None:
    """A typing error in the option is a sentence, not a traceback."""
    with pytest.raises(FormatOptionError, match="%m"):
        LogLinePrefix("%m [%z] ")
    with pytest.raises(FormatOptionError, match="no escape"):
        LogLinePrefix("nothing")


def test_application_logs_are_claimed_with_less_certainty() -> None:
    """'ERROR: ' with one blank after a stamp is what many programs print."""
    found = STDERR.recognise(["2023-07-10 20:00:00.123 ERROR: no", "2023-07-10 20:00:01.123 LOG: yes"], "app.log")
    assert found is None or found.score < 0.7


def test_a_file_may_hold_lines_of_several_prefixes() -> None:
    """Each line is read by the prefix that says most about it, and a changed setting in mid-file loses nothing."""
    lines = [
        "2018-08-22 16:00:04 UTC:127.0.0.1(48808):myuser@mydb:[18762]:LOG:  a",
        "2018-09-27 06:57:02.779 UTC [20194] [user=postgres,db=postgres,app=psql,host=127.0.0.1] ERROR:  b",
        "[1127]: [8-1] db=postgres,user=pganalyze LOG:  c",
        "2022-12-23 09:53:43.862 -03 [790081] LOG: d",
        " sql_error_code = 28000 FATAL:  e",
    ]
    found = STDERR.recognise(lines, "postgresql.log")
    assert found is not None
    rows = STDERR.open(found.options, Clock()).feed(frame(*lines), last=True).rows
    assert rows["body"].to_list() == ["a", "b", "c", "d", "e"]
    assert rows["client"].to_list() == ["127.0.0.1:48808", "127.0.0.1", None, None, None]
    assert rows["pid"].to_list() == [18762, 20194, 1127, 790081, None]
    assert rows["code"][4] == "28000"
    assert rows["time"].null_count() == 2
    changed = parse(f"{HEAD}LOG:  a", "2023-07-10 20:00:00 EST:[local]:shop@shop:[7]:LOG:  b")
    assert changed.rows["pid"].to_list() == [42, 7]


@pytest.mark.parametrize(
    "setting",
    [
        "%m [%p] %q%u@%d ",
        "%t:%r:%u@%d:[%p]:",
        "%t-%c-",
        "%m %r %u %a [%c] [%p] ",
        "%m:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a:",
    ],
)
def test_cutting_reads_what_the_regular_expression_reads(setting: str) -> None:
    """The quick way and the exact way give the same, or the quick way leaves the line to the other."""
    values = {
        "%m": ["2023-07-10 20:00:00.123 EST", "2023-07-10 20:00:00.123 +0545"],
        "%t": ["2023-07-10 20:00:00 EST", "2023-07-10 20:00:00 CEST"], "%r": ["10.0.0.5(4242)", "::1(5)", ""],
        "%u": ["shop", "", "a@b", "größe"], "%d": ["shop", "[unknown]", "a b"], "%p": ["42"], "%c": ["64ac1234.2a"],
        "%l": ["3"], "%e": ["00000"], "%s": ["2023-07-10 19:00:00 EST"], "%v": ["3/5", ""], "%x": ["0"],
        "%a": ["psql", "my app [1]: x"],
    }  # fmt: skip
    texts = []
    for turn in range(24):
        head = setting.replace("%q", "")
        for escape, choices in values.items():
            head = head.replace(escape, choices[turn % len(choices)])
        texts += [f"{head}LOG:  hello", f"{head}ERROR:  a: b", f"{head} no head", head]
    prefix = LogLinePrefix(setting)
    series = pl.Series(texts)
    quick = read_heads(series, [prefix])
    exact = read_heads(pl.concat([pl.Series(["x"]), series]), [LogLinePrefix("%h nothing "), prefix])[1:]
    columns = [name for name in quick.columns if name in exact.columns]
    assert prefix.cuts is not None
    assert len(columns) > 4
    assert quick.select(columns).to_dicts() == exact.select(columns).to_dicts()


@pytest.mark.parametrize(
    "line",
    [
        '[2023-07-10 20:00:01] production.ERROR: SQLSTATE[HY000] [2002] Connection refused {"exception":"x"}',
        "2023-07-10T20:00:01.296 25376]INFO:orders:something else",
    ],
)
def test_other_programs_levels_are_no_severities(line: str) -> None:
    """Behind a prefix that nobody is known to set, a severity has the two blanks that PostgreSQL prints."""
    assert STDERR.recognise([line] * 3, "app.log") is None


def test_a_blank_line_ends_no_statement() -> None:
    """What stands between records, or at the end of a file, is no part of a statement."""
    first = "2023-07-10 20:00:01.004 UTC [31136] LOG:  duration: 12.437 ms  statement: select *"
    parsed = parse(first, "\tfrom t", "", prefix="%m [%p] ")
    assert parsed.rows["statement"].to_list() == ["select *\nfrom t"]
    assert (parsed.records, parsed.attached) == (1, 2)


def test_a_log_without_prefix_has_records_without_time() -> None:
    """The default of servers before version 10; other programs' severities make no such log."""
    lines = ["LOG:  database system is ready", "LOG:  duration: 2.991 ms  statement: SELECT 1", "\t+ 1", "ERROR:  x"]
    claim = STDERR.recognise(lines, "postmaster.log")
    assert claim is not None
    assert claim.options == {"log_line_prefix": ""}
    rows = parse(*lines, prefix="").rows
    assert rows["body"].to_list()[0] == "database system is ready"
    assert rows["statement"].to_list()[1] == "SELECT 1\n+ 1"
    assert rows["time"].null_count() == 3
    assert STDERR.recognise(["ERROR:  no such file", "WARNING:  retry"], "make.log") is None


def test_a_port_ends_where_its_digits_end() -> None:
    """What stands behind the port is no part of the client."""
    found = only("2023-07-10 20:00:00.123 EST [42] LOG:  connection received: host=10.0.0.9 port=5000 user=a")
    assert found["client"] == "10.0.0.9:5000"


def test_a_client_before_the_account_is_no_part_of_it() -> None:
    """%h between the process and the user, as images of PostgreSQL set it."""
    line = '2021-09-28 09:22:18.536 UTC [147] 10.0.0.21 ada@shop FATAL:  password authentication failed for user "ada"'
    assert infer_log_line_prefixes([line]) == ("%m [%p] %q%h %u@%d ",)


def test_blanks_may_have_been_squeezed() -> None:
    """Collectors that fold white space leave one blank before the statement; numbers in it are no durations."""
    line = "2021-05-27 17:00:00 UTC:10.1.91.65:user@shop:[24743]:LOG: duration: 0.054 ms statement: SELECT * FROM t1;"
    rows = parse(line, prefix="%t:%h:%u@%d:[%p]:").rows
    assert rows.select("duration_s", "statement").row(0) == (0.000054, "SELECT * FROM t1;")


def test_wrapped_lines_are_the_wrappers() -> None:
    """An object that holds a server's line is no line of the server."""
    line = '{"insertId":"1","textPayload":"2023-07-10 20:00:01.123 UTC [4711] LOG:  a","timestamp":"2023-07-10"}'
    assert STDERR.recognise([line] * 3, "x.json") is None


def test_a_word_that_is_no_zone_does_not_become_the_zone_of_the_file() -> None:
    """Where some lines state a zone and more have the severity in its place, the zone is the one that exists."""
    lines = [f"2013-07-10 20:00:0{second} LOG:  checkpoint starting: time" for second in range(3)]
    claim = PostgresqlStderr().recognise([*lines, "2013-07-10 20:00:03 EST LOG:  checkpoint done"], "postgresql.log")

    assert claim is not None
    assert claim.zone == "EST"


@pytest.mark.parametrize(
    ("logged", "statement", "parameters"),
    [
        ("select 1,<none>", "select 1", "<none>"),
        ('"insert into t values (1, ""x"")","1,2"', 'insert into t values (1, "x")', '"1,2"'),
        ("<not logged>,<not logged>", None, "<not logged>"),
    ],
)
def test_pgaudit_tells_what_was_done_to_what(logged: str, statement: str | None, parameters: str) -> None:
    """Its fields are those of CSV; the statement is the record's, without the quotes."""
    row = only(f"{HEAD}LOG:  AUDIT: SESSION,33,1,READ,SELECT,TABLE,public.orders,{logged}")
    assert row["statement"] == statement
    found = attributes(row)
    assert (found["audit"], found["audit_class"], found["audit_command"]) == ("SESSION", "READ", "SELECT")
    assert (found["audit_object_type"], found["audit_object"]) == ("TABLE", "public.orders")
    assert (found["audit_statement"], found["audit_parameters"]) == ("33", parameters)


def test_a_statement_of_many_lines_in_the_audit_is_whole() -> None:
    """PostgreSQL indents the lines that go on."""
    row = only(f'{HEAD}LOG:  AUDIT: OBJECT,3,1,DDL,CREATE TABLE,,,"create table t', '\t(a int, b int)",<none>')
    assert row["statement"] == "create table t\n(a int, b int)"
