-- How much does each source say in a window, and how much would its rate over the whole archive lead one to expect?
SELECT
    kind,
    host,
    name,
    -- What is measured has a row for all of it, beside those of the watched periods.
    sum(rows) FILTER (WHERE kind IN ('logs', 'shifts') OR bucket IS NULL) AS total,
    coalesce(sum(rows) FILTER (WHERE bucket IS NOT NULL AND ended >= $since AND began <= $until), 0) AS present,
    total * epoch($until - $since) / greatest(epoch(max(ended) - min(began)), 1) AS expected
FROM rule_coverage
GROUP BY ALL
ORDER BY kind, host, name
