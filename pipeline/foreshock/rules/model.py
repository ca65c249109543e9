"""What a rule is: which signals, on which entity, before which symptoms, and the words that say so.

Plain frozen dataclasses. ``yamldoc.py`` builds them from YAML, ``schema.py`` publishes their JSON Schema from
the same fields, so a field is declared once: its type here is its check, ``doc`` is its documentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from foreshock.rules.causes import CAUSES
from foreshock.rules.durations import Seconds
from foreshock.rules.shapes import check
from foreshock.yamldoc import did_you_mean

Role = Literal["cause", "effect", "confirms", "contradicts", "recovery", "context"]
EntityKind = Literal["host", "service", "mountpoint", "device"]
SymptomKind = Literal["latency", "errors", "traffic-drop", "outage", "change"]
TextColumn = Literal["body", "detail", "statement"]
Severity = Literal["info", "warning", "error", "fatal"]
Relation = Literal["same", "upstream", "anywhere"]

# OpenTelemetry severity numbers at which each level begins.
SEVERITY_FROM: dict[str, int] = {"info": 9, "warning": 13, "error": 17, "fatal": 21}


def _doc(text: str, **default: Any) -> Any:
    return field(metadata={"doc": text}, **default)


def _exactly_one(owner: object, *names: str) -> None:
    given = [name for name in names if getattr(owner, name) is not None]
    if len(given) != 1:
        problem = f"give exactly one of {', '.join(names)}" + (f", not {' and '.join(given)}" if given else "")
        raise ValueError(problem)


@dataclass(frozen=True, slots=True)
class LogPredicate:
    """Log records by what they say and which fields they carry; all conditions that are given must hold."""

    any_: tuple[str, ...] = _doc("literals, one of which the text must hold (upper and lower case count)", default=())
    all_: tuple[str, ...] = _doc("literals, all of which the text must hold", default=())
    none: tuple[str, ...] = _doc("literals, none of which the text may hold", default=())
    regex: str | None = _doc("regular expression (RE2) that the text must match besides a literal", default=None)
    in_: tuple[TextColumn, ...] = _doc("columns of logs that are the text", default=("body", "detail"))
    service: tuple[str, ...] = _doc("programs that may have written it, * for any characters", default=())
    host: tuple[str, ...] = _doc("hosts that may have written it, * for any characters", default=())
    code: tuple[str, ...] = _doc("SQLSTATE, errno or error numbers, one of which the record must carry", default=())
    severity: Severity | None = _doc("lowest severity", default=None)
    lasting: Seconds | None = _doc("the operation that is logged took at least this long", default=None)
    entity: str | None = _doc("regular expression whose first group names the device or mount point", default=None)
    changed: str | None = _doc("regular expression whose first group must differ from the record before", default=None)
    together: bool = _doc("operations that began apart and ended within 'within' of each other", default=False)
    alike: float | None = _doc("share of the records that is of one wording, numbers aside", default=None)

    def __post_init__(self) -> None:
        """A regular expression alone would be run over every line of the archive."""
        if self.regex and not self.literals:
            problem = "'regex' needs a literal in 'any' or 'all' that finds the lines it is tried on"
            raise ValueError(problem)
        if not self.literals and not self.code and self.severity is None and self.lasting is None:
            problem = "a log predicate needs at least one of any, all, code, severity, lasting"
            raise ValueError(problem)

    @property
    def literals(self) -> tuple[str, ...]:
        """The literals that a line is found by."""
        return self.any_ + self.all_


@dataclass(frozen=True, slots=True)
class Change:
    """A change against the own past: the median of the time ``over`` before, times ``ratio``."""

    ratio: float = _doc("how many times the median; below 1 is a fall")
    over: Seconds = _doc("how much of the past the median is taken of", default=3600.0)

    def __post_init__(self) -> None:
        """A ratio of one is no change."""
        if self.ratio <= 0 or self.ratio == 1:
            problem = f"'ratio' must be positive and other than 1, got {self.ratio:g}"
            raise ValueError(problem)


@dataclass(frozen=True, slots=True)
class Forecast:
    """A straight line through the time ``over`` before reaches ``full`` within ``within``."""

    within: Seconds = _doc("how soon the line must reach the limit")
    over: Seconds = _doc("how much of the past the line is fitted to", default=21600.0)
    full: float = _doc("the limit", default=1.0)


@dataclass(frozen=True, slots=True)
class MetricPredicate:
    """Samples of one metric; all conditions that are given must hold, for at least ``for``."""

    name: str = _doc("metric name as in the table metrics")
    labels: Mapping[str, tuple[str, ...]] = _doc("labels that the sample must have, * for any", default_factory=dict)
    except_: Mapping[str, tuple[str, ...]] = _doc("labels that rule a sample out", default_factory=dict)
    above: float | None = _doc("value at or above", default=None)
    below: float | None = _doc("value at or below", default=None)
    for_: Seconds = _doc("how long the conditions must hold without a break", default=0.0)
    change: Change | None = _doc("change against the own past", default=None)
    of: str | None = _doc("metric that the value is divided by: a limit, a maximum", default=None)
    full_in: Forecast | None = _doc("predicted to reach a limit", default=None)
    silent_for: Seconds | None = _doc("no sample for this long", default=None)

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

    metric: str = _doc("name as in the table series: http.server.request.rate, http.server.error.ratio, ...")
    above: float | None = _doc("value at or above", default=None)
    below: float | None = _doc("value at or below", default=None)
    above_baseline: float | None = _doc("value at least this many times its baseline", default=None)
    below_baseline: float | None = _doc("value at most this many times its baseline", default=None)
    for_: Seconds = _doc("how long the conditions must hold without a break", default=0.0)

    def __post_init__(self) -> None:
        """Without a condition every bucket would match."""
        if all(each is None for each in (self.above, self.below, self.above_baseline, self.below_baseline)):
            problem = "a series predicate needs one of above, below, above_baseline, below_baseline"
            raise ValueError(problem)


@dataclass(frozen=True, slots=True)
class RequestPredicate:
    """Requests of which one client (path, user agent, upstream) has far more than it used to have."""

    by: Literal["client_address", "user_agent", "path", "upstream_address"] = _doc("what the requests are grouped by")
    share: float = _doc("share of all requests (of the time spent on all) at or above")
    above_baseline: float = _doc("at least this many times its own average before")
    measure: Literal["requests", "duration"] = _doc("what is shared: requests or their duration", default="requests")
    at_least: int = _doc("at least this many requests in each stretch", default=20)
    within: Seconds = _doc("length of a stretch", default=10.0)
    for_: Seconds = _doc("how long the conditions must hold without a break", default=0.0)

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

    expect: Mapping[str, str] = _doc("family of measures ('a per b' too): rises, falls, ..., or a metric's ratio")
    fit: float = _doc("least share of agreement", default=0.7)
    known: float = _doc("least share of the measures that a host must have", default=0.6)

    def __post_init__(self) -> None:
        """Families and words must exist; a shape of nothing fits everything."""
        if not self.expect:
            problem = "'expect' names no measure"
            raise ValueError(problem)
        check(self.expect)


@dataclass(frozen=True, slots=True)
class Lag:
    """When a step must be seen, counted from the start of the incident."""

    before: Seconds = _doc("its last sign may come this long before the incident begins", default=1800.0)
    after: Seconds = _doc("its first sign may come this long after the incident began", default=300.0)


@dataclass(frozen=True, slots=True)
class Step:
    """One signal of a rule, and what it means for the hypothesis."""

    id: str = _doc("name of the step within its rule")
    title: str = _doc("what is looked for, in words that fit 'no ...' and 'saw ...'")
    role: Role = _doc("what a match means for the hypothesis", default="cause")
    log: LogPredicate | None = _doc("log records", default=None)
    metric: MetricPredicate | None = _doc("samples of a metric", default=None)
    series: SeriesPredicate | None = _doc("buckets of a series", default=None)
    requests: RequestPredicate | None = _doc("requests of one client, path, ...", default=None)
    shape: ShapePredicate | None = _doc("what many measures do together", default=None)
    at_least: int = _doc("how many log records", default=1)
    within: Seconds = _doc("the time within which that many must come", default=300.0)
    above_baseline: float | None = _doc("log records per 'within' against their rate before", default=None)
    merge: Seconds = _doc("log records nearer than this are one match", default=900.0)
    lag: Lag | None = _doc("the rule's lag, where this step differs", default=None)
    seen_by: Literal["own", "client"] = _doc("client: the log of whoever depends on the entity", default="own")
    fresh: bool = _doc("a match that was there from the first record on does not count", default=False)
    after_previous: Seconds | None = _doc("how soon it must follow the cause step before it", default=None)
    where: str = ""

    def __post_init__(self) -> None:
        """Exactly one kind of signal, and counts for log records only."""
        _exactly_one(self, "log", "metric", "series", "requests", "shape")
        if self.log is None and (self.at_least != 1 or self.above_baseline is not None):
            problem = "'at_least' and 'above_baseline' of a step count log records; this step has none"
            raise ValueError(problem)
        if self.at_least < 1:
            problem = f"'at_least' must be 1 or more, got {self.at_least}"
            raise ValueError(problem)


@dataclass(frozen=True, slots=True)
class Requirement:
    """A source that must be there, and not silent around the incident."""

    table: Literal["logs", "metrics", "series", "shifts"] = _doc("the table that the source is in")
    service: tuple[str, ...] = _doc("programs, * for any characters", default=())
    metric: tuple[str, ...] = _doc("names of metrics or series", default=())


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert that would have warned: the Prometheus expression, and the same condition to replay over the archive."""

    name: str = _doc("alert name, in CamelCase as Prometheus rules have it")
    expr: str = _doc("PromQL expression")
    severity: Literal["info", "warning", "critical"] = _doc("label severity", default="warning")
    metric: MetricPredicate | None = _doc("the same condition on the metrics of the archive", default=None)
    series: SeriesPredicate | None = _doc("the same condition on the series of the archive", default=None)
    for_: Seconds | None = _doc("how long it must hold; left out, as long as in the replayed condition", default=None)

    def __post_init__(self) -> None:
        """One condition; without any the alert is for the future only."""
        if self.metric and self.series:
            problem = "an alert watches a metric or a series, not both"
            raise ValueError(problem)

    @property
    def hold(self) -> float:
        """How long the condition must hold before the alert fires, seconds."""
        predicate = self.metric or self.series
        return self.for_ if self.for_ is not None else predicate.for_ if predicate else 0.0


