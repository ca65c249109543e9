"""Access logs of several products in one file, as collectors of their logs write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from foreshock.ingest.formats.base import Parsed, Parser, joined


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The parser of one product's requests, and those of others: each with the signature of its lines."""

    requests: Parser
    others: Sequence[tuple[str, Parser]]

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """What the product's own parser refuses and another signed is that one's to read."""
        parsed = self.requests.feed(lines, last=last)
        for signature, parser in self.others:
            signed = parsed.rejects["text"].str.contains(signature)
            if signed.any():
                found = parser.feed(parsed.rejects.filter(signed).select("line", "offset", "text"), last=last)
                parsed = joined([replace(parsed, rejects=parsed.rejects.filter(~signed)), found])
        return parsed
