-- How many requests of one stretch of a service's log fell into each duration bin of each bucket, and did they fail?
SELECT
    bucket,
    duration_bin,
    requests,
    failed
FROM request_rollup
WHERE host = $host AND service IS NOT DISTINCT FROM $service AND bucket BETWEEN $first AND $last
ORDER BY bucket, duration_bin
