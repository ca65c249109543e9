-- Which records and samples make up the matches of this step?
INSERT INTO step_rows
SELECT
    $rule,
    $cause,
    $step,
    $role,
    key,
    island,
    entity,
    host,
    service,
    time,
    until,
    value,
    threshold,
    unit,
    strength,
    first_sample,
    source,
    line,
    text
FROM step_runs
