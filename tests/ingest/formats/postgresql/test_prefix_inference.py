"""log_line_prefix settings read off lines."""

from __future__ import annotations

from foreshock.ingest.formats.postgresql.prefix_inference import infer_log_line_prefixes


def test_a_state_of_digits_alone_is_no_line_number() -> None:
    """53300 behind the process id is what refused clients are told; an application without a name is unknown."""
    head = "2026-11-24 06:05:39.409 -03 474 shop@shop/[unknown] 53300 "
    (setting,) = infer_log_line_prefixes([f"{head}FATAL:  sorry, too many clients already"] * 3)
    assert setting == "%m %p %q%u@%d/%a %e "
