"""What a rule is: which signals, on which entity, before which symptoms, and the words that say so.

Plain frozen dataclasses, as those of ``predicates.py``. ``yamldoc.py`` builds them from YAML, ``schema.py`` publishes
their JSON Schema from the same fields, so a field is declared once: its type here is its check, ``doc`` is its
documentation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from foreshock.rules.causes import CAUSES
from foreshock.rules.durations import Seconds
from foreshock.rules.predicates import LogPredicate, MetricPredicate, RequestPredicate, SeriesPredicate, ShapePredicate
from foreshock.signals.symptoms import Kind
from foreshock.yamldoc import did_you_mean, doc

Role = Literal["cause", "effect", "confirms", "contradicts", "recovery", "context"]
EntityKind = Literal["host", "service", "mountpoint", "device"]
Relation = Literal["same", "upstream", "anywhere"]


def _exactly_one(owner: object, *names: str) -> None:
    given = [name for name in names if getattr(owner, name) is not None]
    if len(given) != 1:
        problem = f"give exactly one of {', '.join(names)}" + (f", not {' and '.join(given)}" if given else "")
        raise ValueError(problem)


@dataclass(frozen=True, slots=True)
class Lag:
    """When a step must be seen, counted from the start of the incident."""

    before: Seconds = doc("its last sign may come this long before the incident begins", default=1800.0)
    after: Seconds = doc("its first sign may come this long after the incident began", default=300.0)


@dataclass(frozen=True, slots=True)
class Step:
    """One signal of a rule, and what it means for the hypothesis."""

    id: str = doc("name of the step within its rule")
    title: str = doc("what is looked for, in words that fit 'no ...' and 'saw ...'")
    role: Role = doc("what a match means for the hypothesis", default="cause")
    log: LogPredicate | None = doc("log records", default=None)
    metric: MetricPredicate | None = doc("samples of a metric", default=None)
    series: SeriesPredicate | None = doc("buckets of a series", default=None)
    requests: RequestPredicate | None = doc("requests of one client, path, ...", default=None)
    shape: ShapePredicate | None = doc("what many measures do together", default=None)
    at_least: int = doc("how many log records", default=1)
    within: Seconds = doc("the time within which that many must come", default=300.0)
    above_baseline: float | None = doc("log records per 'within' against their rate before", default=None)
    merge: Seconds = doc("log records nearer than this are one match", default=900.0)
    lag: Lag | None = doc("the rule's lag, where this step differs", default=None)
    seen_by: Literal["own", "client"] = doc("client: the log of whoever depends on the entity", default="own")
    fresh: bool = doc("a match that was there from the first record on does not count", default=False)
    after_previous: Seconds | None = doc("how soon it must follow the cause step before it", default=None)
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

    @property
    def table(self) -> str:
        """The table of the case that holds what it looks at."""
        kinds = {"logs": self.log, "metrics": self.metric or self.shape, "requests": self.requests}
        return next((table for table, predicate in kinds.items() if predicate is not None), "series")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A source that must be there, and not silent around the incident."""

    table: Literal["logs", "metrics", "series", "shifts"] = doc("the table that the source is in")
    service: tuple[str, ...] = doc("programs, * for any characters", default=())
    metric: tuple[str, ...] = doc("names of metrics or series", default=())


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert that would have warned: the Prometheus expression, and the same condition to replay over the archive."""

    name: str = doc("alert name, in CamelCase as Prometheus rules have it")
    expr: str = doc("PromQL expression")
    severity: Literal["info", "warning", "critical"] = doc("label severity", default="warning")
    metric: MetricPredicate | None = doc("the same condition on the metrics of the archive", default=None)
    series: SeriesPredicate | None = doc("the same condition on the series of the archive", default=None)
    for_: Seconds | None = doc("how long it must hold; left out, as long as in the replayed condition", default=None)

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

    sentence: str = doc("the measure, as an instruction")
    alert: Alert | None = doc("the alert that goes with it", default=None)


@dataclass(frozen=True, slots=True)
class Words:
    """What a reader is told; ``cause`` may hold {entity}, {host}, {client}, {value}, {onset}, {text}."""

    cause: str = doc("the cause in one sentence")
    effect: str = doc("what it does to the service")
    confirm: tuple[str, ...] = doc("how to confirm it by hand")
    fix: tuple[str, ...] = doc("what ends the incident")
    prevent: tuple[Prevention, ...] = doc("what keeps it from coming back")
    references: tuple[str, ...] = doc("pages that explain it", default=())


@dataclass(frozen=True, slots=True)
class Rule:
    """One hypothesis about a cause, with everything needed to test it and to explain it."""

    id: str = doc("name of the rule: pack.rule")
    cause: str = doc("class of cause")
    title: str = doc("the hypothesis in a few words")
    prior: float = doc("how often it is the cause when its signals are seen, between 0 and 1")
    entity: EntityKind = doc("what the hypothesis is about")
    steps: tuple[Step, ...] = doc("the signals, the most telling first: it gives the onset")
    words: Words = doc("what a reader is told")
    needs: Literal["any", "all"] = doc("any: one cause step is enough; all: every one, in this order", default="any")
    lag: Lag = doc("when the cause must be seen", default_factory=Lag)
    symptoms: tuple[Kind, ...] = doc("symptoms that it can explain", default=get_args(Kind))
    relation: Relation = doc("where the symptoms are, seen from the cause", default="anywhere")
    prompt: Seconds | None = doc("consequences follow within this time, later ones are not its", default=None)
    throughout: float = doc("share of the incident over which its states must hold", default=0.0)
    unless: tuple[str, ...] = doc("contradicting steps whose match keeps the rule from firing", default=())
    requires: tuple[Requirement, ...] = doc("sources, one of which must be there", default=())
    leads_to: tuple[str, ...] = doc("classes of cause that are its consequences, not its rivals", default=())
    not_caused_by: tuple[str, ...] = doc("classes of cause that never lead to this, whatever they name", default=())
    learned_from: tuple[str, ...] = doc("the confirmed cases that it was learned from", default=())
    where: str = ""

    def __post_init__(self) -> None:
        """Names that point at something must point at something."""
        for cause in (self.cause, *self.leads_to, *self.not_caused_by):
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

    pack: str = doc("name of the pack; the ids of its rules begin with it")
    title: str = doc("the domain in a few words")
    rules: tuple[Rule, ...] = doc("the rules")
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
