"""A host has one name, and each file a host with a reason."""

from __future__ import annotations

import pytest

from foreshock.ingest.files.hosts import UNKNOWN_HOST, FileHints, HostNames, hosts_of


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["db-01", "db01.shop.internal", "DB-01", "db_01"], {"db-01"}),
        (["web-01", "web-02", "web-1"], {"web-01", "web-02", "web-1"}),
        (["web-1-1", "web-11"], {"web-1-1", "web-11"}),
        (["customer-db-01", "customers-db-01", "customers-db-02"], {"customer-db-01", "customers-db-02"}),
        (["app-01", "api-01", "apps-01"], {"app-01", "api-01", "apps-01"}),
        (["web.eu.shop.com", "web.us.shop.com"], {"web.eu.shop.com", "web.us.shop.com"}),
        (["10.0.0.1", "10.0.0.2", "localhost"], {"10.0.0.1", "10.0.0.2"}),
    ],
)
def test_spellings_of_one_host_are_one_and_hosts_stay_apart(names: list[str], expected: set[str]) -> None:
    """Case, domain, separators and an added letter do not make a host; a digit does."""
    table = HostNames.of(names)
    assert {table(name) for name in names if name != "localhost"} == expected


def test_a_name_seen_for_the_first_time_is_matched_as_well() -> None:
    """Rows of a central syslog may name hosts that no sample did."""
    table = HostNames.of(["db-01"])
    assert [table("DB01.shop.internal."), table("new-07.shop.internal")] == ["db-01", "new-07"]


def host(source: str, in_lines: str | None = None, hint: str = "") -> FileHints:
    """One file."""
    return FileHints(source, hint or source, in_lines)


def test_the_lines_speak_first_then_the_folder_then_the_name() -> None:
    """Each way of finding the host, and one name for all of them."""
    _, hosts = hosts_of(
        [
            host("central/db.log", in_lines="db01.shop.internal"),
            host("db-01/postgresql.log"),
            host("web-01.shop.internal/access.log"),
            host("flat/web-02_error.log"),
            host("flat/sar-db-01.txt"),
            host("var/log/postgresql/postgresql-15-main.log"),
            host("2023-07-10-ecommerce/x.log"),
            host("outage-2023-07-10/x.log"),
            host("incident-42/x.log"),
        ]
    )
    assert {source: name for source, (name, _) in hosts.items()} == {
        "central/db.log": "db-01",
        "db-01/postgresql.log": "db-01",
        "web-01.shop.internal/access.log": "web-01",
        "flat/web-02_error.log": "web-02",
        "flat/sar-db-01.txt": "db-01",
        "var/log/postgresql/postgresql-15-main.log": UNKNOWN_HOST,
        "2023-07-10-ecommerce/x.log": UNKNOWN_HOST,
        "outage-2023-07-10/x.log": UNKNOWN_HOST,
        "incident-42/x.log": UNKNOWN_HOST,
    }
    assert hosts["db-01/postgresql.log"][1] == "the folder is called db-01"


def test_a_file_without_any_hint_belongs_to_the_host_of_its_folder() -> None:
    """Neighbours that agree decide; the only host of the archive decides where there are none."""
    _, hosts = hosts_of([host("a/syslog", in_lines="db-01"), host("a/app.log"), host("b/other.log")])
    assert hosts["a/app.log"] == ("db-01", "the other files of its folder belong to this host")
    assert hosts["b/other.log"] == ("db-01", "the only host of the archive")


def test_the_folder_that_was_given_may_name_the_host() -> None:
    """`foreshock analyze db-01` knows the host although sources do not hold the name."""
    _, hosts = hosts_of([host("postgresql.log", hint="/srv/archive/db-01/postgresql.log")])
    assert hosts["postgresql.log"][0] == "db-01"


def test_a_file_without_a_host_has_that_of_its_log() -> None:
    """access.log.1 names no host where access.log does, and the folder holds logs of several."""
    files = [
        FileHints("logs/a.log", "logs/a.log", "db-01", family="a"),
        FileHints("logs/a.log.1", "logs/a.log.1", None, family="a"),
        FileHints("logs/b.log", "logs/b.log", "web-01", family="b"),
    ]
    _, hosts = hosts_of(files)
    assert hosts["logs/a.log.1"] == ("db-01", "logs/a.log of the same log belongs to this host")


def test_folders_that_nothing_else_explains_are_hosts() -> None:
    """Whoever sorts an archive by host names its folders so; names of programs, and heaps, tell nothing."""
    files = [
        host("billing-db/pg.log"),
        host("storefront/logs/access.log"),
        host("nginx/access.log"),
        host("heap/one.log", in_lines="web-01"),
        host("heap/two.log", in_lines="db-01"),
        host("heap/three.log"),
        host("error.log"),
    ]
    _, hosts = hosts_of(files)
    assert hosts["billing-db/pg.log"] == ("billing-db", "nothing names its host but its folder, billing-db")
    assert hosts["storefront/logs/access.log"][0] == "storefront"
    assert {hosts[each][0] for each in ("nginx/access.log", "heap/three.log", "error.log")} == {UNKNOWN_HOST}
