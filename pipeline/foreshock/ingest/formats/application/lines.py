"""Logs of applications: Python's logging in its usual arrangements, gunicorn, Java's, with their tracebacks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import polars as pl

from foreshock.ingest.formats.application.clock_lines import CLOCK_LINE, ClockLines
from foreshock.ingest.formats.application.fields import fields_of
from foreshock.ingest.formats.application.layout import (
    BEFORE_STAMP,
    MOMENT,
    TIME,
    has_stamp,
    infer_layouts,
    template_regex,
)
from foreshock.ingest.formats.application.samples import SAMPLES
from foreshock.ingest.formats.base import Format, Options, Parsed, Recognition, Sample, Table, joined
from foreshock.ingest.formats.conventions import SEVERITY_NUMBERS
from foreshock.ingest.formats.parts.cutting import matching
from foreshock.ingest.formats.parts.patching import patched
from foreshock.ingest.formats.parts.repeating import coded
from foreshock.ingest.formats.parts.stamps import ISO_OFFSET, MONTHS, iso_stamps
from foreshock.ingest.formats.parts.tags import tags
from foreshock.ingest.formats.web.access_parser import GENERIC, AccessParser
from foreshock.ingest.formats.web.log_format import parse_log_format
from foreshock.ingest.lines.records import Gatherer
from foreshock.ingest.lines.rejects import rejected_lines
from foreshock.ingest.time.clock import Clock, offsets_of
from foreshock.ingest.time.zone_names import most_written

_RECOGNISED = 0.5  # of the lines with a stamp
_FEWEST_RECORDS = 0.02  # of all lines: a log is not one long traceback
_LOOSE_LINE = 0.5  # how much a line explains that only may belong to the record above
_SAMPLED_LINES = 2_000
_ANY_STAMP = ("{time} {message}", "[{time}] {message}")
_LAYOUT_BREAK = "\n"  # between the templates in the option
_START = BEFORE_STAMP + TIME
# The line under the last traceback's indented ones; for Java the line above the first "at".
_INDENTED_LINES = r"(?:[ \t][^\n]*\n|\n)*"
_RAISED = r"(?P<type>[A-Za-z_][\w.]*)(?:: (?P<message>[^\n]*))?"
_PYTHON_TRACEBACK = "Traceback (most recent call last):"
_ABOVE_PYTHON_EXCEPTION = rf"(?s)^.*{re.escape(_PYTHON_TRACEBACK)}\n{_INDENTED_LINES}"
_JAVA_EXCEPTION = r"(?s)^.*?\n(?P<type>[A-Za-z_][\w.$]*(?:Exception|Error|Throwable))(?:: (?P<message>[^\n]*))?\n\s+at "
_LETTERS = {"t": 1, "d": 5, "i": 9, "n": 10, "w": 13, "e": 17, "c": 18, "f": 21}
_SHORT = {"trc": 1, "vrb": 1, "dbg": 5, "inf": 9, "wrn": 13, "ftl": 21}
_JAVA = {"finest": 1, "finer": 3, "fine": 5, "severe": 17}
_OTHERS = {"verbose": 1, "ddebug": 3, "subdebug": 1, "information": 9, "system": 9, "success": 9, "audit": 9}
_LEVEL_NUMBERS = {**SEVERITY_NUMBERS, **_LETTERS, **_SHORT, **_JAVA, **_OTHERS}
_DAY_FIRST = r"^(\d{1,2})[-/ ]([A-Z][a-z]{2})[-/ ](\d{4})[ :]"
_MONTHS = {f"-{name}-": f"-{number:02d}-" for number, name in enumerate(MONTHS, start=1)}
# First names of packages, and what Rocket calls both ends of its requests.
_NOT_A_SERVICE = ("root", "__main__", "org", "com", "net", "io", "java", "de", "request", "response")
_A_CLASS = r"^[A-Z]\w*[a-z]"
_COLUMNS = ("time", "level", "logger", "pid", "zone", "message")


class ApplicationParser:
    """One file of an application's log; lines without a stamp belong to the record above."""

    def __init__(self, clock: Clock, layouts: Sequence[str]) -> None:
        """``layouts`` are templates, tried in order; none: found in the first block."""
        self._clock = clock
        self._layouts = tuple(layouts)
        self._gatherer = Gatherer()
        self._clock_lines = ClockLines()
        self._requests = AccessParser((parse_log_format("combined"),), clock, None, arrival=False)

    def feed(self, lines: pl.DataFrame, *, last: bool) -> Parsed:
        """Parse a block of lines; the last record stays back while it may go on."""
        if not self._layouts and lines.height:
            self._layouts = (*infer_layouts(lines["text"].head(_SAMPLED_LINES).to_list()), *_ANY_STAMP)
        starts = lines["text"].str.contains(_START)
        texts, starts = self._clock_lines.dated(lines["text"], starts)
        lines = lines.with_columns(texts.alias("text"))
        # gunicorn and others write their access lines where they write their own.
        asked = _asked(lines["text"]) & ~starts
        if asked.any():
            requests = self._requests.feed(lines.filter(asked), last=last)
            said = self._said(lines.filter(~asked), starts.filter(~asked), last=last)
            return joined([said, requests.within("logs", "requests")])
        return self._said(lines, starts, last=last)

    def _said(self, lines: pl.DataFrame, starts: pl.Series, *, last: bool) -> Parsed:
        """The records of lines of which some begin one."""
        blank = (lines["text"].str.strip_chars() == "") & ~starts
        blanks = int(blank.sum())
        if blanks:
            lines, starts = lines.filter(~blank), starts.filter(~blank)
        gathered = self._gatherer.feed(lines, starts, last=last)
        fields = self._fields(gathered.records)
        timed = fields["time"].is_not_null()
        timeless = rejected_lines(gathered.records.filter(~timed), "the stamp is no time, or stands elsewhere")
        rows = _typed(fields.filter(timed))
        return Parsed(
            rows,
            records=rows.height,
            attached=blanks + int(gathered.records["span"].sum()) - rows.height - timeless.height,
            rejects=pl.concat([gathered.rejects, timeless]).sort("line"),
        )

    def _fields(self, records: pl.DataFrame) -> pl.DataFrame:
        """Every record's fields as text, by the first layout that fits; time and line typed."""
        layouts = (*self._layouts, *_ANY_STAMP)
        index = pl.int_range(records.height, eager=True).alias("index")
        left = pl.DataFrame([index, records["text"]])
        parsed = []
        for layout in layouts:
            groups = fields_of(left["text"], layout)
            fits = groups["time"].is_not_null()
            parsed.append(groups.with_columns(left["index"]).filter(fits))
            left = left.filter(~fits)
            if left.is_empty():
                break
        parsed.append(left.select("index"))
        fields = pl.concat(parsed, how="diagonal").sort("index")
        missing = [pl.lit(None, pl.String).alias(name) for name in _COLUMNS if name not in fields.columns]
        fields = fields.with_columns(missing)
        stamps, offsets = iso_stamps(_year_first(fields["time"]))
        if fields["zone"].null_count() < fields.height:
            offsets = pl.select(pl.coalesce(offsets, offsets_of(fields["zone"]))).to_series()
        return fields.with_columns(records["line"], self._clock.instants(stamps, offsets).alias("time"))


