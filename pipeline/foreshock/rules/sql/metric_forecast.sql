-- When does a straight line through the recent samples reach the limit?
-- The line must explain most of the movement (r2 of 0.6) and rest on at least half of its window.
SELECT
    key,
    entity,
    host,
    NULL AS service,
    time,
    until,
    ($full - value) / nullif(greatest(slope, 0), 0) AS value,
    $full_in AS threshold,
    's' AS unit,
    -(($full - compared.value) / nullif(greatest(slope, 0), 0)) AS strength,
    coalesce(
        samples >= 6 AND fit >= 0.6 AND covered >= $over / 2
        AND -strength BETWEEN 0 AND $full_in
        AND coalesce(compared.value >= $above, TRUE) AND coalesce(compared.value <= $below, TRUE),
        FALSE
    ) AS hit,
    hit AS enough,
    FALSE AS first_sample,
    source,
    line,
    text
FROM (
    SELECT
        *,
        regr_slope(value, epoch(time)) OVER recent AS slope,
        regr_r2(value, epoch(time)) OVER recent AS fit,
        count(*) OVER recent AS samples,
        epoch(time - min(time) OVER recent) AS covered
    FROM samples
    WINDOW recent AS (PARTITION BY key ORDER BY time RANGE BETWEEN to_seconds($over) PRECEDING AND CURRENT ROW)
) AS compared
