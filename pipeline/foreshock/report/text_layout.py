"""How the terminal report sets headings, lists, the timeline and the table of files, at any width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from foreshock.report import words
from foreshock.report.view import Day, Entry, File, Report

_TIMELINE_COLUMNS = 76
_FILES_COLUMNS = 100
_PATH_COLUMNS = 32
_WORD_COLUMNS = 18
_KIND_STYLES = {"cause": "bold red", "symptom": "yellow", "change": "cyan", "people": "magenta", "recovery": "green"}


def head(title: str) -> list[RenderableType]:
    """A heading with its line."""
    return ["", Text(title, style="bold"), Text("─" * cell_len(title), style="dim", no_wrap=True, overflow="crop")]


def bullets(items: Iterable[str]) -> list[RenderableType]:
    """A list."""
    return [hanging("- ", Text(item)) for item in items]


def hanging(mark: str, body: RenderableType) -> Table:
    """A mark, and beside it a body whose lines stay clear of it."""
    grid = Table.grid(padding=0)
    grid.add_column(width=len(mark), no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(mark), body)
    return grid


def timeline(report: Report, days: Sequence[Day], width: int) -> Iterable[RenderableType]:
    """The timeline, day by day: a table, or in a narrow window one entry under the other."""
    for day in days:
        yield Text(day.name, style="bold")
        yield from [_entries(report, day.entries)] if width >= _TIMELINE_COLUMNS else _stacked(day.entries)


def _entries(report: Report, entries: Sequence[Entry]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False)
    mixed = report.zone_changes
    table.add_column("Site time" if mixed else f"Time {report.zone_label}", no_wrap=True)
    if not report.zone.is_utc:
        table.add_column("UTC", no_wrap=True, style="dim")
    table.add_column("Kind", no_wrap=True)
    table.add_column("What happened", overflow="fold", ratio=1)
    for entry in entries:
        times = [entry.at.clock if mixed else entry.at.bare, *([] if report.zone.is_utc else [entry.at.utc_cell])]
        table.add_row(*times, _kind(entry), _said(entry))
    return table


def _stacked(entries: Sequence[Entry]) -> Iterable[RenderableType]:
    for entry in entries:
        utc = "" if entry.at.zone.is_utc else f" ({entry.at.utc_cell} UTC)"
        yield Text(f"{entry.at.clock}{utc} ").append_text(_kind(entry))
        yield Padding(_said(entry), (0, 0, 0, 2))


def _kind(entry: Entry) -> Text:
    return Text(entry.kind, style=_KIND_STYLES.get(entry.kind, ""))


def _said(entry: Entry) -> Text:
    return Text(entry.text).append(f" [{entry.where}]" if entry.where else "", style="dim")


def files_table(files: Sequence[File], width: int) -> Iterable[RenderableType]:
    """What was read and how, a table or in a narrow window one file under the other; then why in these zones."""
    if width < _FILES_COLUMNS:
        for file in files:
            yield Text(file.path, style="bold")
            counts = [words.counted(file.lines, "line"), words.counted(file.records, "record")]
            about = [_read_as(file), file.host, file.timezone, *counts, f"{file.rejected:,} rejected"]
            yield Padding(Text(", ".join(filter(None, about))), (0, 0, 0, 2))
    else:
        yield _files(files)
    yield from bullets(_zones(files))


def _files(files: Sequence[File]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_edge=False)
    table.add_column("File", overflow="fold", width=min(max(cell_len(file.path) for file in files), _PATH_COLUMNS))
    for name in ("Format", "Host", "Zone"):
        table.add_column(name, overflow="fold", max_width=_WORD_COLUMNS)
    for name in ("Lines", "Records", "Attached", "Rejected"):
        table.add_column(name, justify="right", no_wrap=True)
    for file in files:
        counts = [f"{count:,}" for count in (file.lines, file.records, file.attached, file.rejected)]
        table.add_row(Text(file.path), Text(_read_as(file)), Text(file.host), Text(file.timezone), *counts)
    return table


def _read_as(file: File) -> str:
    return file.format or "not read"


def _zones(files: Sequence[File]) -> Iterable[str]:
    """Each reason for a zone once, with the hosts that it holds for."""
    reasons: dict[tuple[str, str], list[File]] = {}
    for file in files:
        if file.timezone and file.why_timezone:
            reasons.setdefault((file.timezone, file.why_timezone), []).append(file)
    for (zone, why), found in reasons.items():
        hosts = words.listed(list(dict.fromkeys(file.host for file in found if file.host)))
        place = f" of {hosts}" if hosts else ""
        yield f"Zone {zone} for {words.counted(len(found), 'file')}{place}: {words.sentence(why)}"
