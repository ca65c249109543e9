-- Over which intervals does the step match without a break? A run counts when it is long or strong enough.
SELECT *
FROM (
    SELECT
        *,
        bool_or(enough) OVER run AND epoch(max(until) OVER run - min(time) OVER run) >= $for AS counts
    FROM (
        SELECT
            *,
            sum(CASE WHEN NOT hit OR epoch(time - previous) > $merge THEN 1 ELSE 0 END) OVER (
                PARTITION BY key ORDER BY time, line ROWS UNBOUNDED PRECEDING
            ) AS island
        FROM (
            SELECT *, lag(time) OVER (PARTITION BY key ORDER BY time, line) AS previous
            FROM measured
        ) AS spaced
    ) AS islands
    WHERE hit
    WINDOW run AS (PARTITION BY key, island)
) AS runs
WHERE counts
