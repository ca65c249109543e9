-- What would the requests look like if every host had had the right time?
-- Those of the hosts that had it are taken as they are, so that a period of them is found without reading the rest.
CREATE OR REPLACE TEMP VIEW requests AS
SELECT *
FROM foreshock.main.requests
ANTI JOIN foreshock.main.clocks USING (host)
UNION ALL
SELECT recorded.* REPLACE (
    time - to_microseconds(CAST(offset_s * 1000000 AS BIGINT)) AS time,
    started_at - to_microseconds(CAST(offset_s * 1000000 AS BIGINT)) AS started_at
)
FROM foreshock.main.requests AS recorded
INNER JOIN foreshock.main.clocks AS clock ON clock.host = recorded.host
