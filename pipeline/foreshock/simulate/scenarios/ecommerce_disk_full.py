"""July 10, 2023: the database's volume fills up, and half an hour is lost on the wrong hypothesis."""

from __future__ import annotations

from foreshock.simulate.clock import iso
from foreshock.simulate.ground_truth import GroundTruth
from foreshock.simulate.machine import Strain, Volume
from foreshock.simulate.noise import Noise
from foreshock.simulate.outcomes import EVERYDAY, Chances, Outcome, Phase
from foreshock.simulate.routes import DATABASE, Group
from foreshock.simulate.scenario import Outage, Scenario, Story
from foreshock.simulate.scenarios.disk_full_evening import CHECKPOINTER, FULL_AT, Evening, script
from foreshock.simulate.scenarios.ecommerce import DATA_MOUNT, data_volume, deploy, growth
from foreshock.simulate.world import World

_FULL: Chances = {
    **EVERYDAY,
    Group.HOME: {Outcome.UPSTREAM_TIMEOUT: 0.02},
    Group.PRODUCT: {Outcome.DISK_FULL_TABLE: 0.09, Outcome.UPSTREAM_TIMEOUT: 0.02},
    Group.SEARCH: {Outcome.DISK_FULL_TEMP: 0.42, Outcome.UPSTREAM_TIMEOUT: 0.02},
    Group.CART: {Outcome.DISK_FULL_TABLE: 0.7, Outcome.UPSTREAM_TIMEOUT: 0.03},
    Group.CHECKOUT: {Outcome.DISK_FULL_TABLE: 0.7, Outcome.UPSTREAM_TIMEOUT: 0.05},
}
_CRASHED: Chances = {
    group: {Outcome.IN_RECOVERY: 0.45, Outcome.SERVER_CLOSED: 0.2, Outcome.POOL_TIMEOUT: 0.35} for group in DATABASE
}
_RECOVERING: Chances = {group: {Outcome.NOT_ACCEPTING: 0.65, Outcome.POOL_TIMEOUT: 0.35} for group in DATABASE}
# Some pages come from the application's cache.
_DOWN: Chances = {
    group: {
        Outcome.POOL_TIMEOUT: 0.5,
        Outcome.APP_REFUSED: 0.2,
        Outcome.CONNECTION_REFUSED: 0.18 if group in (Group.HOME, Group.PRODUCT, Group.CATEGORY) else 0.3,
    }
    for group in DATABASE
} | {Group.HEALTH: {Outcome.APP_REFUSED: 0.2}}
_WARMING: Chances = {group: {Outcome.POOL_TIMEOUT: 0.03} for group in DATABASE} | {
    Group.PRODUCT: {Outcome.UNDEFINED_TABLE: 0.09, Outcome.POOL_TIMEOUT: 0.02}
}


class EcommerceDiskFull(Scenario):
    """The incident that the project was created from, with the clock times of its postmortem (EST)."""

    name = "ecommerce-disk-full"
    description = "a web shop's database volume fills up over days: ENOSPC, PANIC, a crash, two hours of outage"

    def story(self, world: World, noise: Noise) -> Story:
        """The evening of the world's last day, from the full volume at 19:58:50 to the end at 22:00."""
        at = Evening(world)
        outage = Outage(at("20:31:07.690"), at("20:31:33.700"), at("21:30:00"), CHECKPOINTER)
        redo_at = at("20:31:11.880")
        phases = (
            Phase("full", at("20:00:00"), outage.crashed, (5.5, 7.5), 0.65, (0.25, 0.5), _FULL),
            Phase("crashed", outage.crashed, redo_at, (7.5, 7.5), 0.65, (1.0, 1.0), _CRASHED),
            Phase("recovering", redo_at, outage.gone, (7.5, 7.5), 0.65, (1.0, 1.0), _RECOVERING),
            Phase("down", outage.gone, outage.up, (1.0, 1.0), 0.5, (1.0, 1.0), _DOWN),
            Phase("warming up", outage.up, at("22:00:00"), (5.5, 4.2), 0.6, (0.6, 0.35), _WARMING),
        )
        full_at = at(FULL_AT)
        truth = GroundTruth(
            cause="disk-full",
            cause_entity=world.db.name,
            fault_injected_at=iso(full_at),
            impact_start=iso(phases[0].start),
            impact_end=iso(phases[-1].end),
            expected_rank1=("disk-full",),
            must_not_rank1=(
                "traffic-surge", "cpu-saturation", "connection-exhaustion", "bad-deploy", "upstream-down",
                "database-restart",
            ),
            key_evidence=("could not extend file", "No space left on device", DATA_MOUNT),
        )  # fmt: skip
        return Story(
            db_volume=_volume(world, at, full_at), truth=truth, phases=phases, lost_share=0.30, db_outage=outage,
            import_until=full_at, strains=_strains(at), script=(*deploy(world), *script(world)),
        )  # fmt: skip


def _volume(world: World, at: Evening, full_at: int) -> Volume:
    """Fuller by some per cent a day, to the last block at ``full_at``; a bigger and empty disk after 21:16."""
    from_zero = Volume(DATA_MOUNT, "", 1, growth(world, 0.0, pruned=False)).used(full_at)
    rising = [knot for knot in growth(world, 1.0 - from_zero, pruned=False) if knot[0] < full_at]
    swapped = at("21:16:30")
    filled = [
        *rising, (full_at, 1.0), (swapped, 1.0), (swapped + 1, 0.001), (at("21:30:00"), 0.004), (at("21:59:00"), 0.36),
        (world.at(world.end), 0.363),
    ]  # fmt: skip
    return data_volume(filled=filled, swapped=(swapped, "/dev/sdc1", 402_106))


def _strains(at: Evening) -> tuple[Strain, ...]:
    """Writers that fail and retry make the disk wait, not the processors; a dead server does nothing."""
    return (
        Strain(at("19:59:00"), at("20:31:00"), user=-6.0, iowait=10.5, busy=31.0, write_kb=900.0),
        Strain(at("20:31:00"), at("21:30:00"), idle=True),
        Strain(at("21:30:00"), at("22:00:00"), user=21.0, iowait=19.0, busy=86.0, write_kb=71_000.0, read_kb=9_000.0),
    )
