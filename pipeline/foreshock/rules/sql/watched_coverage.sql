-- When is what measured in a watched period? One row a host, a measure and ten minutes.
INSERT INTO rule_coverage
SELECT
    'metrics',
    host,
    metric,
    time_bucket(INTERVAL 10 MINUTE, time) AS period,
    min(time),
    max(time),
    count(*),
    min(value),
    max(value)
FROM metrics
WHERE time BETWEEN CAST($since AS TIMESTAMPTZ) AND CAST($until AS TIMESTAMPTZ)
GROUP BY ALL
UNION ALL
SELECT
    'series',
    host,
    metric,
    time_bucket(INTERVAL 10 MINUTE, bucket) AS period,
    min(bucket),
    max(bucket),
    count(*),
    min(value),
    max(value)
FROM series
WHERE bucket BETWEEN CAST($since AS TIMESTAMPTZ) AND CAST($until AS TIMESTAMPTZ)
GROUP BY ALL
