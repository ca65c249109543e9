"""Timeline: DuckDB SQL that lines the lake up on one clock."""

from foreshock.timeline.clocks import correct_clocks, stand_corrected
from foreshock.timeline.days import count_days
from foreshock.timeline.derived import derive_metrics
from foreshock.timeline.rollup import build_series

__all__ = ["build_series", "correct_clocks", "count_days", "derive_metrics", "stand_corrected"]
