"""Every fault that the lab can inject, by name."""

from __future__ import annotations

from tests.lab.faults import configuration, machine, mariadb, pooler, postgresql, web

MODULES = (configuration, postgresql, mariadb, pooler, web, machine)
FAULTS = {fault.name: fault for module in MODULES for fault in module.FAULTS}
