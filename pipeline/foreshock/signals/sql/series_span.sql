-- From which bucket to which does the series of the logs reach?
SELECT
    time_bucket(to_seconds($bucket_s), min(time)) AS first_bucket,
    time_bucket(to_seconds($bucket_s), max(time)) AS last_bucket
FROM logs