def _asked(texts: pl.Series) -> pl.Series:
    """Which lines are an access log's."""
    return matching(texts, texts.str.contains('] "', literal=True), GENERIC)


def _year_first(stamps: pl.Series) -> pl.Series:
    """Stamps of the forms 23/07/10 and 10/Jul/2023 as 2023/07/10."""
    named = stamps.str.contains(_DAY_FIRST).fill_null(value=False)
    if named.any():
        turned = stamps.filter(named).str.replace(_DAY_FIRST, "$3-$2-0$1 ").str.replace_many(_MONTHS)
        stamps = patched(stamps, named, turned.str.replace(r"-0(\d\d) ", "-$1 "))
    short = (stamps.str.slice(2, 1) == "/").fill_null(value=False)
    return patched(stamps, short, "20" + stamps.filter(short)) if short.any() else stamps


def _typed(fields: pl.DataFrame) -> pl.DataFrame:
    """Rows of the logs table."""
    extra = [name for name in fields.columns if name not in {*_COLUMNS, "index", "line"}]
    exception = _exceptions(fields["message"])
    attributes = {name: _each(fields[name], _stated) for name in ("logger", *extra)} | exception
    return fields.select(
        "time",
        _each(fields["logger"], _service).alias("service"),
        pl.col("level").alias("severity_text"),
        _each(fields["level"], _severity_number).alias("severity_number"),
        pl.col("message").str.strip_chars_end().alias("body"),
        pl.col("pid").str.to_integer(strict=False, dtype=pl.Int64),
        tags(attributes).alias("attributes"),
        "line",
    )  # fmt: skip


