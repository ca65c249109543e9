"""Faults between hosts: servers that are gone or silent, links, names, certificates."""

from __future__ import annotations

from foreshock.simulate.cases import failures
from foreshock.simulate.cases.faults.told import Fault, Told
from foreshock.simulate.cases.scene import Scene
from foreshock.simulate.cases.shop import APP, DB, ON_DATABASE, WEB
from foreshock.simulate.clock import SECOND


def upstream_down(scene: Scene) -> Told:
    """The application exits and stays away until somebody starts it."""
    at = scene.fault_at
    up = at + int(scene.rng.uniform(150, 420)) * SECOND
    scene.say(at, APP, "systemd[1]", "shop.service: Main process exited, code=exited, status=1/FAILURE",
              "shop.service: Failed with result 'exit-code'.", level="WARNING")  # fmt: skip
    scene.say(up, APP, "systemd[1]", "Started shop.service - Shop application.")
    if scene.knobs.web_log == "haproxy":
        scene.say(at + 2 * SECOND, WEB, "haproxy[812]", 'Server app/app-01 is DOWN, reason: Layer4 connection problem, '
                  'info: "Connection refused", check duration: 0ms. 0 active and 0 backup servers left.',
                  "backend app has no server available!", level="ERROR")  # fmt: skip
        scene.say(up + 2 * SECOND, WEB, "haproxy[812]", "Server app/app-01 is UP, reason: Layer4 check passed, check "
                  "duration: 0ms. 1 active and 0 backup servers online.")  # fmt: skip
    scene.app(up, "INFO", "shop.release", "release v4.7.1 starting, 4 workers")
    scene.fail(at, up, failures.CRASHED_APP)
    scene.gauges[APP.name].move("user", at, up, 0.8)
    evidence = ("Connection refused", "AH00957", "shop.service: Main process exited", "is DOWN, reason")
    return Told(APP.name, at, up, evidence)


def upstream_timeout(scene: Scene) -> Told:
    """The payment partner does not answer; whoever pays waits ten seconds for nothing."""
    at, end = scene.fault_at, scene.fixed_at
    scene.fail(at, end, failures.PAYMENT_TIMEOUT, (0.7, 0.9), routes=("checkout",))
    scene.fail(at, end, failures.PAYMENT_TIMEOUT, (0.08, 0.12), routes=("cart",))
    return Told(APP.name, at + 10 * SECOND, end, ("Read timed out", "api.pay.example"))


def link(scene: Scene) -> Told:
    """A cable, or a switch: the database's or the application's link goes down and up again."""
    at, end = scene.fault_at, scene.fixed_at
    for moment in scene.every(at, end, 55):
        scene.say(moment, DB, "kernel", "igb 0000:03:00.0 eth0: igb: eth0 NIC Link is Down", level="ERROR")
        up = "igb 0000:03:00.0 eth0: igb: eth0 NIC Link is Up 1000 Mbps Full Duplex, Flow Control: RX/TX"
        scene.say(moment + 24 * SECOND, DB, "kernel", up)
    scene.gauges[DB.name].move("dropped", at, end, 42)
    scene.fail(at + 8 * SECOND, end, failures.NO_ROUTE, (0.4, 0.5), routes=ON_DATABASE)
    return Told(DB.name, at + 8 * SECOND, end, ("NIC Link is Down", "No route to host"))


def conntrack(scene: Scene) -> Told:
    """The proxy's table of connections is full: the kernel drops packets in silence but for one line."""
    at, end = scene.fault_at, scene.fixed_at
    for moment in scene.every(at, end, 7):
        scene.say(moment, WEB, "kernel", "nf_conntrack: nf_conntrack: table full, dropping packet", level="WARNING")
    scene.gauges[WEB.name].move("conntrack", at - 60 * SECOND, end, 65_500, ramp_s=60)
    scene.gauges[WEB.name].move("dropped", at, end, 130)
    scene.fail(at, end, failures.GATEWAY_TIMEOUT, (0.06, 0.15))
    scene.slow(at, end, (9.0, 14.0), part="app")
    return Told(WEB.name, at + 5 * SECOND, end, ("table full, dropping packet",))


def network(scene: Scene) -> Told:
    """A link goes down and up again, or the proxy's table of connections is full."""
    return (link, conntrack)[int(scene.rng.integers(0, 2))](scene)


def dns(scene: Scene) -> Told:
    """The resolver is gone; names that are not cached are not found."""
    at, end = scene.fault_at, scene.fixed_at
    scene.fail(at, end, failures.NAME_UNKNOWN, (0.35, 0.8), routes=ON_DATABASE)
    return Told(APP.name, at + 5 * SECOND, end, ("Temporary failure in name resolution",))


def certificate(scene: Scene) -> Told:
    """The payment partner's certificate has expired."""
    at, end = scene.fault_at, scene.fixed_at
    scene.fail(at, end, failures.CERTIFICATE_EXPIRED, (0.95, 1.0), routes=("checkout",))
    scene.fail(at, end, failures.CERTIFICATE_EXPIRED, (0.1, 0.1), routes=("cart",))
    return Told(APP.name, at, end, ("certificate has expired",))


FAULTS = (
    Fault("upstream-down", upstream_down, ("web-error", "syslog")),
    Fault("upstream-timeout", upstream_timeout, ("app",)),
    Fault("network", network, ("syslog",)),
    Fault("dns", dns, ("app",)),
    Fault("certificate", certificate, ("app",)),
)
