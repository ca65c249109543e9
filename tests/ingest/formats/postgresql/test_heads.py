"""Heads of PostgreSQL's records under many settings of log_line_prefix."""

from __future__ import annotations

import re

import polars as pl

from foreshock.ingest.formats.postgresql.heads import read_heads
from foreshock.ingest.formats.postgresql.log_line_prefix import LogLinePrefix
from foreshock.ingest.formats.postgresql.prefix_inference import KNOWN_PREFIXES


def test_few_lines_of_many_prefixes_are_read_as_many_are() -> None:
    """Which settings are not worth trying is asked of few lines only; what is read must not depend on it."""
    severities = ("LOG:  a", "ERROR:  b", "STATEMENT:  select 1", "no record", "2023-07-10 nothing")
    stamps = {"%m": "2023-07-10 20:00:01.123 UTC", "%t": "2023-07-10 20:00:01 UTC", "%p": "42", "%l": "3"}
    prefixes = [LogLinePrefix(setting) for setting in KNOWN_PREFIXES]
    lines = []
    for setting in KNOWN_PREFIXES:
        head = setting.replace("%q", "")
        for escape, value in stamps.items():
            head = head.replace(escape, value)
        lines += [f"{re.sub('%[a-zA-Z]', 'x1', head)}{severity}" for severity in severities]
    few = pl.concat([read_heads(pl.Series([line]), prefixes) for line in lines], how="diagonal_relaxed")
    many = read_heads(pl.Series(lines * 10), prefixes).head(len(lines))
    assert few["severity"].count() > len(KNOWN_PREFIXES)
    for name in ("severity", "stamp", "pid", "user", "head_length", "zone_offset", "primary"):
        assert few[name].to_list() == many[name].to_list(), name
