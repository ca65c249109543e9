"""The part of docs/formats.md that tells how to define a format: its keys from the code, and an example."""

from __future__ import annotations

import dataclasses

EXAMPLE = r"""formats:
  - name: shop-orders
    title: order service of the shop
    lines:
      - '^(?P<time>\S+ [\d:.]+) (?P<severity_text>[EWI])/(?P<logger>\w+) (?P<client>\S+) (?P<body>.*)$'
    time: '%d/%b/%Y %H:%M:%S%.f'
    continued: '^\s'                     # a line that begins with white space belongs to the record above
    inside:
      body: [' took (?P<duration_s>\d+) ms$']
    scale: {duration_s: 0.001}
    severity: {E: error, W: warning, I: info}
    constants: {service: orders}
    samples:
      - program: orders 2.3.0
        text: |
          10/Jul/2023 20:00:01.123 I/checkout 10.0.0.21 order 14343 placed took 81 ms
          10/Jul/2023 20:00:02.007 E/db - insert failed
            could not extend file "base/16384/16397": No space left on device
        rows:
          - {line: 1, time: '2023-07-10T20:00:01.123Z', client: 10.0.0.21, duration_s: 0.081, logger: checkout}
          - {line: 2, severity_text: E, severity_number: 17, service: orders}
"""

HEAD = f"""## Formats of your own

A log that no format reads is described by a few lines of YAML, as about half of the formats below are
(`ingest/formats/defined/`):

```yaml
{EXAMPLE}```

`foreshock formats test FILE.yaml` reads the samples and tells what differs; `--formats DIR` lets `analyze`, `ingest`
and `formats explain` read with them. A definition of the name of a known format replaces it.

A named group is a field. One that has the name of a column of the table goes there (`body`, `pid`, `client`,
`severity_text`, ...; of `requests` also `status`, `path`, `duration_s`, ...), any other becomes an attribute under its
own name, but one that begins with `_`, which is only for `inside` to search. Of their own kind are `time` (the stamp),
`zone` (an offset, an abbreviation or a name beside it), `uptime_s` (seconds since boot; the record keeps no time where
nothing tells the boot), `since_last_s` (seconds since the record above), `milliseconds` and `microseconds` (parts of a
second that stand apart from the stamp), `priority` (syslog's PRI)
and `client_port`. A pattern reads the first line of a record; continued lines are added to its `body`. Patterns are
regular expressions in RE2's and Rust's dialect: no look-around, no back references, and so no line that takes long.

Stamps are written with strptime's words; `%.f` is a fraction after a dot or a comma, if there is one. `iso` takes ISO
8601 in its usual variants, `seconds`, `milliseconds` and `microseconds` count from 1970, `epoch` is any of the three by
its size, `tai64n` is daemontools' label, `hexadecimal` what OpenLDAP writes. Without `%Y` the file's year
is found as for syslog; without `%d` too, the day is counted back from when the file was written, or told:
`--format NAME:date=2023-07-10`.
"""


def definitions_chapter() -> str:
    """How to define a format, and every key with its meaning."""
    from foreshock.ingest.formats.defined.definition import DefinedSample, Definition

    parts = [HEAD]
    for title, model in (("key of a format", Definition), ("key of a sample", DefinedSample)):
        rows = [
            f"| `{each.name}` | {_needed(each)}{each.metadata['doc']} |"
            for each in dataclasses.fields(model)
            if each.metadata
        ]
        parts.append("\n".join([f"| {title} | meaning |", "| --- | --- |", *rows, ""]))
    return "\n".join(parts)


def _needed(field: dataclasses.Field[object]) -> str:
    given = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    return "**needed**: " if given else ""
