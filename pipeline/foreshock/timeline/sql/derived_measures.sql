-- What is measured once the derived metrics are there, too?
INSERT INTO measures
SELECT
    hash(host, metric, labels) AS names,
    any_value(host),
    any_value(metric),
    any_value(labels),
    any_value(unit)
FROM foreshock.main.derived_metrics
WHERE names NOT IN (SELECT names FROM measures)
GROUP BY ALL
