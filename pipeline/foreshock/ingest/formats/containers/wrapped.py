"""Logs inside container logs: the envelope is taken off, and the lines go to the format that recognises them."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field

import polars as pl

from foreshock.ingest.formats.base import Format, Options, Parsed, Parser, Recognition, Sample, Table, joined
from foreshock.ingest.formats.containers.envelopes import (
    CloudNativePg,
    Cri,
    DockerJson,
    Envelope,
    GoogleCloud,
    Timestamps,
)
from foreshock.ingest.formats.containers.named import NAMED, SternJson
from foreshock.ingest.formats.containers.named_samples import NAMED_SAMPLES
from foreshock.ingest.formats.containers.payloads import TIMES, UNWRAPPED, filled, timed, whole_lines
from foreshock.ingest.formats.containers.wrapped_samples import (
    CLOUDNATIVEPG_SAMPLES,
    CRI_SAMPLES,
    DOCKER_SAMPLES,
    GOOGLE_SAMPLES,
    TIMESTAMPS_SAMPLES,
)
from foreshock.ingest.formats.parts.tags import tags
from foreshock.ingest.lines.records import LINES_SCHEMA
from foreshock.ingest.lines.rejects import EMPTY_REJECTS, as_rejects
from foreshock.ingest.time.clock import Clock
from foreshock.ingest.time.zone_names import zone_named

_WRAPPED = 0.5  # of the lines
_INSIDE = 0.5  # of the payload lines must be explained by the format inside
_TELLING = 5  # lines of a stream tell what it is in; fewer are taken for what the file is in
_SAMPLED = 200
_MOST_ASKED = 24  # streams; each costs a look by all formats, and hostile lines make many
MAX_STREAMS = 64  # with a parser of their own; hostile lines can name as many as there are lines


@dataclass(frozen=True, slots=True)
class Wrapped:
    """Lines in one kind of envelope, with what is inside: another format, or (None) lines that no format knows.

    The record's own time counts where it states one, else when the runtime took the line; where the record knows
    its second only, the runtime's stamp in that second is the finer one. What a program prints before or between
    its log lines is a row of its own. Each stream is read on its own: a record of many lines on one is not
    broken by a line on the other, and one that is in another format than most lines of the file is read in that.
    Streams after the first ``MAX_STREAMS`` are read together.
    """

    envelope: Envelope
    samples: tuple[Sample, ...]
    inside: Format | None = None
    bare: bool = True  # whether it is claimed too where no format knows what is inside

    @property
    def name(self) -> str:
        """``docker-json``, or ``docker-json+postgresql-stderr``."""
        return f"{self.envelope.name}+{self.inside.name}" if self.inside else self.envelope.name

    @property
    def title(self) -> str:
        """What a person calls it."""
        return f"{self.envelope.title} around {self.inside.title}" if self.inside else self.envelope.title

    @property
    def table(self) -> Table:
        """The table of what is inside."""
        return self.inside.table if self.inside else "logs"

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on lines in this envelope; ``format`` names what is inside."""
        written = pl.Series([line for line in lines if line.strip()], dtype=pl.String)
        wrapped = self.envelope.wraps(written)
        share = int(wrapped.sum()) / max(len(written), 1)
        if share < _WRAPPED:
            return None
        opened = self.envelope.opened(written.filter(wrapped)).filter(pl.col("text") != "")
        payloads = opened["text"].to_list()
        reason = f"{wrapped.sum()} of {len(written)} sampled lines are wrapped so"
        inside, claim = (
            (self.inside, self.inside.recognise(payloads, path)) if self.inside else _inside_any(opened, path)
        )
        if inside is None or claim is None:
            if not self.bare and (not self.envelope.container or opened["time"].null_count()):
                return None
            return Recognition(share, f"{reason}; no format knows what is inside", zone="UTC")
        return Recognition(
            share,
            f"{reason}; inside, {claim.reason}",
            options=claim.options,
            zone=claim.zone,
            has_year=claim.has_year or not self.envelope.container,
            host=claim.host,
            format=Wrapped(self.envelope, self.samples, inside),
        )

    def open(self, options: Options, clock: Clock) -> Parser:
        """A parser for one file."""
        return WrappedParser(self.envelope, self.inside, options, clock)


