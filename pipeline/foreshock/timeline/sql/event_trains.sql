-- In which seconds did each host write errors? (logs of severity ERROR and above, requests that failed)
SELECT host, CAST(epoch(time) AS BIGINT) AS second, count(*) AS events
FROM (
    SELECT host, time FROM logs WHERE severity_number >= 17
    UNION ALL
    SELECT host, time FROM requests WHERE status >= 500
)
WHERE host IS NOT NULL AND time IS NOT NULL
GROUP BY ALL
ORDER BY host, second
