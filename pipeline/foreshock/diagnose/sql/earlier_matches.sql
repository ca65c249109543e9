-- How often was each sign of a cause seen on each host, and over, well before the incident?
SELECT rule, step, host, count(DISTINCT time_bucket(INTERVAL 1 HOUR, "start")) AS times
FROM rule_matches
WHERE role = 'cause' AND "end" < CAST($start AS TIMESTAMPTZ) - INTERVAL 2 HOUR
GROUP BY ALL
