"""Logs of several containers in one file, each line with the name of its container in front.

Sources: docker compose's formatter, docker/cli's ``service logs``, kubectl's ``logs --prefix``, stern's templates.
"""

from __future__ import annotations

import polars as pl

from foreshock.ingest.formats.containers.envelopes import PAYLOADS, instants_of
from foreshock.ingest.formats.parts.stamps import iso_stamps
from foreshock.ingest.formats.structured.json_columns import columns_of

_STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)"
_STAMPED = rf"(?:(?P<stamp>{_STAMP}) )?"  # where the user asked for times
# docker compose logs: the container's name, padded to the longest, and with -t the stamp of the runtime.
_COMPOSE = r"^(?P<stream>[\w.-]+) +\| (?:(?P<stamp>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7,9}Z) )?(?P<text>.*)$"
# docker service logs: service.replica.task@node, and with -t the stamp in front of all.
_SWARM = rf"^{_STAMPED}(?P<stream>[\w.-]+\.\w+\.[0-9a-z]{{12,25}}@[\w.-]+) +\| (?P<text>.*)$"
_KUBECTL = rf"^\[pod/(?P<stream>[a-z0-9][a-z0-9.-]*/[a-z0-9-]+)\] {_STAMPED}(?P<text>.*)$"
# Pods end in five of the letters that Kubernetes draws from, those of a StatefulSet in their number.
_POD = r"[a-z0-9][a-z0-9.-]*-(?:[bcdfghjklmnpqrstvwxz2456789]{5}|0|[1-9]\d{0,2})"
_STERN = rf"^(?:[a-z0-9-]+ )?(?P<stream>{_POD} [a-z0-9][a-z0-9-]*) {_STAMPED}(?P<text>.*)$"
_STERN_JSON = r'^\{"message":".*"nodeName":.*"podName":".*"containerName":"'


class Named:
    """Lines behind the name of a container, which is their stream and their host; a swarm tells the node."""

    def __init__(self, name: str, title: str, pattern: str, *, container: str, service: str, aside: str = "") -> None:
        """``pattern`` has the groups stream, stamp and text; ``container`` and ``service`` find those in a stream."""
        self.name = name
        self.title = title
        self.container = container
        self.service = service
        self.aside = aside
        self._pattern = pattern

    def wraps(self, texts: pl.Series) -> pl.Series:
        """A name in front."""
        return texts.str.contains(self._pattern)

    def opened(self, texts: pl.Series) -> pl.DataFrame:
        """What stands behind the name."""
        parts = texts.str.extract_groups(self._pattern).struct.unnest()
        return _payloads(parts["text"], parts["stream"], instants_of(*iso_stamps(parts["stamp"])))


class SternJson:
    """``stern -o json``: an object a line, with the pod, the container and the line that it wrote."""

    name = "stern-json"
    title = "stern -o json"
    container = r"^([^ ]+) "
    service = r" ([^ ]+)$"
    aside = ""

    def wraps(self, texts: pl.Series) -> pl.Series:
        """Objects with stern's keys in its order."""
        return texts.str.contains(_STERN_JSON)

    def opened(self, texts: pl.Series) -> pl.DataFrame:
        """The message, which -t begins with a stamp."""
        frames = [
            found.fields.select("message", "podName", "containerName").with_columns(row=found.rows)
            for found in columns_of(texts)[0]
            if {"message", "podName", "containerName"} <= set(found.fields.columns)
        ]
        schema = {"message": pl.String, "podName": pl.String, "containerName": pl.String, "row": pl.Int64}
        found = pl.concat([pl.DataFrame(schema=schema), *frames], how="vertical_relaxed")
        rows = pl.DataFrame({"row": range(len(texts))}, schema={"row": pl.Int64})
        whole = rows.join(found, on="row", how="left", maintain_order="left")
        parts = whole["message"].str.strip_suffix("\n").str.extract_groups(rf"(?s)^{_STAMPED}(?P<text>.*)$").struct
        stream = whole.select(pl.concat_str("podName", "containerName", separator=" ")).to_series()
        return _payloads(parts.field("text"), stream, instants_of(*iso_stamps(parts.field("stamp"))))


def _payloads(text: pl.Series, stream: pl.Series, time: pl.Series) -> pl.DataFrame:
    partial = pl.repeat(value=False, n=len(text), dtype=pl.Boolean, eager=True)
    return pl.DataFrame({"text": text, "time": time, "stream": stream, "partial": partial}, schema=PAYLOADS)


NAMED = (
    Named(
        "docker-service", "docker service logs", _SWARM,
        container=r"@(.*)$", service=r"^(.*)\.[^.]*\.[^.]*@",
    ),
    Named("docker-compose", "docker compose logs", _COMPOSE, container=r"^(.+)$", service=r"^(.+?)(?:[-_]\d+)?$"),
    Named("kubectl-prefix", "kubectl logs --prefix", _KUBECTL, container=r"^([^/]+)/", service=r"/([^/]+)$"),
    Named(
        "stern", "stern", _STERN,
        container=r"^([^ ]+) ", service=r" ([^ ]+)$", aside=r"^[+-] \S+(?: \S+)? \x{203a} \S+$",
    ),
)  # fmt: skip
