"""Hypotheses: what fired rules say of one cause on one host, and which of them are only consequences."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from foreshock.diagnose.topology import Topology
from foreshock.rules.evidence import MatchedStep
from foreshock.rules.judgement import CLOCKS_APART
from foreshock.rules.misses import SETTLED, back_at
from foreshock.rules.outcomes import Outcome

# One host's log may write a consequence a moment before its cause.
SAME_HOST_SLACK = timedelta(seconds=60)
# Two signs that are nearer than this have no order: a rate is known to its minute, a measurement to its interval, a
# statement is told when it is done.
NO_ORDER = timedelta(seconds=90)
# What a confirmation is worth where the order is open, in log-odds.
CONFIRMATION = 0.4
CONTRADICTION = 1.2


@dataclass(slots=True)
class Hypothesis:
    """One class of cause on one host. ``consequences`` are outcomes that it led to, in time order."""

    outcomes: list[Outcome]
    consequences: list[Outcome] = field(default_factory=list)
    supports: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    score: float = 0.0
    confidence: float = 0.0

    @property
    def telling(self) -> list[Outcome]:
        """The outcomes that say what happened and when; a shape of measures does where nothing else speaks."""
        return [each for each in self.outcomes if not rests_on_shape(each)] or self.outcomes

    @property
    def leading(self) -> Outcome:
        """The outcome that names it: the rule that is most often right, then the earliest."""
        return max(self.telling, key=lambda each: (each.rule.prior, -onset_of(each).timestamp()))

    @property
    def cause(self) -> str:
        """The class of cause."""
        return self.leading.cause

    @property
    def host(self) -> str | None:
        """The host that it is about."""
        return self.leading.host

    @property
    def seen_on(self) -> frozenset[str | None]:
        """The host that it is about, and those on which it shows."""
        return frozenset([self.host, *(step.host for step in self.matched("cause"))])

    @property
    def onset(self) -> datetime:
        """When its first sign was seen that leads up to the incident."""
        return min(onset_of(each) for each in self.telling)

    def matched(self, *roles: str) -> list[MatchedStep]:
        """Matched steps of these roles, of all outcomes, in time order, each once."""
        steps = {
            (step.step, step.entity, step.start): step
            for outcome in self.outcomes
            for step in outcome.matched
            if step.role in roles
        }
        return sorted(steps.values(), key=lambda step: step.start)

    def signs(self, *roles: str) -> list[MatchedStep]:
        """The same but for shapes, which are laid over the time of the incident and come of many files."""
        shapes = {each.id for outcome in self.outcomes for each in outcome.rule.steps if each.shape is not None}
        return [step for step in self.matched(*roles) if step.step not in shapes]

    def leads_to(self, cause: str) -> bool:
        """Whether one of its rules knows a cause as its consequence."""
        return any(cause in outcome.rule.leads_to for outcome in self.outcomes)

    def lies_behind(self, named: Hypothesis) -> bool:
        """Whether a hypothesis of another explanation is in the chain of this one."""
        return (named.cause, named.host) in {(each.cause, each.host) for each in self.consequences}

    def may_come_of(self, cause: str) -> bool:
        """Whether none of its rules knows better than that a cause led to it."""
        return all(cause not in outcome.rule.not_caused_by for outcome in self.outcomes)


def is_shape(outcome: Outcome, step: MatchedStep) -> bool:
    """Whether a matched step is a shape of measures."""
    return outcome.rule.step(step.step).shape is not None


def rests_on_shape(outcome: Outcome) -> bool:
    """Whether nothing but shapes speaks for the cause itself."""
    return all(is_shape(outcome, step) for step in outcome.matched if step.role == "cause")


def onset_of(outcome: Outcome) -> datetime:
    """The onset of an outcome that matched."""
    if outcome.onset is None:
        raise ValueError(outcome.rule.id)
    return outcome.onset


def group(outcomes: Iterable[Outcome]) -> list[Hypothesis]:
    """The fired outcomes, one hypothesis a cause and host."""
    grouped: dict[tuple[str, str | None], Hypothesis] = {}
    for outcome in outcomes:
        if outcome.state == "fired":
            key = (outcome.cause, outcome.host)
            grouped.setdefault(key, Hypothesis([])).outcomes.append(outcome)
    return list(grouped.values())


def told_on_the_path(hypothesis: Hypothesis, hurting: Collection[str], topology: Topology) -> bool:
    """Whether a client at or behind the hurting hosts told of it, whose servers nothing else tells."""
    clients = (hypothesis.seen_on - {hypothesis.host}) & topology.path(hurting)
    return any(not topology.depends_on.get(client) for client in clients if client is not None)


def databases_told_of(hypotheses: Sequence[Hypothesis], hurting: Collection[str], topology: Topology) -> frozenset[str]:
    """The databases of whose trouble a client on the path tells as they do themselves: that client uses them."""
    path = topology.path(hurting)
    told = {each.host for each in hypotheses if told_on_the_path(each, hurting, topology)}
    told |= {
        each.host
        for each in hypotheses
        for other in hypotheses
        if other.host in path and _told_by(each, other, topology)
    }
    return frozenset(host for host in told if host in topology.databases)


def fold_consequences(
    hypotheses: Sequence[Hypothesis], late: Iterable[Outcome], topology: Topology
) -> list[Hypothesis]:
    """The hypotheses that are no other's consequence, with their consequences folded in.

    A is taken to have led to B when a rule of A says that it can, A did not begin after B (within what the
    clocks can carry), and B's host is A's or depends on it, or the dependency is not known. ``late`` are
    outcomes that matched only after the incident had begun: consequences, or nothing.
    """
    order = sorted(hypotheses, key=lambda each: (each.onset, -each.leading.rule.prior))
    parents: dict[int, Hypothesis] = {}
    for place, hypothesis in enumerate(order):
        for rival_place, rival in enumerate(order):
            if rival is hypothesis or _root(rival, parents) is hypothesis:
                continue
            if hypothesis.leads_to(rival.cause) and not _first_of_two(rival, rival_place, hypothesis, place):
                continue  # each could have led to the other: the earlier did, or the one with more behind it
            slack = CLOCKS_APART if _by_two_clocks(rival, hypothesis, topology) else SAME_HOST_SLACK
            if _leads_to(rival, hypothesis, topology) and any(
                _could_lead(rival, host, hypothesis.onset, topology, slack) for host in hypothesis.seen_on
            ):
                parents[id(hypothesis)] = rival
                break
    roots = [each for each in order if id(each) not in parents]
    for hypothesis in order:
        if id(hypothesis) in parents:
            _root(hypothesis, parents).consequences.extend(hypothesis.outcomes)
    for outcome in late:
        _adopt(outcome, roots, topology)
    for root in roots:
        root.consequences.sort(key=onset_of)
    return roots


def _by_two_clocks(cause: Hypothesis, other: Hypothesis, topology: Topology) -> bool:
    """Whether a host tells one thing by a clock of its own that may be off, and another clock tells the other of it.

    What is measured is mostly stamped by whoever gathers it, what clients tell by their own clock.
    """
    return cause.host in topology.off and cause.host == other.host and _own_lines(cause) and not _own_lines(other)


def _own_lines(hypothesis: Hypothesis) -> bool:
    """Whether nothing but lines that its own host wrote tell of a cause."""
    return all(not step.measured and step.host in (None, hypothesis.host) for step in hypothesis.matched("cause"))


def join_twins(roots: Sequence[Hypothesis], topology: Topology) -> list[Hypothesis]:
    """The same, with one cause that twins have at one time as one hypothesis, not rivals; its host is the first."""
    joined: list[Hypothesis] = []
    for root in sorted(roots, key=lambda each: each.onset):
        twin = next((each for each in joined if _same_on_twins(each, root, topology)), None)
        if twin is None:
            joined.append(root)
        else:
            twin.outcomes += root.outcomes
            twin.consequences = sorted([*twin.consequences, *root.consequences], key=onset_of)
    return joined


def _same_on_twins(one: Hypothesis, other: Hypothesis, topology: Topology) -> bool:
    at_once = other.onset - one.onset <= NO_ORDER
    return one.cause == other.cause and at_once and topology.are_twins(one.host, other.host)


def _first_of_two(one: Hypothesis, one_place: int, other: Hypothesis, other_place: int) -> bool:
    """Whether, of two that could each have led to the other, the first did."""
    if abs(one.onset - other.onset) > NO_ORDER:
        return one_place < other_place
    return (_backing(one), -one_place) > (_backing(other), -other_place)


def _leads_to(source: Hypothesis, other: Hypothesis, topology: Topology) -> bool:
    """Whether the rules know one as the other's consequence, or both tell of the same trouble."""
    by_class = source.leads_to(other.cause) and other.may_come_of(source.cause)
    return by_class or _told_by(source, other, topology)


