-- One row a run: what the report shows of it, with its first record as the evidence.
INSERT INTO rule_matches
SELECT
    rule,
    cause,
    step,
    role,
    entity,
    host,
    first(service ORDER BY time, line),
    min(time),
    max(until),
    count(*),
    arg_max(value, strength),
    first(threshold ORDER BY time, line),
    first(unit ORDER BY time, line),
    first(source ORDER BY time, line),
    first(line ORDER BY time, line),
    first(time ORDER BY time, line),
    first(text ORDER BY time, line),
    bool_or(first_sample)
FROM step_rows
GROUP BY rule, cause, step, role, key, island, entity, host
