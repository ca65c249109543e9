-- How long is the time that the request logs (or, without them, all records) cover?
SELECT
    coalesce(
        (SELECT epoch(max(time)) - epoch(min(time)) FROM requests),
        (SELECT epoch(max(time)) - epoch(min(time)) FROM (
            SELECT time FROM logs
            UNION ALL
            SELECT time FROM metrics
        )),
        0
    ) AS span_s
