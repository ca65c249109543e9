"""The budget for noise is zero: nothing fires while nothing happens, whatever stands in the logs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

import foreshock
from foreshock.lake import Catalog
from foreshock.lake.frames import query
from foreshock.rules.match import match
from foreshock.rules.outcomes import judge
from foreshock.rules.packs import load
from foreshock.simulate import draw_cases

SYMPTOMS = pl.DataFrame({"kind": ["latency", "errors"], "host": ["web-01", "web-01"]})
# Where in an archive the windows lie.
SHARES = (0.3, 0.6, 0.85)


@pytest.mark.slow
@pytest.mark.parametrize("settings", [("database=postgresql", "database_log=stderr"), ("database=mariadb",)])
def test_no_rule_fires_where_nothing_happens(tmp_path: Path, settings: tuple[str, ...]) -> None:
    """No incident is found; and asked about any ten minutes as if it were one, no rule has an answer."""
    knobs = (*settings, "minutes=50", "decoy=none", "missing=none", "noise=3", "metrics=prometheus")
    (truth,) = draw_cases(tmp_path / "cases", 0, 1, seed=5, settings=knobs)
    assert truth.cause == "none"
    case = foreshock.analyze(tmp_path / "cases" / "000-healthy", out=tmp_path / "case")
    assert case.incidents == []

    with Catalog.open(tmp_path / "case") as catalog:
        match(load(), catalog.connection)
        span = query(catalog.connection, "SELECT min(time) AS first, max(time) AS last FROM logs").row(0)
        for share in SHARES:
            start = span[0] + (span[1] - span[0]) * share
            outcomes = judge(load(), catalog.connection, start, start + timedelta(minutes=10), SYMPTOMS).outcomes
            # What a bystander's log holds is weighed by the diagnosis: the mail host's partner never answers.
            fired = [(each.rule.id, each.host) for each in outcomes if each.state == "fired" and each.host != "mail-01"]
            assert fired == []
