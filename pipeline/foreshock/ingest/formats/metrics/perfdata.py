"""Performance data of Nagios' checks, as its templates and PNP4Nagios write it into files, and Icinga 2's writer.

Source: the Nagios Plugins Development Guidelines ("Performance data"), Nagios' ``service_perfdata_file_template``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from foreshock.ingest.formats.base import Format, Options, Recognition, Sample, Table
from foreshock.ingest.formats.parts.measurements import Measure
from foreshock.ingest.formats.parts.report import ATTACHED, RECORD, ReportParser
from foreshock.ingest.time.clock import Clock

_PNP = re.compile(r"^DATATYPE::(?:SERVICE|HOST)PERFDATA(?:\t[A-Z0-9_]+::[^\t]*)+\t?$")
_NAGIOS = re.compile(
    r"^\[(?P<kind>SERVICE|HOST)PERFDATA\]\t(?P<time>1\d{9})\t(?P<host>[^\t]+)\t(?P<rest>[^\t]*(?:\t[^\t]*){2,4})$"
)
# 'label'=value[unit];[warning];[critical];[least];[most]; the label is in quotes where it has a blank or an apostrophe.
_VALUE = re.compile(
    r"(?:^|\s)(?:'(?P<quoted>(?:[^']|''){1,200})'|(?P<label>[^\s'=]+))="
    r"(?P<value>-?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?)(?P<unit>[A-Za-zµ%]*)(?=;|\s|$)"
)
_UNITS: Mapping[str, tuple[float, str]] = {
    "s": (1.0, "s"), "ms": (1e-3, "s"), "us": (1e-6, "s"), "%": (0.01, "1"), "B": (1.0, "By"), "KB": (1024.0, "By"),
    "MB": (1024.0**2, "By"), "GB": (1024.0**3, "By"), "TB": (1024.0**4, "By"),
}  # fmt: skip
_RECOGNISED = 0.5

_SAMPLES = (
    Sample(
        program="Nagios 4.4 with PNP4Nagios' templates (process_perfdata), plugins 2.3",
        text=(
            "DATATYPE::SERVICEPERFDATA\tTIMET::1689019201\tHOSTNAME::db-01\tSERVICEDESC::Disk /\t"
            "SERVICEPERFDATA::/=2643MB;5948;5958;0;5968 '/var/my data'=98%;80;90\t"
            "SERVICECHECKCOMMAND::check_disk!10%\tSERVICESTATE::OK\tSERVICESTATETYPE::HARD\n"
            "DATATYPE::HOSTPERFDATA\tTIMET::1689019202\tHOSTNAME::db-01\tHOSTPERFDATA::rta=0.050ms;3000;5000;0 "
            "pl=U;80;100;0\tHOSTCHECKCOMMAND::check-host-alive\tHOSTSTATE::UP\tHOSTSTATETYPE::HARD\n"
        ),
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01Z", "host": "db-01", "metric": "check./", "unit": "By",
             "value": 2643.0 * 1024**2, "labels": {"check": "Disk /"}},
            {"line": 1, "metric": "check./var/my data", "value": 0.98, "unit": "1"},
            {"line": 2, "time": "2023-07-10T20:00:02Z", "metric": "check.rta", "value": 0.00005, "unit": "s",
             "labels": {}},
        ),
    ),
    Sample(
        program="Nagios 4.4 with the templates of its sample configuration",
        text=(
            "[SERVICEPERFDATA]\t1689019201\tdb-01\tLoad\t0.011\t0.123\tOK - load average: 0.1\t"
            "load1=0.100;5.000;10.000;0; load5=12;4;6;0;\n"
            "[HOSTPERFDATA]\t1689019202\tdb-01\t0.011\tPING OK\trta=1.5ms;;;;\n"
        ),
        rows=(
            {"line": 1, "time": "2023-07-10T20:00:01Z", "host": "db-01", "metric": "check.load1", "value": 0.1,
             "labels": {"check": "Load"}},
            {"line": 1, "metric": "check.load5", "value": 12.0},
            {"line": 2, "metric": "check.rta", "value": 0.0015},
        ),
    ),
)  # fmt: skip


def measured(text: str) -> Iterator[tuple[Measure, float]]:
    """The values of one check; an unknown one (U) is none."""
    for match in _VALUE.finditer(text):
        label = match["quoted"].replace("''", "'") if match["quoted"] else match["label"]
        scale, unit = _UNITS.get(match["unit"], (1.0, match["unit"] or None))
        yield Measure(f"check.{label}", unit, scale), float(match["value"].replace(",", "."))


class PerfdataParser(ReportParser):
    """One file, a check a line."""

    def take(self, text: str, line: int) -> str:
        """Take in a check; one without a value is a record of none."""
        if not text.strip():
            return ATTACHED
        if _PNP.match(text):
            fields = dict(part.split("::", 1) for part in text.split("\t") if "::" in part)
            stamp, host = fields.get("TIMET", ""), fields.get("HOSTNAME")
            check, values = fields.get("SERVICEDESC"), fields.get("SERVICEPERFDATA") or fields.get("HOSTPERFDATA", "")
        elif found := _NAGIOS.match(text):
            stamp, host, parts = found["time"], found["host"], found["rest"].split("\t")
            check, values = parts[0] if found["kind"] == "SERVICE" else None, parts[-1]
        else:
            return "no performance data of a check"
        if not re.fullmatch(r"1\d{9}", stamp):
            return "the stamp is no time"
        self.at(int(stamp) * 1_000_000, 0)
        self.host = host
        self.put(line, (("check", check),) if check else (), measured(values))
        return RECORD


class Perfdata:
    """Files that performance data is spooled to."""

    name = "nagios-perfdata"
    title = "performance data of Nagios and Icinga (perfdata files)"
    table: Table = "metrics"
    samples: tuple[Sample, ...] = _SAMPLES

    def recognise(self, lines: Sequence[str], path: str) -> Recognition | None:
        """A claim on lines of one of the templates."""
        known = sum(not line.strip() or bool(_PNP.match(line) or _NAGIOS.match(line)) for line in lines)
        if known < _RECOGNISED * len(lines) or not any(line.strip() for line in lines):
            return None
        return Recognition(known / len(lines), f"{known} of {len(lines)} sampled lines are checks", zone="UTC")

    def open(self, options: Options, clock: Clock) -> PerfdataParser:
        """A parser; there are no options."""
        return PerfdataParser(clock, options)


FORMATS: tuple[Format, ...] = (Perfdata(),)
