"""Messages about logins give up the user and the address that they set apart, and nothing else does."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from foreshock.ingest import Batch, plan, read
from foreshock.ingest.reading.logins import with_logins

# Program and version: what it says, and of whom and from where.
SAID: dict[str, tuple[str, str | None, str | None]] = {
    "OpenSSH 8.4, pam_unix": (
        "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=10.0.0.9 user=ann",
        "ann",
        "10.0.0.9",
    ),
    "OpenSSH 9.8, who took too long": (
        "Timeout before authentication for connection from 10.0.0.9 to 10.0.0.5, pid = 2903",
        None,
        "10.0.0.9",
    ),
    "pam_unix, no user known": ("authentication failure; logname= uid=0 ruser= rhost=10.0.0.9 ", None, "10.0.0.9"),
    "pam_unix, a host with a name": (
        "authentication failure; logname= uid=0 ruser= rhost=220-135-151-1.hinet-ip.hinet.net  user=root",
        "root",
        "220-135-151-1.hinet-ip.hinet.net",
    ),
    "Dropbear 2020": ("Bad PAM password attempt for 'ann' from 10.0.0.9:49242", "ann", "10.0.0.9"),
    "Dovecot 2.3": (
        "imap-login: Disconnected (auth failed, 1 attempts): user=<ann@shop.example>, rip=10.0.0.9, lip=10.0.0.1, TLS",
        "ann@shop.example",
        "10.0.0.9",
    ),
    "Postfix 3.5": ("warning: unknown[10.0.0.9]: SASL LOGIN authentication failed", None, "10.0.0.9"),
    "Keycloak 21": (
        "type=LOGIN_ERROR, realmId=shop, userId=null, ipAddress=10.0.0.9, error=user_not_found, username=ann",
        "ann",
        "10.0.0.9",
    ),
    "Emby 4.7": ("AUTH-ERROR: 10.0.0.9 - Invalid username or password entered.", None, "10.0.0.9"),
    "AdGuard Home 0.107": ("POST 10.0.0.9 /control/login: invalid username or password", None, "10.0.0.9"),
    "Gitea 1.16": ("Failed authentication attempt for ann from 10.0.0.9:39522: user does not exist", "ann", "10.0.0.9"),
    "Jellyfin 10.8": ('Authentication request for "ann" has been denied (IP: "10.0.0.9").', "ann", "10.0.0.9"),
    "Vaultwarden 1.30": ("Username or password is incorrect. Try again. IP: ::1. Username: a@b.org.", "a@b.org", "::1"),
    "Paperless 1.16": ("Login failed for user `ann` from private IP `2001:db8::b6d3`.", "ann", "2001:db8::b6d3"),
    "Redmine 5": ("Failed login for 'ann' from 10.0.0.9 at 2023-03-13 09:25:23 UTC", "ann", "10.0.0.9"),
    "Guacamole 1.5": (
        'Authentication attempt from [10.0.0.9, 172.30.0.4] for user "ann" failed.',
        "ann",
        "10.0.0.9",
    ),
    "RouterOS 7": ("login failure for user admin from 10.0.0.9 via winbox", "admin", "10.0.0.9"),
    "Samba 4.13": (
        r"Auth: [SMB2,(null)] user []\[ann] status [NT_STATUS_NO_SUCH_USER] remote host [ipv4:10.0.0.9:62419] mapped",
        "ann",
        "10.0.0.9",
    ),
    "Nextcloud 23": ("Login failed: ann (Remote IP: 10.0.0.9)", "ann", "10.0.0.9"),
    "MySQL 5.7 in syslog": (
        "344 [Note] Access denied for user 'root'@'10.0.0.9' (using password: YES)",
        "root",
        "10.0.0.9",
    ),
    "Radarr 4 in syslog": ("[Warn] Auth: Auth-Failure ip 10.0.0.9 username 'ann'", "ann", "10.0.0.9"),
    "Proxmox 7": (
        "authentication failure; rhost=2001:bc8:628:1811::1 user=toor@pam msg=no such user ('toor@pam')",
        "toor@pam",
        "2001:bc8:628:1811::1",
    ),
    "Proxmox 7, success": ("<root@pam> successful auth for user 'root@pam'", "root@pam", None),
    "Overseerr 1.33": (
        'Failed sign-in attempt using invalid Overseerr password {"ip":"::ffff:10.0.0.9","email":"ann"}',
        "ann",
        "::ffff:10.0.0.9",
    ),
    "Bitwarden 2023.4": ("Failed login attempt, 2FA invalid. 10.0.0.9", None, "10.0.0.9"),
    "authentik 2023.8 in syslog": (
        '{"action": "login_failed", "client_ip": "10.0.0.9", "context": {"username": "ann"}}',
        "ann",
        "10.0.0.9",
    ),
    "Odoo 16": ("Login failed for db:shop login:ann@shop.example from 10.0.0.9", "ann@shop.example", "10.0.0.9"),
    "Uptime Kuma 1.23": ("Incorrect username or password for user ann. IP=10.0.0.9", "ann", "10.0.0.9"),
    "Synology DSM 7": ("User [ann] from [10.0.0.9] failed to log in via [DSM]", "ann", "10.0.0.9"),
    "Samba 4.9": ("check_ntlm_password:  Authentication for user [ann] -> [ann] FAILED with error", "ann", None),
    "Pure-FTPd 1.0 (its address stands with its peer)": ("Authentication failed for user [ann]", "ann", None),
    "Roundcube 1.6": ("IMAP Error: Login failed for ann against mail from 10.0.0.9. LOGIN: failed", "ann", "10.0.0.9"),
    "RouterOS 7 in syslog, whose program is login": ("failure for user ann from 10.0.0.9 via ssh", "ann", "10.0.0.9"),
    "Technitium DNS Server 11": (
        "[10.0.0.9:51234] DnsServerCore.DnsWebServiceException: Invalid username or password for user: ann",
        "ann",
        "10.0.0.9",
    ),
    "Stalwart 0.11": ("Auth failed (auth.failed) remoteIp = 10.0.0.9, remotePort = 5", None, "10.0.0.9"),
    "a user that is quoted, no address": ("User 'ann' failed to authenticate.", "ann", None),
}  # fmt: skip
SILENT = (
    "authentication failed: could not connect to LDAP server 10.0.0.5",
    "user login from 10:00:01 to 12:00:00",
    "password for database on host",
    "GET /orders for user ann from 10.0.0.9",  # no login
    "Login service listens",
    "login for [10.0.0.5:389] timed out",  # a server's address in brackets is no user
    "[10.0.0.9:51234] GET /orders",  # no login
)


@pytest.mark.parametrize("program", SAID)
def test_a_message_about_a_login_tells_who_and_from_where(program: str) -> None:
    """Users and addresses that a server sets apart in words are columns, whatever server it is."""
    body, user, client = SAID[program]
    assert with_logins(pl.DataFrame({"body": [body]})).select("user", "client").row(0) == (user, client)


@pytest.mark.parametrize("body", SILENT)
def test_what_is_not_told_stays_null(body: str) -> None:
    """A server's own address, times of day, and messages of other matters give neither user nor client."""
    rows = with_logins(pl.DataFrame({"body": [body]}))
    assert [rows[name].to_list() for name in ("user", "client") if name in rows.columns] in ([], [[None], [None]])


