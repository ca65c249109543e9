"""A step of a rule as DuckDB SQL: fixed text from ``sql/``, every value of the rule bound as a parameter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from foreshock.lake.frames import sql_text
from foreshock.rules.model import Rule, Step
from foreshock.rules.predicates import (
    SEVERITY_FROM,
    LogPredicate,
    MetricPredicate,
    RequestPredicate,
    SeriesPredicate,
    ShapePredicate,
)
from foreshock.rules.shapes import parameters

# A label that selects samples: the SQL is fixed text, the number tells the parameters of one label from another's.
# Runs of measurements end where a sample is no hit; only lines are merged, or must be new.
_UNMERGED: dict[str, Any] = {"merge": None, "fresh": False}
_LABEL_HAS = "\n    AND regexp_full_match(coalesce(labels[$label_{0}], ''), $wanted_{0})"
_LABEL_LACKS = "\n    AND NOT regexp_full_match(coalesce(labels[$except_{0}], ''), $unwanted_{0})"

# Which records hold the words of a step: log_literals tells which literals stand in which text of a record, so that a
# step reads the records of its own literals alone.
_TOLD = "SELECT *\nFROM log_hits\nWHERE TRUE"
_HOLDS_ANY = """
    AND hit IN (
        SELECT hit
        FROM log_literals
        WHERE list_contains($any, literal) AND list_contains($places, place)
    )"""
_HOLDS_ALL = """
    AND hit IN (
        SELECT hit
        FROM log_literals
        WHERE list_contains($all, literal) AND list_contains($places, place)
        GROUP BY hit
        HAVING count(DISTINCT literal) = len($all)
    )"""
_HOLDS_NONE = """
    AND hit NOT IN (
        SELECT hit
        FROM log_literals
        WHERE list_contains($none, literal)
    )"""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A query and the values of its parameters.

    ``measured`` gives one row a record or sample that the step looks at: key, entity, host, service, time,
    until, value, threshold, unit, strength (larger is nearer to a match), hit, enough, first_sample, source,
    line, text. ``runs`` keeps the rows of unbroken runs of hits that are long or strong enough.
    """

    measured: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def runs(self) -> str:
        """The query for the rows of the intervals over which the step matches."""
        return f"WITH measured AS (\n{_indent(self.measured)}\n)\n\n{sql('runs')}"


@cache
def sql(name: str) -> str:
    """The text of ``sql/<name>.sql``."""
    return sql_text("foreshock.rules", name)


