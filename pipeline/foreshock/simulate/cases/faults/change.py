"""Faults that people make: releases and settings."""

from __future__ import annotations

from foreshock.simulate.cases import failures
from foreshock.simulate.cases.faults.told import Fault, Told
from foreshock.simulate.cases.scene import Entry, Scene, sudo
from foreshock.simulate.cases.shop import APP, DB, DYNAMIC, ON_DATABASE, WEB
from foreshock.simulate.clock import SECOND


def deploy(scene: Scene) -> Told:
    """A release with a bug in one place, or one that makes everything slow."""
    at, end = scene.fault_at, scene.fixed_at
    scene.say(at - 6 * SECOND, APP, "sudo",
              sudo("deploy", "systemctl reload shop.service"))  # fmt: skip
    scene.app(at, "INFO", "shop.release", "release v4.8.0 starting, graceful reload of 4 workers")
    scene.app(at + 2 * SECOND, "INFO", "shop.release", "release v4.8.0 ready, previous v4.7.1")
    kind = int(scene.rng.integers(0, 4))
    if kind == 0:
        scene.gauges[APP.name].move("user", at, end, 20, mode="add")
        scene.slow(at + 2 * SECOND, end, (18.0, 24.0), part="app", routes=DYNAMIC)
    else:
        bug = (failures.NEW_BUG, failures.NEW_KEY, failures.NEW_COLUMN)[kind - 1]
        routes = (("checkout", "cart"), ("cart", "home"), ("product",))[kind - 1]
        scene.fail(at + 2 * SECOND, end, bug, (0.7, 0.7), routes=routes)
    scene.app(end, "INFO", "shop.release", "release v4.7.1 starting, graceful reload of 4 workers")
    return Told(APP.name, at + 3 * SECOND, end, ("release v4.8.0", "TypeError", "KeyError", "eco_label"))


def config(scene: Scene) -> Told:
    """A setting with a wrong value is read by the database, or by the proxy."""
    at, end = scene.fault_at, scene.fixed_at
    if scene.knobs.is_postgresql:
        scene.say(at - 20 * SECOND, DB, "sudo",
                  sudo("maria", "systemctl reload postgresql"))  # fmt: skip
        scene.server(at, "LOG", "received SIGHUP, reloading configuration files")
        if scene.rng.random() < 0.5:
            scene.server(at + 900, "LOG", 'parameter "statement_timeout" changed to "60ms"')
            scene.slow(at, end, (1.1, 1.1))
            scene.fail(at + SECOND, end, failures.STATEMENT_TIMEOUT, (0.25, 0.3), routes=("search", "home", "checkout"))
        else:
            scene.server(at + 900, "LOG", 'parameter "enable_indexscan" changed to "off"')
            scene.gauges[DB.name].move("user", at, end, 45, mode="add")
            scene.gauges[DB.name].move("rows", at, end, 900_000)
            scene.slow(at + SECOND, end, (16.0, 22.0), routes=ON_DATABASE)
        return Told(DB.name, at + 2 * SECOND, end, ("changed to",))
    text = (
        "AH00494: SIGHUP received.  Attempting to restart" if scene.knobs.web_log == "apache"
        else "signal 1 (SIGHUP) received from 30117, reconfiguring"
    )  # fmt: skip
    scene.entries.append(Entry(at, WEB.name, "web-error", "notice", "", text, pid=899))
    scene.say(at - SECOND, WEB, "sudo", sudo("maria", "systemctl reload nginx"))
    scene.fail(at + SECOND, end, failures.CRASHED_APP, (0.5, 0.5))
    return Told(WEB.name, at + SECOND, end, ("reconfiguring", "AH00494"))


FAULTS = (
    Fault("bad-deploy", deploy, ("app",)),
    Fault("config-change", config, ("database", "web-error")),
)
