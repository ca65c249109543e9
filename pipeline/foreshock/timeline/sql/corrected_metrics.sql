-- What would the metrics look like if every host had had the right time?
CREATE OR REPLACE TEMP VIEW metrics AS
SELECT recorded.* REPLACE (
    time - to_microseconds(CAST(coalesce(offset_s, 0) * 1000000 AS BIGINT)) AS time
)
FROM all_metrics AS recorded
LEFT JOIN foreshock.main.clocks AS clock ON clock.host = recorded.host
