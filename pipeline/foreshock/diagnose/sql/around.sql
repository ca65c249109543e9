-- What happened around a time? FROM around('2023-07-11 01:00Z', '10 minutes')
CREATE OR REPLACE MACRO around(t, span) AS TABLE
SELECT *
FROM timeline
WHERE
    time BETWEEN CAST(t AS TIMESTAMPTZ) - CAST(span AS INTERVAL)
    AND CAST(t AS TIMESTAMPTZ) + CAST(span AS INTERVAL)
ORDER BY time, host, source, line, kind, entity, sentence
