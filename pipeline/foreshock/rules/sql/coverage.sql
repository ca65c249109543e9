-- Which sources speak when, and between which values? Of logs one row a host, a service and ten minutes; of what is
-- measured one row a host and a measure, without a bucket, beside which watched_coverage.sql puts the watched periods.
CREATE OR REPLACE TABLE rule_coverage AS
SELECT
    'logs' AS kind,
    host,
    coalesce(service, '') AS name,
    time_bucket(INTERVAL 10 MINUTE, time) AS bucket,
    min(time) AS began,
    max(time) AS ended,
    count(*) AS rows,
    CAST(NULL AS DOUBLE) AS lowest,
    CAST(NULL AS DOUBLE) AS highest
FROM logs
WHERE time BETWEEN $since AND $until OR time IS NULL
GROUP BY ALL
UNION ALL
SELECT 'metrics', host, metric, NULL, min(time), max(time), count(*), min(value), max(value)
FROM metrics
GROUP BY ALL
UNION ALL
SELECT 'series', host, metric, NULL, min(bucket), max(bucket), count(*), min(value), max(value)
FROM series
GROUP BY ALL
UNION ALL
SELECT 'shifts', host, measure, since, since, until, count(*), min(shift), max(shift)
FROM measure_shifts
GROUP BY ALL
