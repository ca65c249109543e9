-- What is noteworthy, on which entity, over which interval: every symptom and every match of a rule's step?
CREATE OR REPLACE VIEW signals AS
SELECT
    'symptom' AS type,
    kind AS name,
    'effect' AS role,
    entity,
    host,
    service,
    "start",
    "end",
    value,
    baseline,
    sentence,
    NULL AS source,
    NULL AS line
FROM symptoms
UNION ALL
SELECT
    'rule',
    rule || '.' || step,
    role,
    entity,
    host,
    service,
    "start",
    "end",
    value,
    threshold,
    split_part("text", chr(10), 1),
    source,
    line
FROM rule_matches
ORDER BY "start", entity, name, source, line
