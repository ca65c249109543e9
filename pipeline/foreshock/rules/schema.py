"""The JSON Schema of rule packs and of their tests, for editors; generated from the dataclasses."""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from foreshock.rules.causes import CAUSES
from foreshock.rules.model import Rule, RulePack
from foreshock.yamldoc import WHERE, yaml_name

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": ["string", "number"]},  # YAML reads 53100 as a number where a code is meant
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
}


def json_schema(model: type = RulePack) -> dict[str, Any]:
    """The schema of documents that ``model`` is built from; its fields' ``doc`` become descriptions."""
    definitions: dict[str, Any] = {}
    reference = _object(model, definitions)
    return {"$schema": DRAFT, "title": f"Foreshock {model.__name__}", **reference, "$defs": definitions}


def schema_text(model: type = RulePack) -> str:
    """The schema as it lies in ``rules/schema.json``."""
    return json.dumps(json_schema(model), indent=2, ensure_ascii=False) + "\n"


def _object(model: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    name = model.__name__
    if name not in definitions:
        definitions[name] = {}  # holds the place against a model that names itself
        hints = get_type_hints(model, include_extras=True)
        fields = [field for field in dataclasses.fields(model) if field.name != WHERE]
        definitions[name] = {
            "type": "object",
            "description": (model.__doc__ or "").splitlines()[0],
            "properties": {
                yaml_name(field.name): {
                    "description": field.metadata.get("doc", ""),
                    **_field(model, field.name, hints[field.name], definitions),
                }
                for field in fields
            },
            "required": [
                yaml_name(field.name)
                for field in fields
                if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
            ],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}


def _field(model: Any, name: str, hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a field; the classes of cause are words of their own, which types do not tell."""
    causes = {"enum": list(CAUSES)}
    if model is Rule and name == "cause":
        return causes
    if model is Rule and name in {"leads_to", "not_caused_by"}:
        return _one_or_many(causes)
    return _schema(hint, definitions)


def _schema(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin = get_origin(hint)
    if origin in {types.UnionType, Union}:
        return _schema(next(arg for arg in get_args(hint) if arg is not types.NoneType), definitions)
    if origin is Annotated:
        return {"type": "string", "pattern": r"^(\s*\d+(\.\d+)?\s*(ms|s|m|h|d))+\s*$"}
    if origin is Literal:
        return {"enum": list(get_args(hint))}
    if origin is tuple:
        return _one_or_many(_schema(get_args(hint)[0], definitions))
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _schema(get_args(hint)[1], definitions)}
    return _object(hint, definitions) if dataclasses.is_dataclass(hint) else _PLAIN[hint]


def _one_or_many(item: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [{"type": "array", "items": item}, item]}
