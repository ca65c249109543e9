-- After which samples did none come for too long, counted to the last sample of any host?
SELECT
    key,
    entity,
    host,
    NULL AS service,
    time,
    until,
    epoch(until - time) AS value,
    $silent_for AS threshold,
    's' AS unit,
    value AS strength,
    epoch(until - time) >= $silent_for AS hit,
    hit AS enough,
    FALSE AS first_sample,
    source,
    line,
    'no ' || $metric || ' from ' || host || ' for ' || round(epoch(until - time)) || ' s after this sample' AS text
FROM (
    SELECT
        * EXCLUDE (until),
        lead(time, 1, (SELECT max(time) FROM samples)) OVER (PARTITION BY host ORDER BY time) AS until
    FROM samples
) AS spaced
