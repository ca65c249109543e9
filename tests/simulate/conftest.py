"""One archive of the seed incident for all tests of the simulator."""

from __future__ import annotations

from pathlib import Path

import pytest

from foreshock.simulate import simulate


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seed incident as the sample has it."""
    out = tmp_path_factory.mktemp("archive")
    simulate("ecommerce-disk-full", out)
    return out
