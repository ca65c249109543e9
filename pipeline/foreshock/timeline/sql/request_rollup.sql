-- How many requests, of which duration, ended in each bucket on each host, and did they fail?
-- Durations fall into logarithmic bins 4 % wide, so any percentile is right within 2 %, and rollups of many
-- archives add up bin by bin.
CREATE OR REPLACE TABLE request_rollup AS
SELECT
    time_bucket(to_seconds($bucket_s), time) AS bucket,
    host,
    service,
    CASE
        WHEN duration_s IS NOT NULL
            THEN CAST(floor(ln(greatest(duration_s, 0.0001)) / ln(1.04)) AS SMALLINT)
    END AS duration_bin,
    coalesce(status >= 500, FALSE) AS failed,
    count(*) AS requests
FROM requests
WHERE time IS NOT NULL
GROUP BY ALL
ORDER BY bucket, host, service, duration_bin, failed
