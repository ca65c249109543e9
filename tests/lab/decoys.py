"""What is loud and harms nobody: a scanner, a mail queue, an agent that restarts, a small job, a noisy program."""

from __future__ import annotations

from collections.abc import Callable

from tests.lab.lab import Lab
from tests.lab.load import Crowd

SCANNED = ("/wp-login.php", "/.env", "/phpmyadmin/index.php", "/admin/config.php", "/.git/HEAD")


def _scan(lab: Lab) -> None:
    """One client asks for pages that do not exist, as often as half of all users ask for theirs."""
    lab.load.come("scanner", Crowd(lab.needs.rate / 2, dict.fromkeys(SCANNED, 1), "198.51.100.250", "zgrab/0.x"))


def _mail(lab: Lab) -> None:
    lab.repeat(
        "mail",
        lambda: lab.syslogs["app"].say(
            "postfix/smtp[2290]",
            "4XqK2: to=<news@example.org>, relay=none, delay=30, status=deferred "
            "(connect to mx.example.org[192.0.2.7]:25: Connection timed out)",
        ),
        every=2,
    )


def _agent(lab: Lab) -> None:
    for role in ("web", "db"):
        lab.syslogs[role].say("systemd[1]", "Stopping filebeat.service - Filebeat sends log files to Logstash...")
        lab.syslogs[role].say("systemd[1]", "filebeat.service: Main process exited, code=exited, status=1/FAILURE")
        lab.syslogs[role].say("systemd[1]", "filebeat.service: Failed with result 'exit-code'.")
        lab.syslogs[role].say("systemd[1]", "Started filebeat.service - Filebeat sends log files to Logstash.")


def _job(lab: Lab) -> None:
    lab.syslogs["db"].say("CRON[6120]", "(root) CMD (/usr/local/bin/backup-etc.sh)")
    lab.processes.run(["tar", "-czf", "/dev/null", "/etc"])
    lab.syslogs["db"].say("backup-etc.sh[6124]", "backup of /etc finished, 2.1 MB")


def _debug(lab: Lab) -> None:
    """A program of the application's host that tells errors which it gets over by itself."""

    def say() -> None:
        lab.syslogs["app"].say("metrics-agent[933]", "ERROR failed to push 120 points to 192.0.2.80:8086, will retry")
        lab.syslogs["app"].say("metrics-agent[933]", "DEBUG retry 1 of 5 succeeded after 210ms")

    lab.repeat("debug", say, every=0.5)


DECOYS: dict[str, Callable[[Lab], None]] = {
    "scanner": _scan,
    "mail": _mail,
    "agent": _agent,
    "job": _job,
    "debug": _debug,
}
