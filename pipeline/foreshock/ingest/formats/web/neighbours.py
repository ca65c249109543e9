"""Access logs of several products in one file, as collectors of their logs write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from foreshock.ingest.formats.base import Parsed, Parser


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
                rows = pl.concat([parsed.rows, found.rows], how="diagonal").sort("line")
                rejects = pl.concat([parsed.rejects.filter(~signed), found.rejects]).sort("line")
                counted = parsed.records + found.records, parsed.attached + found.attached
                parsed = replace(parsed, rows=rows, records=counted[0], attached=counted[1], rejects=rejects)
        return parsed
