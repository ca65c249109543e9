"""The log records of OTLP's JSON, flat: values without their types, with the resource's and the scope's attributes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from foreshock.ingest.formats.json_exact import Object, encoded, flattened


def otlp_records(resource: Object) -> Iterator[Mapping[str, str | None]]:
    """The fields of every log record of one element of ``resourceLogs``.

    Source: opentelemetry-proto, logs.proto and common.proto, with the JSON mapping of OTLP 1.0; older exporters
    write instrumentationLibraryLogs for scopeLogs.
    """
    about = _attributes(_object(resource.get("resource")))
    for scope_logs in _objects(resource.get("scopeLogs") or resource.get("instrumentationLibraryLogs")):
        scope = _object(scope_logs.get("scope") or scope_logs.get("instrumentationLibrary"))
        name = {"logger": str(scope["name"])} if scope.get("name") else {}
        for record in _objects(scope_logs.get("logRecords") or scope_logs.get("logs")):
            body = record.get("body")
            stated = {key: value for key, value in record.items() if key not in {"body", "attributes"}}
            fields: dict[str, str | None] = {**about, **name, **_attributes(record), **flattened(stated)}
            if fields.get("timeUnixNano") in {"0", None}:
                fields.pop("timeUnixNano", None)
            if fields.get("severityNumber") == "0":
                fields.pop("severityNumber")
            if fields.get("severityText") == "":
                fields.pop("severityText")
            yield {**fields, "body": _value(body)} if body is not None else fields


def _attributes(holder: Object) -> dict[str, str]:
    pairs = _objects(holder.get("attributes"))
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
        return [_plain(item) for item in _list(_object(held).get("values"))]
    if kind == "kvlistValue":
        return {str(pair.get("key")): _plain(pair.get("value")) for pair in _objects(_object(held).get("values"))}
    return held


def _object(value: Any) -> Object:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _objects(value: Any) -> list[Object]:
    return [item for item in _list(value) if isinstance(item, dict)]
