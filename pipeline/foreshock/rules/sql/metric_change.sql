-- Which samples lie far from the median of their own past? Five samples of past are the least to judge by.
-- What was below the level anyway did not fall below it: 0.4 times hardly anything is hardly anything, too.
SELECT
    key,
    entity,
    host,
    NULL AS service,
    time,
    until,
    value,
    CASE
        WHEN $ratio > 1 THEN greatest(usual * $ratio, coalesce($above, usual * $ratio))
        ELSE least(usual * $ratio, coalesce($below, usual * $ratio))
    END AS threshold,
    unit,
    CASE WHEN $ratio > 1 THEN value - threshold ELSE threshold - value END AS strength,
    coalesce(
        strength >= 0 AND value <> usual
        AND coalesce(value >= $above, TRUE) AND coalesce(value <= $below AND usual > $below, TRUE),
        FALSE
    ) AS hit,
    hit AS enough,
    FALSE AS first_sample,
    source,
    line,
    text
FROM (
    SELECT *, median(value) OVER before AS usual, count(*) OVER before AS past
    FROM samples
    WINDOW before AS (
        PARTITION BY key ORDER BY time
        RANGE BETWEEN to_seconds($over) PRECEDING AND INTERVAL 1 MICROSECOND PRECEDING
    )
) AS compared
WHERE past >= 5
