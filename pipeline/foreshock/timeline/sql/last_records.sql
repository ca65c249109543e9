-- When did each host write its last record, by its own clock?
SELECT
    host,
    epoch(max(last_time)) AS ended
FROM files
WHERE host IS NOT NULL AND last_time IS NOT NULL
GROUP BY host
ORDER BY host
