"""What a step of a rule looks for: predicates on log records, metrics, series, requests, and shapes of measures.

Plain frozen dataclasses; ``model.py`` says what becomes of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from foreshock.rules.durations import Seconds
from foreshock.rules.shapes import check
from foreshock.yamldoc import doc

TextColumn = Literal["body", "detail", "statement"]
Severity = Literal["info", "warning", "error", "fatal"]

# OpenTelemetry severity numbers at which each level begins.
SEVERITY_FROM: dict[str, int] = {"info": 9, "warning": 13, "error": 17, "fatal": 21}


@dataclass(frozen=True, slots=True)
class LogPredicate:
    """Log records by what they say and which fields they carry; all conditions that are given must hold."""

    any_: tuple[str, ...] = doc("literals, one of which the text must hold (upper and lower case count)", default=())
    all_: tuple[str, ...] = doc("literals, all of which the text must hold", default=())
    none: tuple[str, ...] = doc("literals, none of which the text may hold", default=())
    regex: str | None = doc("regular expression (RE2) that the text must match besides a literal", default=None)
    in_: tuple[TextColumn, ...] = doc("columns of logs that are the text", default=("body", "detail"))
    service: tuple[str, ...] = doc("programs that may have written it, * for any characters", default=())
    host: tuple[str, ...] = doc("hosts that may have written it, * for any characters", default=())
    code: tuple[str, ...] = doc("SQLSTATE, errno or error numbers, one of which the record must carry", default=())
    severity: Severity | None = doc("lowest severity", default=None)
    lasting: Seconds | None = doc("the operation that is logged took at least this long", default=None)
    waiting: float | None = doc("share of that time spent waiting for locks, as MySQL's slow log tells", default=None)
    entity: str | None = doc("regular expression whose first group names the device or mount point", default=None)
    changed: str | None = doc("regular expression whose first group must differ from the record before", default=None)
    together: bool = doc("operations that began apart and ended within 'within' of each other", default=False)
    alike: float | None = doc("share of the records that is of one wording, numbers aside", default=None)

    def __post_init__(self) -> None:
        """A regular expression alone would be run over every line of the archive."""
        if self.regex and not self.literals:
            problem = "'regex' needs a literal in 'any' or 'all' that finds the lines it is tried on"
            raise ValueError(problem)
        if not self.literals and not self.code and self.severity is None and self.lasting is None:
            problem = "a log predicate needs at least one of any, all, code, severity, lasting"
            raise ValueError(problem)
        if self.waiting is not None and (self.lasting is None or not 0 < self.waiting <= 1):
            problem = f"'waiting' is a share of what 'lasting' asks for, between 0 and 1, got {self.waiting:g}"
            raise ValueError(problem)

    @property
    def literals(self) -> tuple[str, ...]:
        """The literals that a line is found by."""
        return self.any_ + self.all_


@dataclass(frozen=True, slots=True)
class Change:
    """A change against the own past: the median of the time ``over`` before, times ``ratio``."""

    ratio: float = doc("how many times the median; below 1 is a fall")
    over: Seconds = doc("how much of the past the median is taken of", default=3600.0)

    def __post_init__(self) -> None:
        """A ratio of one is no change."""
        if self.ratio <= 0 or self.ratio == 1:
            problem = f"'ratio' must be positive and other than 1, got {self.ratio:g}"
            raise ValueError(problem)


@dataclass(frozen=True, slots=True)
class Forecast:
    """A straight line through the time ``over`` before reaches ``full`` within ``within``."""

    within: Seconds = doc("how soon the line must reach the limit")
    over: Seconds = doc("how much of the past the line is fitted to", default=21600.0)
    full: float = doc("the limit", default=1.0)


@dataclass(frozen=True, slots=True)
class MetricPredicate:
    """Samples of one metric; all conditions that are given must hold, for at least ``for``."""

    name: str = doc("metric name as in the table metrics")
    labels: Mapping[str, tuple[str, ...]] = doc("labels that the sample must have, * for any", default_factory=dict)
    except_: Mapping[str, tuple[str, ...]] = doc("labels that rule a sample out", default_factory=dict)
    above: float | None = doc("value at or above", default=None)
    below: float | None = doc("value at or below", default=None)
    for_: Seconds = doc("how long the conditions must hold without a break", default=0.0)
    change: Change | None = doc("change against the own past", default=None)
    of: str | None = doc("metric that the value is divided by: a limit, a maximum", default=None)
    full_in: Forecast | None = doc("predicted to reach a limit", default=None)
    silent_for: Seconds | None = doc("no sample for this long", default=None)

    def __post_init__(self) -> None:
        """Without a condition every sample would match; a missing sample has no value to compare."""
        conditions = (self.above, self.below, self.change, self.full_in, self.silent_for)
        if all(condition is None for condition in conditions):
            problem = "a metric predicate needs one of above, below, change, full_in, silent_for"
            raise ValueError(problem)
        if self.silent_for is not None and any(condition is not None for condition in conditions[:-1]):
            problem = "'silent_for' cannot be combined with a condition on the value"
            raise ValueError(problem)
        if self.change and self.full_in:
            problem = "'change' and 'full_in' cannot be combined; use two steps"
            raise ValueError(problem)


@dataclass(frozen=True, slots=True)
class SeriesPredicate:
    """Buckets of a series with a baseline, such as the request rate; all conditions given must hold."""

    metric: str = doc("name as in the table series: http.server.request.rate, http.server.error.ratio, ...")
    above: float | None = doc("value at or above", default=None)
    below: float | None = doc("value at or below", default=None)
    above_baseline: float | None = doc("value at least this many times its baseline", default=None)
    below_baseline: float | None = doc("value at most this many times its baseline", default=None)
    for_: Seconds = doc("how long the conditions must hold without a break", default=0.0)

    def __post_init__(self) -> None:
        """Without a condition every bucket would match."""
        if all(each is None for each in (self.above, self.below, self.above_baseline, self.below_baseline)):
            problem = "a series predicate needs one of above, below, above_baseline, below_baseline"
            raise ValueError(problem)


@dataclass(frozen=True, slots=True)
class RequestPredicate:
    """Requests of which one client (path, user agent, upstream) has far more than it used to have."""

    by: Literal["client_address", "user_agent", "path", "upstream_address", "status", "termination_state"] = doc(
        "what the requests are grouped by; termination_state is HAProxy's word on how a session ended"
    )
    share: float = doc("share of all requests (of the time spent on all) at or above")
    above_baseline: float = doc("at least this many times its own average before")
    only: tuple[str, ...] = doc("values that count, * for any characters; all when left out", default=())
    without: tuple[str, ...] = doc("statuses of which no request counts, * for any digits", default=())
    measure: Literal["requests", "duration"] = doc("what is shared: requests or their duration", default="requests")
    at_least: int = doc("at least this many requests in each stretch", default=20)
    within: Seconds = doc("length of a stretch", default=10.0)
    for_: Seconds = doc("how long the conditions must hold without a break", default=0.0)

    def __post_init__(self) -> None:
        """A share is a share, and a growth grows."""
        if not 0 < self.share <= 1:
            problem = f"'share' must lie between 0 and 1, got {self.share:g}"
            raise ValueError(problem)
        if self.above_baseline <= 1:
            problem = f"'above_baseline' must be more than 1, got {self.above_baseline:g}"
            raise ValueError(problem)


@dataclass(frozen=True, slots=True)
class ShapePredicate:
    """What families of measures do together during the incident, against the host's own normal."""

    expect: Mapping[str, str] = doc("family of measures ('a per b' too): rises, falls, ..., or a metric's ratio")
    fit: float = doc("least share of agreement", default=0.7)
    known: float = doc("least share of the measures that a host must have", default=0.6)

    def __post_init__(self) -> None:
        """Families and words must exist; a shape of nothing fits everything."""
        if not self.expect:
            problem = "'expect' names no measure"
            raise ValueError(problem)
        check(self.expect)
