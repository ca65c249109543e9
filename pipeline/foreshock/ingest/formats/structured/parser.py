"""Reads files of structured records, JSON or key=value lines or both, into rows of the logs or requests table."""

from __future__ import annotations

import polars as pl

from foreshock.ingest.formats.base import Parsed, Table
from foreshock.ingest.formats.structured.json_columns import Columns, columns_of
from foreshock.ingest.formats.structured.json_exact import first_value
from foreshock.ingest.formats.structured.json_requests import RequestFamily, requests_of
from foreshock.ingest.formats.structured.logfmt_columns import LOGFMT_LINE, logfmt_columns
from foreshock.ingest.formats.structured.rows import Family
from foreshock.ingest.lines.records import RECORDS_SCHEMA, Gatherer
from foreshock.ingest.lines.rejects import rejected_lines
from foreshock.ingest.time.clock import Clock

_FRAMING = r"^(?:\x1e|data: )"  # of journalctl's json-seq and json-sse
_COMPLETE = r"^\[?\{.*[}\]],?\s*$"
# A bracket of its own at the margin; one that is indented belongs to an object.
_IDLE = r"^(?:\s*|\[\s*|\],?\s*|\s*,\s*)$"
_LONGEST_BRACKET = 8
_NO_TIME = "it states no time, and neither does the record before it"
_OTHER = "neither JSON nor key=value pairs"
TIME_INFERRED = "time_inferred"


