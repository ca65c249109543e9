-- Of which hosts was the zone of the stamps only assumed?
SELECT host, timezone, count(*) AS files
FROM files
WHERE format IS NOT NULL AND why_timezone ILIKE '%assumed%'
GROUP BY host, timezone
ORDER BY host, timezone
