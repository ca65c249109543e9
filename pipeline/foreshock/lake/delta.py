"""One Delta table on disk: create it, list its files at a version, commit files to it, step back."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import polars as pl
from deltalake import CommitProperties, DeltaTable
from deltalake import Schema as DeltaSchema
from deltalake.exceptions import DeltaError
from deltalake.schema import ArrayType, Field, MapType, PrimitiveType
from deltalake.transaction import AddAction, RemoveAction, Transaction

from foreshock.lake.exceptions import LakeError
from foreshock.lake.parquet import DataFile
from foreshock.lake.schemas import TableSchema

_PRIMITIVES: Mapping[pl.DataType, str] = {
    pl.String(): "string",
    pl.Int8(): "byte",
    pl.Int16(): "short",
    pl.Int32(): "integer",
    pl.Int64(): "long",
    pl.Float64(): "double",
    pl.Datetime("us", "UTC"): "timestamp",
}
_PARTITION = "date"
_CHECKPOINT_EVERY = 20  # opening a table replays the commits since its checkpoint, 0.3 ms each


def delta_schema(schema: TableSchema) -> DeltaSchema:
    """The schema as Delta knows it; a timed table ends with its partition column ``date``."""
    fields = [
        Field(column.name, _delta_type(schema.polars[column.name]), metadata={"comment": column.comment})
        for column in schema.columns
    ]
    return DeltaSchema([*fields, Field(_PARTITION, PrimitiveType("date"))] if schema.timed else fields)


def ensure_table(folder: Path, schema: TableSchema) -> None:
    """Make an empty table at ``folder`` unless there is one."""
    if DeltaTable.is_deltatable(str(folder)):
        return
    folder.mkdir(parents=True, exist_ok=True)
    DeltaTable.create(
        str(folder),
        schema=delta_schema(schema),
        partition_by=[_PARTITION] if schema.timed else None,
        name=schema.name,
        description=schema.comment,
        configuration={"delta.checkpointInterval": str(_CHECKPOINT_EVERY)},
    )


def open_table(folder: Path, version: int | None = None) -> DeltaTable:
    """The table at ``version``, or its newest; LakeError when it cannot be read."""
    try:
        return DeltaTable(str(folder), version=version)
    except (DeltaError, OSError) as error:
        raise LakeError(
            f"A table of the lake cannot be read ({str(error).splitlines()[0]})",
            value=str(folder),
            try_next="a new case with -o, from the original files",
        ) from error


def data_files(table: DeltaTable) -> list[DataFile]:
    """The table's files, in order of time and name."""
    actions = pl.DataFrame(table.get_add_actions(flatten=True))
    for missing in {"partition.date", "min.time", "max.time"} - set(actions.columns):
        actions = actions.with_columns(pl.lit(None).alias(missing))
    columns = ["path", "size_bytes", "num_records", "partition.date", "min.time", "max.time"]
    files = [DataFile(*row) for row in actions.select(columns).iter_rows()]
    return sorted(files, key=lambda file: (str(file.day), file.path))


def commit(
    folder: Path,
    schema: TableSchema,
    *,
    added: Sequence[DataFile],
    removed: Sequence[DataFile] = (),
    batch: str,
    marks: Mapping[str, int] | None = None,
) -> int:
    """The version that one atomic commit made, with ``batch`` in its metadata.

    ``marks`` are Delta's application transactions: name -> number, to be read back with ``mark``.
    """
    table = open_table(folder)
    now = int(time.time() * 1000)
    actions: list[AddAction | RemoveAction] = [
        AddAction(
            path=file.path,
            size=file.size,
            partition_values=_partition(file, schema),
            modification_time=now,
            data_change=True,
            stats=_stats(file),
        )
        for file in added
    ]
    actions += [
        RemoveAction(
            path=file.path,
            data_change=True,
            deletion_timestamp=now,
            size=file.size,
            partition_values=dict(_partition(file, schema)),
        )
        for file in removed
    ]
    table.create_write_transaction(
        actions,
        "append",
        table.schema(),
        partition_by=[_PARTITION] if schema.timed else None,
        commit_properties=CommitProperties(
            custom_metadata={"batch": batch},
            app_transactions=[Transaction(name, number) for name, number in (marks or {}).items()],
        ),
    )
    return open_table(folder).version()


def mark(table: DeltaTable, name: str) -> int | None:
    """The number that a commit left under ``name``, None when none did."""
    return table.transaction_version(name)


def step_back(folder: Path, version: int) -> None:
    """Make the table's content that of ``version`` again, by a commit of its own; nothing when it is that already."""
    newest = open_table(folder)
    if newest.version() == version:
        return
    if set(newest.file_uris()) != set(open_table(folder, version).file_uris()):
        newest.restore(version)


def _delta_type(dtype: pl.DataType) -> PrimitiveType | MapType | ArrayType:
    if isinstance(dtype, pl.Map):
        return MapType(PrimitiveType("string"), PrimitiveType("string"), value_contains_null=True)
    if isinstance(dtype, pl.List):
        return ArrayType(PrimitiveType("string"), contains_null=True)
    return PrimitiveType(_PRIMITIVES[dtype])


def _partition(file: DataFile, schema: TableSchema) -> dict[str, str | None]:
    if not schema.timed:
        return {}
    return {_PARTITION: file.day.isoformat() if file.day else None}


def _stats(file: DataFile) -> str:
    stats: dict[str, object] = {"numRecords": file.rows}
    if file.first and file.last:
        stats["minValues"] = {"time": _instant(file.first)}
        stats["maxValues"] = {"time": _instant(file.last)}
        stats["nullCount"] = {"time": 0}
    return json.dumps(stats)


def _instant(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
