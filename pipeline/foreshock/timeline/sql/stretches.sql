-- From when to when do the request logs (or, without them, all records) reach, four weeks without any record apart?
-- A stamp that is years off, or the log of another year, is a stretch of its own: between them there is no series.
CREATE OR REPLACE TEMP TABLE stretches AS
WITH
days AS (
    SELECT min(time) AS first, max(time) AS last
    FROM (
        SELECT time FROM requests
        UNION ALL
        SELECT time FROM logs WHERE NOT EXISTS (FROM requests)
        UNION ALL
        SELECT time FROM metrics WHERE NOT EXISTS (FROM requests)
    )
    WHERE time IS NOT NULL
    GROUP BY epoch_us(time) // 86400000000
)

SELECT min(first) AS first, max(last) AS last
FROM (
    SELECT *, count(*) FILTER (apart) OVER (ORDER BY first) AS number
    FROM (SELECT *, first - lag(last) OVER (ORDER BY first) > INTERVAL 28 DAYS AS apart FROM days)
)
GROUP BY number
