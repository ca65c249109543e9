-- How many requests are there to tell apart?
SELECT count(*) AS requests
FROM requests
WHERE
    time BETWEEN
    CAST($start AS TIMESTAMPTZ) - CASE WHEN $by_time THEN INTERVAL 1 HOUR ELSE INTERVAL 0 HOUR END
    AND CAST($until AS TIMESTAMPTZ)