def _inside(payloads: list[str], path: str) -> tuple[Format | None, Recognition | None]:
    """The format of rows with a time that explains most of the payload lines, if any does."""
    from foreshock.ingest.formats import formats  # noqa: PLC0415 - the registry lists this module too

    best: tuple[Format | None, Recognition | None] = (None, None)
    for format_ in formats():
        if isinstance(format_, Wrapped) or format_.table == "metrics":
            continue
        # Formats whose records may state no time say so: the envelope has one.
        claim = getattr(format_, "recognise_inside", format_.recognise)(payloads, path)
        if claim and claim.score >= _INSIDE and claim.dated and (best[1] is None or claim.score > best[1].score):
            best = (format_, claim)
            if claim.score >= 1:
                break  # no later one explains more
    return best


def _inside_any(opened: pl.DataFrame, path: str) -> tuple[Format | None, Recognition | None]:
    """The same of all streams together or, where several programs share the file, of the one that writes most."""
    found = _inside(opened["text"].to_list(), path)
    streams = opened["stream"].drop_nulls().value_counts(sort=True)
    for name in streams["stream"].head(_MOST_ASKED) if found[0] is None and streams.height > 1 else ():
        found = _inside(opened["text"].filter(opened["stream"] == name).to_list(), path)
        if found[0] is not None:
            break
    return found


@dataclass(slots=True)
class _Stream:
    """One output of the program: its parser, the line that is not over yet, and the lines without a row yet."""

    parser: Parser | None
    table: Table
    name: str  # empty where several share it
    open_line: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=UNWRAPPED))
    times: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TIMES))


