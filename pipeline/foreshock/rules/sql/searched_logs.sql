-- Which log records of a span are searched for literals? Those without a time belong to every span.
SELECT time, host, service, severity_number, body, detail, statement, code, duration_s, source, line
FROM logs
WHERE time BETWEEN $since AND $until OR time IS NULL;
