-- Which samples of the metric carry the labels that the step asks for?
SELECT *
FROM rule_samples
WHERE metric = $metric AND value IS NOT NULL
