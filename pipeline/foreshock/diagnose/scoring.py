"""How sure a hypothesis is: what speaks for and against it, added up, and set against its rivals.

Each sign adds or takes log-odds, starting from how often the rule is right when its signals are seen. The
confidence of a hypothesis is its odds among all hypotheses and "none of these": two causes that both look convincing
share the belief.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from foreshock.diagnose.hypotheses import Hypothesis
from foreshock.diagnose.place import TOGETHER, Pain, weigh_place
from foreshock.diagnose.shapes import Deviations, weigh_shapes
from foreshock.diagnose.topology import Topology
from foreshock.rules.causes import CAUSES
from foreshock.rules.outcomes import Outcome

# The odds of a cause that no rule tells of. Set on drawn cases (docs/evaluation.md): with 1, of the causes stated with
# 0.7 nearly all were right.
NONE_OF_THESE = 0.25
# The odds of each class of cause that could stand behind the best and that the inputs cannot show.
UNSEEN = 0.1
MORE_SOURCES = 0.6
MORE_HOSTS = 0.3
LOGS_AND_METRICS = 0.6
CONFIRMED = 0.4
EFFECT_SEEN = 0.3
CONSEQUENCE_SEEN = 0.3
BEFORE_THE_PAIN = 0.5
BEFORE_IF_CLOCKS_AGREE = 0.3
AFTER_THE_PAIN = -1.0
AFTER_THE_END = -2.0
OF_ANOTHER = -8.0
ORDER_UNKNOWN = -0.5
CONTRADICTED = -1.2
STANDING = -1.5
# Clients tell what they were refused, seldom why: the server's own log may have named another cause behind it.
SECOND_HAND = -1.0
SEEN_BEFORE = -0.5
MOST_COUNTED = 2
# A change works at once: the nearer the pain follows it, the likelier it is no chance.
CHANGES = frozenset({"bad-deploy", "config-change"})
AT_ONCE, SOON = timedelta(seconds=20), timedelta(seconds=60)
PAIN_AT_ONCE = 0.6
PAIN_LATER = -1.2
# A change that only its hour speaks for, beside a cause that a log states outright.
HOUR_ALONE = -1.5
STATED = 0.5
# A job that is over when the pain is.
ENDED_TOGETHER = 0.8

Earlier = Mapping[tuple[str, str, str | None], int]

# A sign this close after the first symptom may still be its cause: series have buckets, stamps have seconds.
TOUCHING = timedelta(seconds=60)


def weigh(
    hypotheses: Sequence[Hypothesis],
    *,
    start: datetime,
    end: datetime | None = None,
    hurting: Sequence[str],
    other_incidents: Sequence[tuple[datetime, datetime]] = (),
    topology: Topology,
    earlier: Earlier,
    deviations: Deviations | None = None,
    outcomes: Sequence[Outcome] = (),
) -> list[Hypothesis]:
    """The hypotheses with score, confidence, supports and doubts, the best first.

    ``start`` and ``end`` are those of the incident, ``hurting`` the hosts with symptoms, ``other_incidents`` the spans
    of the case's others, ``earlier`` counts, for each rule, step and host, the hours in which that sign was seen long
    before the incident,
    ``deviations`` how far each measure of each host was from its normal, ``outcomes`` what all rules say, by which is
    known what the inputs cannot show.
    """
    pain = Pain(start, end, hurting, other_incidents)
    shapes = weigh_shapes(hypotheses, deviations or {}, logs=any(_reads_logs(each) for each in outcomes))
    for hypothesis in hypotheses:
        other = [*shapes.get(id(hypothesis), ()), *_by_its_hour(hypothesis, hypotheses)]
        _weigh_one(hypothesis, pain, topology, earlier, other)
    ranked = sorted(hypotheses, key=lambda each: (-each.score, each.onset, each.cause))
    unseen = _unseen(ranked[0], outcomes) if ranked else []
    if unseen:
        ranked[0].doubts.append(f"the inputs cannot show whether it came of another cause: {'; '.join(unseen)}")
    none_of_these = NONE_OF_THESE + UNSEEN * len(unseen)
    odds = [math.exp(hypothesis.score) for hypothesis in ranked]
    for hypothesis, own in zip(ranked, odds, strict=True):
        hypothesis.confidence = own / (none_of_these + sum(odds))
    return ranked


def _weigh_one(
    hypothesis: Hypothesis,
    pain: Pain,
    topology: Topology,
    earlier: Earlier,
    other: Sequence[tuple[float, str]],
) -> None:
    """Add up what speaks for and against one hypothesis."""
    prior = hypothesis.leading.rule.prior
    score = math.log(prior / (1 - prior))
    place = weigh_place(hypothesis, pain, topology)
    aside = any(weight < 0 for weight, _ in place)
    for weight, sentence in [
        # What happened aside is not more of a cause for being better proven.
        *([] if aside else _evidence(hypothesis)),
        *_followers(hypothesis, topology),
        *_timing(hypothesis, pain, topology),
        *place,
        *_against(hypothesis, earlier),
        *other,
    ]:
        score += weight
        (hypothesis.supports if weight > 0 else hypothesis.doubts).append(sentence)
    hypothesis.score = score


def _evidence(hypothesis: Hypothesis) -> list[tuple[float, str]]:
    """Signs that it happened, by their number and variety; a shape is one sign, from however many files it is read."""
    signs = hypothesis.signs("cause", "confirms", "effect")
    sources = sorted({each.source for step in signs for each in step.evidence if each.source})
    found: list[tuple[float, str]] = []
    if len(sources) > 1:
        counted = min(len(sources) - 1, MOST_COUNTED)
        found.append((MORE_SOURCES * counted, f"seen in {len(sources)} files: {', '.join(sources[:4])}"))
    twins = sorted({each.host for each in hypothesis.outcomes if each.host} - {hypothesis.host})
    if twins:
        found.append((MORE_HOSTS, f"the same on {' and '.join(twins)} at that time"))
    kinds = {step.measured for step in hypothesis.matched("cause", "confirms")}
    if len(kinds) > 1:
        found.append((LOGS_AND_METRICS, "log lines and metrics agree"))
    confirms = list(dict.fromkeys(step.title for step in hypothesis.matched("confirms")))
    if confirms:
        found.append((CONFIRMED * min(len(confirms), MOST_COUNTED), f"confirmed by {'; '.join(confirms)}"))
    return found


def _followers(hypothesis: Hypothesis, topology: Topology) -> list[tuple[float, str]]:
    """What came of it; what happened on hosts that are not known to need its own proves nothing."""
    found: list[tuple[float, str]] = []
    effects = list(dict.fromkeys(step.title for step in hypothesis.matched("effect")))
    if effects:
        found.append((EFFECT_SEEN * min(len(effects), MOST_COUNTED), f"followed by {'; '.join(effects)}"))
    chain = list(
        dict.fromkeys(
            CAUSES[outcome.cause] for outcome in hypothesis.consequences if _near(hypothesis, outcome, topology)
        )
    )
    if chain:
        found.append(
            (CONSEQUENCE_SEEN * min(len(chain), MOST_COUNTED), f"it explains what came after: {'; '.join(chain)}")
        )
    return found


def _near(hypothesis: Hypothesis, outcome: Outcome, topology: Topology) -> bool:
    """Whether a consequence is on the same host, or on one that needs it; True too where nothing is known."""
    if outcome.host is None or outcome.host == hypothesis.host or not topology.depends_on:
        return True
    return topology.relates(hypothesis.host, [outcome.host]) is True


def _timing(hypothesis: Hypothesis, pain: Pain, topology: Topology) -> list[tuple[float, str]]:
    """Whether it began before users hurt, as far as the clocks can carry that."""
    compared = topology.clocks_compared(hypothesis.host, pain.hurting)
    names = ", ".join(sorted(set(pain.hurting)))
    if hypothesis.onset <= pain.start + TOUCHING:
        order = "before" if hypothesis.onset < pain.start else "when"
        sentence = f"it began {order} users felt it"
        unsure = f"{sentence}, if the clocks of {hypothesis.host} and {names} agree: nothing compares them"
        found = [(BEFORE_THE_PAIN, sentence) if compared else (BEFORE_IF_CLOCKS_AGREE, unsure)]
    elif compared:
        found = [(AFTER_THE_PAIN, "its first sign came after users felt something")]
    elif pain.end is not None and hypothesis.onset > pain.end and _of_another(hypothesis, pain):
        found = [(OF_ANOTHER, "its first sign came after all was well again, with the next incident")]
    elif pain.end is not None and hypothesis.onset > pain.end:
        # A server that is stopped when the logs are collected is the usual one of these.
        found = [(AFTER_THE_END, "its first sign came after all was well again, unless its clock is far off")]
    else:
        sentence = f"order unknown: nothing tells how far the clocks of {hypothesis.host} and {names} are apart"
        found = [(ORDER_UNKNOWN, sentence)]
    if hypothesis.cause in CHANGES:
        waited = pain.start - hypothesis.onset
        if waited <= AT_ONCE and not compared:
            found.append((ORDER_UNKNOWN, "whether users felt it at once rests on clocks that nothing compares"))
        elif waited <= AT_ONCE:
            found.append((PAIN_AT_ONCE, "users felt it at once"))
        elif waited > SOON:
            found.append((PAIN_LATER, f"nobody felt anything for {round(waited.total_seconds())} s after it"))
    end = pain.end
    over = [step for step in hypothesis.matched("recovery") if end is not None and abs(step.start - end) <= TOGETHER]
    if over:
        found.append((ENDED_TOGETHER, f"the pain ended with it ({over[0].title})"))
    return found


def _of_another(hypothesis: Hypothesis, pain: Pain) -> bool:
    """Whether it began with another incident, or during it: that is the one that it explains."""
    return any(start - TOUCHING <= hypothesis.onset <= end for start, end in pain.other)


def _against(hypothesis: Hypothesis, earlier: Earlier) -> list[tuple[float, str]]:
    """Contradictions, a state that never changed, signs that came before without harm."""
    found: list[tuple[float, str]] = []
    against = {step.title for outcome in hypothesis.outcomes for step in outcome.contradictions}
    found += [(CONTRADICTED, f"contradicted by {title}") for title in sorted(against)]
    if all(_second_hand(outcome) for outcome in hypothesis.outcomes):
        found.append((SECOND_HAND, "only its clients tell of it, nothing of its own does"))
    if all(outcome.standing for outcome in hypothesis.outcomes):
        found.append((STANDING, "it was so from the beginning of the data, without harm"))
    before = max((_seen_before(outcome, earlier) for outcome in hypothesis.outcomes), default=0)
    if before:
        times = "once" if before == 1 else f"{before} times"
        found.append((SEEN_BEFORE * min(before, 4), f"the same was seen {times} earlier, without harm"))
    return found


def _by_its_hour(hypothesis: Hypothesis, hypotheses: Sequence[Hypothesis]) -> list[tuple[float, str]]:
    """That of a change nothing but its hour is seen, while the log of another server says what went wrong."""
    signs = {step.step for step in hypothesis.matched("cause", "confirms", "effect")}
    if hypothesis.cause not in CHANGES or len(signs) > 1:
        return []
    stated = [each for each in hypotheses if each.host != hypothesis.host and _stated(each)]
    return [(HOUR_ALONE, "only its hour speaks for it, while the log of another host states a cause")] if stated else []


def _stated(hypothesis: Hypothesis) -> bool:
    """Whether a server's own log says what went wrong, in words of a rule that is right more often than not."""
    return any(
        outcome.rule.prior >= STATED
        and not _second_hand(outcome)
        and any(not step.measured for step in outcome.steps("cause"))
        for outcome in hypothesis.outcomes
    )


