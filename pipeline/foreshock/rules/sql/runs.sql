-- Over which intervals does the step match without a break? A run counts when it is long or strong enough.
SELECT *
FROM (
    SELECT
        *,
        bool_or(enough) OVER run AND epoch(max(until) OVER run - min(time) OVER run) >= $for AS counts
    FROM (
        SELECT
            *,
            -- As count(*) FILTER (begins), at a fifteenth of the cost.
            count(CASE WHEN begins THEN 1 END) OVER (
                PARTITION BY key ORDER BY time, source, line ROWS UNBOUNDED PRECEDING
            ) AS island
        FROM (
            SELECT
                *,
                coalesce(
                    NOT lag(hit) OVER in_order
                    OR epoch(time - lag(time) OVER in_order) > $merge
                    -- What must be new is not what was there when the log began, be it that soon after it.
                    OR ($fresh AND NOT first_sample AND lag(first_sample) OVER in_order),
                    FALSE
                ) AS begins
            FROM measured
            WINDOW in_order AS (PARTITION BY key ORDER BY time, source, line)
        ) AS spaced
        WHERE hit
    ) AS islands
    WINDOW run AS (PARTITION BY key, island)
) AS runs
WHERE counts
