-- How much does each source say in a window, and how much would its rate over the whole archive lead one to expect?
SELECT
    kind,
    host,
    name,
    sum(rows) AS total,
    coalesce(sum(rows) FILTER (WHERE bucket IS NOT NULL AND ended >= $since AND began <= $until), 0) AS present,
    sum(rows) * epoch($until - $since) / greatest(epoch(max(ended) - min(began)), 1) AS expected
FROM rule_coverage
GROUP BY ALL
ORDER BY kind, host, name
