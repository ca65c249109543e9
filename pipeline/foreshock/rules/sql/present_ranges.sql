-- Between which values does each metric and each series lie?
SELECT name, min(lowest), max(highest)
FROM rule_coverage
WHERE kind IN ('metrics', 'series', 'shifts')
GROUP BY name;
