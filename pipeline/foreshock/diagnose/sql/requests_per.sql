-- How many requests, how many failed, how slow were they? FROM requests_per('5 minutes')
CREATE OR REPLACE MACRO requests_per(width) AS TABLE
SELECT
    time_bucket(CAST(width AS INTERVAL), time) AS bucket,
    host,
    count(*) AS requests,
    count(*) / epoch(CAST(width AS INTERVAL)) AS rate,
    avg(CAST(status >= 500 AS INTEGER)) AS error_ratio,
    quantile_cont(duration_s, 0.50) AS p50_s,
    quantile_cont(duration_s, 0.95) AS p95_s,
    quantile_cont(duration_s, 0.99) AS p99_s
FROM requests
GROUP BY ALL
ORDER BY bucket, host
