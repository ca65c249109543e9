"""What the messages of Cisco's devices begin with: %SYS-5-CONFIG_I is a facility, a severity and a code."""

from __future__ import annotations

import polars as pl

from foreshock.ingest.formats.parts.patching import patched
from foreshock.ingest.formats.syslog.message import SEVERITIES

# %ASA-6-302013:, %PKI-SP-4-NOAUTOENROLL:, %LINK-3-UPDOWN:, and of ACI %LOG_LOCAL7-6-SYSTEM_MSG [E4204936].
DEVICE_CODE = r"%[A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*-[0-7]-[A-Z0-9_]+(?::| \[)"
_PARTS = r"%([A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*)-([0-7])-([A-Z0-9_]+)(?::| \[)"


def device_columns(programs: pl.Series, bodies: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Severity (syslog's word), facility and code of messages of no program that begin with them; null for others."""
    nothing = pl.repeat(None, len(bodies), dtype=pl.String, eager=True)
    here = programs.is_null()
    if here.any():
        here &= bodies.str.contains(DEVICE_CODE)
    if not here.any():
        return nothing, nothing, nothing
    parts = bodies.filter(here).str.extract_groups(_PARTS).struct.unnest()
    words = pl.Series(SEVERITIES).gather(parts["2"].cast(pl.Int64))
    return patched(nothing, here, words), patched(nothing, here, parts["1"]), patched(nothing, here, parts["3"])
