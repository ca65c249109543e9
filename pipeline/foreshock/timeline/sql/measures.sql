-- What is measured? A row for each combination of host, metric and labels that the samples have, with its hash, by
-- which a sample finds it: comparing labels one by one would take longer. Few rows, so that whoever looks for names
-- does not match them in each of millions of samples.
CREATE OR REPLACE TABLE measures AS
SELECT
    hash(host, metric, labels) AS names,
    any_value(host) AS host,
    any_value(metric) AS metric,
    any_value(labels) AS labels,
    any_value(unit) AS unit
FROM foreshock.main.metrics
GROUP BY names
ORDER BY host, metric, names
