"""A small rule pack, and scenes to play it on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from foreshock.rules.model import RulePack, RuleSet
from foreshock.yamldoc import Document

PACK = """\
pack: demo
title: A demonstration
rules:
  - id: demo.full
    cause: disk-full
    title: A filesystem ran out of space
    prior: 0.9
    entity: mountpoint
    lag: {before: 30 m, after: 2 m}
    steps:
      - id: refused
        title: a program that was refused space
        log: {any: [No space left on device]}
      - id: at-limit
        title: a filesystem filled to 97 % or more
        metric: {name: system.filesystem.utilization, above: 0.97}
      - id: panic
        role: effect
        title: a server that gave up
        log: {any: ['PANIC: ']}
    leads_to: [database-restart]
    words:
      cause: '{entity} is full since {onset} ({value}): {text}'
      effect: Writes fail.
      confirm: df -h
      fix: Free space.
      prevent:
        - sentence: Warn at 85 %.
          alert:
            name: AlmostFull
            expr: 1 - node_filesystem_avail_bytes / node_filesystem_size_bytes > 0.85
            metric: {name: system.filesystem.utilization, above: 0.85, for: 10 m}
"""


@pytest.fixture
def pack_text() -> str:
    """The YAML of a sound pack with one rule."""
    return PACK


@pytest.fixture
def pack_folder(tmp_path: Path) -> Path:
    """A folder with that pack."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "demo.yaml").write_text(PACK, encoding="utf-8")
    return folder


@pytest.fixture
def ruleset() -> RuleSet:
    """The pack as a rule set."""
    pack = Document(PACK, "demo.yaml").build(RulePack)
    assert pack is not None
    return RuleSet((pack,), "digest")


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in memory."""
    with duckdb.connect(config={"threads": 1}) as opened:
        opened.execute("SET TimeZone = 'UTC'")
        yield opened
