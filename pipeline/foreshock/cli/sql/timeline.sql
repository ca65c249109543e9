-- What happened on these hosts (all when there are none) between these times (unbounded when null), in order?
SELECT
    time,
    coalesce(entity, host) AS entity,
    kind,
    sentence,
    source || ':' || line AS "where"
FROM timeline
WHERE
    time >= coalesce(CAST($since AS TIMESTAMPTZ), '-infinity')
    AND time <= coalesce(CAST($until AS TIMESTAMPTZ), 'infinity')
    AND (len($hosts) = 0 OR list_contains($hosts, host))
ORDER BY time, host, source, line, kind, entity, sentence;
