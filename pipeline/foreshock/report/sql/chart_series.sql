-- How did one measure of one entity go between two times, in at most about 400 points?
SELECT
    time_bucket(to_seconds(CAST($width_s AS INTEGER)), bucket) AS time,
    avg(value) AS value,
    avg(baseline) AS baseline,
    any_value(unit) AS unit
FROM series
WHERE
    metric = $metric
    AND entity = $entity
    AND bucket BETWEEN CAST($since AS TIMESTAMPTZ) AND CAST($until AS TIMESTAMPTZ)
GROUP BY 1
ORDER BY 1
