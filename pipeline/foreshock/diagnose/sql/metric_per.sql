-- How did a metric go? FROM metric_per('system.filesystem.utilization', '1 hour')
CREATE OR REPLACE MACRO metric_per(name, width) AS TABLE
SELECT
    time_bucket(CAST(width AS INTERVAL), time) AS bucket,
    host,
    labels,
    avg(value) AS mean,
    min(value) AS least,
    max(value) AS most,
    any_value(unit) AS unit
FROM metrics
WHERE metric = name
GROUP BY ALL
ORDER BY host, labels, bucket
