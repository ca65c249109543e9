"""A scenario: a world, what goes wrong in it when, and what an investigator must find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from foreshock.simulate.ground_truth import GroundTruth
from foreshock.simulate.machine import Strain, Volume
from foreshock.simulate.noise import Noise
from foreshock.simulate.outcomes import Phase
from foreshock.simulate.script import Line
from foreshock.simulate.world import World


@dataclass(frozen=True, slots=True)
class Outage:
    """The database without a server: it ``crashed``, was ``gone`` after its failed recovery, and was ``up`` again.

    ``checkpointer`` is the new server's process of that name.
    """

    crashed: int
    gone: int
    up: int
    checkpointer: str


@dataclass(frozen=True, slots=True)
class Story:
    """What happens in one archive; instants are microseconds since 1970 UTC.

    ``phases`` follow one another without a gap from the first moment of the impact to the last;
    ``lost_share`` of all requests stays away over that span. ``db_outage`` is the stretch without a database
    server, ``db_volume`` is how the database's volume fills. ``import_until`` is when the catalogue import of
    the last day ends early (None: it does not). ``strains`` load the database host beyond its traffic.
    """

    db_volume: Volume
    truth: GroundTruth
    phases: Sequence[Phase] = ()
    lost_share: float = 0.0
    db_outage: Outage | None = None
    import_until: int | None = None
    strains: Sequence[Strain] = field(default=())
    script: Sequence[Line] = field(default=())


class Scenario:
    """A named kind of incident, told anew for a world and a seed."""

    name: str
    description: str

    def story(self, world: World, noise: Noise) -> Story:
        """What happens in this world."""
        raise NotImplementedError
