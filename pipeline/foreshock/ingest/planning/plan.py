"""What will be read and how, decided for the whole archive before the first file is read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from foreshock.ingest.detect.claims import ForcedFormat
from foreshock.ingest.detect.looks import Found, Look, Looked, Looker, renamed
from foreshock.ingest.exceptions import IngestError
from foreshock.ingest.files.bundles import Bundle, bundles_of, summary
from foreshock.ingest.files.discover import Skipped, discover
from foreshock.ingest.files.facts import FileFacts
from foreshock.ingest.files.families import families_of, predecessors
from foreshock.ingest.files.hosts import FileHints, HostNames, hosts_of
from foreshock.ingest.formats import formats_with
from foreshock.ingest.planning.destinations import repeated_logs
from foreshock.ingest.planning.known import Standing, standings_of, told_apart
from foreshock.ingest.planning.model import FilePlan, IngestOptions, Plan
from foreshock.ingest.planning.twins import twins_of
from foreshock.ingest.time.stamps import ends_of
from foreshock.ingest.time.written import written_of
from foreshock.ingest.time.years import years_in_order, years_of
from foreshock.ingest.time.zones import ZoneRule, zones_of
from foreshock.ingest.unpack.archives import Archive

_FALLBACK_YEAR = 1970  # never used: its stamps carry years, or the file is not read


def plan(
    paths: Sequence[str | Path],
    options: IngestOptions | None = None,
    known: Mapping[str, FileFacts] | None = None,
) -> Plan:
    """The plan for ``paths`` (files, folders, globs, ``-``); ``known`` are the files that the lake has, by source.

    Bad options raise UsageError; a bad input never raises, it is in ``unread`` with one sentence.
    """
    options = options or IngestOptions()
    known = known or {}
    all_formats = formats_with(options.definitions)
    looker = Looker(all_formats, [ForcedFormat.parse(text, all_formats) for text in options.format])
    rules = [ZoneRule.parse(text) for text in options.tz]
    discovered = discover(paths, case=options.case)
    skipped = list(discovered.skipped)
    found: list[Found] = []
    looker.learn(discovered.inputs)
    for item in discovered.inputs:
        for inner in looker.expand(item, digests=bool(known)):
            if isinstance(inner, Found):
                found.append(inner)
            else:
                skipped.append(inner)
    survey = _survey(found, looker, known)
    bundles = bundles_of(survey.hints, survey.host_names)
    decided = _decide(survey, bundles, options, rules, known)
    files = tuple(file for file in decided if isinstance(file, FilePlan))
    unread = [FileFacts(item.source, error=item.reason) for item in skipped if item.is_error] + survey.unread
    unread += [facts for facts in decided if isinstance(facts, FileFacts)]
    notes = [item for item in (*skipped, *survey.notes) if not item.is_error]
    unread, of_bundles = _told_by_bundle(bundles, unread, survey.hints)
    return Plan(files, tuple(unread), tuple(survey.unchanged), (*notes, *of_bundles))


def _told_by_bundle(
    bundles: Sequence[Bundle], unread: Sequence[FileFacts], sources: Collection[str]
) -> tuple[list[FileFacts], list[Skipped]]:
    """The unread files that are worth a line each, and one line for each bundle: it holds hundreds that are no logs."""
    told = list(unread)
    notes = []
    for bundle in bundles:
        others = [facts for facts in told if facts.why_format and bundle.holds(facts.path)]
        told = [facts for facts in told if facts not in others]
        lost = sum(bundle.holds(facts.path) for facts in told)
        read = sum(bundle.holds(source) for source in sources) - len(others) - lost
        reason = summary(bundle, read, [PurePosixPath(facts.path).name for facts in others])
        notes.append(Skipped(bundle.root or ".", reason, is_error=False))
    return told, notes


@dataclass(slots=True)
class _Survey:
    """What the looks into all inputs told."""

    looks: list[Look] = field(default_factory=list)
    standings: dict[str, Standing] = field(default_factory=dict)
    unread: list[FileFacts] = field(default_factory=list)
    unchanged: list[Skipped] = field(default_factory=list)
    notes: list[Skipped] = field(default_factory=list)
    hints: dict[str, str] = field(default_factory=dict)
    host_names: dict[str, str] = field(default_factory=dict)
    archives: Mapping[str, Archive] = field(default_factory=dict)


def _survey(found: Sequence[Found], looker: Looker, known: Mapping[str, FileFacts]) -> _Survey:
    """Look into every file that is not in the lake as it is."""
    survey = _Survey(archives=looker.archives)
    inputs = list(told_apart([each.input for each in found], known))
    standings = standings_of(inputs, known)
    twins = twins_of(inputs, looker.archives)
    for each, item in zip(found, inputs, strict=True):
        if item.source in twins:
            reason = f"the same file as {twins[item.source]}, which is read"
            survey.notes.append(Skipped(item.source, reason, is_error=False))
            continue
        survey.hints[item.source] = item.hint
        standing = standings[item.source]
        if isinstance(standing, IngestError):
            survey.unread.append(FileFacts(item.source, bytes=item.size or 0, error=standing.problem))
        elif standing.unchanged:
            survey.unchanged.append(Skipped(item.source, standing.why, is_error=False))
        else:
            survey.standings[item.source] = standing
            _enter(survey, renamed(each.looked, item) if each.looked else looker.look(item))
        if each.input.source in looker.host_names:
            survey.host_names[item.source] = looker.host_names[each.input.source]
    repeated = repeated_logs(survey.looks, known)
    survey.looks = [look for look in survey.looks if look.source not in repeated]
    survey.notes += [Skipped(source, why, is_error=False) for source, why in repeated.items()]
    return survey


def _enter(survey: _Survey, looked: Looked) -> None:
    """Put a look where it belongs; a grown file that cannot be read from its middle is read anew."""
    if isinstance(looked, Look):
        standing = survey.standings[looked.source]
        dated = looked.detection.recognition.dated
        if standing.start and (looked.table == "metrics" or looked.codec != "plain" or not dated):
            # What a table's header said would be missing in the middle of the file; so would the days before.
            why = f"the file has grown; it is read anew, for its {'headers' if dated else 'days'}"
            survey.standings[looked.source] = Standing(replaces=True, why=why)
        survey.looks.append(looked)
    elif isinstance(looked, FileFacts):
        survey.unread.append(looked)
    else:
        survey.notes.append(looked)


def _decide(
    survey: _Survey,
    bundles: Sequence[Bundle],
    options: IngestOptions,
    rules: Sequence[ZoneRule],
    known: Mapping[str, FileFacts],
) -> list[FilePlan | FileFacts]:
    """Hosts, zones and years of all files together, since each may tell of the others."""
    families = families_of(survey.hints)
    family_of = {source: family[-1] for family in families for source in family}
    hints = [
        FileHints(
            look.source,
            look.input.hint,
            look.detection.recognition.host,
            next(((b.host, b.why_host) for b in bundles if b.host and b.holds(look.source)), None),
            family_of.get(look.source, ""),
        )
        for look in survey.looks
    ]
    names, hosts = hosts_of(hints, [file.host for file in known.values() if file.host])
    stamps = [replace(look.stamps, host=hosts[look.source][0]) for look in survey.looks]
    zones = zones_of(stamps, rules)
    years = years_in_order(stamps, years_of(stamps, options.year), families)
    ends = {**{source: file.last_time for source, file in known.items()}, **ends_of(stamps, zones, years)}
    before = predecessors(families)
    return [
        _file_plan(
            look,
            standing=survey.standings[look.source],
            names=names,
            host=hosts[look.source],
            zone=zones[look.source],
            year=years[look.source],
            options=options,
            known=known,
            archive=survey.archives.get(look.input.path),
            silent_since=ends.get(before.get(look.source, "")),
        )
        for look in survey.looks
    ]


def _file_plan(
    look: Look,
    *,
    standing: Standing,
    names: HostNames,
    host: tuple[str, str],
    zone: tuple[str, str],
    year: tuple[int | None, str],
    options: IngestOptions,
    known: Mapping[str, FileFacts],
    archive: Archive | None,
    silent_since: datetime | None,
) -> FilePlan | FileFacts:
    """The plan of one file; its facts with the error where no year can be given to its stamps."""
    detection = look.detection
    written = None
    if not detection.recognition.dated:
        written, why = written_of(look.source, look.input.hint, look.input.mtime, zone[0])
        year = (written.year if written else None), why
    assert detection.format is not None  # noqa: S101 - there is no Look without a format
    before = known.get(look.source) if standing.start else None
    facts = replace(
        before or FileFacts(look.source),
        location=look.input.location,
        bytes=look.input.size or 0,
        format=detection.format.name,
        why_format=detection.why,
        host=host[0],
        why_host=host[1],
        timezone=zone[0],
        why_timezone=zone[1],
        year=before.year if before else year[0],
        why_year=before.why_year if before else year[1],
        error=None,
    )
    if facts.year is None and not detection.recognition.has_year:
        if look.stream is not None:
            look.stream.close()
        return replace(facts, error=f"its stamps have no year: {facts.why_year}")
    return FilePlan(
        path=look.input.path,
        facts=facts,
        format=detection.format,
        options=detection.recognition.options,
        zone=zone[0],
        year=facts.year or _FALLBACK_YEAR,
        names=names,
        settings=options,
        start=standing.start,
        replaces=standing.replaces,
        stream=look.stream,
        written=written,
        archive=archive,
        number=look.input.number,
        silent_since=before.last_time if before else silent_since,
    )
