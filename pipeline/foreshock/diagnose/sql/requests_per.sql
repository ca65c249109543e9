-- How many requests, how many failed, how slow were they? FROM requests_per('5 minutes')
CREATE OR REPLACE MACRO requests_per(width) AS TABLE
SELECT
    bucket,
    host,
    requests,
    requests / epoch(CAST(width AS INTERVAL)) AS rate,
    errors / requests AS error_ratio,
    p50_s,
    p95_s,
    p99_s
FROM (
    SELECT
        time_bucket(CAST(width AS INTERVAL), time) AS bucket,
        host,
        count(*) AS requests,
        count(*) FILTER (WHERE is_failed(status, duration_s)) AS errors,
        quantile_cont(duration_s, 0.50) AS p50_s,
        quantile_cont(duration_s, 0.95) AS p95_s,
        quantile_cont(duration_s, 0.99) AS p99_s
    FROM requests
    GROUP BY 1, 2
)
ORDER BY bucket, host
