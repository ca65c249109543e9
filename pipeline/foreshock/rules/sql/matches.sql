-- One row a run: what the report shows of it, with its first record as the evidence and the value of the strongest.
INSERT INTO rule_matches
SELECT
    rule,
    cause,
    step,
    role,
    entity,
    host,
    earliest.service,
    earliest.time,
    until,
    records,
    strongest.value,
    earliest.threshold,
    earliest.unit,
    earliest.source,
    earliest.line,
    earliest.time,
    earliest.text,
    standing
FROM (
    SELECT
        rule,
        cause,
        step,
        role,
        entity,
        host,
        arg_min(step_rows, (time, source, line, text)) AS earliest,
        arg_min(step_rows, (-strength, time, source, line, text)) AS strongest,
        max(until) AS until,
        count(*) AS records,
        bool_or(first_sample) AS standing
    FROM step_rows
    GROUP BY rule, cause, step, role, key, island, entity, host
)
