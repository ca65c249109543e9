"""Two maps a row made one."""

from __future__ import annotations

import polars as pl

from foreshock.ingest.formats.parts.tag_union import joined_tags, with_tags
from foreshock.ingest.formats.parts.tags import tags


def test_a_name_stands_once_in_a_row() -> None:
    """DuckDB refuses a map with a name twice, and with it every query of the file: the second stands apart."""
    own = tags({"version": pl.Series(["1", None, "1"]), "priority": pl.Series(["14", "14", "14"])})
    added = tags({"version": pl.Series(["2.3", "2.3", None]), "name": pl.Series(["a", None, "c"])})
    assert joined_tags(own, added, "record").to_list() == [
        {"version": "1", "priority": "14", "record.version": "2.3", "name": "a"},
        {"priority": "14", "version": "2.3"},
        {"version": "1", "priority": "14", "name": "c"},
    ]


def test_rows_without_a_map_take_the_other() -> None:
    """Nothing on one side leaves the other as it is, nothing on both no map."""
    own = tags({"a": pl.Series(["1", None, None])})
    assert with_tags(own, {"b": pl.Series([None, "2", None])}, "x").to_list() == [{"a": "1"}, {"b": "2"}, None]
    assert with_tags(None, {"b": pl.Series(["2"])}, "x").to_list() == [{"b": "2"}]
