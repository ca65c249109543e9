"""What was ruled out, and what could not be judged, in words with numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from foreshock.diagnose.hypotheses import Hypothesis, onset_of
from foreshock.diagnose.site import Site
from foreshock.rules.outcomes import Outcome

# What people suspect first is answered first.
USUAL_SUSPECTS = (
    "traffic-surge",
    "cpu-saturation",
    "bad-deploy",
    "config-change",
    "connection-exhaustion",
    "slow-query",
    "lock-contention",
    "disk-io-saturation",
    "out-of-memory",
    "upstream-down",
)
# A change of these words acts on load: whoever made it during an incident believed in load.
CAPACITY_WORDS = ("max_connections", "pool", "worker", "connections")


def ruled_out(outcomes: Iterable[Outcome], explained: Collection[str], site: Site) -> list[dict[str, str]]:
    """The classes of cause that were tested and did not hold, the usual suspects first.

    A class is left out when it is among ``explained`` (the causes and their consequences). Each reason is the
    nearest miss of its rules; a load hypothesis also says when people acted on it.
    """
    outcomes = list(outcomes)
    judged: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.state == "not-fired" and outcome.cause not in explained and outcome.reason:
            judged.setdefault(outcome.cause, []).append(outcome)
    reasons = {cause: _reason(found) for cause, found in judged.items()}
    acted = _capacity_changes(outcomes, site)
    if acted and "traffic-surge" in reasons:
        reasons["traffic-surge"] += f"; {acted}"
    order = sorted(reasons, key=lambda cause: (_rank(cause), cause))
    return [{"cause": cause, "reason": reasons[cause]} for cause in order]


def _reason(outcomes: Sequence[Outcome]) -> str:
    """Why a class does not hold: what came near first, then in one sentence of what there is no line.

    Sources that are not there are named where nothing else can be said: each class can show in many.
    """
    misses = [miss for outcome in outcomes for miss in outcome.misses]
    whole = [outcome.reason for outcome in outcomes if not outcome.misses]
    near = [*whole, *(str(miss) for miss in misses if miss.kind == "near")]
    silent = list(dict.fromkeys(miss.title for miss in misses if miss.kind == "silent"))
    if silent:
        near.append(f"no line tells of {', or of '.join(silent)}")
    return "; ".join(dict.fromkeys(near or map(str, misses)))


def not_evaluable(outcomes: Iterable[Outcome], decided: Collection[str]) -> list[dict[str, str]]:
    """The classes of cause whose sources are missing or silent, each with what is missing."""
    reasons: dict[str, list[str]] = {}
    for outcome in outcomes:
        if outcome.state == "not-evaluable" and outcome.cause not in decided:
            reasons.setdefault(outcome.cause, []).append(outcome.reason)
    return [{"cause": cause, "reason": "; ".join(dict.fromkeys(found))} for cause, found in sorted(reasons.items())]


def explained_causes(hypotheses: Sequence[Hypothesis]) -> set[str]:
    """The classes that are a cause or a consequence in the answer."""
    causes = {hypothesis.cause for hypothesis in hypotheses}
    return causes | {outcome.cause for hypothesis in hypotheses for outcome in hypothesis.consequences}


def _rank(cause: str) -> int:
    """The place of a cause among the usual suspects."""
    return USUAL_SUSPECTS.index(cause) if cause in USUAL_SUSPECTS else len(USUAL_SUSPECTS)


def _capacity_changes(outcomes: Iterable[Outcome], site: Site) -> str:
    """When people raised a capacity during the incident, which only helps against load."""
    for outcome in outcomes:
        if outcome.cause != "config-change" or not outcome.matched:
            continue
        text = " ".join(line.text for step in outcome.matched for line in step.evidence)
        if any(word in text for word in CAPACITY_WORDS):
            return f"the change of {site.local(onset_of(outcome))} assumed load, and did not end the incident"
    return ""
