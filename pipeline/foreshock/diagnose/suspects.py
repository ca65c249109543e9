"""What the data themselves point to, whether a rule explains an incident or none does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import duckdb

from foreshock.diagnose.dimensions import find_groups
from foreshock.diagnose.quote import Quotes
from foreshock.lake.frames import read_sql_file
from foreshock.signals.symptoms import percent

APART = "{} of the failed or slow requests have {}, of the others {}"
GREW = "{} of the requests of the incident have {}, of those of the hour before {}"


def find_suspects(
    connection: duckdb.DuckDBPyConnection, start: datetime, until: datetime, slow_s: float, quotes: Quotes
) -> list[dict[str, Any]]:
    """Suspects of each kind as findings.json has them, the strongest of a kind first.

    Programs that took the processors, metrics by robust deviation from before, kinds of log records by lift and
    novelty, request dimensions that set the failed and the slow (at least ``slow_s`` seconds) apart. Scores of
    different kinds are not comparable.
    """
    window = {"start": start, "until": until}
    return [
        *_programs(connection, window, quotes),
        *_metrics(connection, start),
        *_templates(connection, window, quotes),
        *_dimensions(connection, {**window, "slow_s": slow_s}),
    ]


def strongest(suspects: Sequence[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """The first ``most`` of each kind."""
    counted = Counter[str]()
    kept = []
    for suspect in suspects:
        counted[suspect["kind"]] += 1
        if counted[suspect["kind"]] <= most:
            kept.append(suspect)
    return kept


def _programs(connection: duckdb.DuckDBPyConnection, window: dict[str, Any], quotes: Quotes) -> list[dict[str, Any]]:
    """Programs that took far more of the processors than before."""
    rows = read_sql_file(connection, "foreshock.diagnose", "program_suspects", window).to_dicts()
    texts = quotes.read((row["source"], row["line"]) for row in rows)
    suspects = []
    for row in rows:
        number = f", {row['processes']} processes at most" if row["processes"] > 1 else ""
        text = texts.get((row["source"], row["line"]), "")
        place = {"source": row["source"], "line": row["line"], "time": row["onset"], "text": text, "sql": ""}
        suspects.append(
            {
                "kind": "metric",
                "entity": f"{row['host']}:{row['program']}",
                "sentence": (
                    f"the program {row['program'][:80]} on {row['host']} took {row['inside']:.2f} processors, "
                    f"{row['before']:.2f} before{number}"
                ),
                "score": round(row["inside"] - row["before"], 1),
                "onset": row["onset"],
                "evidence": [place],
            }
        )
    return suspects


def _metrics(connection: duckdb.DuckDBPyConnection, start: datetime) -> list[dict[str, Any]]:
    """Measures that left their normal range."""
    rows = read_sql_file(connection, "foreshock.diagnose", "metric_suspects", {"start": start})
    return [
        {
            "kind": "metric",
            "entity": row["entity"],
            "sentence": (
                f"{row['metric']} of {row['entity']} went from {row['normal']:.4g} to {row['value']:.4g} "
                f"(unit {row['unit'] or 'unknown'})"
            ),
            "score": round(row["score"], 1),
            "onset": row["onset"],
            "evidence": [],
        }
        for row in rows.iter_rows(named=True)
    ]


def _templates(connection: duckdb.DuckDBPyConnection, window: dict[str, Any], quotes: Quotes) -> list[dict[str, Any]]:
    """Kinds of log records that are new or far more frequent."""
    rows = read_sql_file(connection, "foreshock.diagnose", "template_suspects", window).to_dicts()
    texts = quotes.read((row["source"], row["line"]) for row in rows)
    suspects = []
    for row in rows:
        often = "never in the day before" if row["before"] == 0 else f"{row['before']} times in the day before"
        text = texts.get((row["source"], row["line"]), row["body"])
        place = {"source": row["source"], "line": row["line"], "time": row["onset"], "text": text, "sql": ""}
        suspects.append(
            {
                "kind": "template",
                "entity": row["host"],
                "sentence": f"{row['host']} logged {row['template'][:160]!r} {row['inside']} times, {often}",
                "score": round(row["lift"], 1),
                "onset": row["onset"],
                "evidence": [place],
            }
        )
    return suspects


def _dimensions(connection: duckdb.DuckDBPyConnection, window: dict[str, Any]) -> list[dict[str, Any]]:
    """Values that failed and slow requests share, and the others do not; then those of which there are more now."""
    return [
        {
            "kind": "dimension",
            "entity": row["entity"],
            "sentence": form.format(percent(row["bad_share"]), row["words"], percent(row["good_share"])),
            "score": round(row["z"], 1),
            "onset": window["start"],
            "evidence": [],
        }
        for by_time, form in ((False, APART), (True, GREW))
        for row in find_groups(connection, {**window, "by_time": by_time})
    ]
