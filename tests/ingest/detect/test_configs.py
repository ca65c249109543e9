"""Server configuration among the inputs: the format and the zone that it gives to the logs, and when it does not."""

from __future__ import annotations

from pathlib import Path

from foreshock.ingest.detect.configs import settings_in
from foreshock.ingest.files.facts import FileFacts
from foreshock.ingest.planning.model import Plan
from foreshock.ingest.planning.plan import plan
from foreshock.ingest.reading.read import Batch, read

NGINX = """http {
    # log_format old '$remote_addr';
    log_format  timed  '$remote_addr|$status|$request_time|'
                       '[$time_local]|"$request"';
    access_log  /var/log/nginx/shop.log  timed buffer=32k;
    access_log  /var/log/nginx/plain.log;
}
"""
LINE = '203.0.113.9|200|0.250|[10/Jul/2023:20:00:01 -0500]|"GET /cart HTTP/1.1"\n'
COMBINED = '203.0.113.9 - - [10/Jul/2023:20:00:01 -0500] "GET / HTTP/1.1" 200 2 "-" "curl/8.0"\n'
POSTGRESQL = "log_line_prefix = '%t [%p]: db=%d,user=%u '\nlog_timezone = 'America/New_York'\t# site\n"


def planned(folder: Path, files: dict[str, str]) -> Plan:
    """The plan for a folder with these files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return plan([folder])


def test_a_log_format_that_no_inference_finds_comes_from_the_configuration(tmp_path: Path) -> None:
    """The log beside nginx.conf is read by the format that it is written in, also when it was rotated."""
    found = planned(tmp_path, {"web/nginx.conf": NGINX, "web/shop.log.1": LINE * 3})
    (file,) = found.files
    assert file.format.name == "nginx-access"
    assert file.facts.why_format == (
        'web/nginx.conf:5 gives its log_format: $remote_addr|$status|$request_time|[$time_local]|"$request"'
    )
    row = next(batch.rows for batch in read(file) if isinstance(batch, Batch)).row(0, named=True)
    assert (row["client_address"], row["status"], row["duration_s"], row["path"]) == ("203.0.113.9", 200, 0.25, "/cart")


def test_a_configuration_is_a_note_and_no_unread_file(tmp_path: Path) -> None:
    """Nothing is lost when a configuration is not read as a log."""
    found = planned(tmp_path, {"nginx.conf": NGINX, "shop.log": LINE})
    assert [note.reason for note in found.notes] == ["configuration: gives the format of shop.log, plain.log"]
    assert not any(isinstance(item, FileFacts) for item in found.unread)


def test_a_log_older_than_its_configuration_keeps_what_its_lines_say(tmp_path: Path) -> None:
    """A configured format that the lines do not have is not believed."""
    found = planned(tmp_path, {"nginx.conf": NGINX, "shop.log": COMBINED * 5})
    (file,) = found.files
    assert "nginx.conf" not in (file.facts.why_format or "")


def test_the_nearest_configuration_counts(tmp_path: Path) -> None:
    """Two hosts with logs of one name: each log goes by the configuration of its own host."""
    other = NGINX.replace("$remote_addr|$status", "$server_addr|$status")
    found = planned(
        tmp_path,
        {
            "a/nginx.conf": NGINX,
            "a/shop.log": LINE,
            "b/nginx.conf": other,
            "b/shop.log": LINE.replace(" HTTP", "  HTTP"),
        },
    )
    why = {file.source: file.facts.why_format or "" for file in found.files}
    assert why["a/shop.log"].startswith("a/nginx.conf:5 ")
    assert why["b/shop.log"].startswith("b/nginx.conf:5 ")


def test_apache_formats_by_name_and_inline() -> None:
    """CustomLog takes a name of LogFormat, or the format itself."""
    text = [
        'LogFormat "%h %l %u %t \\"%r\\" %>s %O %D" slow',
        "CustomLog ${APACHE_LOG_DIR}/shop_access.log slow",
        '  CustomLog "/var/log/apache2/ssl.log" "%t %h %{SSL_PROTOCOL}x \\"%r\\" %b"',
    ]
    found = settings_in("etc/apache2.conf", text) or ()
    assert [(setting.log, setting.value) for setting in found] == [
        ("shop_access.log", '%h %l %u %t "%r" %>s %O %D'),
        ("ssl.log", '%t %h %{SSL_PROTOCOL}x "%r" %b'),
    ]


def test_postgresql_gives_its_prefix_and_its_zone(tmp_path: Path) -> None:
    """A stamp shows EDT; the rules of the zone, for the other logs of the host too, stand in postgresql.conf."""
    log = "2023-07-10 20:00:01 EDT [7]: db=shop,user=web LOG:  checkpoint starting: time\n"
    found = planned(tmp_path, {"postgresql.conf": POSTGRESQL, "postgresql.log": log * 3})
    (file,) = found.files
    assert file.options["log_line_prefix"] == "%t [%p]: db=%d,user=%u "
    assert (file.facts.timezone, file.facts.why_timezone) == (
        "America/New_York",
        "log_timezone in postgresql.conf:2",
    )


def test_other_files_with_such_a_name_are_no_configuration() -> None:
    """A name alone says nothing."""
    assert settings_in("app.conf", ["name = x"]) is None
    assert settings_in("nginx.log", NGINX.splitlines()) is None
    assert settings_in("nginx.conf", ["events {", "}"]) == ()
