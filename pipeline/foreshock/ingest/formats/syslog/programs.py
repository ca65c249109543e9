"""What sshd, cron, sudo, mail and name servers and the kernel's packet filter say: who, from where, and what."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from foreshock.ingest.formats.parts.patching import patched

_PEER = r"(?P<client>[0-9a-fA-F.:]*[.:][0-9a-fA-F.:%\w]*|UNKNOWN)(?: port (?P<client_port>\d+))?"
_TRIED = r"(?P<ssh_event>Accepted|Failed|Postponed) (?P<ssh_method>\S+) for (?:(?:invalid|illegal) user )?(?P<user>.*?)"
_SAID = r"(?:[\w ]+: )?[A-Z]"  # a sentence, maybe behind what it is about: error, banner exchange
_SSHD = (
    rf"^\s*{_TRIED} from {_PEER}",
    rf"^\s*(?P<ssh_event>Invalid|Illegal) user (?P<user>.*?) from {_PEER}",
    rf"^\s*{_SAID}.*? (?:from|by) (?:(?:invalid|illegal|authenticating) )?user (?P<user>.*?) {_PEER}",
    rf"(?: attempts exceeded for|^\s*User|^\s*Starting session: .*? for) (?:invalid user )?(?P<user>.*?) from {_PEER}",
    rf"^\s*{_SAID}.*? (?:from|by|for|with) (?:remote host )?{_PEER}",
)
_SUDO = (
    r"^\s*(?P<user>\S+) : +(?:(?P<sudo_error>[^;=]+?) ; )?(?:TTY=(?P<sudo_tty>\S+) ; )?PWD=(?P<sudo_pwd>.*?) ; "
    r"USER=(?P<sudo_user>\S+) ;.*? ?COMMAND=(?P<sudo_command>.*)$"
)
_CRON = r"^\s*\((?P<user>[^)]+)\) CMD(?:END)? \((?P<command>.*?) ?\)$"
_ADDRESS = r"(?P<client>[0-9a-fA-F.:]*[.:][0-9a-fA-F.:]*)"
_MAIL_PEER = rf"(?:^|\s)[\w.-]+\[{_ADDRESS}\](?::(?P<client_port>\d+))?(?:[:;,\s]|$)"
_POSTSCREEN = rf"(?:from|CONNECT|PREGREET \d+ after \S+ from) \[{_ADDRESS}\]:(?P<client_port>\d+)"
_MAILBOX = (
    rf"\b[a-z]+\((?P<user>[^,()]+),{_ADDRESS}",
    rf"\buser=<(?P<user>[^>]*)>.*? rip={_ADDRESS}",
)
_RESOLVED = rf"\bclient (?:@0x[0-9a-f]+ )?{_ADDRESS}#(?P<client_port>\d+)"
_FTP = r"\((?P<client>[^\[\s()]+)\[[^\]]*\]\)(?: - |: )(?:USER (?P<user>[^\s:]+))?"
_DROPBEAR = rf"(?:'(?P<user>[^']*)' )?from {_ADDRESS}:(?P<client_port>\d+)"
_TELEPHONY = (
    r"AccountID=\"(?:<unknown>|(?P<user>[^\"]*))\".*?"
    r"RemoteAddress=\"IPV[46]/\w+/(?P<client>[^/\"]+)/(?P<client_port>\d+)\""
)
_USERADD = r"^new user: name=(?P<user>[^,]+),"
_PACKET = (
    r"(?:^|[ \]:])IN=(?P<in_dev>\S*) OUT=(?P<out_dev>\S*) .*?SRC=(?P<client>\S+) DST=(?P<dst>\S+) LEN=(?P<length>\d+)"
    r".*? (?:TTL|HOPLIMIT)=(?P<ttl>\d+).*? PROTO=(?P<proto>\S+)(?: SPT=(?P<client_port>\d+) DPT=(?P<dst_port>\d+))?"
)
_POOLER = (
    r"^[CS]-(?P<connection>0x[0-9a-f]+): (?P<database>.*?)/(?P<user>.*?)@"
    r"(?P<client>\[[^\]]*\]|[^\s:]+):(?P<client_port>\d+) "
)
# Cisco's firewalls: the side that asked is behind the word inbound, and the second where it is outbound.
_SIDE = r"(?:[\w.-]+[:/])?"
_TARGET = rf"{_SIDE}(?P<dst>[^/\s(]+)"
_DEVICE_FIREWALL = (
    rf"\boutbound .*? for {_TARGET}/(?P<dst_port>\d+).*? to {_SIDE}{_ADDRESS}/(?P<client_port>\d+)",
    rf"\b(?:for|from|src) {_SIDE}{_ADDRESS}/(?P<client_port>\d+).*? (?:to|dst) {_TARGET}/(?P<dst_port>\d+)",
    rf" {_SIDE}{_ADDRESS}\((?P<client_port>\d+)\).*? -> {_TARGET}\((?P<dst_port>\d+)\)",
    rf"\b(?:from|src) {_SIDE}{_ADDRESS}",
)
# Juniper's: flows of Junos, and the pairs of ScreenOS, which logs under the device's name.
_FLOW = rf" {_ADDRESS}/(?P<client_port>\d+)->(?P<dst>[^/\s]+)/(?P<dst_port>\d+) "
_SCREENOS = (
    rf"\bservice=(?P<service_name>.+?) proto=(?P<proto>\d+).*? action=(?P<action>\w+) .*?\bsrc={_ADDRESS} "
    r"dst=(?P<dst>\S+)(?: src_port=(?P<client_port>\d+) dst_port=(?P<dst_port>\d+))?"
)
_SESSION = (
    r"pam_unix\((?P<pam_service>[^:)]+)(?::session)?\): session (?P<session>opened|closed) for user (?P<user>[^\s(]+)"
)
# Firewalls write packets without naming the kernel: under the name of the rule, or under no name at all.
_PACKET_ALONE = r"^(?:\[[^\]\s]+\] ?|[\w:.-]+:)?IN=\S* OUT=\S* "
# What tells cheaply which messages to look at (without names those of any program that begin so), and how to read them:
# the first expression that fits counts.
_PROGRAMS: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = (
    (("sshd", "sshd-session", "sshd-auth"), "", _SSHD),
    (("CRON", "CROND", "cron", "crond", "/usr/sbin/cron", "/USR/SBIN/CRON"), " CMD", (_CRON,)),
    (("sudo",), "COMMAND=", (_SUDO,)),
    (("postfix/smtpd", "postfix/smtps/smtpd", "postfix/submission/smtpd", "postfix/smtp"), "[", (_MAIL_PEER,)),
    (("postfix/postscreen",), "[", (_POSTSCREEN,)),
    (("dovecot",), "", _MAILBOX),
    (("named",), "client ", (_RESOLVED,)),
    (("proftpd",), "[", (_FTP,)),
    (("dropbear",), " from ", (_DROPBEAR,)),
    (("asterisk",), "RemoteAddress=", (_TELEPHONY,)),
    (("useradd",), "new user: ", (_USERADD,)),
    (("kernel",), " SRC=", (_PACKET,)),
    (("pgbouncer",), "-0x", (_POOLER,)),
    (("ASA", "FTD", "PIX", "FWSM"), "/", _DEVICE_FIREWALL),
    (("RT_FLOW",), "->", (_FLOW,)),
    ((), "NetScreen device_id=", (_SCREENOS,)),
    ((), "pam_unix(", (_SESSION,)),
)
_PROTOCOLS = {"ICMPv6": "ipv6-icmp", "TCP": "tcp", "UDP": "udp", "ICMP": "icmp", "UDPLITE": "udplite", "SCTP": "sctp"}


def program_columns(programs: pl.Series, bodies: pl.Series) -> Mapping[str, pl.Series]:
    """Columns (String) by name, of which ``user`` and ``client`` are of the logs table, the others attributes.

    Only the lines of the programs in question cost anything.
    """
    found: dict[str, pl.Series] = {}
    if programs.str.starts_with("postfix-").any():  # a second instance, by its syslog_name
        programs = programs.str.replace(r"^postfix-[^/]+/", "postfix/")
    for names, literal, patterns in _PROGRAMS:
        here = programs.is_in(names).fill_null(value=False) if names else bodies.str.starts_with(literal)
        if names and literal and here.any():
            here &= bodies.str.contains(literal, literal=True)
        if patterns == (_PACKET,):
            here |= bodies.str.contains(_PACKET_ALONE)
        if not here.any():
            continue
        texts = bodies.filter(here)
        parts = [texts.str.extract_groups(pattern).struct.unnest() for pattern in patterns]
        for name in dict.fromkeys(name for part in parts for name in part.columns):
            values = pl.select(pl.coalesce(part[name] for part in parts if name in part.columns)).to_series()
            values = pl.select(pl.when(values != "").then(values)).to_series()
            if name == "proto":
                values = values.replace(_PROTOCOLS)
            before = found.get(name, pl.repeat(None, len(bodies), dtype=pl.String, eager=True))
            found[name] = patched(before, here, values)
    return found
