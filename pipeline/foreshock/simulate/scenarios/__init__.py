"""The scenarios: one module a story."""

from __future__ import annotations

from foreshock.simulate.scenario import Scenario
from foreshock.simulate.scenarios.ecommerce import Healthy
from foreshock.simulate.scenarios.ecommerce_disk_full import EcommerceDiskFull

ALL: dict[str, Scenario] = {scenario.name: scenario for scenario in (EcommerceDiskFull(), Healthy())}
"""Scenarios by the name that ``foreshock simulate`` takes."""