def _told_by(source: Hypothesis, teller: Hypothesis, topology: Topology) -> bool:
    """Whether a hypothesis is another's trouble, told by a host that depends on that one's."""
    if source.cause != teller.cause or source.host is None or teller.host is None:
        return False
    to_database = source.host in topology.databases and teller.host not in topology.databases
    return to_database or topology.relates(source.host, [teller.host]) is True


def _backing(hypothesis: Hypothesis) -> float:
    """How much is behind a hypothesis: how often its rule is right, what confirms and what contradicts it."""
    prior = hypothesis.leading.rule.prior
    confirmations = {step.step for step in hypothesis.matched("confirms")}
    contradictions = {step.step for outcome in hypothesis.outcomes for step in outcome.contradictions}
    return math.log(prior / (1 - prior)) + CONFIRMATION * len(confirmations) - CONTRADICTION * len(contradictions)


def _root(hypothesis: Hypothesis, parents: dict[int, Hypothesis]) -> Hypothesis:
    """The first cause at the head of a chain."""
    while id(hypothesis) in parents:
        hypothesis = parents[id(hypothesis)]
    return hypothesis


def _adopt(outcome: Outcome, roots: Sequence[Hypothesis], topology: Topology) -> None:
    """Give a late outcome to the cause that leads to it, directly or through one of its consequences."""
    for root in roots:
        chain = {outcome.cause for outcome in root.consequences}
        through = root.leads_to(outcome.cause) or any(
            outcome.cause in link.rule.leads_to for link in root.consequences if link.cause in chain
        )
        if through and _could_lead(root, outcome.host, onset_of(outcome), topology):
            root.consequences.append(outcome)
            return


