"""A real browser opens the page: it renders, and neither its console nor the page's policy complains."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from foreshock.report import Chart, render

pytestmark = pytest.mark.real

FINDINGS = Path(__file__).parents[1] / "report" / "seed.findings.json"
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture
def chromium(tmp_path: Path) -> list[str]:
    """The command that opens a page, prints it as the browser understood it, and logs its console."""
    if BROWSER is None:
        pytest.skip("Chromium is not installed, so the HTML page was not opened in a browser.")
    offline = ["--disable-background-networking", "--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND"]
    quiet = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        f"--user-data-dir={tmp_path}/profile",
    ]
    return [BROWSER, *quiet, *offline, "--enable-logging=stderr", "--v=0", "--dump-dom"]


def opened(chromium: list[str], page: Path) -> subprocess.CompletedProcess[str]:
    """What the browser made of the page."""
    return subprocess.run([*chromium, page.as_uri()], capture_output=True, text=True, check=True, timeout=90)


def test_page_opens_without_a_complaint(chromium: list[str], tmp_path: Path) -> None:
    """The page with a chart opens, its style sheet passes its policy, and the console stays empty."""
    times = [datetime(2023, 7, 11, tzinfo=UTC) + timedelta(minutes=minute) for minute in range(180)]
    chart = Chart("Latency", "s", [("p95", times, [0.2 if minute < 60 else 3.0 for minute in range(180)])])
    page = tmp_path / "report.html"
    page.write_text(render(json.loads(FINDINGS.read_text(encoding="utf-8")), "html", charts=[chart]), encoding="utf-8")
    done = opened(chromium, page)
    assert "CONSOLE" not in done.stderr
    assert "Content Security Policy" not in done.stderr
    assert "<svg" in done.stdout
    assert "Root cause: disk full on db-01:/var/lib/postgresql</h1>" in done.stdout


def test_policy_stops_a_script(chromium: list[str], tmp_path: Path) -> None:
    """Were a script to get into the page after all, the policy would not let it run, and the console says so."""
    html = render(json.loads(FINDINGS.read_text(encoding="utf-8")), "html")
    page = tmp_path / "report.html"
    page.write_text(html.replace("</main>", "<script>document.title = 'owned'</script></main>"), encoding="utf-8")
    done = opened(chromium, page)
    assert "Content Security Policy" in done.stderr
    assert "<title>owned" not in done.stdout
