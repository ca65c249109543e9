-- Which metrics of the first cause's rule matched on its entity?
SELECT DISTINCT split_part("text", ' ', 1) AS metric
FROM rule_matches
WHERE
    rule = $rule
    AND entity = $entity
    AND unit <> '{line}'
    AND role IN ('cause', 'confirms')
ORDER BY metric
LIMIT 2
