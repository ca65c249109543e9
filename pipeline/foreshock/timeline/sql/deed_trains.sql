-- In which seconds did each host do what it does now and then: serve one kind of request, log one kind of message?
-- Deeds are told apart by route and status, or by how their wording begins. What is too rare or too frequent tells
-- nothing of clocks. The last hours stand for all: the error of a clock hardly changes.
WITH
deeds AS (
    SELECT
        host,
        concat_ws(' ', method, regexp_replace(path, '[0-9]+', '#', 'g'), CAST(status AS VARCHAR)) AS deed,
        CAST(epoch(time) AS BIGINT) AS second
    FROM requests
    WHERE time >= $since
    UNION ALL
    SELECT
        host,
        concat_ws(' ', service, regexp_replace(left(body, 40), '[0-9]+.*', '#', 's')),
        CAST(epoch(time) AS BIGINT)
    FROM logs
    WHERE time >= $since AND body IS NOT NULL
),

counted AS (
    SELECT host, deed, count(*) AS times, min(second) AS began, max(second) AS ended
    FROM deeds
    WHERE host IS NOT NULL
    GROUP BY host, deed
    HAVING times >= $fewest AND times <= (ended - began) * $busiest AND ended - began > $shortest
),

-- A burst has one place only, and fits any other burst: a deed must be done in most sixteenths of its time, and for
-- longer than the mean that is taken off as the slow part, which would leave it whole.
steady AS (
    SELECT deeds.host, deeds.deed
    FROM deeds
    INNER JOIN counted USING (host, deed)
    GROUP BY deeds.host, deeds.deed
    HAVING count(DISTINCT (second - began) * 16 // (ended - began + 1)) >= 12
    QUALIFY row_number() OVER (PARTITION BY deeds.host ORDER BY max(times) DESC, deeds.deed) <= $most
)

SELECT host, deed, second, count(*) AS events
FROM deeds
SEMI JOIN steady USING (host, deed)
GROUP BY ALL
ORDER BY host, deed, second
