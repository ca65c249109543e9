-- How many requests, of which duration, ended in each bucket on each host, and did they fail?
CREATE OR REPLACE TABLE request_rollup AS
SELECT bucket_start(number, $bucket_s) AS bucket, * EXCLUDE (number)
FROM (
    SELECT
        bucket_number(time, $bucket_s) AS number,
        host,
        service,
        duration_bin(duration_s) AS duration_bin,
        coalesce(is_failed(status, duration_s), FALSE) AS failed,
        count(*) AS requests
    FROM requests
    WHERE time IS NOT NULL
    GROUP BY ALL
)
ORDER BY bucket, host, service, duration_bin, failed
