"""The findings as JSON, in the form and the order of the published schema."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

# What a terminal or an editor would obey instead of show; json itself escapes only what is below a space.
_OBEYED = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that findings.json keeps to."""
    loaded: dict[str, Any] = json.loads(files(__package__).joinpath("findings.schema.json").read_text(encoding="utf-8"))
    return loaded


def render_json(findings: Mapping[str, Any]) -> str:
    """The findings as indented JSON: the schema's own order of keys, then unknown keys by name.

    Reading it gives back every character, also those that are escaped because a terminal would obey them.
    """
    text = json.dumps(_ordered(findings, schema()), indent=2, ensure_ascii=False, allow_nan=False, default=_plain)
    return _OBEYED.sub(_escape, text) + "\n"


def _ordered(value: object, form: Mapping[str, Any]) -> object:
    if "$ref" in form:
        form = schema()["$defs"][form["$ref"].removeprefix("#/$defs/")]
    if isinstance(value, Mapping):
        known: dict[str, Any] = form.get("properties", {})
        names = [*(name for name in known if name in value), *sorted(name for name in value if name not in known)]
        return {name: _ordered(value[name], known.get(name, {})) for name in names}
    if isinstance(value, list | tuple):
        return [_ordered(item, form.get("items", {})) for item in value]
    # JSON has no word for infinity or for what is no number.
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _plain(value: object) -> str:
    """Times as ISO 8601 UTC; anything else is a mistake of the stage that made the findings."""
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).replace("+00:00", "Z")
    raise TypeError(f"{type(value).__name__} does not belong into findings")


def _escape(match: re.Match[str]) -> str:
    units = match.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[index]:02x}{units[index + 1]:02x}" for index in range(0, len(units), 2))
