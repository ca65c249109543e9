-- What sets the failed and slow requests of the incident apart from the others?
-- A two-proportion z for each value of each dimension, with a minimum share, as in BubbleUp and its kin.
WITH
judged AS (
    SELECT
        host,
        regexp_replace(path, '[0-9]+', '<*>', 'g') AS path,
        client_address,
        upstream_address,
        CAST(status AS VARCHAR) AS status,
        method,
        status >= 500 OR coalesce(duration_s >= $slow_s, FALSE) AS bad
    FROM requests
    WHERE time BETWEEN CAST($start AS TIMESTAMPTZ) AND CAST($until AS TIMESTAMPTZ)
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
    UNPIVOT (value FOR dimension IN (path, client_address, upstream_address, method))
    GROUP BY dimension, value
),

shares AS (
    SELECT
        dimension,
        value,
        entity,
        bad,
        bad / bad_total AS bad_share,
        good / good_total AS good_share,
        (bad + good) / (bad_total + good_total) AS share,
        1 / bad_total + 1 / good_total AS inverse_sizes
    FROM counted, totals
    WHERE bad_total > 0 AND good_total > 0 AND bad + good < bad_total + good_total
)

SELECT
    dimension,
    value,
    entity,
    bad_share,
    good_share,
    (bad_share - good_share) / sqrt(share * (1 - share) * inverse_sizes) AS z
FROM shares
WHERE
    bad >= 10
    AND bad_share >= 0.1
    AND bad_share >= 2 * good_share
    AND (bad_share - good_share) / sqrt(share * (1 - share) * inverse_sizes) >= 6
ORDER BY z DESC, dimension, value
LIMIT 5