def test_what_a_parser_has_found_stays() -> None:
    """A column that is filled is not read again; rows without a message stay as they are."""
    rows = pl.DataFrame(
        {"body": ["Failed login for 'ann' from 10.0.0.9", None], "user": ["root", None], "client": [None, "10.0.0.1"]}
    )
    assert with_logins(rows).rows() == [
        ("Failed login for 'ann' from 10.0.0.9", "root", "10.0.0.9"),
        (None, None, "10.0.0.1"),
    ]


def test_a_statement_is_no_login() -> None:
    """Columns that a table has are no users of the server."""
    body = "statement: SELECT 1 FROM accounts WHERE user='ann' AND password='x'"
    rows = with_logins(pl.DataFrame({"body": [body], "statement": ["SELECT 1 FROM accounts WHERE user='ann'"]}))
    assert "user" not in rows.columns


def test_files_of_any_format_are_read_so(tmp_path: Path) -> None:
    """The stage fills both columns, of an application's log as of syslog."""
    (tmp_path / "app.log").write_text(
        "2023-07-10 20:00:01,219 INFO [auth] Login failed for user `ann` from IP `10.0.0.9`.\n" * 3
    )
    (tmp_path / "auth.log").write_text(
        "Jul 10 20:00:01 mail-01 dropbear[7]: Bad password attempt for 'bob' from 10.0.0.8:1\n"
    )
    os.utime(tmp_path / "auth.log", (1_689_100_000, 1_689_100_000))
    rows = pl.concat(
        [
            item.rows.select("user", "client")
            for file in plan([tmp_path]).files
            for item in read(file)
            if isinstance(item, Batch)
        ]
    )
    assert sorted(rows.unique().rows()) == [("ann", "10.0.0.9"), ("bob", "10.0.0.8")]
