-- How many errors did each host log in each bucket, and which stretch of the logs is that?
SELECT
    host,
    time_bucket(to_seconds($bucket_s), stretches.first) AS first_bucket,
    time_bucket(to_seconds($bucket_s), stretches.last) AS last_bucket,
    bucket,
    CAST(round(sum(value) * any_value(bucket_s)) AS BIGINT) AS errors
FROM series
INNER JOIN stretches ON bucket + to_seconds($bucket_s) > stretches.first AND bucket <= stretches.last
WHERE metric = 'log.error.rate' AND host IS NOT NULL
GROUP BY ALL
ORDER BY host, bucket
