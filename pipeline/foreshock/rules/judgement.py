"""The incident that rules are asked about, and what a rule answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import polars as pl

from foreshock.rules.evidence import MatchedStep
from foreshock.rules.model import Rule

Clock = Callable[[datetime], str]
State = Literal["fired", "not-fired", "not-evaluable"]

# Sources are looked for from this long before the incident; an open incident is followed for as long.
AROUND = timedelta(hours=1)
# Clocks that nothing compares may be this far apart without anything in the data telling so.
CLOCKS_APART = timedelta(minutes=10)


def host_called(names: Mapping[str, str], name: str) -> str | None:
    """The host that an address, a name or a full domain name belongs to, with a port or without; None if none does."""
    known = names.get(name.lower())
    without_port = name.lower().rpartition(":")[0] or name.lower()
    return known or names.get(without_port) or names.get(without_port.split(".")[0])


def utc_words(moment: datetime) -> str:
    """A moment for people where no site's clock is known."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"


@dataclass(frozen=True, slots=True)
class Incident:
    """What the rules are to explain. ``symptoms`` has the columns kind and host, one row a symptom.

    ``names`` are the addresses and names of hosts, in lower case. ``clock`` words a moment as the people at the site
    read it. ``unsure_clocks`` are the hosts whose clocks nothing compares with those of the hosts that hurt: what they
    wrote may be as far off as clocks get.
    """

    start: datetime
    end: datetime | None
    symptoms: pl.DataFrame
    depends_on: Mapping[str, Collection[str]] | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    clock: Clock = utc_words
    unsure_clocks: Collection[str] = ()

    def clock_off(self, host: str) -> timedelta:
        """How far the clock of a host may be from those of the hosts that hurt, unnoticed."""
        return CLOCKS_APART if host in self.unsure_clocks else timedelta(0)

    @property
    def until(self) -> datetime:
        """The end, or an hour after the start while it lasts."""
        return self.end or self.start + AROUND


@dataclass(frozen=True, slots=True)
class Miss:
    """Why one cause step did not match: its title, and how near it came.

    Of a kind: ``near`` says what was seen, ``silent`` that no line was, ``unread`` that its source is not there.
    """

    title: str
    how: str
    kind: Literal["near", "silent", "unread"] = "near"

    def __str__(self) -> str:
        """As one reads it."""
        return f"{self.title}: {self.how}" if self.title else self.how


@dataclass(frozen=True, slots=True)
class Outcome:
    """One rule on one entity, against one incident.

    A rule whose cause was seen, but not in time, has not fired, and yet has ``matched``, ``onset`` and a negative
    ``lead_seconds``: it may be a link in the chain of another cause (``rule.leads_to``). ``misses`` are the parts of
    the ``reason`` of one that was judged step by step.
    """

    rule: Rule
    state: State
    reason: str
    entity: str | None = None
    host: str | None = None
    service: str | None = None
    onset: datetime | None = None
    lead_seconds: float | None = None
    sentence: str = ""
    matched: tuple[MatchedStep, ...] = ()
    contradictions: tuple[MatchedStep, ...] = ()
    standing: bool = False
    misses: tuple[Miss, ...] = ()

    @property
    def cause(self) -> str:
        """The class of cause."""
        return self.rule.cause

    def steps(self, role: str) -> tuple[MatchedStep, ...]:
        """The matched steps of a role, in time order."""
        return tuple(step for step in self.matched if step.role == role)
