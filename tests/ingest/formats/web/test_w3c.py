"""W3C extended logs: directives that change, that lie, that are missing; encodings of user agents."""

from __future__ import annotations

import pytest
from tests.ingest.formats.conftest import Read

from foreshock.ingest.formats.web.w3c import FORMATS, MAX_FIELDS, MAX_LAYOUTS

IIS = next(format_ for format_ in FORMATS if format_.name == "iis-access")
USUAL = "2023-07-10 08:09:10 10.0.0.5 GET /a - 80 - 203.0.113.9 curl/8.0 - 200 0 0 12"


def test_entries_after_a_new_directive_have_its_fields(read: Read) -> None:
    """The directive that stands last before an entry counts."""
    first = "#Fields: date time cs-method sc-status\n2023-07-10 08:09:10 GET 200\n"
    second = "#Fields: time date sc-status\n08:09:11 2023-07-10 404\n"
    rows = read("iis-access", first + second).rows
    assert rows["status"].to_list() == [200, 404]
    assert rows["method"].to_list() == ["GET", None]


def test_entries_that_the_directive_does_not_describe(read: Read) -> None:
    """An entry with the usual fields is read by them; any other is a reject, whatever it looks like."""
    parsed = read("iis-access", f"#Fields: date time cs-method sc-status\n{USUAL}\n2023-07-10 08:09:10 GET\n")
    assert parsed.rows["path"].to_list() == ["/a"]
    assert parsed.rejects["reason"].to_list() == ["not the 4 fields that #Fields names"]


def test_a_directive_that_names_too_few_fields_does_not_hide_whose_entries_they_are() -> None:
    """The entries have the usual fields of the server, whatever the directive says."""
    claim = IIS.recognise(["#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query", USUAL], "u_ex230710.log")
    assert claim is not None
    assert claim.options["fields"].split()[-1] == "cs-uri-query"


@pytest.mark.parametrize("tail", ["", " x"])
def test_a_file_without_directives_needs_the_usual_fields(tail: str) -> None:
    """The middle of a log that was cut off from its head."""
    claim = IIS.recognise([USUAL + tail], "u_ex230710.log")
    assert (claim is None) == bool(tail)


def test_quotes_may_enclose_values_and_local_stamps_are_local(read: Read) -> None:
    """IIS' Advanced Logging puts quotes around what a client sent, and names its stamps local."""
    text = (
        "#Software: IIS Advanced Logging Module\n"
        "#Fields: date-local time-local c-ip cs-method cs-uri-stem cs(User-Agent) sc-status TimeTakenMS\n"
        '2012-08-15 17:00:00.363 "70.95.0.0" GET /a "Mozilla/5.0 (X11; a+b ""c"")" 200 109\n'
        "2012-08-15 17:00:00.660 - GET /b - 301 0\n"
    )
    rows = read("iis-access", text, zone="America/New_York").rows
    assert rows["time"].dt.strftime("%H:%M:%S%.3f").to_list() == ["21:00:00.363", "21:00:00.660"]
    assert rows["client_address"].to_list() == ["70.95.0.0", None]
    assert rows["user_agent"].to_list() == ['Mozilla/5.0 (X11; a+b "c")', None]
    assert rows["duration_s"].to_list() == [0.109, 0.0]


def test_two_blanks_between_fields_are_one(read: Read) -> None:
    """Exchange's PowerShell requests have two blanks in front of the user."""
    padded = USUAL.replace(" 80 - ", " 444  shop\\ann ")
    fields = (
        "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) "
        "cs(Referer) sc-status sc-substatus sc-win32-status time-taken"
    )
    rows = read("iis-access", f"{fields}\n{padded}\n{USUAL}\n").rows
    assert rows["path"].to_list() == ["/a", "/a"]
    assert rows["client_address"].to_list() == ["203.0.113.9", "203.0.113.9"]


def test_hostile_directives_cost_no_more_than_their_lines(read: Read) -> None:
    """A million fields, or other fields above each line, are rejects with a reason: each layout costs a reading."""
    fields, entry = "date time cs-method cs-uri-stem sc-status", "2023-07-10 20:00:01 GET / 200"
    wide = read("iis-access", f"#Fields: {fields}\n{entry}\n#Fields: {fields} {'x ' * 300_000}\n{entry}\n")
    assert wide.rows["line"].to_list() == [2]
    assert wide.rejects["reason"].to_list() == [f"more than {MAX_FIELDS} #Fields"]
    many = "".join(f"#Fields: {fields} x-{at}\n{entry} {at}\n" for at in range(2 * MAX_LAYOUTS))
    for block in (1_000_000, 30):
        parsed = read("iis-access", many, block=block)
        assert parsed.rows["line"].to_list() == [2 * at for at in range(1, MAX_LAYOUTS + 1)]
        assert parsed.rejects["reason"].unique().to_list() == [f"below more than {MAX_LAYOUTS} #Fields directives"]


def test_fields_may_have_any_name(read: Read) -> None:
    """A name that comes twice, that another's place makes equal, or that means several columns is one all the same."""
    names = "date time cs-method sc-status a a a-5 * ^x$ ~more"
    rows = read("iis-access", f"#Fields: {names}\n2023-07-10 08:09:10 GET 200 1 2 3 4 5 6\n").rows
    assert sorted(rows["attributes"][0].values()) == list("123456")


def test_values_lined_up_with_blanks_and_in_quotes(read: Read) -> None:
    """Oracle's Web Cache puts any number of blanks between values, of which some are quoted and one may be empty."""
    text = (
        "#Fields:  c-ip  date  time  cs-method  cs-uri-stem  sc-status  cs(Cookie)  cs(User-Agent)\n"
        '10.0.0.7      2023-07-10     20:00:01   GET   /a    503    ""     "Mozilla/4.5 [en] (WinNT; I)"\n'
    )
    (row,) = read("iis-access", text).rows.to_dicts()
    assert (row["client_address"], row["path"], row["status"]) == ("10.0.0.7", "/a", 503)
    assert row["user_agent"] == "Mozilla/4.5 [en] (WinNT; I)"
