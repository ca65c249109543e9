-- Which services answered requests, and in which buckets does their log begin and end?
SELECT
    host,
    service,
    min(bucket) AS first_bucket,
    max(bucket) AS last_bucket,
    sum(requests) AS requests
FROM request_rollup
WHERE host IS NOT NULL
GROUP BY ALL
ORDER BY requests DESC, host, service
