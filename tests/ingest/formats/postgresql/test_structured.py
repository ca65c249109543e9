"""PostgreSQL's csvlog and jsonlog: fields of many lines, columns of older releases, damage."""

from __future__ import annotations

import polars as pl
from tests.ingest.formats.conftest import Read

from foreshock.ingest.formats.base import Parsed
from foreshock.ingest.formats.postgresql.stderr import FORMATS
from foreshock.ingest.time.clock import Clock

_, CSVLOG, JSONLOG = FORMATS
CSV_HEAD = (
    '2023-07-10 20:00:00.123 EST,"shop","shop",42,"[local]",64ac1234.2a,1,"SELECT",2023-07-10 19:00:00 EST,3/1,0,'
)


def parse(form: str, *texts: str) -> Parsed:
    """Lines read as csvlog or jsonlog."""
    lines = pl.DataFrame(
        {"line": range(1, len(texts) + 1), "offset": [0] * len(texts), "text": texts},
        schema={"line": pl.Int64, "offset": pl.Int64, "text": pl.String},
    )
    format_ = {"csv": CSVLOG, "json": JSONLOG}[form]
    parsed = format_.open({}, Clock()).feed(lines, last=True)
    assert parsed.records + parsed.attached + parsed.rejects.height == len(texts)
    return parsed


def test_columns_of_every_release_are_read() -> None:
    """Releases before 13 lack backend_type, those before 14 also leader_pid and query_id."""
    old = CSV_HEAD + 'ERROR,42P01,"no",,,,,,"select 1",1,,"psql"'
    new = old + ',"client backend",,77'
    rows = parse("csv", old, new).rows
    assert rows["code"].to_list() == ["42P01"] * 2
    assert rows["statement"].to_list() == ["select 1"] * 2
    assert rows["attributes"].map.get("backend_type").to_list() == [None, "client backend"]
    assert rows["attributes"].map.get("query_id").to_list() == [None, "77"]


def test_a_quoted_field_may_hold_what_looks_like_anything() -> None:
    """Newlines, doubled quotes and commas stay inside their field."""
    parsed = parse("csv", CSV_HEAD + 'LOG,00000,"a, ""b""', "", '2023-07-10,no record,"",', ' end",,,,,,,,,"psql"')
    assert parsed.rows["body"].to_list() == ['a, "b"\n\n2023-07-10,no record,",\n end']
    assert (parsed.records, parsed.attached) == (1, 3)


def test_a_record_that_was_cut_off_is_rejected_alone() -> None:
    """Its neighbours are read; its lines are rejects with their numbers."""
    whole = CSV_HEAD + 'LOG,00000,"fine",,,,,,,,,"psql"'
    parsed = parse("csv", whole, CSV_HEAD + 'LOG,00000,"cut', "off", whole)
    assert parsed.rows["line"].to_list() == [1, 4]
    assert parsed.rejects["line"].to_list() == [2, 3]


def test_a_json_line_that_was_cut_off_is_rejected_alone() -> None:
    """One broken object does not spoil the block."""
    whole = '{"timestamp":"2023-07-10 20:00:00.123 EST","pid":42,"error_severity":"LOG","message":"fine"}'
    parsed = parse("json", whole, whole[:-5], "", '{"other":"json"}', whole)
    assert parsed.rows["line"].to_list() == [1, 5]
    assert parsed.rejects["line"].to_list() == [2, 4]
    assert parsed.attached == 1


def test_the_address_of_a_json_record_has_its_port() -> None:
    """IPv6 addresses are bracketed."""
    line = (
        '{"timestamp":"2023-07-10 20:00:00.123 EST","pid":42,"remote_host":"::1","remote_port":5000,'
        '"error_severity":"FATAL","state_code":"53300","message":"sorry, too many clients already"}'
    )
    row = parse("json", line).rows.row(0, named=True)
    assert (row["client"], row["code"], row["severity_number"]) == ("[::1]:5000", "53300", 21)


def test_a_copy_of_csvlog_may_quote_its_stamp(read: Read) -> None:
    """COPY and spreadsheets put every text into quotes."""
    text = (
        '"2026-05-16 05:11:50.269 UTC","shop","shop",1001,"192.0.2.10:54321",00000001.000003e9,1,"SELECT",'
        '"2026-05-16 05:00:00 UTC",1/1,0,LOG,00000,"duration: 688.283 ms  execute slow: SELECT 1",,,,,,,,,"app",'
        '"client backend",0\n'
    )
    (row,) = read("postgresql-csvlog", text).rows.to_dicts()
    assert str(row["time"]) == "2026-05-16 05:11:50.269000+00:00"
    assert (row["duration_s"], row["statement"], row["client"]) == (0.688283, "SELECT 1", "192.0.2.10:54321")
