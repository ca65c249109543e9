-- What share of another metric are the samples, taken together on a host (and mount point or device)?
SELECT
    host || chr(31) || coalesce(part, '') AS key,
    host || coalesce(':' || nullif(part, ''), '') AS entity,
    host,
    time,
    least(lead(time, 1, time) OVER in_order, time + to_hours(1)) AS until,
    lag(time) OVER in_order IS NULL AS first_sample,
    amount / nullif(total, 0) AS value,
    '1' AS unit,
    source,
    line,
    $metric || ' ' || CASE
        WHEN amounts.unit = 'By' AND greatest(abs(amount), abs(total)) < 1e18
            THEN formatreadabledecimalsize(CAST(amount AS BIGINT)) || ' of '
                || formatreadabledecimalsize(CAST(total AS BIGINT))
        ELSE round(amount, 4) || ' of ' || round(total, 4)
    END || coalesce(' (' || nullif(part, '') || ')', '') AS text
FROM (
    SELECT
        host,
        coalesce(labels[$label], '') AS part,
        time,
        sum(value) AS amount,
        min(unit) AS unit,
        min(source) AS source,
        arg_min(line, (source, line)) AS line
    FROM chosen
    GROUP BY ALL
) AS amounts
ASOF JOIN (
    SELECT host, coalesce(labels[$label], '') AS part, time, max(value) AS total
    FROM rule_samples
    WHERE metric = $of
    GROUP BY ALL
) AS totals USING (host, part, time)
WINDOW in_order AS (PARTITION BY host, part ORDER BY time)
