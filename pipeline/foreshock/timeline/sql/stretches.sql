-- From when to when do the request logs (or, without them, all records) reach, four weeks without any record apart?
-- A stamp that is years off, or the log of another year, is a stretch of its own: between them there is no series.
CREATE OR REPLACE TEMP TABLE stretches AS
SELECT min(first) AS first, max(last) AS last
FROM (
    SELECT *, count(*) FILTER (apart) OVER (ORDER BY first) AS number
    FROM (SELECT *, first - lag(last) OVER (ORDER BY first) > INTERVAL 28 DAYS AS apart FROM days)
)
GROUP BY number
