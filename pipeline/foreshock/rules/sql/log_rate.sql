-- In which windows did more of these records come than in the windows before, on average?
-- The first three windows of a host's logs have no past to be compared with.
SELECT
    lines.entity AS key,
    lines.entity,
    lines.host,
    lines.service,
    lines.time,
    lines.time AS until,
    windows.found AS value,
    greatest($at_least, $above_baseline * windows.usual) AS threshold,
    '{line}' AS unit,
    windows.found AS strength,
    windows.found >= greatest($at_least, $above_baseline * windows.usual) AS hit,
    windows.past >= 3 AND windows.found >= greatest($at_least, $above_baseline * windows.usual) AS enough,
    lines.first_sample,
    lines.source,
    lines.line,
    lines.text
FROM lines
INNER JOIN (
    SELECT
        counted.entity,
        counted.opened,
        counted.found,
        epoch(counted.opened - time_bucket(to_seconds($within), hosts.began)) / $within AS past,
        coalesce(sum(counted.found) OVER earlier, 0) / nullif(past, 0) AS usual
    FROM (
        SELECT entity, host, time_bucket(to_seconds($within), time) AS opened, count(*) AS found
        FROM lines
        GROUP BY ALL
    ) AS counted
    INNER JOIN (
        SELECT host, min(began) AS began
        FROM rule_coverage
        WHERE kind = 'logs'
        GROUP BY host
    ) AS hosts USING (host)
    WINDOW earlier AS (
        PARTITION BY counted.entity ORDER BY counted.opened
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
) AS windows
    ON windows.entity = lines.entity AND windows.opened = time_bucket(to_seconds($within), lines.time)
