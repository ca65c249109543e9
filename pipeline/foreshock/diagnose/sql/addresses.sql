-- Which address belongs to which host? What servers say when they start to listen, and what clients say of them.
SELECT DISTINCT host, address
FROM (
    SELECT host, regexp_extract(body, '(?i)listening (?:on|at)[^0-9]*([0-9]+(?:\.[0-9]+){3})', 1) AS address
    FROM logs
    WHERE body ILIKE '%listening %' AND (time BETWEEN $since AND $until OR time IS NULL)
)
WHERE address <> '' AND address NOT IN ('0.0.0.0', '127.0.0.1')
