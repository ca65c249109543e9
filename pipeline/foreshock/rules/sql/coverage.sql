-- Which sources speak when, and between which values? One row a host, a source and ten minutes.
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
GROUP BY ALL
UNION ALL
SELECT
    'metrics', host, metric, time_bucket(INTERVAL 10 MINUTE, time),
    min(time), max(time), count(*), min(value), max(value)
FROM metrics
GROUP BY ALL
UNION ALL
SELECT
    'series', host, metric, time_bucket(INTERVAL 10 MINUTE, bucket),
    min(bucket), max(bucket), count(*), min(value), max(value)
FROM series
GROUP BY ALL
UNION ALL
SELECT 'shifts', host, measure, since, since, until, count(*), min(shift), max(shift)
FROM measure_shifts
GROUP BY ALL
