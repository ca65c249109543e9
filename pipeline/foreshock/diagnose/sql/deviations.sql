-- How far were the measures of each host from their normal in the incident that began at $since, in robust units?
-- What users feel is left out: it hurts wherever the cause sits.
SELECT host, max(score) AS score
FROM measure_shifts
WHERE since = CAST($since AS TIMESTAMPTZ) AND measure NOT IN ('latency', 'error-rate')
GROUP BY host
