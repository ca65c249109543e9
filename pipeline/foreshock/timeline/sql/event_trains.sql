-- In which seconds did each host write errors, and in which did what it served or ran take longest?
-- Errors: records of severity ERROR and above, requests that failed. Slow: the slowest fiftieth of a host's timed
-- requests, of its timed statements, and the warnings of an application that something took long. Errors are rare and
-- may lie anywhere; of what is always there the last week stands for all, as the error of a clock hardly changes.
WITH
limits AS (
    SELECT host, quantile_disc(duration_s, 0.98) AS slowest
    FROM requests
    WHERE
        time >= $week
        AND duration_s > 0
        AND coalesce(line, 0) % greatest(1, (SELECT count(*) FROM requests) // 2000000) = 0
    GROUP BY host
),

statement_limits AS (
    SELECT host, quantile_disc(duration_s, 0.5) AS usual
    FROM logs
    WHERE
        time >= $week
        AND duration_s BETWEEN 0.05 AND 60
        AND coalesce(line, 0) % greatest(1, (SELECT count(*) FROM logs) // 2000000) = 0
    GROUP BY host
)

SELECT
    host,
    kind,
    CAST(epoch(time) AS BIGINT) AS second,
    count(*) AS events,
    count(*) FILTER (is_request) AS requests
FROM (
    SELECT host, 'error' AS kind, time, false AS is_request FROM logs WHERE severity_number >= 17
    UNION ALL
    SELECT host, 'error', time, true FROM requests WHERE status >= 500
    UNION ALL
    SELECT host, 'slow', time, true
    FROM requests
    INNER JOIN limits USING (host)
    -- What no host finds slow is left out before the hosts are looked up.
    WHERE time >= $week AND duration_s >= (SELECT min(slowest) FROM limits) AND duration_s >= slowest
    UNION ALL
    -- By when they ended: MariaDB stamps a statement with its beginning.
    SELECT
        host,
        'slow',
        time + to_microseconds(
            CASE WHEN service = 'mariadb' THEN CAST(coalesce(duration_s, 0) * 1000000 AS BIGINT) ELSE 0 END
        ),
        false
    FROM logs
    LEFT JOIN statement_limits USING (host)
    WHERE
        time >= $week
        AND (duration_s <= 60 OR severity_number BETWEEN 13 AND 16)
        AND (duration_s BETWEEN usual AND 60 OR severity_number BETWEEN 13 AND 16)
)
WHERE host IS NOT NULL AND time IS NOT NULL
GROUP BY ALL
ORDER BY host, kind, second
