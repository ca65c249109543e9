-- How often was the cause of each rule seen on each host, and over, well before the incident?
SELECT rule, host, count(DISTINCT time_bucket(INTERVAL 1 HOUR, "start")) AS times
FROM rule_matches
WHERE role = 'cause' AND "end" < CAST($start AS TIMESTAMPTZ) - INTERVAL 2 HOUR
GROUP BY ALL
