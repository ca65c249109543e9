"""The notebooks run from top to bottom, and show what they print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


def texts(notebook: Any) -> list[list[str]]:
    """The printed text of every code cell; pictures are left out."""
    return [
        [
            str(output.get("text") or output.data.get("text/plain"))
            for output in cell.outputs
            if output.output_type in {"stream", "execute_result"}
        ]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_shows_what_it_prints(path: Path) -> None:
    """Executing the page gives the output that is kept in it (if not: make notebooks)."""
    kept: Any = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    executed: Any = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(executed, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()

    assert any(texts(kept))
    assert texts(executed) == texts(kept)
