-- Which values of which dimensions do the failed and slow requests of the incident have more often than the others?
-- Or, by time: all its requests, more often than those of the hour before? judged_requests tells them apart.
WITH
totals AS (
    SELECT count(*) FILTER (WHERE bad) AS bad_total, count(*) FILTER (WHERE NOT bad) AS good_total
    FROM judged_requests
),

counted AS (
    SELECT
        dimension,
        value,
        CASE dimension WHEN 'upstream_address' THEN value ELSE mode(host ORDER BY host) END AS entity,
        count(*) FILTER (WHERE bad) AS bad,
        count(*) FILTER (WHERE NOT bad) AS good
    FROM judged_requests
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