def bound(text: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values that the SQL text names; DuckDB refuses a parameter that is not used."""
    return {name: value for name, value in values.items() if re.search(rf"\${name}\b", text)}


def glob_regex(globs: Sequence[str]) -> str:
    """A regular expression (RE2) for any of these globs, where ``*`` stands for any characters; '' for none."""
    return "|".join(".*".join(re.escape(part) for part in glob.split("*")) for glob in globs)


def compile_step(rule: Rule, step: Step) -> Compiled:
    """The query of one step."""
    if step.log is not None:
        return _log(step.log, step, rule.entity)
    if step.metric is not None:
        return compile_metric(step.metric, rule.entity)
    if step.requests is not None:
        return _requests(step.requests)
    if step.shape is not None:
        return _shape(step.shape)
    return compile_series(step.series) if step.series is not None else Compiled("")


def compile_metric(predicate: MetricPredicate, entity_kind: str) -> Compiled:
    """The query of a metric predicate, for a step or for an alert."""
    shape = (
        "metric_gap" if predicate.silent_for is not None
        else "metric_forecast" if predicate.full_in is not None
        else "metric_change" if predicate.change is not None
        else "metric_level"
    )  # fmt: skip
    chosen = sql("chosen")
    values: dict[str, Any] = {
        "metric": predicate.name,
        "label": entity_kind if entity_kind in {"mountpoint", "device"} else "",
        "above": predicate.above,
        "below": predicate.below,
        "silent_for": predicate.silent_for,
        "of": predicate.of,
    }
    if predicate.change is not None:
        values |= {"ratio": predicate.change.ratio, "over": predicate.change.over}
    if predicate.full_in is not None:
        forecast = predicate.full_in
        values |= {"full": forecast.full, "full_in": forecast.within, "over": forecast.over}
    for number, (label, globs) in enumerate(predicate.labels.items()):
        chosen += _LABEL_HAS.format(number)
        values |= {f"label_{number}": label, f"wanted_{number}": glob_regex(globs)}
    for number, (label, globs) in enumerate(predicate.except_.items()):
        chosen += _LABEL_LACKS.format(number)
        values |= {f"except_{number}": label, f"unwanted_{number}": glob_regex(globs)}
    samples = sql("samples" if predicate.of is None else "samples_share")
    return _compiled(
        {"chosen": chosen, "samples": samples},
        sql(shape),
        values | {"for": predicate.for_} | _UNMERGED,
    )


def compile_series(predicate: SeriesPredicate) -> Compiled:
    """The query of a series predicate, for a step or for an alert."""
    values = {
        "metric": predicate.metric,
        "above": predicate.above,
        "below": predicate.below,
        "above_baseline": predicate.above_baseline,
        "below_baseline": predicate.below_baseline,
        "for": predicate.for_,
        **_UNMERGED,
    }
    return Compiled(sql("series"), values)


def _requests(predicate: RequestPredicate) -> Compiled:
    values = {
        "by": predicate.by,
        "only": glob_regex(predicate.only or ("*",)),
        "without": glob_regex(predicate.without),
        "measure": predicate.measure,
        "share": predicate.share,
        "above_baseline": predicate.above_baseline,
        "at_least": predicate.at_least,
        "within": predicate.within,
        "for": predicate.for_,
        **_UNMERGED,
    }
    return Compiled(sql("requests"), values)


def _shape(predicate: ShapePredicate) -> Compiled:
    values = {
        **parameters(predicate.expect),
        "fit": predicate.fit,
        "known": predicate.known,
        "for": 0.0,
        **_UNMERGED,
    }
    return Compiled(sql("shape"), values)


def _log(predicate: LogPredicate, step: Step, entity_kind: str) -> Compiled:
    asked = ((predicate.any_, _HOLDS_ANY), (predicate.all_, _HOLDS_ALL), (predicate.none, _HOLDS_NONE))
    told = _TOLD + "".join(condition for literals, condition in asked if literals)
    values = {
        "any": list(predicate.any_),
        "all": list(dict.fromkeys(predicate.all_)),
        "none": list(predicate.none),
        "places": list(predicate.in_),
        "regex": predicate.regex or "",
        "entity": predicate.entity or "",
        "changed": predicate.changed or "",
        "alike": predicate.alike,
        "entity_kind": entity_kind,
        "in_body": "body" in predicate.in_,
        "in_detail": "detail" in predicate.in_,
        "in_statement": "statement" in predicate.in_,
        "service": glob_regex(predicate.service),
        "host": glob_regex(predicate.host),
        "code": list(predicate.code),
        "severity": SEVERITY_FROM.get(predicate.severity or "", 0),
        "lasting": predicate.lasting or 0.0,
        "waiting": predicate.waiting or 0.0,
        "at_least": step.at_least,
        "within": step.within,
        "above_baseline": step.above_baseline,
        "for": 0.0,
        "merge": _merge(step),
        "fresh": step.fresh,
    }
    shape = (
        "log_alike" if predicate.alike
        else "log_together" if predicate.together
        else "log_count" if step.above_baseline is None
        else "log_rate"
    )  # fmt: skip
    return _compiled({"told": told, "lines": sql("lines")}, sql(shape), values)


def _merge(step: Step) -> float:
    """Within how many seconds the next line is of the same match; a rush is over when none came for its window."""
    if step.above_baseline is not None:
        return step.within
    return max(step.merge, step.within if step.at_least > 1 else 0.0)


def _compiled(sources: Mapping[str, str], shape: str, values: Mapping[str, Any]) -> Compiled:
    named = ",\n\n".join(f"{name} AS (\n{_indent(text)}\n)" for name, text in sources.items())
    return Compiled(f"WITH {named}\n\n{shape}", values)


def _indent(text: str) -> str:
    return "\n".join(f"    {line}" if line else line for line in text.splitlines())
