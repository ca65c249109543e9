"""Answers of Loki's HTTP API to queries for log lines: streams, each with its labels and its lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from foreshock.ingest.formats.base import Format, Sample
from foreshock.ingest.formats.structured.documents import Documents, elements
from foreshock.ingest.formats.structured.json_exact import Object
from foreshock.ingest.formats.structured.rows import Family

_PAIR = 2  # stamp and line; structured metadata may follow

_SAMPLE = Sample(
    program="Loki 2.8 (query_range)",
    text="""\
{
  "status": "success",
  "data": {
    "resultType": "streams",
    "result": [
      {
        "stream": {"app": "shop", "host": "web-01", "level": "error"},
        "values": [
          ["1689019201123456789", "card refused"],
          [
            "1689019202000000000",
            "upstream timed out",
            {"trace_id": "5b8e"}
          ]
        ]
      }
    ],
    "stats": {}
  }
}
""",
    rows=(
        {"line": 9, "time": "2023-07-10T20:00:01.123456Z", "body": "card refused", "host": "web-01", "service": "shop",
         "severity_text": "error", "severity_number": 17},
        {"line": 11, "time": "2023-07-10T20:00:02Z", "body": "upstream timed out", "attributes": {"trace_id": "5b8e"}},
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LokiStreams(Documents):
    """Every line of every stream, with the labels of the stream."""

    def records(self, text: str) -> Iterator[tuple[int, Mapping[str, str | None]]]:
        """Where the stamp of each line stands, and its fields."""
        for begin, stream in elements(text, self.key):
            labels = _texts(stream.get("stream"))
            position = begin
            for pair in stream.get("values") or ():
                if not isinstance(pair, list) or len(pair) < _PAIR:
                    continue
                found = text.find(f'"{pair[0]}"', position)
                position = max(position, found)
                more = _texts(pair[_PAIR]) if len(pair) > _PAIR else {}
                yield position, {**labels, **more, "~stamp": str(pair[0]), "~line": str(pair[1])}


def _texts(holder: object) -> Mapping[str, str]:
    fields: Object = holder if isinstance(holder, dict) else {}
    return {str(name): str(value) for name, value in fields.items() if not isinstance(value, dict | list)}


_STREAMS = Family(
    time=("~stamp",),
    names={
        "body": ("~line",),
        "severity_text": ("level", "detected_level", "severity"),
        "service": ("service_name", "app", "job", "container"),
        "host": ("host", "hostname", "node_name", "nodename", "instance"),
    },
)

FORMATS: tuple[Format, ...] = (
    LokiStreams(
        "loki-json", "Loki query answer (streams, JSON)", (_SAMPLE,), _STREAMS, "result",
        r'"resultType"\s*:\s*"streams"',
    ),
)  # fmt: skip
