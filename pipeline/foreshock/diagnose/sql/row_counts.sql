-- How much was there to look at?
SELECT
    (SELECT count(*) FROM logs) AS logs,
    (SELECT count(*) FROM logs WHERE severity_number >= 17) AS errors,
    (SELECT count(*) FROM metrics) AS metrics,
    (SELECT count(DISTINCT host) FROM files WHERE host IS NOT NULL) AS hosts
