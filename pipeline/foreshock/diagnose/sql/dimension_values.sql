-- Which values of which dimensions do the failed and slow requests of the incident have more often than the others?
-- Or, by time: all its requests, more often than those of the hour before?
WITH
judged AS (
    SELECT
        host,
        regexp_replace(path, '[0-9]+', '<*>', 'g') AS path,
        client_address,
        upstream_address,
        user_agent,
        method,
        CASE
            WHEN $by_time THEN time >= CAST($start AS TIMESTAMPTZ)
            ELSE status >= 500 OR coalesce(duration_s >= $slow_s, FALSE)
        END AS bad
    FROM requests
    WHERE
        time BETWEEN
        CAST($start AS TIMESTAMPTZ) - CASE WHEN $by_time THEN INTERVAL 1 HOUR ELSE INTERVAL 0 HOUR END
        AND CAST($until AS TIMESTAMPTZ)
        AND hash(time, client_address, path) % $one_in = 0
),

totals AS (
    SELECT count(*) FILTER (WHERE bad) AS bad_total, count(*) FILTER (WHERE NOT bad) AS good_total
    FROM judged
),

counted AS (
    SELECT
        dimension,
        value,
        CASE dimension WHEN 'upstream_address' THEN value ELSE mode(host) END AS entity,
        count(*) FILTER (WHERE bad) AS bad,
        count(*) FILTER (WHERE NOT bad) AS good
    FROM judged
    UNPIVOT (value FOR dimension IN (path, client_address, upstream_address, user_agent, method))
    GROUP BY dimension, value
)

SELECT
    row_number() OVER (ORDER BY bad / bad_total - good / good_total DESC, dimension, value) AS id,
    dimension,
    value,
    entity,
    bad_total,
    good_total
FROM counted, totals
WHERE
    bad_total > 0
    AND good_total > 0
    AND bad >= 5
    AND bad >= 0.1 * bad_total
    AND bad * good_total >= 2 * good * bad_total
ORDER BY id
LIMIT 12
