-- Which record or sample came nearest to a match in the window, and how long was the longest run of hits?
, judged AS (
    SELECT *, sum(CASE WHEN hit THEN 0 ELSE 1 END) OVER (PARTITION BY key ORDER BY time, source, line) AS island
    FROM measured
    WHERE time BETWEEN $since AND $until AND value IS NOT NULL
)

SELECT
    unnest(arg_min({
        'entity': entity,
        'value': value,
        'threshold': threshold,
        'unit': unit,
        'time': time
    }, (-strength, time, entity))),
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
