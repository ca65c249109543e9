"""Secrets taken out of what is shared: passwords, tokens, keys, card numbers, people's e-mail addresses.

What stays is what an engineer needs: the host and user of a connection string, the name of a parameter, the
domain of an address. Of an e-mail address only the part that names a person goes, and only where the domain is
a public one: ``deploy@web-01.shop.internal`` and ``postgresql@15-main.service`` name machines and units, not people.
Card numbers must have a network's prefix and length, and pass the Luhn check, so that byte counts and epoch
stamps stay as they are. Redacting twice changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, cast

from foreshock.report.safe import map_strings

# Fields that say where a line is; a changed path would no longer lead to it.
_LOCATORS = frozenset(
    {"schema", "source", "path", "host", "entity", "format", "rule", "cause", "timezone", "rules_digest"}
    | {"foreshock_version", "from", "to", "start", "end", "peak", "time", "onset", "first_time", "last_time"}
)

_QUOTED = r"""'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*\""""
# sudo writes PWD=/home/deploy: a folder, no password.
_NAMES = (
    r"password|passwd|passphrase|pwd(?!\s?=\s?/)|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?"
    r"|session(?:_?id)?|jsessionid|phpsessid|signature|jwt|otp"
)

# scheme://user:password@host; the password may itself hold a colon, never a slash or white space.
_URL_PASSWORD = re.compile(
    r"(?P<keep>\b[A-Za-z][A-Za-z0-9+.-]{1,30}://[^\s/:@'\"]{0,200}:)(?P<secret>[^\s/'\"]{1,500})(?=@)"
)
# name=value, as in query strings, conninfo strings and shell assignments, and "name": "value" as in JSON and Python.
_ASSIGNMENT = re.compile(
    rf"(?P<keep>(?:{_NAMES})[\"']?\s{{0,4}}=\s{{0,4}}|[?&;](?:key|auth|sig|code|pass|sid)="
    rf"|(?:{_NAMES})[\"']\s{{0,4}}:\s{{0,4}}|\b(?:password|passwd|secret|api[_-]?key):\s{{1,4}})"
    rf"(?P<secret>{_QUOTED}|[\"']?(?!\[redacted\])[^\s&;,\"'<>)}}\]]+)",
    re.IGNORECASE,
)
# ALTER ROLE ... PASSWORD '...', CREATE USER ... IDENTIFIED BY '...', SET PASSWORD = PASSWORD('...').
_SQL_PASSWORD = re.compile(
    rf"(?P<keep>\b(?:password|identified\s{{1,4}}by|identified\s{{1,4}}with\s{{1,4}}\w{{1,40}}\s{{1,4}}(?:by|as))"
    rf"(?:\s{{1,4}}|\s{{0,4}}\(\s{{0,4}}))(?P<secret>{_QUOTED}|'[^\n]+)",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"(?P<keep>\b(?:proxy-)?authorization[\"']?\s{0,4}[:=]\s{0,4}[\"']?(?:(?:bearer|basic|digest|token|negotiate)\s{1,4})?+"
    r"|\bx-(?:api-key|auth-token|csrf-token|amz-security-token)[\"']?:\s{0,4}[\"']?"
    r"|\bbearer\s{1,4}(?=[A-Za-z0-9._~+/=-]{16}))"
    r"(?P<secret>(?!\[redacted\])[^\s\"',]+)",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r"(?P<keep>\b(?:set-)?cookie[\"']?:\s{0,4})(?P<secret>\"[^\"\n]*\"|'[^'\n]*'|[^\n]+)", re.IGNORECASE
)
# Keys that show what they are: AWS, GitHub, Slack, Stripe, JSON web tokens, PEM blocks.
_KNOWN_KEY = re.compile(
    r"(?P<secret>\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[opsur]_[A-Za-z0-9]{36,255}|\bgithub_pat_[A-Za-z0-9_]{22,255}"
    r"|\bxox[abeoprs]-[A-Za-z0-9-]{10,250}|\b[rs]k_live_[A-Za-z0-9]{16,250}"
    r"|\beyJ[A-Za-z0-9_-]{8,4000}\.eyJ[A-Za-z0-9_-]{4,4000}\.[A-Za-z0-9_-]{8,4000}"
    r"|(?<=PRIVATE KEY-----)[A-Za-z0-9+/=\s\\]+(?=-----END))"
)
_CARD = re.compile(r"(?<![\w.])(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{5})(?![\w]|\.\d)")
_CARD_NETWORK = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}|62\d{14,17}"
)
_EMAIL = re.compile(
    r"(?<![\w.%+/-])(?P<secret>[A-Za-z0-9][\w.+-]{0,63})(?P<rest>(?:@|%40)(?:[A-Za-z0-9-]{1,63}\.){1,8}(?P<top>[A-Za-z]{2,24}))"
    r"(?![\w-])"
)
# The last label of what looks like an address and is none: private domains, systemd units, files of a web site.
_NOT_PUBLIC = frozenset(
    {"internal", "intern", "local", "lan", "localdomain", "localhost", "home", "corp", "private", "cluster", "svc"}
    | {"arpa", "test", "invalid", "service", "socket", "device", "mount", "automount", "swap", "target", "path"}
    | {"timer", "slice", "scope", "avif", "css", "gif", "html", "ico", "jpeg", "jpg", "js", "json", "map", "mjs"}
    | {"php", "png", "svg", "ttf", "webp", "woff"}
)


def redacted(text: str) -> str:
    """The text with each secret replaced by ``[redacted]``; a text without secrets comes back as it is."""
    text = _URL_PASSWORD.sub(_keep_name, text)
    text = _HEADER.sub(_keep_name, text)
    text = _COOKIES.sub(_keep_name, text)
    text = _SQL_PASSWORD.sub(_keep_name, text)
    text = _ASSIGNMENT.sub(_keep_name, text)
    text = _KNOWN_KEY.sub("[redacted]", text)
    text = _CARD.sub(_card, text)
    return _EMAIL.sub(_email, text)


def redacted_findings(findings: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the findings without secrets; paths, times and names of hosts lose URL passwords only."""
    change: Callable[[str, str], str] = lambda key, text: (  # noqa: E731
        _URL_PASSWORD.sub(_keep_name, text) if key in _LOCATORS else redacted(text)
    )
    return cast("dict[str, Any]", map_strings(findings, change))


def _keep_name(match: re.Match[str]) -> str:
    secret = match["secret"]
    quote = secret[0] if secret[0] in "\"'" and secret[-1] == secret[0] and len(secret) > 1 else ""
    return f"{match['keep']}{quote}[redacted]{quote}"


def _card(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match.group())
    return "[redacted]" if _CARD_NETWORK.fullmatch(digits) and _passes_luhn(digits) else match.group()


def _passes_luhn(digits: str) -> bool:
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0


def _email(match: re.Match[str]) -> str:
    return match.group() if match["top"].lower() in _NOT_PUBLIC else f"[redacted]{match['rest']}"
