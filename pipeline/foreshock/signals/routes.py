"""Routes that hurt alone, while their service as a whole looks well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import duckdb

from foreshock.lake.frames import read_sql_file
from foreshock.lake.large import LARGE_ROWS
from foreshock.signals.measures import Measures, measures_of
from foreshock.signals.symptoms import Symptom, find_answer_symptoms

# A route with fewer requests in the whole archive has no normal to differ from.
LEAST_REQUESTS = 200
MOST_ROUTES = 20
# What a service as a whole suffers is not told again for each of its routes, nor for those where it showed first.
NEAR = timedelta(minutes=10)


def find_route_symptoms(
    connection: duckdb.DuckDBPyConnection, services: Sequence[Measures], found: Sequence[Symptom], bucket_s: int
) -> list[Symptom]:
    """Latency and errors of single routes, where and when no symptom of a service was ``found`` nearby."""
    if not services or sum(float(each.requests.sum()) for each in services) > LARGE_ROWS:
        return []  # to read the paths of all requests would alone take longer than everything else
    parameters = {"bucket_s": bucket_s, "least": LEAST_REQUESTS, "most": MOST_ROUTES}
    rows = read_sql_file(connection, "foreshock.signals", "route_histogram", parameters)
    parts = rows.partition_by("host", "service", "route", as_dict=True)
    symptoms = []
    for whole in services:
        for (host, service, route), part in parts.items():
            if (host, service) == (whole.host, whole.service):
                # How often a route is asked for depends on what people want; how it answers does not.
                symptoms += find_answer_symptoms(measures_of(str(route), part, whole))
    return [each for each in symptoms if not any(_near(each, other) for other in found)]


def _near(one: Symptom, other: Symptom) -> bool:
    """Whether two symptoms overlap, or nearly; what has no end lasts."""
    return all(first.end is None or then.start - NEAR <= first.end for first, then in ((one, other), (other, one)))
