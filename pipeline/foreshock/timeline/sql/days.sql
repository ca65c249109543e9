-- On which days are there requests (or, without them, any records), from when to when, and how many? The one look at
-- all of them that tells how far a lake reaches.
CREATE OR REPLACE TEMP TABLE days AS
SELECT min(time) AS first, max(time) AS last, count(*) AS records
FROM (
    SELECT time FROM requests
    UNION ALL
    SELECT time FROM logs WHERE NOT EXISTS (FROM requests)
    UNION ALL
    SELECT time FROM metrics WHERE NOT EXISTS (FROM requests)
)
WHERE time IS NOT NULL
GROUP BY epoch_us(time) // 86400000000
