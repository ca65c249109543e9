"""Whether a defined format reads its samples as they say that it must."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime

import polars as pl

from foreshock.ingest.formats.base import Parsed
from foreshock.ingest.formats.defined.definition import DefinedSample, stated, typed_row
from foreshock.ingest.formats.defined.parser import DefinedFormat
from foreshock.ingest.lines.records import LINES_SCHEMA
from foreshock.ingest.time.clock import Clock
from foreshock.yamldoc import Fault


def differences(format_: DefinedFormat) -> list[Fault]:
    """What the samples of a format say and its parser does not; each with the line of the sample."""
    found = []
    for sample in format_.definition.samples:
        try:
            problems = _of_sample(format_, sample)
        except ValueError as error:
            problems = [str(error)]
        found += [Fault(sample.where, f"{format_.name}: {problem}") for problem in problems]
    return found


def _of_sample(format_: DefinedFormat, sample: DefinedSample) -> list[str]:
    texts = sample.text.removesuffix("\n").split("\n")
    claim = format_.recognise(texts, "sample.log")
    if claim is None:
        return ["no pattern fits any line of the sample"]
    parser = format_.open({**claim.options, **sample.options}, Clock("UTC", sample.year))
    parsed = parser.feed(_lines(texts), last=True)
    rejected = [
        f"line {row['line']} is rejected: {row['reason']}: {row['text']!r}" for row in parsed.rejects.to_dicts()
    ]
    return rejected + _rows(format_, sample, parsed)


def _rows(format_: DefinedFormat, sample: DefinedSample, parsed: Parsed) -> list[str]:
    expected = [typed_row(row, format_.table) for row in sample.rows]
    rows = parsed.rows.to_dicts()
    if len(rows) != len(expected):
        at = ", ".join(str(row["line"]) for row in rows)
        return [f"{len(expected)} rows are expected, {len(rows)} are read, from the lines {at}"]
    return [
        f"row {number}: {name} is {got!r}, expected {want!r}"
        for number, (row, wanted) in enumerate(zip(rows, expected, strict=True), start=1)
        for name, want in wanted.items()
        if not _same(want, got := _value(row, name, format_))
    ]


def _value(row: Mapping[str, object], name: str, format_: DefinedFormat) -> object:
    if name in stated(format_.table):
        return row.get(name)
    tags = row.get("labels" if format_.table == "metrics" else "attributes")
    return dict(tags).get(name) if isinstance(tags, Mapping) else None


def _same(want: object, got: object) -> bool:
    if isinstance(got, datetime) and isinstance(want, str):
        return got == datetime.fromisoformat(want)
    if isinstance(want, float) and isinstance(got, float):
        return math.isclose(want, got, rel_tol=1e-9)
    return want == got


def _lines(texts: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {"line": range(1, len(texts) + 1), "offset": [0] * len(texts), "text": texts}, schema=LINES_SCHEMA
    )