def _reads_logs(outcome: Outcome) -> bool:
    """Whether a rule that looks for lines had logs to look at."""
    return outcome.state != "not-evaluable" and any(step.log for step in outcome.rule.role("cause"))


def _unseen(hypothesis: Hypothesis, outcomes: Sequence[Outcome]) -> list[str]:
    """The classes of cause, in words, that could have led to a hypothesis and that the inputs cannot show."""
    judged = {outcome.cause for outcome in outcomes if outcome.state != "not-evaluable"}
    behind = {outcome.cause for outcome in outcomes if hypothesis.cause in outcome.rule.leads_to}
    return sorted(CAUSES[cause] for cause in behind - judged if hypothesis.may_come_of(cause))


def _second_hand(outcome: Outcome) -> bool:
    """Whether a rule that knows a server's own signs too saw only those of its clients."""
    seen_by = {step.id: step.seen_by for step in outcome.rule.role("cause")}
    return "own" in seen_by.values() and all(seen_by[step.step] == "client" for step in outcome.steps("cause"))


def _seen_before(outcome: Outcome, earlier: Earlier) -> int:
    """How often the signs that give the onset were seen long before."""
    signs = {step.step for step in outcome.matched if step.role == "cause" and step.start == outcome.onset}
    return max((earlier.get((outcome.rule.id, sign, outcome.host), 0) for sign in signs), default=0)
