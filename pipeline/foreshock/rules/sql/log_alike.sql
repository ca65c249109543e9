-- How much of what is logged is of one wording, numbers and quoted values aside?
SELECT
    entity AS key,
    entity,
    host,
    service,
    time,
    time AS until,
    alike / of_all AS value,
    $alike AS threshold,
    '1' AS unit,
    alike / of_all AS strength,
    alike >= $at_least AND alike >= $alike * of_all AS hit,
    hit AS enough,
    first_sample,
    source,
    line,
    text
FROM (
    SELECT
        *,
        count(*) OVER (
            PARTITION BY entity, wording ORDER BY time
            RANGE BETWEEN to_seconds($within) PRECEDING AND CURRENT ROW
        ) AS alike,
        count(*) OVER (
            PARTITION BY entity ORDER BY time
            RANGE BETWEEN to_seconds($within) PRECEDING AND CURRENT ROW
        ) AS of_all
    FROM (
        SELECT *, hash(left(regexp_replace(text, '''[^'']*''|[0-9]+', '#', 'g'), 300)) AS wording
        FROM lines
    ) AS worded
) AS counted
