-- Which samples of the metric carry the labels that the step asks for?
SELECT *
FROM metrics
WHERE metric = $metric AND value IS NOT NULL
