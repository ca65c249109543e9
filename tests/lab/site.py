"""Who is who in a recording: names and loopback addresses of the hosts, the zone, the forms of the logs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

ADDRESSES = {"web": "127.0.0.11", "app": "127.0.0.21", "db": "127.0.0.31", "pay": "127.0.0.41", "dns": "127.0.0.53"}
PAYMENTS_NAME = "payments.internal"


@dataclass(frozen=True, slots=True)
class Site:
    """The site of one recording.

    ``pooler`` is the role on whose host PgBouncer stands before PostgreSQL, if any does.
    ``zones`` are those of hosts that are not in ``zone`` (``ROLE:ZONE``), ``front`` is nginx or haproxy, ``access``
    the form of its access log (nginx.FORMS), ``application`` that of the shop's log (programs/shop.FORMS, json or
    logfmt), ``server`` PostgreSQL's log_destination, ``prefix`` its log_line_prefix, ``syslog`` rfc3164, iso or
    journal, ``metrics`` the exports kept (machine.EXPORTS).
    """

    web: str = "web-01"
    app: str = "app-01"
    db: str = "db-01"
    zone: str = "UTC"
    zones: tuple[str, ...] = ()
    front: str = "nginx"
    access: str = "timed"
    application: str = "plain"
    server: str = "stderr"
    prefix: str = "%m [%p] %q%u@%d "
    syslog: str = "rfc3164"
    metrics: tuple[str, ...] = ("sadf-json", "prometheus")
    pooler: str = ""
    packed: tuple[str, ...] = field(default=())

    def changed(self, knobs: Iterable[str]) -> Site:
        """The same with other knobs, ``KEY=VALUE`` each; commas part the values of one that has several."""
        pairs = dict(knob.split("=", 1) for knob in knobs)
        several = {key for key in pairs if isinstance(getattr(self, key), tuple)}
        words: dict[str, Any] = {
            key: tuple(filter(None, value.split(","))) if key in several else value for key, value in pairs.items()
        }
        return replace(self, **words)

    def zone_of(self, role: str) -> str:
        """The zone of the host that plays a role; ``zones`` holds ``ROLE:ZONE``."""
        return dict(pair.split(":", 1) for pair in self.zones).get(role, self.zone)

    def name(self, role: str) -> str:
        """The host that plays a role."""
        return {"web": self.web, "app": self.app, "db": self.db}.get(role, f"{role}-01")
