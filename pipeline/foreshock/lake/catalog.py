"""``foreshock.duckdb``: the lake as views that any DuckDB can read, wherever the case folder lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

import duckdb
import polars as pl

from foreshock.lake.casefolder import CaseFolder
from foreshock.lake.exceptions import CaseBusyError, LakeError
from foreshock.lake.frames import sql_text
from foreshock.lake.schemas import TABLES, TableSchema
from foreshock.lake.tables import Snapshot, writing

# The oldest DuckDB that may read the database: the first long-term release that knows the lambdas of our views.
_READABLE_BY = "v1.4.0"
_MEMORY_LIMIT = "900MB"  # beside Polars in one process, within the budget of 1.5 GB; the rest spills to disk

# DuckDB resolves paths by the working directory and lets no query say where its own file lies, but the default of
# temp_directory is that file's path plus ".tmp". Where it is not (somebody set it, or attached the file to another
# database) the paths go by the working directory. See docs/decisions/duckdb-views.md.
_CASE_FOLDER = r"regexp_extract(current_setting('temp_directory'), '^(.*[/\\])?[^/\\]+\.duckdb\.tmp$', 1)"

_SQL_TYPES: Mapping[pl.DataType, str] = {
    pl.String(): "VARCHAR",
    pl.Int8(): "TINYINT",
    pl.Int16(): "SMALLINT",
    pl.Int32(): "INTEGER",
    pl.Int64(): "BIGINT",
    pl.Float64(): "DOUBLE",
    pl.Datetime("us", "UTC"): "TIMESTAMPTZ",
    pl.Map(pl.String(), pl.String()): "MAP(VARCHAR, VARCHAR)",
    pl.List(pl.String()): "VARCHAR[]",
}


class Catalog:
    """The open database of a case; ``connection`` works in UTC and never goes to the network."""

    def __init__(self, case: CaseFolder, connection: duckdb.DuckDBPyConnection, *, read_only: bool) -> None:
        """Call ``Catalog.open``."""
        self.case = case
        self.connection = connection
        self.read_only = read_only

    @classmethod
    def open(cls, case: Path | str, *, read_only: bool = False) -> Catalog:
        """The database of the case at this path; its views show the committed lake unless ``read_only``.

        LakeError when the folder is no case, or the database is damaged or in use by another process.
        """
        folder = CaseFolder.open(case)
        if read_only and not folder.database.exists():
            cls.open(case).close()
        catalog = cls(folder, _connect(folder.database, read_only=read_only), read_only=read_only)
        try:
            _settle(catalog.connection)
            if not read_only:
                catalog.refresh()
        except BaseException:
            catalog.close()
            raise
        return catalog

    def refresh(self) -> None:
        """Point the views at the newest committed state of the lake, then remove files that nothing needs now."""
        snapshot = Snapshot.read(self.case)
        self.connection.begin()
        try:
            for schema in TABLES:
                paths = [f"lake/{schema.name}/{file.path}" for file in snapshot.files(schema)]
                self.connection.execute(view_sql(schema, paths))
                for statement in comment_sql(schema):
                    self.connection.execute(statement)
            self.connection.commit()
        except BaseException:
            self.connection.rollback()
            raise
        self._sweep()

    def close(self) -> None:
        """Close the database; what was written is on disk then."""
        self.connection.close()

    def __enter__(self) -> Self:
        """The catalog itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the database."""
        self.close()

    def _sweep(self) -> None:
        try:
            with writing(self.case) as writer:
                writer.sweep()
        except CaseBusyError:
            return  # the process that writes now will leave the files to the next refresh


def view_sql(schema: TableSchema, paths: Iterable[str]) -> str:
    """The statement that makes the view of a table over Parquet files; ``paths`` are relative to the case folder."""
    quoted = ",\n        ".join(f"'{path}'" for path in paths)
    if not quoted:
        columns = ", ".join(f'NULL::{_SQL_TYPES[dtype]} AS "{name}"' for name, dtype in schema.polars.items())
        return f'CREATE OR REPLACE VIEW "{schema.name}" AS SELECT {columns} WHERE false'
    columns = ", ".join(f'"{name}"' for name in schema.polars)
    return (
        f'CREATE OR REPLACE VIEW "{schema.name}" AS\n'
        f"SELECT {columns}\n"
        f"FROM read_parquet(\n    list_transform([\n        {quoted}\n    ], lambda file: {_CASE_FOLDER} || file),\n"
        "    hive_partitioning = false)"
    )


def comment_sql(schema: TableSchema) -> list[str]:
    """The statements that give a table's view and columns their COMMENTs."""
    return [
        f'COMMENT ON VIEW "{schema.name}" IS {_literal(schema.comment)}',
        *(
            f'COMMENT ON COLUMN "{schema.name}"."{column.name}" IS {_literal(column.comment)}'
            for column in schema.columns
        ),
    ]


def run_sql_file(
    connection: duckdb.DuckDBPyConnection,
    package: str,
    name: str,
    parameters: Mapping[str, object] | None = None,
) -> duckdb.DuckDBPyConnection:
    """The connection after ``<package>/sql/<name>.sql`` ran on it, with the last statement's result to fetch.

    Each ``$name`` in the file is bound to the parameter of that name, in whichever statements use it.
    """
    given = parameters or {}
    for statement in connection.extract_statements(sql_text(package, name)):
        connection.execute(statement, {key: given[key] for key in statement.named_parameters} or None)
    return connection


def _connect(database: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        if not database.exists():
            # Decided when the file is made; on a later connection it would clash with others in the same process.
            duckdb.connect(str(database), config={"storage_compatibility_version": _READABLE_BY}).close()
        return duckdb.connect(str(database), read_only=read_only)
    except duckdb.Error as error:
        if "could not set lock" in str(error).lower():
            raise CaseBusyError(
                "Another process has the case's database open",
                value=str(database),
                try_next="again when it is closed",
            ) from error
        raise LakeError(
            f"The case's database cannot be opened ({str(error).splitlines()[0]})",
            value=str(database),
            try_next=f"rm {database}; foreshock diagnose {database.parent}",
        ) from error


def _settle(connection: duckdb.DuckDBPyConnection) -> None:
    for setting in (
        "SET TimeZone = 'UTC'",
        f"SET memory_limit = '{_MEMORY_LIMIT}'",
        "SET autoinstall_known_extensions = false",
        "SET parquet_metadata_cache = true",  # a committed file never changes
    ):
        connection.execute(setting)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
