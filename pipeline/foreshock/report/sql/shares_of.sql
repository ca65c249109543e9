-- Which shares (of space, of time, of memory) were measured on an entity?
SELECT DISTINCT metric
FROM series
WHERE entity = $entity AND metric LIKE '%.utilization'
ORDER BY metric
LIMIT 2
