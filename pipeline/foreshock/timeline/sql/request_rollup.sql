-- How many requests, of which duration, ended in each bucket on each host, and did they fail?
-- Durations fall into logarithmic bins 4 % wide, so any percentile is right within 2 %, and rollups of many
-- archives add up bin by bin.
CREATE OR REPLACE TABLE request_rollup AS
SELECT make_timestamptz(number * CAST($bucket_s AS BIGINT) * 1000000) AS bucket, * EXCLUDE (number)
FROM (
SELECT
    -- As time_bucket has it, at a fifth of the cost.
    CAST(floor(epoch_us(time) / ($bucket_s * 1000000.0)) AS BIGINT) AS number,
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
)
ORDER BY bucket, host, service, duration_bin, failed
