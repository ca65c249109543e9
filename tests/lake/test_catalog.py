"""Rules for foreshock.duckdb."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest

from foreshock.lake.casefolder import CaseFolder
from foreshock.lake.catalog import Catalog, run_sql_file
from foreshock.lake.exceptions import CaseBusyError, LakeError, NotACaseError
from foreshock.lake.schemas import LOGS, TABLES

Rows = Callable[..., pl.DataFrame]
Commit = Callable[..., None]

COUNT = "SELECT count(*) FROM logs"


def _answer(connection: duckdb.DuckDBPyConnection, query: str) -> object:
    row = connection.execute(query).fetchone()
    return row[0] if row else None


@pytest.fixture
def filled(case: CaseFolder, commit: Commit, log_rows: Rows) -> CaseFolder:
    """A case with 60 log rows and its database."""
    commit(log_rows("it's a.log"))
    Catalog.open(case.root).close()
    return case


@pytest.mark.parametrize("how", ["where it is", "moved", "copied", "renamed database"])
@pytest.mark.parametrize("read_only", [False, True])
def test_plain_duckdb_reads_a_case_wherever_it_lies(
    filled: CaseFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str, *, read_only: bool
) -> None:
    """A plain duckdb.connect, from any working directory, sees the rows, also after the folder went elsewhere."""
    place = filled.root
    if how in {"moved", "copied"}:
        place = tmp_path / "far away" / "it's"
        place.parent.mkdir()
        (shutil.move if how == "moved" else shutil.copytree)(filled.root, place)
    database = place / "foreshock.duckdb"
    if how == "renamed database":
        database = database.rename(place / "shop.duckdb")
    for directory, path in [(Path("/"), database), (place, Path(database.name)), (tmp_path, database)]:
        monkeypatch.chdir(directory)
        with duckdb.connect(str(path), read_only=read_only) as connection:
            assert _answer(connection, COUNT) == 60
            assert _answer(connection, "SELECT attributes['row'] FROM logs WHERE line = 7") == "6"


def test_an_attached_case_is_read_from_within_its_folder(filled: CaseFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attached to another database, where no path of its own is known, the views go by the working directory."""
    monkeypatch.chdir(filled.root)
    with duckdb.connect() as connection:
        connection.execute("ATTACH 'foreshock.duckdb' AS shop (READ_ONLY)")
        assert _answer(connection, "SELECT count(*) FROM shop.logs") == 60


def test_the_views_have_the_types_and_comments_of_the_schemas(filled: CaseFolder) -> None:
    """Every table and column is there with its type and its COMMENT, whether it has rows or not."""
    with Catalog.open(filled.root) as catalog:
        columns = catalog.connection.execute("SELECT table_name, column_name, data_type, comment FROM duckdb_columns()")
        found = {(table, name): (kind, comment) for table, name, kind, comment in columns.fetchall()}
        comments = dict(catalog.connection.execute("SELECT view_name, comment FROM duckdb_views()").fetchall())
    for schema in TABLES:
        assert comments[schema.name] == schema.comment
        for column in schema.columns:
            assert found[schema.name, column.name][1] == column.comment
    kinds = {name: found["logs", name][0] for name in LOGS.polars}
    assert kinds["time"] == "TIMESTAMP WITH TIME ZONE"
    assert kinds["attributes"] == "MAP(VARCHAR, VARCHAR)"
    assert kinds["severity_number"] == "TINYINT"
    assert found["files", "gaps"][0] == "VARCHAR[]"
    assert found["requests", "time"][0] == "TIMESTAMP WITH TIME ZONE"


def test_refresh_shows_what_was_committed_since(filled: CaseFolder, commit: Commit, log_rows: Rows) -> None:
    """The views follow the lake, and rows of a replaced file are gone from view and from disk."""
    with Catalog.open(filled.root) as catalog:
        assert _answer(catalog.connection, COUNT) == 60
        commit(log_rows("it's a.log", 5), replaces=True)
        assert _answer(catalog.connection, COUNT) == 60
        catalog.refresh()
        assert _answer(catalog.connection, COUNT) == 5
    assert len(list(filled.table("logs").rglob("date=*/*.parquet"))) == 1


def test_foreshocks_own_connections_work_in_utc_without_a_network(filled: CaseFolder) -> None:
    """Times print in UTC whatever the machine's zone, and zone arithmetic needs no extension to be fetched."""
    with Catalog.open(filled.root) as catalog:
        assert _answer(catalog.connection, "SELECT min(time)::VARCHAR FROM logs") == "2023-07-10 23:30:00+00"
        local = "SELECT strftime(min(time) AT TIME ZONE 'America/New_York', '%H:%M') FROM logs"
        assert _answer(catalog.connection, local) == "19:30"
        assert _answer(catalog.connection, "SELECT current_setting('autoinstall_known_extensions')") is False


def test_the_database_can_be_read_by_older_duckdbs(filled: CaseFolder) -> None:
    """The file is in the format of a DuckDB that people have installed, not in the newest one's."""
    with duckdb.connect(str(filled.database)) as connection:
        tags = _answer(connection, "SELECT tags FROM duckdb_databases() WHERE database_name = 'foreshock'")
    assert "v1.4.0" in str(tags)


def test_the_database_stays_small(filled: CaseFolder) -> None:
    """The rows stay in the lake: the database holds views, and no spill files are left beside it."""
    assert filled.database.stat().st_size < 1 << 20
    assert {"lake", "foreshock.duckdb"} == {entry.name for entry in filled.root.iterdir()}


def test_reading_a_case_that_has_no_database_yet_makes_it(case: CaseFolder, commit: Commit, log_rows: Rows) -> None:
    """An ingested case can be opened for reading at once."""
    commit(log_rows("a.log"))
    with Catalog.open(case.root, read_only=True) as catalog:
        assert _answer(catalog.connection, COUNT) == 60


def test_what_is_no_case_or_no_database_is_one_sentence(case: CaseFolder, tmp_path: Path) -> None:
    """A folder that is no case, and a damaged database, are errors with the next command."""
    with pytest.raises(NotACaseError, match="foreshock ingest"):
        Catalog.open(tmp_path / "nothing")
    case.database.write_bytes(b"not a database, " * 1000)
    with pytest.raises(LakeError, match=r"cannot be opened.*foreshock diagnose"):
        Catalog.open(case.root)


def test_a_database_in_use_elsewhere_is_one_sentence(filled: CaseFolder) -> None:
    """While another process has the database open for writing, the error says so."""
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", hold, str(filled.database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(CaseBusyError, match="open"):
            Catalog.open(filled.root)
        holder.communicate()


def test_an_sql_file_runs_with_bound_parameters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each statement gets the parameters that it names, as values; the last one's result can be fetched."""
    folder = tmp_path / "stage_with_sql" / "sql"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    (folder / "question.sql").write_text(
        "-- What is the answer?\n"
        "CREATE TABLE given AS SELECT $number AS number;\n"
        "SELECT number + $more AS total, $text AS text FROM given;\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    parameters = {"number": 40, "more": 2, "text": "'; DROP TABLE given; --"}
    with duckdb.connect() as connection:
        result = run_sql_file(connection, "stage_with_sql", "question", parameters)
        assert result.fetchall() == [(42, "'; DROP TABLE given; --")]
