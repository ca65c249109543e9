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
    -- An effect, too: a tenth of what is normal, of a share two hundredths of the whole.
    AND abs(value - normal) >= CASE WHEN unit = '1' THEN 0.02 ELSE 0.1 * abs(normal) END
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
