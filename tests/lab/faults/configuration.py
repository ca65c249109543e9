"""Faults of configuration: settings that were changed on servers that run, and are well otherwise."""

from __future__ import annotations

from functools import partial

from tests.lab.decoys import DECOYS
from tests.lab.faults.fault import Deed, Fault
from tests.lab.lab import Lab, Needs
from tests.lab.site import Site

NGINX_CONF = "/etc/nginx/nginx.conf"
CROWD = "limit_req_zone $server_name zone=shop:1m rate=14r/s;"


def _set(*settings: str) -> Deed:
    """A deed that changes PostgreSQL's settings and lets it read them, ``NAME = VALUE`` each."""

    def change(lab: Lab) -> None:
        for setting in settings:
            lab.database.sql(f"ALTER SYSTEM SET {setting}")
        lab.database.sql("SELECT pg_reload_conf()")

    return change


def _reset(lab: Lab) -> None:
    lab.database.sql("ALTER SYSTEM RESET ALL")
    lab.database.sql("SELECT pg_reload_conf()")


def _nginx(lab: Lab, **words: str) -> None:
    """Somebody's playbook writes nginx.conf anew and reloads nginx."""
    syslog = lab.syslogs["web"]
    module = "ansible-ansible.legacy.copy"
    syslog.say("python3[8812]", f"{module} Invoked with dest={NGINX_CONF} owner=root mode=0644 backup=True")
    lab.nginx.configure(**words)
    syslog.say("systemd[1]", "Reloading nginx.service - A high performance web server and a reverse proxy server...")
    lab.nginx.reload()
    syslog.say("systemd[1]", "Reloaded nginx.service - A high performance web server and a reverse proxy server.")


FAULTS = (
    Fault(
        "postgresql-read-only", "config-change", "db",
        Site("web-01", "app-01", "db-01", zone="Europe/Paris", access="timed", application="logfmt", syslog="journal",
             prefix="%m [%p] %q%u@%d ", metrics=("sadf-json",)),
        _set("default_transaction_read_only = on"), _reset, ('"default_transaction_read_only" changed to "on"',),
        expected=("filesystem-read-only",), never=("traffic-surge", "bad-deploy", "disk-full"),
        before=((65, DECOYS["mail"]),),
    ),
    Fault(
        "nginx-rate-limit", "config-change", "web",
        Site("edge-1", "app-1", "db-1", zone="UTC", access="combined", application="json", syslog="iso",
             metrics=("sar",)),
        partial(_nginx, crowd=CROWD, limit="limit_req zone=shop burst=4 nodelay;"),
        partial(_nginx, crowd="", limit=""), (NGINX_CONF, "limiting requests", "Reloading nginx"),
        never=("traffic-surge", "abusive-client", "bad-deploy"),
    ),
    Fault(
        "nginx-wrong-port", "config-change", "web",
        Site("edge-1", "app-1", "db-1", zone="Asia/Dubai", access="keyed", application="brackets",
             metrics=("prometheus",)),
        partial(_nginx, port="8001"), partial(_nginx, port="8000"),
        (NGINX_CONF, "Reloading nginx", "Connection refused"),
        Needs("mariadb"), expected=("upstream-down",), never=("traffic-surge", "bad-deploy"),
    ),
)  # fmt: skip
