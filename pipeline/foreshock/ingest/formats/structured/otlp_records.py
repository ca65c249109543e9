"""The log records of OTLP's JSON, flat: values without their types, with the resource's and the scope's attributes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from foreshock.ingest.formats.structured.json_exact import Object, encoded, flattened


def otlp_records(resource: Object) -> Iterator[Mapping[str, str | None]]:
    """The fields of every log record of one element of ``resourceLogs``.

    Source: opentelemetry-proto, logs.proto and common.proto, with the JSON mapping of OTLP 1.0; older exporters
    write instrumentationLibraryLogs for scopeLogs.
    """
    about = attributes_of(as_object(resource.get("resource")))
    for scope_logs in objects_of(resource.get("scopeLogs") or resource.get("instrumentationLibraryLogs")):
        scope = as_object(scope_logs.get("scope") or scope_logs.get("instrumentationLibrary"))
        name = {"logger": str(scope["name"])} if scope.get("name") else {}
        for record in objects_of(scope_logs.get("logRecords") or scope_logs.get("logs")):
            body = record.get("body")
            stated = {key: value for key, value in record.items() if key not in {"body", "attributes"}}
            fields: dict[str, str | None] = {**about, **name, **attributes_of(record), **flattened(stated)}
            if fields.get("timeUnixNano") in {"0", None}:
                fields.pop("timeUnixNano", None)
            if fields.get("severityNumber") == "0":
                fields.pop("severityNumber")
            if fields.get("severityText") == "":
                fields.pop("severityText")
            yield {**fields, "body": _value(body)} if body is not None else fields


def attributes_of(holder: Object) -> dict[str, str]:
    """The attributes of a resource, a record or a point, as text."""
    pairs = objects_of(holder.get("attributes"))
    return {str(pair.get("key")): _value(pair.get("value")) for pair in pairs if pair.get("key")}


def _value(value: Any) -> str:
    """The text of an AnyValue; lists and maps as plain JSON."""
    plain = _plain(value)
    return plain if isinstance(plain, str) else encoded(plain)


def _plain(value: Any) -> Any:
    if not isinstance(value, dict) or len(value) != 1:
        return value
    ((kind, held),) = value.items()
    if kind == "arrayValue":
        return [_plain(item) for item in _list(as_object(held).get("values"))]
    if kind == "kvlistValue":
        return {str(pair.get("key")): _plain(pair.get("value")) for pair in objects_of(as_object(held).get("values"))}
    return held


def as_object(value: Any) -> Object:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def objects_of(value: Any) -> list[Object]:
    """The objects of an array; nothing of what is none."""
    return [item for item in _list(value) if isinstance(item, dict)]
