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
_FILES_COLUMNS = 92
_PATH_COLUMNS = 28
_FORMAT_COLUMNS = 18
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
    """What was read and how: a table, or in a narrow window one file under the other."""
    if width < _FILES_COLUMNS:
        for file in files:
            yield Text(file.path, style="bold")
            counts = [words.counted(file.lines, "line"), words.counted(file.records, "record")]
            about = [_read_as(file), file.host, _zone(file), *counts, f"{file.rejected:,} rejected"]
            yield Padding(Text(", ".join(filter(None, about))), (0, 0, 0, 2))
        return
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, expand=True)
    table.add_column("File", overflow="fold", width=min(max(cell_len(file.path) for file in files), _PATH_COLUMNS))
    table.add_column("Format", overflow="fold", width=min(max(len(_read_as(file)) for file in files), _FORMAT_COLUMNS))
    table.add_column("Host", overflow="fold", max_width=12)
    table.add_column("Zone", overflow="fold", ratio=1)
    for name in ("Lines", "Records", "Attached", "Rejected"):
        table.add_column(name, justify="right", no_wrap=True)
    for file in files:
        counts = [f"{count:,}" for count in (file.lines, file.records, file.attached, file.rejected)]
        table.add_row(Text(file.path), Text(_read_as(file)), Text(file.host), Text(_zone(file)), *counts)
    yield table


def _read_as(file: File) -> str:
    return file.format or "not read"


def _zone(file: File) -> str:
    return f"{file.timezone}: {file.why_timezone}" if file.timezone and file.why_timezone else file.timezone
