"""Makers of outcomes and incidents for tests of the diagnosis."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from foreshock.rules.evidence import Evidence, MatchedStep
from foreshock.rules.model import Rule, Step, Words
from foreshock.rules.outcomes import Outcome
from foreshock.rules.predicates import LogPredicate

START = datetime(2023, 7, 11, 1, 0, tzinfo=UTC)

MakeOutcome = Callable[..., Outcome]


@pytest.fixture
def outcome() -> MakeOutcome:
    """A maker of outcomes: class of cause, host, minutes from the start of the incident, what it leads to."""

    def make(
        cause: str,
        host: str = "db-01",
        *,
        minute: float = -5,
        leads_to: tuple[str, ...] = (),
        not_caused_by: tuple[str, ...] = (),
        prior: float = 0.6,
        fired: bool = True,
        files: int = 1,
        contradicted: bool = False,
    ) -> Outcome:
        rule = Rule(
            id=f"pack.{cause}",
            cause=cause,
            title=f"{cause} seen",
            prior=prior,
            entity="host",
            steps=(Step("sign", f"sign of {cause}", log=LogPredicate(any_=(f"text of {cause}",))),),
            words=Words(f"{cause} on {{entity}}", "users wait", ("look",), ("mend",), ()),
            leads_to=leads_to,
            not_caused_by=not_caused_by,
        )
        onset = START + timedelta(minutes=minute)
        lines = tuple(Evidence("logs", f"{host}/{number}.log", 7, onset, f"text of {cause}") for number in range(files))
        sign = MatchedStep(
            "sign", "cause", f"sign of {cause}", host, host, "postgresql", onset, onset, files, 1.0, 1.0, "{line}",
            standing=False, evidence=lines,
        )  # fmt: skip
        against = MatchedStep(
            "but", "contradicts", "the opposite", host, host, None, onset, onset, 1, 1.0, 1.0, "{line}",
            standing=False, evidence=(),
        )  # fmt: skip
        return Outcome(
            rule,
            "fired" if fired else "not-fired",
            "" if fired else "first seen after the incident began",
            entity=host,
            host=host,
            onset=onset,
            lead_seconds=-60 * minute,
            sentence=f"{cause} on {host}",
            matched=(sign,),
            contradictions=(against,) if contradicted else (),
        )

    return make
