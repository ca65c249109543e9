-- Which record or sample came nearest to a match in the window, and how long was the longest run of hits?
, judged AS (
    SELECT *, sum(CASE WHEN hit THEN 0 ELSE 1 END) OVER (PARTITION BY key ORDER BY time, source, line) AS island
    FROM measured
    WHERE time BETWEEN $since AND $until AND value IS NOT NULL
)

SELECT
    first(entity ORDER BY strength DESC, time, entity) AS entity,
    first(value ORDER BY strength DESC, time, entity) AS value,
    first(threshold ORDER BY strength DESC, time, entity) AS threshold,
    first(unit ORDER BY strength DESC, time, entity) AS unit,
    first(time ORDER BY strength DESC, time, entity) AS time,
    (
        SELECT max(held)
        FROM (
            SELECT epoch(max(until) - min(time)) AS held
            FROM judged
            WHERE hit
            GROUP BY key, island
        ) AS lengths
    ) AS held
FROM judged
HAVING count(*) > 0
