"""The package as its users meet it: cheap to import, complete as a wheel."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

HEAVY = ["polars", "duckdb", "deltalake", "pyarrow", "numpy", "jinja2", "rich", "rapidfuzz", "yaml", "zstandard"]


def loaded_by(statement: str) -> set[str]:
    """The top-level modules that a fresh interpreter has after a statement."""
    program = (
        f"{statement}\nimport sys, json\nsys.__stderr__.write(json.dumps([m for m in sys.modules if '.' not in m]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(json.loads(done.stderr))


def test_import_is_cheap() -> None:
    """``import foreshock`` loads nothing heavy."""
    assert loaded_by("import foreshock").isdisjoint([*HEAVY, "typer"])


@pytest.mark.parametrize("words", [["--help"], ["analyze", "--help"], ["rules", "--help"], ["--version"]])
def test_help_is_cheap(words: list[str]) -> None:
    """Help and version load nothing heavy, so that they answer at once."""
    assert loaded_by(f"from foreshock.cli.run import run\nassert run({words!r}) == 0").isdisjoint(HEAVY)


def test_public_names_resolve() -> None:
    """Every name that the package promises is there, and an unknown one is an AttributeError."""
    import foreshock  # noqa: PLC0415  # the subject of the test

    assert all(getattr(foreshock, name) is not None for name in foreshock.__all__)
    assert set(foreshock.__all__) <= set(dir(foreshock))
    with pytest.raises(AttributeError, match="analyse"):
        foreshock.analyse  # noqa: B018


def by_product(path: Path) -> bool:
    """Whether a file is what tools leave behind: bytecode, caches."""
    return any(part == "__pycache__" or part.startswith(".") for part in path.parts)


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the repository."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=root, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_is_complete(wheel: Path, root: Path) -> None:
    """The wheel has every file of the package that is no bytecode, and every rule pack."""
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    package = root / "pipeline"
    files = [path for path in package.rglob("*") if path.is_file() and not by_product(path)]
    packs = [f"foreshock/packs/{path.relative_to(root / 'rules')}" for path in (root / "rules").rglob("*.yaml")]
    assert packs
    assert {str(path.relative_to(package)) for path in files} | set(packs) <= inside
    assert "foreshock/py.typed" in inside


@pytest.mark.slow
def test_wheel_does_the_job_elsewhere(wheel: Path, root: Path, tmp_path: Path) -> None:
    """Installed alone into a new environment, far from the repository, it finds the cause of the sample incident.

    The dependencies are lent by the environment that runs the tests, so that no network is needed; Foreshock
    itself must come from the wheel.
    """
    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    away = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}

    def run(program: str, *arguments: str) -> str:
        command = [str(home / "bin" / program), *arguments]
        return subprocess.run(command, cwd=tmp_path, env=away, capture_output=True, text=True, check=True).stdout

    run("python", "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel))
    own = Path(run("python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (own / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    assert Path(run("python", "-c", "import foreshock; print(foreshock.__file__)").strip()).is_relative_to(own)

    sample = str(root / "sample_logs" / "2023-07-10-ecommerce")
    findings = json.loads(run("foreshock", "analyze", sample, "-o", "case", "--json"))
    assert findings["incidents"][0]["causes"][0]["cause"] == "disk-full"
    assert (tmp_path / "case" / "report.html").stat().st_size
