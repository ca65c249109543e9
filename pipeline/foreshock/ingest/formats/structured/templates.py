"""Messages of structured logs that are written as a template and its values (messagetemplates.org, Serilog)."""

from __future__ import annotations

import re
from typing import Protocol

import polars as pl

from foreshock.ingest.formats.structured.names import normal

_HOLE = re.compile(r"\{[@$]?(\w+)[^{}]*\}")
_TEMPLATE, _MESSAGE = "@mt", "@m"
_MAX_HOLES = 64  # distinct ones in a block of lines; the others stay as they are


class _Fields(Protocol):
    def peek(self, name: str) -> pl.Series | None: ...

    def offer(self, name: str, values: pl.Series) -> None: ...


def render_templates(fields: _Fields) -> None:
    """Put the message of records that only state its template: ``Hello, {User}`` with what their field User holds.

    A hole without a value of its own stays as it stands. The template stays an attribute.
    """
    templates = fields.peek(_TEMPLATE)
    if templates is None:
        return
    own = fields.peek(_MESSAGE)
    messages = templates
    holes = {hole[0]: hole[1] for text in templates.drop_nulls().unique().sort() for hole in _HOLE.finditer(text)}
    for hole, name in list(holes.items())[:_MAX_HOLES]:
        values = fields.peek(normal(name))
        if values is not None:
            frame = pl.DataFrame({"text": messages, "value": values})
            filled = pl.col("text").str.replace(hole, pl.col("value"), literal=True)
            messages = frame.select(pl.when(pl.col("value").is_not_null()).then(filled).otherwise("text")).to_series()
    missing = own.is_null() if own is not None else messages.is_not_null()
    fields.offer(_MESSAGE, pl.select(pl.when(missing).then(messages)).to_series())
