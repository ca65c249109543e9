-- One row a run: what the report shows of it, with its first record as the evidence.
INSERT INTO rule_matches
SELECT
    rule,
    cause,
    step,
    role,
    entity,
    host,
    first(service ORDER BY time, source, line, text),
    min(time),
    max(until),
    count(*),
    first(value ORDER BY strength DESC, time, source, line, text),
    first(threshold ORDER BY time, source, line, text),
    first(unit ORDER BY time, source, line, text),
    first(source ORDER BY time, source, line, text),
    first(line ORDER BY time, source, line, text),
    first(time ORDER BY time, source, line, text),
    first(text ORDER BY time, source, line, text),
    bool_or(first_sample)
FROM step_rows
GROUP BY rule, cause, step, role, key, island, entity, host
