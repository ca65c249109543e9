-- Which samples is the step about? A sample holds until the next one, at most an hour.
SELECT
    host || chr(31) || coalesce(CAST(labels AS VARCHAR), '') AS key,
    host || CASE WHEN coalesce(labels[$label], '') = '' THEN '' ELSE ':' || labels[$label] END AS entity,
    host,
    time,
    least(lead(time, 1, time) OVER in_order, time + to_hours(1)) AS until,
    lag(time) OVER in_order IS NULL AS first_sample,
    value,
    unit,
    source,
    line,
    metric || ' ' || round(value, 4) || coalesce(' ' || nullif(unit, '1'), '') || CASE
        WHEN cardinality(labels) = 0 THEN ''
        ELSE ' (' || array_to_string(
            list_transform(map_entries(labels), lambda pair: pair.key || '=' || pair.value), ', '
        ) || ')'
    END AS text
FROM chosen
WINDOW in_order AS (PARTITION BY host, CAST(labels AS VARCHAR) ORDER BY time)
