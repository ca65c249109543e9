-- What would the requests look like if every host had had the right time?
CREATE OR REPLACE TEMP VIEW requests AS
SELECT recorded.* REPLACE (
    time - to_microseconds(CAST(coalesce(offset_s, 0) * 1000000 AS BIGINT)) AS time,
    started_at - to_microseconds(CAST(coalesce(offset_s, 0) * 1000000 AS BIGINT)) AS started_at
)
FROM foreshock.main.requests AS recorded
LEFT JOIN foreshock.main.clocks AS clock ON clock.host = recorded.host
