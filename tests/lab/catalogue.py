"""Every fault that the lab can inject, by name."""

from __future__ import annotations

from tests.lab.faults import machine, mariadb, postgresql, web

FAULTS = {fault.name: fault for fault in (*postgresql.FAULTS, *mariadb.FAULTS, *web.FAULTS, *machine.FAULTS)}
