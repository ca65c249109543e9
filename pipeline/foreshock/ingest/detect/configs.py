"""Server configuration among the inputs: it says which format, and which zone, the logs beside it have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import PurePosixPath

import polars as pl

from foreshock.exceptions import ForeshockError, UsageError
from foreshock.ingest.detect.claims import Detection
from foreshock.ingest.files.families import log_of
from foreshock.ingest.formats.base import Format
from foreshock.ingest.formats.postgresql.log_line_prefix import LogLinePrefix
from foreshock.ingest.formats.web.log_format import NAMED, parse_log_format
from foreshock.ingest.time.zone_names import zone_named

# What only this server's configuration holds.
_KINDS = (
    ("nginx", re.compile(r"^\s*(?:log_format|access_log|error_log|http|server|events)\s[^=]*[;{]\s*$", re.MULTILINE)),
    ("apache", re.compile(r"^\s*(?:LogFormat|CustomLog|ErrorLog|ServerRoot|LoadModule|<VirtualHost)\s", re.MULTILINE)),
    ("postgresql", re.compile(r"^\s*(?:log_\w+|shared_buffers|max_connections|data_directory)\s*=", re.MULTILINE)),
)
_NGINX_FORMAT = re.compile(
    r"^\s*log_format\s+(\S+)\s+(?:escape=\w+\s+)?((?:'[^']*'|\"[^\"]*\"|[^;'\"])+);", re.MULTILINE
)
_NGINX_LOG = re.compile(r"^\s*access_log\s+([^\s;]+)(?:\s+([^\s;=]+)(?=[\s;]))?[^;\n]*;", re.MULTILINE)
_APACHE_FORMAT = re.compile(r'^\s*LogFormat\s+"((?:[^"\\]|\\.)*)"\s+(\S+)', re.MULTILINE)
_APACHE_LOG = re.compile(r'^\s*CustomLog\s+"?([^"\s]+)"?\s+(?:"((?:[^"\\]|\\.)*)"|(\S+))', re.MULTILINE)
_PARAMETER = re.compile(r"^\s*(log_line_prefix|log_timezone)\s*=\s*(?:'((?:[^']|'')*)'|(\S+))", re.MULTILINE)
_ENOUGH = 0.5  # of the sampled lines must have the configured format: a log may be older than its configuration


@dataclass(frozen=True, slots=True)
class Setting:
    """What a configuration file says of logs: option ``key`` of ``format`` is ``value``.

    ``log`` is the log's file name, empty for all logs of the format.
    """

    config: str
    line: int
    format: str
    key: str
    value: str
    log: str = ""

    @property
    def where(self) -> str:
        """File and line."""
        return f"{self.config}:{self.line}"


def is_named_as_configuration(source: str) -> bool:
    """Whether a file's name is one that servers give their configuration."""
    return source.endswith((".conf", ".conf.txt", ".conf.sample"))


def settings_in(source: str, lines: Iterable[str]) -> tuple[Setting, ...] | None:
    """What a file says of the formats of logs; None when it is no server's configuration."""
    if not is_named_as_configuration(source):
        return None
    text = "\n".join("" if line.lstrip().startswith("#") else line for line in lines)
    kind = next((kind for kind, sign in _KINDS if sign.search(text)), None)
    if kind is None:
        return None
    read = {"nginx": _nginx, "apache": _apache, "postgresql": _postgresql}[kind]
    return tuple(read(source, text))


def said(settings: Sequence[Setting]) -> str:
    """What to tell the user of a configuration file."""
    logs = dict.fromkeys(setting.log or f"logs of {setting.format.partition('-')[0]}" for setting in settings)
    return "configuration: " + (
        f"gives the format of {', '.join(logs)}" if logs else "says nothing of its logs' formats"
    )