class StructuredParser:
    """One file of JSON objects, in lines or pretty-printed, and lines of key=value pairs.

    A record that states no time has that of the record before it (of the first that states one where there is
    none before) and says so in the attribute ``time_inferred``; with ``keep_untimed`` its time is null.
    """

    def __init__(
        self, clock: Clock, family: Family, *, keep_untimed: bool = False, asked: RequestFamily | None = None
    ) -> None:
        """The family says what fields mean; the clock reads stamps without a zone.

        With ``asked``, the family of requests, a log record that tells of a request is a row of requests as well.
        """
        self._clock = clock
        self._family = family
        self._keep_untimed = keep_untimed
        self._asked = asked
        self._gatherer = Gatherer()
        self._complete = True  # the last line was a whole record
        self._time: object = clock.written

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """One row an object or line of pairs."""
        lines, blanks = _without_blanks(lines)
        gathered = self._gatherer.feed(lines, self._starts(lines["text"]), last=last)
        units = gathered.records
        units, parts = _read(units)
        rows = self._rows(parts)
        read = units["line"].is_in(rows["line"].unique().implode()) if rows.height < units.height else None
        done = units if read is None or read.all() else units.filter(read)
        rejects = [gathered.rejects]
        if done is not units and read is not None:
            lines_read = pl.concat([line for line, _ in parts]) if parts else pl.Series([], dtype=pl.Int64)
            rest = units.filter(~read)
            timeless = rest["line"].is_in(lines_read.unique().implode())
            rejects += [rejected_lines(rest.filter(timeless), _NO_TIME), rejected_lines(rest.filter(~timeless), _OTHER)]
        attached = blanks + int(done["span"].sum()) - done.height
        rejected = pl.concat(rejects).sort("line") if len(rejects) > 1 else rejects[0]
        return Parsed(rows, done.height, attached, rejected, self._requests(parts, rows))

    def _starts(self, texts: pl.Series) -> pl.Series:
        """Where a record begins: at an object or pairs, and anywhere behind a line that is a whole record."""
        objects = texts.str.starts_with("{") & texts.str.ends_with("}")
        if objects.all():
            self._complete = True
            return objects
        begins = texts.str.starts_with("{") | texts.str.starts_with("[{")
        whole = begins & texts.str.contains(_COMPLETE)
        pairs = ~begins & texts.str.contains(LOGFMT_LINE)
        behind = (whole | pairs).shift(1, fill_value=self._complete)
        self._complete = bool((whole | pairs)[-1])
        return begins | pairs | behind

    def _rows(self, parts: list[tuple[pl.Series, Columns]]) -> pl.DataFrame:
        """Rows of all parts in the order of their lines, with ``time``."""
        if not parts:
            return pl.DataFrame(schema={"line": pl.Int64, "time": pl.Datetime("us", "UTC")})
        frames = []
        for line, columns in parts:
            stamps, offsets, fields = self._family.stamped(columns.fields)
            timeless = stamps.is_null()
            if timeless.any() and not self._keep_untimed:
                fields.put(TIME_INFERRED, pl.select(pl.when(timeless).then(pl.lit("true"))).to_series())
            frames.append(
                pl.DataFrame({**self._family.columns(fields), "line": line, "~stamp": stamps, "~zone": offsets})
            )
        rows = pl.concat(frames, how="diagonal") if len(frames) > 1 else frames[0]
        if len(frames) > 1:
            rows = rows.sort("line", maintain_order=True)
        time = self._clock.instants(rows["~stamp"], rows["~zone"]).alias("time")
        return self._family.finished(self._inferred(rows.drop("~stamp", "~zone").with_columns(time)))

    def _requests(self, parts: list[tuple[pl.Series, Columns]], logs: pl.DataFrame) -> dict[Table, pl.DataFrame]:
        """The requests that the records tell of, at the time that their rows of the log have."""
        asked = self._asked
        frames = [
            frame
            for line, columns in parts
            for frame in requests_of(columns.fields, pl.DataFrame({"line": line}), self._family, asked)
        ]
        if not frames or asked is None:
            return {}
        rows = pl.concat(frames, how="diagonal").sort("line")
        timed = rows.join(logs.select("line", "time").unique("line"), on="line", how="inner", maintain_order="left")
        return {"requests": asked.finished(timed)}

    def _inferred(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with a time for those that state none, as far as there is any."""
        if self._keep_untimed or not rows["time"].null_count():
            self._time = rows["time"][-1] if rows.height else self._time
            return rows
        filled = rows["time"].fill_null(strategy="forward")
        if self._time is not None:
            filled = filled.fill_null(pl.lit(self._time, pl.Datetime("us", "UTC")))
        filled = filled.fill_null(strategy="backward")
        self._time = filled[-1]
        return rows.with_columns(filled.alias("time")).filter(pl.col("time").is_not_null())


def _read(units: pl.DataFrame) -> tuple[pl.DataFrame, list[tuple[pl.Series, Columns]]]:
    """The records, those that are no JSON as single lines, and what was read with the lines that it stands in."""
    objects = units["text"].str.starts_with("{") | units["text"].str.starts_with("[")
    json, others = (units, units.clear()) if objects.all() else (units.filter(objects), units.filter(~objects))
    found, bad = columns_of(json["text"])
    parts = [(json["line"].gather(columns.rows), columns) for columns in found]
    if bad.any() or others["span"].gt(1).any():
        several = others["span"] > 1
        split = _split(pl.concat([json.filter(bad), others.filter(several)]))
        salvaged, odd = columns_of(split["text"])
        parts += [(split["line"].gather(columns.rows), columns) for columns in salvaged]
        units = pl.concat([json.filter(~bad), others.filter(~several), split]).sort("line")
        others = pl.concat([others.filter(~several), split.filter(odd)])
    pairs, _ = logfmt_columns(others["text"])
    return units, parts + [(others["line"].gather(columns.rows), columns) for columns in pairs]


def _without_blanks(lines: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The lines without framing, blank ones and lone brackets apart: how many of those there were."""
    texts = lines["text"]
    short = texts.str.len_bytes() <= _LONGEST_BRACKET
    if short.any():
        idle = short & texts.str.contains(_IDLE)
        lines = lines.filter(~idle)
        return _without_framing(lines), int(idle.sum())
    return _without_framing(lines), 0


def _without_framing(lines: pl.DataFrame) -> pl.DataFrame:
    framed = lines["text"].head(1).str.contains(_FRAMING).any()
    return lines.with_columns(pl.col("text").str.replace(_FRAMING, "")) if framed else lines


def _split(records: pl.DataFrame) -> pl.DataFrame:
    """Records that are no JSON as their single lines; an object with other lines behind it stays together."""
    units = []
    for line, offset, text, span in records.iter_rows():
        found = first_value(text) if span > 1 and text[:1] in "{[" else None
        end = text.count("\n", 0, found[1]) + 1 if found and isinstance(found[0], dict) else 0
        texts = text.split("\n")
        if end:
            units.append((line, offset, "\n".join(texts[:end]), end))
        for index in range(end, span):
            before = sum(len(part.encode()) + 1 for part in texts[:index])
            units.append((line + index, offset + before, texts[index], 1))
    return pl.DataFrame(units, schema=RECORDS_SCHEMA, orient="row")
