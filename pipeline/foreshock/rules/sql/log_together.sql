-- Which operations ended in one moment, though they had begun apart or so long ago that no chance makes them end
-- together? They had all waited for the same thing. A pool of connections that waits is full within a second.
-- The match begins with the first of them that had to wait. Where as many end before and after, they were only slow.
SELECT
    entity AS key,
    entity,
    host,
    service,
    time,
    ended AS until,
    together AS value,
    $at_least AS threshold,
    '{line}' AS unit,
    together AS strength,
    together >= $at_least AND (apart >= 3 * $within OR waited_long >= $at_least) AND 2 * together >= around AS hit,
    hit AS enough,
    FALSE AS first_sample,
    source,
    line,
    text
FROM (
    SELECT
        *,
        count(*) OVER moment AS together,
        count(*) OVER minute AS around,
        epoch(max(time) OVER moment - min(time) OVER moment) AS apart,
        count(CASE WHEN epoch(ended - time) >= 5 * $within THEN 1 END) OVER moment AS waited_long
    FROM lines
    WINDOW
        minute AS (
            PARTITION BY entity ORDER BY ended
            RANGE BETWEEN INTERVAL 30 SECONDS PRECEDING AND INTERVAL 30 SECONDS FOLLOWING
        ),
        moment AS (
            PARTITION BY entity ORDER BY ended
            RANGE BETWEEN to_seconds($within) PRECEDING AND to_seconds($within) FOLLOWING
        )
) AS counted
