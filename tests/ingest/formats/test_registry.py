"""What holds for every format in the registry: it has samples, reads them whole, and leaves the others' alone."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise

import polars as pl
import pytest

from foreshock.ingest.formats import formats
from foreshock.ingest.formats.base import Format, Parsed, Sample
from foreshock.ingest.time.clock import Clock
from foreshock.lake.schemas import TABLES

CASES = [
    pytest.param(format_, sample, id=f"{format_.name}: {sample.program}")
    for format_ in formats()
    for sample in format_.samples
]
SCHEMAS = {table.name: table.polars for table in TABLES}


def lines_of(text: str) -> list[str]:
    """The physical lines of a sample."""
    return text.removesuffix("\n").split("\n")


def frame(texts: list[str], first: int = 1) -> pl.DataFrame:
    """Lines as the block reader hands them to a parser."""
    sizes = pl.Series([len(text.encode()) + 1 for text in texts], dtype=pl.Int64)
    numbers = range(first, first + len(texts))
    return pl.DataFrame(
        {"line": numbers, "offset": sizes.cum_sum() - sizes, "text": texts},
        schema={"line": pl.Int64, "offset": pl.Int64, "text": pl.String},
    )


def parse(format_: Format, sample: Sample, cuts: tuple[int, ...] = ()) -> list[Parsed]:
    """The sample parsed in blocks that end at ``cuts``."""
    texts = lines_of(sample.text)
    recognition = format_.recognise(texts, "sample.log")
    assert recognition is not None
    options = {**recognition.options, **sample.options}
    parser = format_.open(options, Clock(zone="UTC", year=sample.year))
    bounds = [0, *cuts, len(texts)]
    lines = frame(texts)
    return [parser.feed(lines.slice(start, end - start), last=end == len(texts)) for start, end in pairwise(bounds)]


def plain(value: object) -> object:
    """Times as ISO 8601 UTC, to compare with what a sample expects."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value


def rows_of(blocks: list[Parsed]) -> list[Mapping[str, object]]:
    """All rows of all blocks as dicts."""
    rows = pl.concat([block.rows for block in blocks if block.rows.height], how="diagonal_relaxed")
    return [{name: plain(value) for name, value in row.items()} for row in rows.to_dicts()]


def wanted(key: str, value: object) -> object:
    """An expected value in the form of ``plain``: times with six decimals or none, floats but for their last bits."""
    if key in {"time", "started_at"} and isinstance(value, str):
        return plain(datetime.fromisoformat(value))
    return pytest.approx(value, rel=1e-9, nan_ok=True) if isinstance(value, float) else value


@pytest.mark.parametrize("format_", formats(), ids=lambda format_: format_.name)
def test_every_format_has_samples_and_a_table(format_: Format) -> None:
    """A format without a sample of a real program, or without a table of the lake, is not in the registry."""
    assert format_.samples
    assert format_.table in SCHEMAS
    assert format_.title


def test_names_are_unique() -> None:
    """A name picks one format."""
    names = [format_.name for format_ in formats()]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize(("format_", "sample"), CASES)
def test_samples_parse_whole(format_: Format, sample: Sample) -> None:
    """Every line of a sample is a record or attached to one, and the rows are those that the sample declares."""
    blocks = parse(format_, sample)
    assert sum(block.rejects.height for block in blocks) == 0
    assert sum(block.records + block.attached for block in blocks) == len(lines_of(sample.text))
    rows = rows_of(blocks)
    assert len(rows) == len(sample.rows)
    for row, expected in zip(rows, sample.rows, strict=True):
        assert {key: row.get(key) for key in expected} == {key: wanted(key, value) for key, value in expected.items()}


