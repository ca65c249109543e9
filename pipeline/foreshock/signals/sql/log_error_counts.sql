-- How many errors did each host log in each bucket?
SELECT
    host,
    bucket,
    CAST(round(sum(value) * any_value(bucket_s)) AS BIGINT) AS errors
FROM series
WHERE metric = 'log.error.rate' AND host IS NOT NULL
GROUP BY ALL
ORDER BY host, bucket
