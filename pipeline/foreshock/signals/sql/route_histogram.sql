-- How many requests to each of the busiest routes of each service fell into each duration bin of each bucket, and did
-- they fail? A route is a path with its numbers masked. One that gets nearly all requests is the service itself.
WITH
asked AS (
    SELECT
        host,
        service,
        regexp_replace(path, '[0-9]+', '<*>', 'g') AS route,
        time_bucket(to_seconds($bucket_s), time) AS bucket,
        duration_bin(duration_s) AS duration_bin,
        coalesce(is_failed(status, duration_s), FALSE) AS failed,
        count(*) AS requests
    FROM requests
    WHERE time IS NOT NULL AND path IS NOT NULL
    GROUP BY ALL
),

busiest AS (
    SELECT host, service, route
    FROM (
        SELECT *, requests / sum(requests) OVER (PARTITION BY host, service) AS share
        FROM (SELECT host, service, route, sum(requests) AS requests FROM asked GROUP BY ALL)
    )
    WHERE requests >= $least AND share <= 0.9
    QUALIFY row_number() OVER (PARTITION BY host, service ORDER BY requests DESC, route) <= $most
)

SELECT
    asked.host,
    asked.service,
    asked.route,
    asked.bucket,
    asked.duration_bin,
    asked.failed,
    asked.requests
FROM asked
INNER JOIN busiest
    ON
        asked.host = busiest.host
        AND asked.service IS NOT DISTINCT FROM busiest.service
        AND asked.route = busiest.route
ORDER BY asked.host, asked.service, asked.route, asked.bucket, asked.duration_bin, asked.failed