@dataclass(frozen=True, slots=True)
class Prevention:
    """A measure that keeps it from happening again."""

    sentence: str = _doc("the measure, as an instruction")
    alert: Alert | None = _doc("the alert that goes with it", default=None)


@dataclass(frozen=True, slots=True)
class Words:
    """What a reader is told; ``cause`` may hold {entity}, {host}, {client}, {value}, {onset}, {text}."""

    cause: str = _doc("the cause in one sentence")
    effect: str = _doc("what it does to the service")
    confirm: tuple[str, ...] = _doc("how to confirm it by hand")
    fix: tuple[str, ...] = _doc("what ends the incident")
    prevent: tuple[Prevention, ...] = _doc("what keeps it from coming back")
    references: tuple[str, ...] = _doc("pages that explain it", default=())


@dataclass(frozen=True, slots=True)
class Rule:
    """One hypothesis about a cause, with everything needed to test it and to explain it."""

    id: str = _doc("name of the rule: pack.rule")
    cause: str = _doc("class of cause")
    title: str = _doc("the hypothesis in a few words")
    prior: float = _doc("how often it is the cause when its signals are seen, between 0 and 1")
    entity: EntityKind = _doc("what the hypothesis is about")
    steps: tuple[Step, ...] = _doc("the signals, the most telling first: it gives the onset")
    words: Words = _doc("what a reader is told")
    needs: Literal["any", "all"] = _doc("any: one cause step is enough; all: every one, in this order", default="any")
    lag: Lag = _doc("when the cause must be seen", default_factory=Lag)
    symptoms: tuple[SymptomKind, ...] = _doc("symptoms that it can explain", default=get_args(SymptomKind))
    relation: Relation = _doc("where the symptoms are, seen from the cause", default="anywhere")
    prompt: Seconds | None = _doc("consequences follow within this time, later ones are not its", default=None)
    throughout: float = _doc("share of the incident over which its states must hold", default=0.0)
    unless: tuple[str, ...] = _doc("contradicting steps whose match keeps the rule from firing", default=())
    requires: tuple[Requirement, ...] = _doc("sources, one of which must be there", default=())
    leads_to: tuple[str, ...] = _doc("classes of cause that are its consequences, not its rivals", default=())
    learned_from: tuple[str, ...] = _doc("the confirmed cases that it was learned from", default=())
    where: str = ""

    def __post_init__(self) -> None:
        """Names that point at something must point at something."""
        for cause in (self.cause, *self.leads_to):
            if cause not in CAUSES:
                problem = f"unknown class of cause {cause!r}{did_you_mean(cause, list(CAUSES))}"
                raise ValueError(problem)
        if not 0 < self.prior < 1:
            problem = f"'prior' must lie between 0 and 1, got {self.prior:g}"
            raise ValueError(problem)
        names = [step.id for step in self.steps]
        if repeated := sorted({name for name in names if names.count(name) > 1}):
            problem = f"step {repeated[0]!r} is given twice"
            raise ValueError(problem)
        if not any(step.role == "cause" for step in self.steps):
            problem = "a rule needs at least one step with the role 'cause'"
            raise ValueError(problem)
        against = [step.id for step in self.steps if step.role == "contradicts"]
        for name in self.unless:
            if name not in against:
                problem = f"'unless' names {name!r}, which is no step with the role 'contradicts'"
                raise ValueError(problem)

    def role(self, *roles: Role) -> tuple[Step, ...]:
        """The steps with one of these roles, in order."""
        return tuple(step for step in self.steps if step.role in roles)

    def step(self, name: str) -> Step:
        """The step of this name; KeyError when there is none."""
        for step in self.steps:
            if step.id == name:
                return step
        raise KeyError(name)

    def lag_of(self, step: Step) -> Lag:
        """The step's own lag, or the rule's."""
        return step.lag or self.lag


@dataclass(frozen=True, slots=True)
class RulePack:
    """One YAML file: rules of one domain."""

    pack: str = _doc("name of the pack; the ids of its rules begin with it")
    title: str = _doc("the domain in a few words")
    rules: tuple[Rule, ...] = _doc("the rules")
    where: str = ""

    def __post_init__(self) -> None:
        """A rule's id tells which file it is in."""
        for rule in self.rules:
            if not rule.id.startswith(f"{self.pack}."):
                problem = f"the id {rule.id!r} must begin with {self.pack + '.'!r}, the name of its pack"
                raise ValueError(problem)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules that are loaded; ``digest`` changes when any byte of their packs does."""

    packs: tuple[RulePack, ...]
    digest: str

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, pack by pack."""
        return tuple(rule for pack in self.packs for rule in pack.rules)

    def steps(self) -> Iterator[tuple[Rule, Step]]:
        """Every step with its rule."""
        return ((rule, step) for rule in self.rules for step in rule.steps)
