"""What tools write that show the logs of several containers, with what it parses to."""

from __future__ import annotations

from collections.abc import Mapping

from foreshock.ingest.formats.base import Sample

NAMED_SAMPLES: Mapping[str, tuple[Sample, ...]] = {
    "docker-compose": (
        Sample(
            program="docker compose 2.20 logs --timestamps, of PostgreSQL 15",
            text="""\
db-1  | 2023-07-10T20:00:01.123456789Z 2023-07-10 20:00:01.120 UTC [1] LOG:  database system is ready
db-1  | 2023-07-10T20:00:02.123456789Z 2023-07-10 20:00:02.120 UTC [77] ERROR:  out of memory
""",
            rows=(
                {"line": 1, "time": "2023-07-10T20:00:01.123456Z", "attributes": {"stream": "db-1"},
                 "body": "2023-07-10 20:00:01.120 UTC [1] LOG:  database system is ready"},
                {"line": 2, "body": "2023-07-10 20:00:02.120 UTC [77] ERROR:  out of memory", "service": "db"},
            ),
        ),
    ),
    "docker-service": (
        Sample(
            program="docker 24 service logs --timestamps of a swarm, and a line of a service without stamps of its own",
            text="""\
2023-07-10T20:00:01.123456789Z shop_web.1.k2j3h4g5f6d7s8a9p0o1i2u3y@node-1    | 2023-07-10 20:00:01,120 ERROR [main] c.e.Pool - no connection
2023-07-10T20:00:02.123456789Z shop_web.2.m9n8b7v6c5x4z3l2k1j0h9g8f@node-2    | ready
""",
            rows=(
                {"line": 1, "time": "2023-07-10T20:00:01.123456Z", "host": "node-1", "service": "shop_web",
                 "attributes": {"stream": "shop_web.1.k2j3h4g5f6d7s8a9p0o1i2u3y@node-1"}},
                {"line": 2, "time": "2023-07-10T20:00:02.123456Z", "host": "node-2", "body": "ready"},
            ),
        ),
    ),
    "kubectl-prefix": (
        Sample(
            program="kubectl 1.27 logs --prefix --timestamps -l app=shop --all-containers",
            text="""\
[pod/shop-7d9f8b6c5d-bcd2f/shop] 2023-07-10T20:00:01.123456789Z could not reserve stock
[pod/shop-7d9f8b6c5d-bcd2f/istio-proxy] 2023-07-10T22:00:02.123456789+02:00 ready
""",
            rows=(
                {"line": 1, "time": "2023-07-10T20:00:01.123456Z", "host": "shop-7d9f8b6c5d-bcd2f", "service": "shop",
                 "body": "could not reserve stock"},
                {"line": 2, "time": "2023-07-10T20:00:02.123456Z", "service": "istio-proxy",
                 "attributes": {"stream": "shop-7d9f8b6c5d-bcd2f/istio-proxy"}},
            ),
        ),
    ),
    "stern": (
        Sample(
            program="stern 1.25 --timestamps shop --color never, its own lines among those of the containers",
            text="""\
+ shop-7d9f8b6c5d-bcd2f \u203a shop
shop-7d9f8b6c5d-bcd2f shop 2023-07-10T20:00:01.123456789Z could not reserve stock
db-0 postgres 2023-07-10T20:00:02.123456789Z ready
- shop-7d9f8b6c5d-bcd2f \u203a shop
""",
            rows=(
                {"line": 2, "time": "2023-07-10T20:00:01.123456Z", "host": "shop-7d9f8b6c5d-bcd2f", "service": "shop",
                 "body": "could not reserve stock"},
                {"line": 3, "host": "db-0", "service": "postgres", "attributes": {"stream": "db-0 postgres"}},
            ),
        ),
    ),
    "stern-json": (
        Sample(
            program="stern 1.25 --timestamps -o json",
            text="""\
{"message":"2023-07-10T20:00:01.123456789Z could not reserve stock\\n","nodeName":"node-1","namespace":"shop","podName":"shop-7d9f8b6c5d-bcd2f","containerName":"shop"}
""",
            rows=(
                {"line": 1, "time": "2023-07-10T20:00:01.123456Z", "host": "shop-7d9f8b6c5d-bcd2f", "service": "shop",
                 "body": "could not reserve stock"},
            ),
        ),
    ),
}  # fmt: skip
