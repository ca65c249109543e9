-- Which programs of which hosts logged at all? Few rows, so that whoever looks for names does not match them in each of
-- millions of records.
CREATE OR REPLACE TABLE services AS
SELECT host, service, count(*) AS records
FROM logs
GROUP BY ALL
ORDER BY host, service
