-- Which measures left their normal range most when the incident began?
-- A robust score after BARO (FSE 2024): distance from the median before, in interquartile ranges. A measure that
-- was flat before is scaled by its own size, so the unit does not matter; it counts in both directions, and by its
-- third most extreme bucket, so that one spike does not.
WITH
normal AS (
    SELECT
        metric,
        entity,
        median(value) AS middle,
        greatest(
            quantile_cont(value, 0.75) - quantile_cont(value, 0.25),
            0.05 * abs(median(value)),
            0.05 * max(abs(value))
        ) AS spread
    FROM series
    WHERE bucket < CAST($start AS TIMESTAMPTZ) AND metric NOT LIKE 'http.%'
    GROUP BY ALL
    HAVING count(*) >= 5
),

distances AS (
    SELECT
        series.metric,
        series.entity,
        series.bucket,
        series.value,
        series.unit,
        normal.middle,
        abs(series.value - normal.middle) / normal.spread AS distance
    FROM series
    INNER JOIN normal ON series.metric = normal.metric AND series.entity = normal.entity
    WHERE
        series.bucket BETWEEN CAST($start AS TIMESTAMPTZ) - INTERVAL 5 MINUTE AND CAST($until AS TIMESTAMPTZ)
        AND normal.spread > 0
)

SELECT
    metric,
    entity,
    list_extract(list_reverse_sort(list(distance)), 3) AS score,
    min(bucket) FILTER (WHERE distance >= 3) AS onset,
    arg_max(value, distance) AS value,
    any_value(middle) AS normal,
    any_value(unit) AS unit
FROM distances
GROUP BY ALL
HAVING score >= 3
ORDER BY score DESC, metric, entity
LIMIT 5
