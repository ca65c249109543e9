-- What was measured, bucket by bucket, on each host? Devices add up; of shares the fullest counts.
SELECT
    bucket,
    host,
    metric,
    CASE WHEN unit = '1' THEN max(value) ELSE sum(value) END AS value
FROM series
WHERE
    value IS NOT NULL
    AND isfinite(value)
    AND host IS NOT NULL
    AND metric NOT LIKE 'log.%'
GROUP BY bucket, host, metric, unit
ORDER BY host, metric, bucket
