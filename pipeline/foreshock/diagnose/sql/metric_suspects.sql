-- Which measures left their normal range most, and for longest, when the incident began? Latency and errors are
-- what users felt, never what caused it.
SELECT
    metric,
    host AS entity,
    score,
    onset,
    value,
    normal,
    unit,
    source,
    line
FROM metric_shifts AS shifts
WHERE
    since = CAST($start AS TIMESTAMPTZ)
    AND score >= 3
    AND metric NOT LIKE 'http.%'
    AND NOT EXISTS (
        SELECT 1
        FROM metric_families AS known
        WHERE known.metric = shifts.metric AND known.family IN ('latency', 'error-rate')
    )
-- Two of a host: what else it did adds little, what another host did may be the cause.
QUALIFY row_number() OVER (PARTITION BY host ORDER BY score DESC, metric) <= 2
ORDER BY score DESC, metric, host
LIMIT 10