class WrappedParser:
    """Reads one file of wrapped lines."""

    def __init__(self, envelope: Envelope, inside: Format | None, options: Options, clock: Clock) -> None:
        """``options`` are those of the format inside."""
        self._envelope = envelope
        self._inside = inside
        self._table: Table = inside.table if inside else "logs"
        self._timed = not envelope.container  # which has times where it was asked for them
        self._options = {**options, "untimed": "yes"} if self._timed else options
        self._clock = clock
        self._streams: dict[str | None, _Stream] = {}  # None: all that came after MAX_STREAMS

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """What the format inside makes of the payloads, with the numbers of the file's own lines."""
        payloads = lines.hstack(self._envelope.opened(lines["text"]).rename({"text": "payload"}))
        whole = payloads["payload"].is_not_null() & (payloads["time"].is_not_null() | (not self._timed))
        blank = ~whole & (payloads["text"].str.strip_chars() == "")
        if self._envelope.aside:
            blank |= ~whole & payloads["text"].str.contains(self._envelope.aside)
        rejects = as_rejects(payloads.filter(~whole & ~blank), f"not a line of a {self._envelope.title}")
        payloads = payloads.filter(whole).with_columns(pl.col("stream").fill_null(""))
        done = [Parsed(pl.DataFrame(), 0, int(blank.sum()), rejects)]
        written = self._by_stream(payloads)
        waiting = {key: payloads.clear() for key in self._streams if key not in written} if last else {}
        done += [self._read(self._streams[key], part, last=last) for key, part in (written | waiting).items()]
        return joined(done)

    def _by_stream(self, payloads: pl.DataFrame) -> dict[str | None, pl.DataFrame]:
        """The lines of each stream that has some, under its key; a stream that is new gets its parser."""
        names = payloads["stream"].unique(maintain_order=True)
        for name in names:
            key = name if name in self._streams or len(self._streams) < MAX_STREAMS else None
            if key not in self._streams:
                own = payloads.filter(pl.col("stream") == name) if key is not None else payloads.clear()
                inside, options = self._inside_of(own["payload"].head(_SAMPLED).to_list(), alone=len(names) == 1)
                clock = self._clock_at(own["time"].drop_nulls().head(1))
                parser = inside.open(options, clock) if inside else None
                self._streams[key] = _Stream(parser, inside.table if inside else "logs", key or "")
        known = pl.col("stream").is_in([name for name in self._streams if name is not None])
        parts = payloads.with_columns(key=pl.when(known).then("stream")).partition_by("key", as_dict=True)
        return {key: part.drop("key") for (key,), part in parts.items()}

    def _inside_of(self, texts: list[str], *, alone: bool) -> tuple[Format | None, Options]:
        """The format of a stream with its options: that of the file, unless its lines are in another."""
        lines = [text for text in texts if text]
        claim = self._inside.recognise(lines, "") if self._inside and alone else None
        many = len(self._streams) >= _MOST_ASKED
        if many or len(lines) < _TELLING or (claim is not None and claim.score >= _INSIDE):
            return self._inside, self._options
        other, claim = _inside(lines, "")
        if other is None or claim is None or (self._inside and other.name == self._inside.name):
            return self._inside, self._options
        return other, {**claim.options, "untimed": "yes"} if self._timed else claim.options

    def _clock_at(self, first: pl.Series) -> Clock:
        """The file's clock in the year of a stream's first line, where the runtime dates it: for stamps without."""
        clock = deepcopy(self._clock)
        if len(first):
            clock.year = first[0].astimezone(zone_named(clock.zone)).year
        return clock

    def _read(self, stream: _Stream, payloads: pl.DataFrame, *, last: bool) -> Parsed:
        """The rows of one stream."""
        parts = payloads.select("line", "offset", "payload", "time", "stream", "partial").rename({"payload": "text"})
        lines, stream.open_line = whole_lines(stream.open_line, parts, last=last)
        more = int(lines["span"].sum()) - lines.height
        if stream.parser is None:
            written = lines.filter(pl.col("text").str.strip_chars() != "")
            rows = self._of_container(self._plain(written), stream.name)
            return Parsed(rows, written.height, more + lines.height - written.height, EMPTY_REJECTS)
        parsed = stream.parser.feed(lines.select(LINES_SCHEMA.names()), last=last)
        stream.times = pl.concat([stream.times, lines.select(TIMES.names())])
        tables = {name: timed(found, stream.times, lines, name)
                  for name, found in ((stream.table, parsed.rows), *parsed.asides.items())}  # fmt: skip
        records, rejects = parsed.records, parsed.rejects
        if not rejects.is_empty():
            # What the program prints before or between its records has the runtime's time.
            stamped = stream.times.filter(pl.col("time").is_not_null())
            known = rejects.join(stamped, on="line", how="inner")
            written = self._plain(known.filter(pl.col("text").str.strip_chars() != ""))
            logs = [tables["logs"], written] if "logs" in tables else [written]
            tables["logs"] = pl.concat(logs, how="diagonal").sort("line", maintain_order=True)
            records, more = records + written.height, more + known.height - written.height
            rejects = rejects.join(known, on="line", how="anti")
        read = [found["line"] for found in tables.values() if found.height]
        if read:
            stream.times = stream.times.filter(pl.col("line") > pl.concat(read).max())
        tables = {name: self._of_container(found, stream.name) for name, found in tables.items()}
        rows = tables.pop(self._table, pl.DataFrame())
        return Parsed(rows, records, parsed.attached + more, rejects, tables)

    def _of_container(self, rows: pl.DataFrame, stream: str) -> pl.DataFrame:
        """Rows that name no host or no service with those that the name of their stream tells."""
        named = pl.Series([stream], dtype=pl.String)
        patterns = {"host": self._envelope.container, "service": self._envelope.service}
        told = {name: named.str.extract(pattern)[0] for name, pattern in patterns.items() if pattern}
        return filled(rows, told)

    def _plain(self, lines: pl.DataFrame) -> pl.DataFrame:
        """Rows of lines that no format knows: the text is the message."""
        stream = pl.select(pl.when(lines["stream"] != "").then(lines["stream"])).to_series()
        return lines.select("line", "time", pl.col("text").alias("body"), tags({"stream": stream}).alias("attributes"))


FORMATS: tuple[Format, ...] = (
    Wrapped(DockerJson(), DOCKER_SAMPLES),
    Wrapped(Cri(), CRI_SAMPLES),
    Wrapped(CloudNativePg(), CLOUDNATIVEPG_SAMPLES),
    Wrapped(GoogleCloud(), GOOGLE_SAMPLES, bare=False),
    Wrapped(SternJson(), NAMED_SAMPLES[SternJson.name], bare=False),
    *(Wrapped(envelope, NAMED_SAMPLES[envelope.name], bare=False) for envelope in NAMED),
    Wrapped(Timestamps(), TIMESTAMPS_SAMPLES),
)
