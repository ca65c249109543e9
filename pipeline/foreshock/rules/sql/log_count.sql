-- How many of these records came within the window that ends with each of them?
SELECT
    entity AS key,
    entity,
    host,
    service,
    time,
    ended AS until,
    count(*) OVER recent AS value,
    $at_least AS threshold,
    '{line}' AS unit,
    count(*) OVER recent AS strength,
    TRUE AS hit,
    count(*) OVER recent >= $at_least AS enough,
    first_sample,
    source,
    line,
    text
FROM lines
WINDOW recent AS (
    PARTITION BY entity ORDER BY time
    RANGE BETWEEN to_seconds($within) PRECEDING AND CURRENT ROW
)
