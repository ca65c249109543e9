-- Which sources speak when, and between which values? One row a host, a source and ten minutes; what was measured
-- outside the watched periods is one row a source, without a bucket.
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
SELECT
    'metrics',
    host,
    metric,
    CASE
        WHEN EXISTS (
            SELECT 1
            FROM rule_windows
            WHERE time BETWEEN since AND until
        ) THEN time_bucket(INTERVAL 10 MINUTE, time)
    END AS period,
    min(time), max(time), count(*), min(value), max(value)
FROM metrics
GROUP BY ALL
UNION ALL
SELECT
    'series',
    host,
    metric,
    CASE
        WHEN EXISTS (
            SELECT 1
            FROM rule_windows
            WHERE series.bucket BETWEEN since AND until
        ) THEN time_bucket(INTERVAL 10 MINUTE, series.bucket)
    END AS period,
    min(series.bucket), max(series.bucket), count(*), min(value), max(value)
FROM series
GROUP BY ALL
UNION ALL
SELECT 'shifts', host, measure, since, since, until, count(*), min(shift), max(shift)
FROM measure_shifts
GROUP BY ALL