def configured(
    detection: Detection, lines: Sequence[str], source: str, settings: Sequence[Setting], formats: Sequence[Format]
) -> Detection:
    """The detection with the options, and the zone, that the nearest configuration gives, where its lines agree."""
    near = sorted(settings, key=lambda setting: -_in_common(setting.config, source))
    for setting in near:
        if setting.key == "log_timezone" and _is_of(detection, "postgresql"):
            detection = _in_zone(detection, setting)
            break
    for setting in near:
        if setting.key != "log_timezone" and _concerns(setting, detection, source) and _fits(setting, lines):
            format_ = next(format_ for format_ in formats if format_.name == setting.format)
            claim = replace(
                detection.recognition, options={**detection.recognition.options, setting.key: setting.value}
            )
            why = f"{setting.where} gives its {setting.key}: {setting.value}"
            return Detection(format_, claim, why, detection.candidates)
    return detection


def _nginx(source: str, text: str) -> Iterable[Setting]:
    formats = dict(NAMED)
    for match in _NGINX_FORMAT.finditer(text):
        quoted = re.findall(r"'([^']*)'|\"([^\"]*)\"", match[2])
        formats[match[1]] = "".join(one or other for one, other in quoted) or match[2].strip()
    for match in _NGINX_LOG.finditer(text):
        value = formats.get(match[2] or "combined", "")
        if value and not value.lstrip().startswith("{"):
            yield Setting(source, _line(text, match), "nginx-access", "log_format", value, _name(match[1]))


def _apache(source: str, text: str) -> Iterable[Setting]:
    text = text.replace("\\\n", " \n")
    formats = dict(NAMED) | {match[2]: _plain(match[1]) for match in _APACHE_FORMAT.finditer(text)}
    for match in _APACHE_LOG.finditer(text):
        value = _plain(match[2]) if match[2] else formats.get(match[3], "")
        if value and not value.lstrip().startswith("{"):
            yield Setting(source, _line(text, match), "apache-access", "log_format", value, _name(match[1]))


def _postgresql(source: str, text: str) -> Iterable[Setting]:
    for match in _PARAMETER.finditer(text):
        value = match[3] if match[2] is None else match[2].replace("''", "'")
        yield Setting(source, _line(text, match), "postgresql-stderr", match[1], value)


def _plain(text: str) -> str:
    return text.replace('\\"', '"').replace("\\t", "\t")


def _name(path: str) -> str:
    return PurePosixPath(path.strip("\"'")).name


def _line(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start(1)) + 1


def _in_common(one: str, other: str) -> int:
    """How many folders two paths share: those of one host share the most."""
    pairs = zip(PurePosixPath(one).parts, PurePosixPath(other).parts, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _is_of(detection: Detection, program: str) -> bool:
    return detection.format is not None and detection.format.name.startswith(program)


def _concerns(setting: Setting, detection: Detection, source: str) -> bool:
    """Whether the log is meant: by its name, rotated or not, or as any log of that program."""
    if detection.why.startswith("set by --format"):
        return False
    if setting.log:
        return PurePosixPath(log_of(source)).name == PurePosixPath(log_of(setting.log)).name
    return detection.format is not None and detection.format.name == setting.format


def _fits(setting: Setting, lines: Sequence[str]) -> bool:
    """Whether enough of the lines have the format that the configuration gives."""
    try:
        layout = parse_log_format(setting.value) if setting.key == "log_format" else LogLinePrefix(setting.value)
    except ForeshockError:
        return False
    written = pl.Series([line[:8192] for line in lines if line.strip()], dtype=pl.String)
    if setting.key == "log_line_prefix":
        written = written.filter(~written.str.contains(r"^\s"))
    return bool(len(written)) and written.str.contains(layout.pattern).sum() >= _ENOUGH * len(written)


def _in_zone(detection: Detection, setting: Setting) -> Detection:
    """With the rules of the server's zone, of which a stamp shows only the abbreviation or nothing."""
    try:
        zone_named(setting.value)
    except UsageError:
        return detection
    why = f"log_timezone in {setting.where}"
    return replace(detection, recognition=replace(detection.recognition, zone=setting.value, why_zone=why))
