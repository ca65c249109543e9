"""Maps made from columns."""

from __future__ import annotations

import polars as pl

from foreshock.ingest.formats.parts.tags import TAGS, LabelSets, tags


def test_a_map_holds_what_is_not_null() -> None:
    """A row of nulls has no map; keys keep the order of the columns."""
    columns = {"a": pl.Series(["1", None, None]), "b": pl.Series([None, None, "é"]), "c": pl.Series(["", None, "3"])}
    made = tags(columns)
    assert made.dtype == TAGS
    assert made.to_list() == [{"a": "1", "c": ""}, None, {"b": "é", "c": "3"}]


def test_columns_without_values_make_no_maps() -> None:
    """All null, or no rows at all."""
    assert tags({"a": pl.Series([None, None], dtype=pl.String)}).to_list() == [None, None]
    assert tags({"a": pl.Series([], dtype=pl.String)}).dtype == TAGS


def test_label_sets_are_numbered_once() -> None:
    """Equal sets share a number."""
    sets = LabelSets()
    numbers = [sets.number(labels) for labels in ((("a", "1"),), (), (("a", "1"),))]
    assert sets.series(pl.Series(numbers, dtype=pl.UInt32)).to_list() == [{"a": "1"}, {}, {"a": "1"}]
