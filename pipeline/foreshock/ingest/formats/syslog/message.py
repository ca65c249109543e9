"""What syslog's priority and messages say: facility, severity, repeats, escapes, the kernel's own clock."""

from __future__ import annotations

import polars as pl

from foreshock.ingest.formats.conventions import SEVERITY_NUMBERS
from foreshock.ingest.formats.parts.patching import patched

FACILITIES = (
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp",
    "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
)  # fmt: skip
_PRIORITIES = 1_000  # as many as three digits can write; 192 of them mean something
SEVERITIES = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")
_KERNEL_HEAD = r"^(?:<([0-9]{1,3})>)?\s*(?:\[\s*(\d+\.\d+)\] ?)?((?s:.*))$"
_REPEATED = r"message repeated (\d+) times?"


def priority_columns(priorities: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Facility, severity_text and severity_number for PRI values (Int64); null where out of 0 to 191."""
    if priorities.null_count() == len(priorities):
        nothing = pl.repeat(None, len(priorities), dtype=pl.String, eager=True)
        return nothing, nothing, severity_numbers(nothing)
    valid = pl.select(pl.when(priorities.is_between(0, len(FACILITIES) * 8 - 1)).then(priorities)).to_series()
    severities = pl.Series(SEVERITIES)
    return (
        pl.Series(FACILITIES).gather(valid // 8),
        severities.gather(valid % 8),
        severity_numbers(severities).gather(valid % 8),
    )


def priority_codes(priorities: pl.Series) -> dict[str, pl.Series]:
    """Columns priority, facility_code and severity_code (text): PRI as written, and the two numbers that it holds."""
    if priorities.null_count() == len(priorities):
        return {}
    # Looked up: writing a number for each line costs more than all the rest.
    numbers = pl.Series([str(number) for number in range(_PRIORITIES)])
    inside = pl.select(pl.when(priorities.is_between(0, _PRIORITIES - 1)).then(priorities)).to_series()
    valid = pl.select(pl.when(inside < len(FACILITIES) * 8).then(inside)).to_series()
    codes = {"priority": inside, "facility_code": valid // 8, "severity_code": valid % 8}
    return {name: numbers.gather(values) for name, values in codes.items()}


def severity_numbers(texts: pl.Series) -> pl.Series:
    """OpenTelemetry severity numbers (Int8) for severities as programs write them; null where unknown."""
    if texts.null_count() == len(texts):
        return pl.repeat(None, len(texts), dtype=pl.Int8, eager=True)
    return texts.str.to_lowercase().replace_strict(SEVERITY_NUMBERS, default=None, return_dtype=pl.Int8)


def unescaped(bodies: pl.Series) -> pl.Series:
    """Messages with the tabs and newlines that rsyslog writes as ``#011`` and sysklogd as a leading ``^I``."""
    if bodies.str.starts_with("^I").any():
        carets = bodies.str.extract(r"^((?:\^I)+)").fill_null("")
        bodies = carets.str.replace_all("^I", "\t", literal=True) + bodies.str.slice(carets.str.len_chars())
    if not bodies.str.contains("#01", literal=True).any():
        return bodies
    return bodies.str.replace_many(["#011", "#012", "#015"], ["\t", "\n", ""])


def repeats(bodies: pl.Series) -> pl.Series:
    """How many times the message is said to have been repeated, as text; null for the others."""
    found = bodies.str.contains("message repeated ", literal=True)
    return patched(
        pl.repeat(None, len(bodies), dtype=pl.String, eager=True),
        found,
        bodies.filter(found).str.extract(_REPEATED),
    )


def kernel_columns(bodies: pl.Series, programs: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Bodies without the kernel's ``<3>[12345.678]``, its severity and its uptime (text) where it says them."""
    nothing = pl.repeat(None, len(bodies), dtype=pl.String, eager=True)
    head = bodies.str.head(1)
    kernel = ((programs == "kernel") & ((head == "[") | (head == "<"))).fill_null(value=False)
    if not kernel.any():
        return bodies, nothing, nothing
    parts = bodies.filter(kernel).str.extract_groups(_KERNEL_HEAD).struct.rename_fields(["pri", "uptime", "body"])
    fields = parts.struct.unnest()
    _, severity, _ = priority_columns(fields["pri"].cast(pl.Int64))
    return (
        patched(bodies, kernel, fields["body"]),
        patched(nothing, kernel, severity),
        patched(nothing, kernel, fields["uptime"]),
    )
