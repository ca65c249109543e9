-- Which requests of an incident failed or were slow, and which did not?
-- Or, by time: which came in it, and which in the hour before?
CREATE OR REPLACE TEMP TABLE judged_requests AS
SELECT
    host,
    regexp_replace(path, '[0-9]+', '<*>', 'g') AS path,
    client_address,
    upstream_address,
    user_agent,
    method,
    CASE
        WHEN $by_time THEN time >= CAST($start AS TIMESTAMPTZ)
        ELSE is_failed(status, duration_s) OR coalesce(duration_s >= $slow_s, FALSE)
    END AS bad
FROM requests
WHERE
    time BETWEEN
    CAST($start AS TIMESTAMPTZ) - CASE WHEN $by_time THEN INTERVAL 1 HOUR ELSE INTERVAL 0 HOUR END
    AND CAST($until AS TIMESTAMPTZ)
    AND hash(time, client_address, path) % $one_in = 0
