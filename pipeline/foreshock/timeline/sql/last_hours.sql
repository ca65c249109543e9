-- From when on are the last four hours of the requests? A day with hardly any of them is a stamp that is off.
SELECT max(last) - INTERVAL 4 HOURS AS since
FROM (
    SELECT max(time) AS last, count(*) AS requests, max(count(*)) OVER () AS most
    FROM requests
    WHERE time IS NOT NULL
    GROUP BY epoch_us(time) // 86400000000
)
WHERE 100 * requests >= most
