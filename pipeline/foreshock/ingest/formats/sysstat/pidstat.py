"""The text that sysstat's ``pidstat`` prints: CPU, memory, disk and switches of each process."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.parts.measurements import KIBIBYTE, PERCENT, Measure, suffix_factor
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser, number
from foreshock.ingest.formats.parts.tags import Labels
from foreshock.ingest.formats.sysstat.pidstat_samples import SAMPLES
from foreshock.ingest.formats.sysstat.sar_dates import BANNER, Dating, date_order
from foreshock.ingest.time.clock import Clock

_TIME = re.compile(r"\s*(?:(\d{1,2}):(\d\d):(\d\d)(?:\s([AP])M)?|(\d{9,11}))\s", re.IGNORECASE)
_SUMMARY = re.compile(r"[^\W\d]+\.? ?:\s")  # Average:
_HEADER_TIME = re.compile(r"#\s*Time\s|\s*(?:\d{1,2}:\d\d:\d\d(?:\s[AP]M)?|\d{9,11})\s", re.IGNORECASE)
_LABELS = {"UID": "uid", "USER": "user", "PID": "pid", "TGID": "pid", "TID": "tid", "CPU": "cpu"}
_NO_VALUE = -1.0  # of kB_rd/s and its like, where the counters could not be read
_RECOGNISED = 0.5


def _cpu(state: str) -> Measure:
    return Measure("process.cpu.utilization", "1", PERCENT, (("state", state),))


_MEASURES: Mapping[str, Measure] = {
    "%usr": _cpu("user"), "%user": _cpu("user"), "%system": _cpu("system"), "%guest": _cpu("guest"),
    "%wait": _cpu("wait"), "%CPU": _cpu("total"),
    "minflt/s": Measure("process.paging.faults", "{fault}/s", 1.0, (("type", "minor"),)),
    "majflt/s": Measure("process.paging.faults", "{fault}/s", 1.0, (("type", "major"),)),
    "VSZ": Measure("process.memory.virtual", "By", KIBIBYTE), "RSS": Measure("process.memory.usage", "By", KIBIBYTE),
    "%MEM": Measure("process.memory.utilization", "1", PERCENT),
    "kB_rd/s": Measure("process.disk.io", "By/s", KIBIBYTE, (("direction", "read"),)),
    "kB_wr/s": Measure("process.disk.io", "By/s", KIBIBYTE, (("direction", "write"),)),
    "cswch/s": Measure("process.context_switches", "{switch}/s", 1.0, (("type", "voluntary"),)),
    "nvcswch/s": Measure("process.context_switches", "{switch}/s", 1.0, (("type", "involuntary"),)),
    "threads": Measure("process.thread.count", "{thread}"),
    "fd-nr": Measure("process.unix.file_descriptor.count", "{file_descriptor}"),
}  # fmt: skip


def header_of(text: str) -> tuple[str, ...] | None:
    """The columns of a header line, without its time; None for any other line."""
    match = _HEADER_TIME.match(text)
    words = text[match.end() :].split() if match else []
    if words[-1:] != ["Command"] or not {"PID", "TGID"} & set(words):
        return None
    return tuple(words)


class PidstatParser(ReportParser):
    """One file of pidstat."""

    def __init__(self, clock: Clock, options: Options) -> None:
        """``date_order`` (mdy, dmy) settles banners such as 07/10/2023."""
        super().__init__(clock, options)
        self._dating = Dating(options.get("date_order", ""))
        self._columns: tuple[str, ...] = ()
        self._arguments = False  # whether the row above shows a command line, which may go on over lines

    def take(self, text: str, line: int) -> str:
        """Take in a banner, a header or the row of a process."""
        if not text.strip() or _SUMMARY.match(text):
            return ATTACHED
        banner = BANNER.match(text)
        if banner and self._dating.banner(banner["date"]):
            self.host, self._columns = banner["host"] or None, ()
            return ATTACHED
        if columns := header_of(text):
            self._columns = columns
            return ATTACHED
        if stamp := _TIME.match(text):
            return self._row(text, stamp, line)
        return ATTACHED if self._arguments else "not a row of pidstat"

    def _row(self, text: str, stamp: re.Match[str], line: int) -> str:
        self._arguments = False
        if not self._columns:
            return "no header of pidstat above"
        words = text[stamp.end() :].split(maxsplit=len(self._columns) - 1)
        if len(words) != len(self._columns):
            return f"{len(words)} values under {len(self._columns)} columns"
        if stamp[5]:
            self.at(int(stamp[5]) * 1_000_000, 0)
        elif self._dating.dated:
            self.at(self._dating.row((), _of_day(stamp)) * 1_000_000, None)
        else:
            return "no date: no banner of pidstat above"
        self.put(line, _labels(self._columns, words), _measured(self._columns, words))
        self._arguments = len(words[-1].split(maxsplit=1)) > 1
        return RECORD


def _labels(columns: Sequence[str], words: Sequence[str]) -> Labels:
    """Who the process is; the CPU that it ran on changes and says nothing of it."""
    named = [(_LABELS[column], word) for column, word in zip(columns, words, strict=True) if column in _LABELS]
    return (*((name, word) for name, word in named if word != "-" and name != "cpu"), ("command", words[-1].strip()))


def _measured(columns: Sequence[str], words: Sequence[str]) -> list[tuple[Measure, float | None]]:
    """The values of a row; the number of the CPU is one, too."""
    found = []
    for column, word in zip(columns[:-1], words, strict=False):
        if column not in _LABELS or column == "CPU":
            value = _number(word)
            missing = value == _NO_VALUE and column.startswith("kB_")
            measure = _MEASURES.get(column) or Measure(f"pidstat.{column}", "%" if column[0] == "%" else None)
            found.append((measure, float("nan") if missing else value))
    return found


def _number(word: str) -> float | None:
    """A number as printed; --human adds the unit, of which the columns' is the kilobyte."""
    value = number(word.rstrip("%BkMGTP"))
    return value * suffix_factor(word[-1]) if value is not None and word[-1] in "BkMGTP" else value


def _of_day(stamp: re.Match[str]) -> int:
    hour = int(stamp[1])
    if stamp[4]:
        hour = hour % 12 + 12 * (stamp[4] in "Pp")
    return hour * 3600 + int(stamp[2]) * 60 + int(stamp[3])


class Pidstat:
    """pidstat of sysstat 10 to 12, with any of -d -l -r -s -u -w -t -h -H."""

    name = "pidstat"
    title = "sysstat pidstat (text)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim when a header of pidstat is among the lines."""
        headers = sum(header_of(line) is not None for line in lines)
        banners = [match for line in lines if (match := BANNER.match(line))]
        if not headers:
            return None
        fitting = sum(not line.strip() or _TIME.match(line) is not None or line.startswith("#") for line in lines)
        summary = sum(_SUMMARY.match(line) is not None for line in lines)
        score = min(1.0, (fitting + summary + len(banners)) / len(lines))
        if score < _RECOGNISED:
            return None
        order = date_order([banner["date"] for banner in banners], path)
        return Recognition(
            score=score,
            reason=f"{headers} header(s) of pidstat",
            options={"date_order": order} if order else {},
            host=next((banner["host"] for banner in banners if banner["host"]), None),
        )

    def open(self, options: Options, clock: Clock) -> PidstatParser:
        """A parser; ``date_order`` settles banners such as 07/10/2023."""
        return PidstatParser(clock, options)


FORMATS: tuple[Format, ...] = (Pidstat(),)
