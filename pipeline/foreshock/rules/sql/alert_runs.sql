-- When did the alert's condition begin to hold in the run-up to the incident?
SELECT entity, host, min(time) AS start, max(until) AS "end", bool_or(first_sample) AS standing
FROM runs
GROUP BY key, island, entity, host
HAVING min(time) <= $incident AND max(until) >= $since
ORDER BY start
