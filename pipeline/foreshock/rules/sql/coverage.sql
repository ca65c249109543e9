-- Which sources speak when? One row a host, a source and ten minutes.
CREATE OR REPLACE TABLE rule_coverage AS
SELECT 'logs' AS kind, host, coalesce(service, '') AS name, time_bucket(INTERVAL 10 MINUTE, time) AS bucket,
    min(time) AS began, max(time) AS ended, count(*) AS rows
FROM logs
GROUP BY ALL
UNION ALL
SELECT 'metrics', host, metric, time_bucket(INTERVAL 10 MINUTE, time), min(time), max(time), count(*)
FROM metrics
GROUP BY ALL
UNION ALL
SELECT 'series', host, metric, time_bucket(INTERVAL 10 MINUTE, bucket), min(bucket), max(bucket), count(*)
FROM series
GROUP BY ALL
