-- Which samples are of a metric that some rule or alert asks for? Read once, as every rule asks anew.
CREATE OR REPLACE TABLE rule_samples AS
SELECT time, host, metric, labels, value, unit, source, line
FROM metrics
WHERE list_contains($metrics, metric) AND (time BETWEEN $since AND $until OR time IS NULL)