def _each(texts: pl.Series, read: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """What is read of each text: levels, loggers and threads are few."""
    distinct, codes = coded(texts)
    return read(distinct).gather(codes)


def _stated(texts: pl.Series) -> pl.Series:
    return texts.str.strip_chars().replace("", None)


def _service(loggers: pl.Series) -> pl.Series:
    """The first name of a logger that says more than the language's conventions, and is no class."""
    first = _stated(loggers).str.replace("::", ".", literal=True).str.splitn(".", 2).struct.field("field_0")
    named = ~first.is_in(_NOT_A_SERVICE) & ~first.str.contains(_A_CLASS) & (first.str.len_chars() > 1)
    return pl.select(pl.when(named).then(first)).to_series()


def _severity_number(levels: pl.Series) -> pl.Series:
    return levels.str.to_lowercase().replace_strict(_LEVEL_NUMBERS, default=None, return_dtype=pl.Int8)


def _exceptions(messages: pl.Series) -> dict[str, pl.Series]:
    """The columns exception.type and exception.message: what was raised last, by the traceback in the record."""
    python = messages.str.contains(_PYTHON_TRACEBACK, literal=True)
    java = ~python & messages.str.contains("\n\tat ", literal=True)
    nothing = pl.repeat(None, len(messages), dtype=pl.String, eager=True)
    if not (python | java).any():
        return {"exception.type": nothing, "exception.message": nothing}
    found = {"type": nothing, "message": nothing}
    for chosen, read in ((python, _python_exceptions), (java, _java_exceptions)):
        if chosen.any():
            groups = read(messages.filter(chosen))
            found = {name: patched(values, chosen, groups[name]) for name, values in found.items()}
    return {f"exception.{name}": values for name, values in found.items()}


def _python_exceptions(messages: pl.Series) -> pl.DataFrame:
    # To look for something takes a tenth of the time that it takes to name its parts: what stands above goes first.
    raised = messages.str.replace(_ABOVE_PYTHON_EXCEPTION, "")
    cut = raised.str.len_bytes() < messages.str.len_bytes()
    groups = pl.select(pl.when(cut).then(raised)).to_series().str.extract_groups(f"^{_RAISED}").struct.unnest()
    odd = groups["type"].is_null()
    if not odd.any():
        return groups
    rest = messages.filter(odd).str.extract_groups(_ABOVE_PYTHON_EXCEPTION + _RAISED).struct.unnest()
    return groups.select(patched(groups[name], odd, rest[name]) for name in groups.columns)


def _java_exceptions(messages: pl.Series) -> pl.DataFrame:
    return messages.str.extract_groups(_JAVA_EXCEPTION).struct.unnest()


class Application:
    """Any log whose lines begin with a date and time and state a level."""

    name = "application-text"
    title = "application log (Python logging, gunicorn, Java), with tracebacks"
    table: Table = "logs"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when an arrangement with a stamp and a level fits at least half of the stamped lines.

        Lines without a stamp belong to the record above; those that are not indented might be of another kind.
        """
        layouts = infer_layouts(lines)
        stamped = sum(has_stamp(line) for line in lines)
        if not layouts:
            return None
        text = pl.Series(lines, dtype=pl.String)
        fitting = text.str.contains(template_regex(layouts[0]))
        for layout in layouts[1:]:
            fitting |= text.str.contains(template_regex(layout))
        fits = int(fitting.sum())
        if fits < max(_RECOGNISED * stamped, _FEWEST_RECORDS * len(lines)):
            return None
        behind = text.slice(fitting.arg_max() or 0).to_list()
        unstamped = [line for line in behind if not has_stamp(line)]
        clocks = re.compile(CLOCK_LINE)
        indented = sum(not line.strip() or line[0].isspace() or bool(clocks.match(line)) for line in unstamped)
        indented += int(_asked(pl.Series(unstamped, dtype=pl.String)).sum())
        score = (fits + indented + (len(unstamped) - indented) * _LOOSE_LINE) / len(lines)
        return Recognition(
            score=score,
            reason=f"{fits} of {len(lines)} sampled lines are arranged as {' or '.join(layouts)}",
            options={"layout": _LAYOUT_BREAK.join(layouts)},
            zone=_common_zone(text.filter(fitting)),
        )

    def open(self, options: Options, clock: Clock) -> ApplicationParser:
        """A parser; ``layout`` is a template, or several, one a line. Without it the first block tells."""
        layout = options.get("layout", "")
        return ApplicationParser(clock, layout.split(_LAYOUT_BREAK) if layout else ())


def _common_zone(lines: pl.Series) -> str | None:
    """The offset or abbreviation that the stamps carry, most often."""
    written = lines.str.extract(rf"{BEFORE_STAMP}{MOMENT} ?({ISO_OFFSET}|[A-Z]{{3,5}}\b)")
    return most_written(written.drop_nulls())


FORMATS: tuple[Format, ...] = (Application(),)
