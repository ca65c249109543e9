-- Which services answered requests, and in which buckets does each stretch of their log begin and end?
SELECT
    host,
    service,
    min(bucket) AS first_bucket,
    max(bucket) AS last_bucket,
    sum(requests) AS requests
FROM request_rollup
INNER JOIN stretches ON bucket + to_seconds($bucket_s) > stretches.first AND bucket <= stretches.last
WHERE host IS NOT NULL
GROUP BY host, service, stretches.first
ORDER BY requests DESC, host, service, first_bucket
