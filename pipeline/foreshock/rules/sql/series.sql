-- Which buckets of the series lie at or beyond the level, or away from their baseline?
-- Against a baseline the value is stated as a multiple of it; of nothing there is none.
SELECT
    entity || chr(31) || coalesce(service, '') AS key,
    entity,
    host,
    service,
    bucket AS time,
    bucket + to_seconds(bucket_s) AS until,
    CASE
        WHEN $above_baseline IS NULL AND $below_baseline IS NULL THEN series.value ELSE series.value / baseline
    END AS value,
    coalesce($above_baseline, $below_baseline, $above, $below) AS threshold,
    CASE WHEN $above_baseline IS NULL AND $below_baseline IS NULL THEN unit ELSE '{baseline}' END AS unit,
    CASE
        WHEN $above_baseline IS NULL AND ($above IS NULL OR $below_baseline IS NOT NULL) THEN -1 ELSE 1
    END * CASE
        WHEN $above_baseline IS NULL AND $below_baseline IS NULL THEN series.value ELSE series.value / baseline
    END AS strength,
    coalesce(
        ($above IS NULL OR series.value >= $above)
        AND ($below IS NULL OR series.value <= $below)
        AND ($above_baseline IS NULL OR series.value >= $above_baseline * baseline)
        AND ($below_baseline IS NULL OR series.value <= $below_baseline * baseline),
        FALSE
    ) AS hit,
    -- One busy bucket of a quiet site is chance; three in a row are not.
    hit AND (
        $above_baseline IS NULL
        OR coalesce(lag(hit) OVER in_order AND lag(hit, 2) OVER in_order, FALSE)
    ) AS enough,
    FALSE AS first_sample,
    NULL AS source,
    NULL AS line,
    metric || ' ' || round(series.value, 4) || coalesce(' ' || nullif(unit, '1'), '')
    || coalesce(', baseline ' || round(baseline, 4), '') AS text
FROM (SELECT * REPLACE (nullif(baseline, 0) AS baseline) FROM series) AS series
WHERE metric = $metric AND value IS NOT NULL
WINDOW in_order AS (PARTITION BY entity, service ORDER BY bucket)
