-- What happened, in order, on every host: errors, symptoms, rule matches and the diagnosis, on one clock?
CREATE OR REPLACE VIEW timeline AS
SELECT
    recorded.time - to_microseconds(CAST(coalesce(clock.offset_s, 0) * 1000000 AS BIGINT)) AS time,
    recorded.host,
    recorded.service,
    recorded.host AS entity,
    'log' AS kind,
    recorded.severity_text AS severity,
    split_part(recorded.body, chr(10), 1) AS sentence,
    recorded.source,
    recorded.line
FROM logs AS recorded
LEFT JOIN clocks AS clock ON recorded.host = clock.host
WHERE recorded.severity_number >= 17
UNION ALL
SELECT "start", host, service, entity, 'symptom', NULL, sentence, NULL, NULL FROM symptoms
UNION ALL
SELECT "end", host, service, entity, 'recovery', NULL, 'End of: ' || sentence, NULL, NULL
FROM symptoms
WHERE "end" IS NOT NULL
UNION ALL
SELECT "start", host, service, entity, role, NULL, rule || ': ' || split_part("text", chr(10), 1), source, line
FROM rule_matches
ORDER BY time, host, source, line, kind, entity, sentence
