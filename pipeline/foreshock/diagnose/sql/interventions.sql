-- What did people do on the hosts between two times? Commands run with sudo, as the logs show them.
SELECT
    time,
    host,
    regexp_extract(body, '^\s*([^ :]+)', 1) AS person,
    regexp_extract(body, 'COMMAND=(.*)$', 1) AS command,
    source,
    line
FROM logs
WHERE
    service = 'sudo'
    AND contains(body, 'COMMAND=')
    AND time BETWEEN CAST($since AS TIMESTAMPTZ) AND CAST($until AS TIMESTAMPTZ)
ORDER BY time, host, source, line
