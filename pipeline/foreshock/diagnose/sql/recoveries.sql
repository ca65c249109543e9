-- Which signs that one of these rules knows as its end were seen between two times?
SELECT "start" AS time, entity, "text", source, line
FROM rule_matches
WHERE
    role = 'recovery'
    AND list_contains(CAST($rules AS VARCHAR []), rule)
    AND "start" BETWEEN CAST($since AS TIMESTAMPTZ) AND CAST($until AS TIMESTAMPTZ)
QUALIFY row_number() OVER (PARTITION BY source, line, entity ORDER BY rule) = 1
ORDER BY time, entity, source, line
