-- What would the metrics look like if every host had had the right time?
-- Those of the hosts that had it are taken as they are, so that a period of them is found without reading the rest.
CREATE OR REPLACE TEMP VIEW metrics AS
SELECT *
FROM all_metrics
ANTI JOIN foreshock.main.clocks USING (host)
UNION ALL
SELECT recorded.* REPLACE (time - to_microseconds(CAST(offset_s * 1000000 AS BIGINT)) AS time)
FROM all_metrics AS recorded
INNER JOIN foreshock.main.clocks AS clock ON clock.host = recorded.host
