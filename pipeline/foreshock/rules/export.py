"""The alerts of rules as a Prometheus rule file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

from foreshock.rules.alerts import prometheus_rule
from foreshock.rules.model import RulePack

HEAD = """\
# Alerts that would have warned of what Foreshock's rules know, for Prometheus with the exporters for hosts (node),
# PostgreSQL (postgres_exporter), MySQL and MariaDB (mysqld_exporter) and the metrics of your web servers.
# Names of metrics and limits differ between sites: look through them. Check with: promtool check rules FILE
"""


def prometheus_rules(packs: Iterable[RulePack], wanted: Iterable[str] = ()) -> str:
    """The YAML of a Prometheus rule file: one group a pack, each alert once; ``wanted`` picks rules by id."""
    chosen = frozenset(wanted)
    groups: list[dict[str, Any]] = []
    told: set[tuple[str, str]] = set()
    for pack in packs:
        alerts = []
        for rule in (each for each in pack.rules if not chosen or each.id in chosen):
            for alert in (each.alert for each in rule.words.prevent if each.alert):
                if (alert.name, alert.expr) not in told:
                    told.add((alert.name, alert.expr))
                    alerts.append(prometheus_rule(rule, alert))
        if alerts:
            groups.append({"name": f"foreshock-{pack.pack}", "rules": alerts})
    return HEAD + yaml.safe_dump({"groups": groups}, sort_keys=False, allow_unicode=True, width=120)
