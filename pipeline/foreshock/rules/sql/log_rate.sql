-- Which records come in numbers that their own past does not know? Counted over the time before each of them, and
-- compared with the rate of all the time before that, which must be half a minute at least: a log that begins with a
-- burst tells nothing about what is usual. Where less than that lies before the counted time, it is shortened.
SELECT
    * EXCLUDE (rush, age),
    coalesce(bool_or(rush) OVER next_ones, FALSE)
    AND coalesce(epoch(min(CASE WHEN rush THEN time END) OVER next_ones - time) <= $within, FALSE) AS hit,
    rush AS enough
FROM (
    SELECT
        lines.entity AS key,
        lines.entity,
        lines.host,
        lines.service,
        lines.time,
        lines.ended AS until,
        epoch(lines.time - hosts.began) AS age,
        CASE
            WHEN age >= $within + 30 THEN count(*) OVER recent
            -- As count(*) FILTER (...), at a fifteenth of the cost.
            ELSE count(CASE WHEN lines.time >= hosts.began + INTERVAL 30 SECONDS THEN 1 END) OVER so_far
        END AS value,
        greatest(
            $at_least,
            $above_baseline * least($within, age - 30) * (count(*) OVER so_far - value)
            / greatest(age - $within, 30)
        ) AS threshold,
        '{line}' AS unit,
        value AS strength,
        value >= threshold AND age >= 30 AS rush,
        lines.first_sample,
        lines.source,
        lines.line,
        lines.text
    FROM lines
    INNER JOIN (
        SELECT host, min(began) AS began
        FROM rule_coverage
        WHERE kind = 'logs'
        GROUP BY host
    ) AS hosts USING (host)
    WINDOW
        recent AS (
            PARTITION BY lines.entity ORDER BY lines.time
            RANGE BETWEEN to_seconds($within) PRECEDING AND CURRENT ROW
        ),
        so_far AS (PARTITION BY lines.entity ORDER BY lines.time RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
) AS counted
-- The first records of a rush belong to it, though only the last of them makes the number full.
WINDOW next_ones AS (
    PARTITION BY key ORDER BY time, source, line
    ROWS BETWEEN CURRENT ROW AND $at_least - 1 FOLLOWING
)
