"""Signatures of confirmed incidents: learned from one, they name the next, and are never scored on their own case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from foreshock.evaluate import evaluate, learn
from foreshock.evaluate.exceptions import EvaluateError
from foreshock.rules.packs import load

START = datetime(2023, 7, 11, 1, 0, tzinfo=UTC)
SECONDS, FAULT = 240, 120
NORMAL = {"transaction_latency_ms": 2.0, "com_commit": 50.0, "handler_read_key": 900.0, "threads_running": 8.0}
# What two faults do, as ratios: no shape that comes with Foreshock is like either.
FAULTS = {
    "certificate": {"transaction_latency_ms": 1.6, "handler_read_key": 3.0, "threads_running": 0.4},
    "dns": {"com_commit": 1.7, "handler_read_key": 0.3, "threads_running": 4.0},
}


def case(folder: Path, cause: str, seed: int) -> Path:
    """A folder with one file of metrics, half of it under the fault, and its ground truth."""
    (folder / "db-01").mkdir(parents=True)
    rows = [f"time,{','.join(NORMAL)}"]
    for second in range(SECONDS):
        effect: Mapping[str, float] = FAULTS[cause] if second >= FAULT else {}
        wave = 1 + 0.02 * ((second * seed) % 7 - 3)
        values = [str(round(level * wave * effect.get(name, 1.0), 4)) for name, level in NORMAL.items()]
        rows.append(f"{START + timedelta(seconds=second):%Y-%m-%dT%H:%M:%SZ},{','.join(values)}")
    (folder / "db-01" / "metrics.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    truth = {"cause": cause, "cause_entity": "db-01", "impact_start": (START + timedelta(seconds=FAULT)).isoformat()}
    (folder / "ground_truth.json").write_text(json.dumps(truth), encoding="utf-8")
    return folder


def test_one_example_of_each_cause_names_the_next(tmp_path: Path) -> None:
    """Learned from one case a cause, the others are named, and the cases learned from are not scored."""
    root, pack = tmp_path / "cases", tmp_path / "signatures.yaml"
    for seed, name in ((3, "a"), (5, "b")):
        for cause in FAULTS:
            case(root / f"{name}-{cause}", cause, seed)

    taken = learn(root, pack, examples=1)
    scores = evaluate(root, given_window=True, signatures=pack)

    assert [folder.name for folder in taken] == ["a-certificate", "a-dns"]
    assert [(each.name, each.rank, each.entity_rank) for each in scores.cases] == [
        ("b-certificate", 1, 1),
        ("b-dns", 1, 1),
    ]


def test_a_signature_is_a_rule_that_people_can_read(tmp_path: Path) -> None:
    """The file is a rule pack: ratios to normal by name, and the case that they come from."""
    case(tmp_path / "cases" / "one", "dns", 3)
    learn(tmp_path / "cases", tmp_path / "signatures.yaml")

    rule = load([tmp_path / "signatures.yaml"], builtin=False).rules[0]
    shape = rule.steps[0].shape

    assert (rule.id, rule.cause, rule.learned_from) == ("learned.dns", "dns", ("cases/one",))
    assert shape is not None
    assert float(shape.expect["throughput"]) == pytest.approx(1.7, rel=0.1)
    assert float(shape.expect["latency"]) == pytest.approx(1.0, rel=0.1)


def test_cases_without_measures_teach_nothing(tmp_path: Path) -> None:
    """Where there is nothing to learn from, that is said, and nothing is written."""
    folder = tmp_path / "cases" / "healthy"
    case(folder, "dns", 3)
    (folder / "ground_truth.json").write_text('{"cause": "none"}', encoding="utf-8")

    with pytest.raises(EvaluateError, match="no case here has an incident"):
        learn(tmp_path / "cases", tmp_path / "signatures.yaml")

    assert not (tmp_path / "signatures.yaml").exists()