@pytest.mark.parametrize(("format_", "sample"), CASES)
def test_rows_fit_the_table(format_: Format, sample: Sample) -> None:
    """A parser makes only columns of its table, with the table's types."""
    schema = SCHEMAS[format_.table]
    for block in parse(format_, sample):
        for name, dtype in block.rows.schema.items():
            assert name in schema
            assert dtype in {schema[name], pl.Null} or (dtype.is_integer() and schema[name].is_integer())


@pytest.mark.parametrize(("format_", "sample"), CASES)
def test_no_name_stands_twice_in_a_row(format_: Format, sample: Sample) -> None:
    """Attributes and labels are maps, and DuckDB refuses to query a map in which a name stands twice."""
    for block in parse(format_, sample):
        for column in ("attributes", "labels"):
            if column in block.rows.columns and block.rows[column].null_count() < block.rows.height:
                maps = block.rows[column].drop_nulls().rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
                keys = maps.keys.to_pylist()
                rows = [keys[low:high] for low, high in pairwise(maps.offsets.to_pylist())]
                assert all(len(names) == len(set(names)) for names in rows)


@pytest.mark.parametrize(("format_", "sample"), CASES)
def test_no_other_format_scores_higher(format_: Format, sample: Sample) -> None:
    """A format's samples are its own: nobody else claims them with a higher score."""
    texts = lines_of(sample.text)
    own = format_.recognise(texts, "sample.log")
    assert own is not None
    for other in formats():
        claim = None if other is format_ else other.recognise(texts, "sample.log")
        assert claim is None or claim.score < own.score or formats().index(other) > formats().index(format_), other.name
        assert claim is None or claim.score <= own.score, other.name


@pytest.mark.parametrize(("format_", "sample"), CASES)
def test_blocks_may_be_cut_anywhere(format_: Format, sample: Sample) -> None:
    """Rows and counts do not depend on where the blocks of a file end."""
    whole = parse(format_, sample)
    count = len(lines_of(sample.text))
    for cut in range(1, count):
        parts = parse(format_, sample, (cut,))
        assert rows_of(parts) == rows_of(whole), cut
        assert sum(part.records + part.attached + part.rejects.height for part in parts) == count


@pytest.mark.parametrize("format_", formats(), ids=lambda format_: format_.name)
def test_noise_is_counted_not_lost(format_: Format) -> None:
    """Lines that mean nothing end up among the rejects or attached; the account always adds up."""
    sample = format_.samples[0]
    noise = ["", "\x00\x01 no log line at all", '"', "[", "\\xff\\xfe", " " * 50, "\t", "%s%s%n", "{}"]
    texts = [*noise, *lines_of(sample.text), *noise]
    recognition = format_.recognise(lines_of(sample.text), "sample.log")
    assert recognition is not None
    parser = format_.open({**recognition.options, **sample.options}, Clock(year=sample.year))
    parsed = parser.feed(frame(texts), last=True)
    assert parsed.records + parsed.attached + parsed.rejects.height == len(texts)


@pytest.mark.parametrize(("format_", "sample"), CASES)
def test_damaged_lines_are_counted_not_lost(format_: Format, sample: Sample) -> None:
    """Lines cut short, doubled or with quotes, tabs and brackets in the wrong places raise nothing and add up."""
    chance = random.Random(sample.program)  # noqa: S311 - repeatable damage, no secret
    whole = lines_of(sample.text)
    recognition = format_.recognise(whole, "sample.log")
    assert recognition is not None
    for _ in range(12):
        texts = []
        for text in whole * 2:
            at = chance.randrange(len(text) + 1)
            damage = chance.choice(('"', "\t", "[", "]", "\\", "9" * 30, "é", " ", "-", "{", ",", "\x00"))
            texts.append(chance.choice((text, text[:at], text[:at] + damage + text[at:], text[:at] + text[at + 1 :])))
        parser = format_.open({**recognition.options, **sample.options}, Clock(year=sample.year))
        parsed = parser.feed(frame(texts), last=True)
        assert parsed.records + parsed.attached + parsed.rejects.height == len(texts)
