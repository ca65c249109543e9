"""Who logs in, and from where, as the messages of any server say it: "login failed for user 'ann' from 10.0.0.9"."""

from __future__ import annotations

import polars as pl

from foreshock.ingest.formats.parts.patching import patched

# One of these stands in every message about a login; nothing else is looked at. As literals they cost next to nothing.
_WORDS = "ogin|OGIN|ogon|ogged in|log in|ign-in|ign in|uthent|UTHENT|Auth[: -]|auth for|assword|redential|nknown user"
_ABOUT = rf"{_WORDS}| token|Token|SASL|TOTP|ailure for user"
_IPV4 = r"\d{1,3}(?:\.\d{1,3}){3}"
_GROUPS = r"[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4})*"
_IPV6 = rf"[0-9a-fA-F]{{1,4}}(?::[0-9a-fA-F]{{1,4}}){{7}}|(?:{_GROUPS})?::(?:ffff:{_IPV4}|{_GROUPS})|{_GROUPS}::"
_ADDRESS = rf"(?P<client>{_IPV4}|{_IPV6})"
# "failed for '10.0.0.9:5060'" and "before authentication for connection from" name no user.
_NOBODY = rf"^(?:{_IPV4}(?::\d+)?|{_IPV6}|connection)$"
# "from unknown[10.0.0.9]", "IP: 10.0.0.9", "rhost=10.0.0.9", "remote host [ipv4:10.0.0.9:62419]", "(client 10.0.0.9)".
_BEFORE = r"\b(?i:from|client(?:[ _-]?ip)?|peer|rhost|rip|src|ip|(?:ip[_-]?)?addr(?:ess)?|remote(?:[ _-]?\w+)?)"
_CLIENT = (
    r"\brhost=(?P<client>[\w.:-]+)",  # PAM's, which may be a name
    rf"{_BEFORE}[\s:=(\[<\"'`]{{1,4}}(?:ipv[46]:|[\w.-]+\[)?{_ADDRESS}(?:[^\w.]|\.?$|\.\W)",
    rf"(?:^|\s)[\w.-]+\[{_ADDRESS}\](?:[:,\s]|$)",
    rf"^\[{_ADDRESS}(?::\d+)?[\]#]",  # in front of a server's message
    rf"['`]@['`]{_ADDRESS}['`]",  # an account of MySQL
    rf"(?:^|^[A-Z]+-[A-Z]+: ){_ADDRESS} - ",  # Emby puts "AUTH-ERROR: " before it
    rf"^[A-Z]+ {_ADDRESS} /",  # a request that was denied, as Go's AdGuard Home writes it
    rf"[.!] {_ADDRESS}$",
)
_DENIED = r"(?i:login|logon|password|publickey|authenti\w+|attempt|request|failure|failed|invalid|illegal|unknown)"
_USER = (
    r"\b(?i:user) \[[^\]]*\]\\\[(?P<user>[^\]]+)\]",  # Samba's [domain]\[user]
    r"\b(?i:user(?:name)?|email)\"?(?:=|: ?)[\"'`<\[]?(?P<user>[^\s\"'`<>,;()\[\]]+)",
    r"\b(?i:user(?:name)?|account|login|for) [\"'`](?P<user>[^\"'`\n]+)[\"'`]",
    r"\b(?i:user(?:name)?|account|login|for) \[(?P<user>[^\]\\\n]+)\](?:[\s,;.]|$)",
    r"\blogin:(?P<user>\S+) from\b",  # Odoo
    r"\b(?i:login failed): [\"'`]?(?P<user>[^\s\"'`(]+)[\"'`]? \(",  # Nextcloud
    rf"\b{_DENIED}\b[\w ]{{0,30}}?\b(?:for|user)(?: user)? (?P<user>[^\s:,;\"'`()\[\]]+) (?:from|via|has|against|IP)\b",
)


def with_logins(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of the logs table in which ``user`` and ``client`` are filled from the messages about logins.

    What a parser has found stays; a message that does not set user or address apart leaves them null, and so does
    a statement, whose words are those of its tables.
    """
    if "body" not in rows.columns:
        return rows
    found = rows["body"].str.contains(_ABOUT).fill_null(value=False)
    if "statement" in rows.columns:
        found &= rows["statement"].is_null()
    for column, patterns in (("user", _USER), ("client", _CLIENT)):
        known = rows[column] if column in rows.columns else pl.repeat(None, rows.height, dtype=pl.String, eager=True)
        asked = found & known.is_null()
        if asked.any():
            bodies = rows["body"].filter(asked)
            values = pl.select(pl.coalesce(bodies.str.extract_groups(each).struct.field(column) for each in patterns))
            said = values.to_series().str.strip_chars_end(".:" if column == "user" else ".")
            if column == "user":
                said = pl.select(pl.when(~said.str.contains(_NOBODY)).then(said)).to_series()
            rows = rows.with_columns(patched(known, asked, said.replace("", None)).alias(column))
    return rows
