-- Which samples lie at or beyond the level?
SELECT
    key,
    entity,
    host,
    NULL AS service,
    time,
    until,
    value,
    coalesce($above, $below) AS threshold,
    unit,
    CASE WHEN $above IS NULL THEN -value ELSE value END AS strength,
    coalesce(value >= $above, TRUE) AND coalesce(value <= $below, TRUE) AS hit,
    hit AS enough,
    first_sample,
    source,
    line,
    text
FROM samples
