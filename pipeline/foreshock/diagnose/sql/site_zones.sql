-- Which zones do the files write their stamps in, the one with the most records first?
SELECT timezone, sum(records) AS records
FROM files
WHERE timezone IS NOT NULL AND format IS NOT NULL
GROUP BY timezone
ORDER BY records DESC, timezone