def _was_over(cause: Hypothesis, moment: datetime) -> bool:
    """Whether its own host told that a cause was over, well before a moment and without a new sign of it since."""
    signs = [step for step in cause.matched("cause") if step.start <= moment]
    if not signs:
        return False
    last = max(signs, key=lambda step: step.end)
    over = [back_at(last, step) for step in cause.matched("recovery") if step.host == cause.host]
    return any(each < moment - SETTLED for each in over if each is not None)


def _could_lead(
    cause: Hypothesis,
    host: str | None,
    onset: datetime,
    topology: Topology,
    on_one_host: timedelta = SAME_HOST_SLACK,
) -> bool:
    """Whether time and place allow that a cause led to something on a host."""
    prompt = cause.leading.rule.prompt
    if prompt is not None and onset - cause.onset > timedelta(seconds=prompt):
        return False
    if host is None or cause.host is None or host == cause.host:
        return cause.onset <= onset + on_one_host and not _was_over(cause, onset)
    if topology.relates(cause.host, [host]) is False or not topology.takes_part(cause.host):
        return False
    if topology.is_strange(cause.host) or not topology.takes_part(host) or topology.two_databases(cause.host, host):
        return False
    slack = SAME_HOST_SLACK if topology.share_a_clock(cause.host, host) else CLOCKS_APART
    return cause.onset <= onset + slack
