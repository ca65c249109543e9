"""The alerts of the rules, as Prometheus reads them."""

from __future__ import annotations

import yaml

from foreshock.rules.export import prometheus_rules
from foreshock.rules.model import RuleSet
from foreshock.rules.packs import load


def test_an_alert_keeps_its_words(ruleset: RuleSet) -> None:
    """Name, expression, hold, severity, and the rule that it comes from."""
    document = yaml.safe_load(prometheus_rules(ruleset.packs))

    assert document == {
        "groups": [
            {
                "name": "foreshock-demo",
                "rules": [
                    {
                        "alert": "AlmostFull",
                        "expr": "1 - node_filesystem_avail_bytes / node_filesystem_size_bytes > 0.85",
                        "for": "10m",
                        "labels": {"severity": "warning"},
                        "annotations": {
                            "summary": "A filesystem ran out of space",
                            "description": "Writes fail.",
                            "foreshock_rule": "demo.full",
                        },
                    }
                ],
            }
        ]
    }


def test_an_alert_of_several_rules_is_written_once() -> None:
    """A disk that is busy speaks for several rules; nobody wants to be woken twice, nor by one name for two things."""
    groups = yaml.safe_load(prometheus_rules(load().packs))["groups"]
    alerts = [each["alert"] for group in groups for each in group["rules"]]

    assert len(alerts) == len(set(alerts)) > 20


def test_rules_can_be_picked() -> None:
    """Only the groups that have something to say are written."""
    (group,) = yaml.safe_load(prometheus_rules(load().packs, ["disk.inodes"]))["groups"]

    assert [each["alert"] for each in group["rules"]] == ["InodesAlmostGone"]
