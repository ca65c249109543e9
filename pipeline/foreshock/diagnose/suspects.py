"""What the data themselves point to, whether a rule explains an incident or none does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import duckdb

from foreshock.diagnose.dimensions import find_groups
from foreshock.diagnose.quote import Quotes
from foreshock.lake.frames import read_sql_file
from foreshock.rules.words import format_value
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
        sentence = (
            f"the program {row['program'][:80]} on {row['host']} took {row['inside']:.2f} processors, "
            f"{row['before']:.2f} before{number}"
        )
        entity, score = f"{row['host']}:{row['program']}", row["inside"] - row["before"]
        text = texts.get((row["source"], row["line"]), "")
        suspects.append(_suspect("metric", entity, sentence, score, row["onset"], _place(row, text)))
    return suspects


def _metrics(connection: duckdb.DuckDBPyConnection, start: datetime) -> list[dict[str, Any]]:
    """Measures that left their normal range, with the sample that began it."""
    rows = read_sql_file(connection, "foreshock.diagnose", "metric_suspects", {"start": start})
    suspects = []
    for row in rows.iter_rows(named=True):
        normal, value = (format_value(row[name], row["unit"]) for name in ("normal", "value"))
        sentence = f"{row['metric']} of {row['entity']} went from {normal} to {value}"
        # A line of a range query is all samples of a series: the value says more than the line.
        places = [_place(row, f"{row['metric']} {value}")] if row["source"] else []
        suspects.append(_suspect("metric", row["entity"], sentence, row["score"], row["onset"], *places))
    return suspects


def _templates(connection: duckdb.DuckDBPyConnection, window: dict[str, Any], quotes: Quotes) -> list[dict[str, Any]]:
    """Kinds of log records that are new or far more frequent."""
    rows = read_sql_file(connection, "foreshock.diagnose", "template_suspects", window).to_dicts()
    texts = quotes.read((row["source"], row["line"]) for row in rows)
    suspects = []
    for row in rows:
        often = "never in the day before" if row["before"] == 0 else f"{row['before']} times in the day before"
        sentence = f"{row['host']} logged {row['template'][:160]!r} {row['inside']} times, {often}"
        place = _place(row, texts.get((row["source"], row["line"]), row["body"]))
        suspects.append(_suspect("template", row["host"], sentence, row["lift"], row["onset"], place))
    return suspects


def _dimensions(connection: duckdb.DuckDBPyConnection, window: dict[str, Any]) -> list[dict[str, Any]]:
    """Values that failed and slow requests share, and the others do not; then those of which there are more now."""
    return [
        _suspect(
            "dimension",
            row["entity"],
            form.format(percent(row["bad_share"]), row["words"], percent(row["good_share"])),
            row["z"],
            window["start"],
        )
        for by_time, form in ((False, APART), (True, GREW))
        for row in find_groups(connection, {**window, "by_time": by_time})
    ]


def _place(row: Mapping[str, Any], text: str) -> dict[str, Any]:
    return {"source": row["source"], "line": row["line"], "time": row["onset"], "text": text, "sql": ""}


def _suspect(
    kind: str, entity: str, sentence: str, score: float, onset: datetime, *evidence: dict[str, Any]
) -> dict[str, Any]:
    """A suspect as findings.json has it."""
    return {
        "kind": kind,
        "entity": entity,
        "sentence": sentence,
        "score": round(score, 1),
        "onset": onset,
        "evidence": list(evidence),
    }
