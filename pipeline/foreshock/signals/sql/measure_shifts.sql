-- What did each family of measures do, whatever the source calls them? Of several metrics the middle one speaks.
CREATE OR REPLACE TABLE measure_shifts AS
WITH
members AS (
    SELECT
        shifts.*,
        metric_families.family,
        row_number() OVER (
            PARTITION BY since, host, metric_families.family ORDER BY shifts.shift, shifts.metric
        ) AS place,
        count(*) OVER (PARTITION BY since, host, metric_families.family) AS members
    FROM metric_shifts AS shifts
    INNER JOIN metric_families USING (metric)
),

told AS (
    SELECT family AS measure, * EXCLUDE (family, place, members)
    FROM members
    -- Of an even number the one that moved less.
    WHERE place = (members + 1) // 2
    UNION ALL BY NAME
    SELECT metric AS measure, *
    FROM metric_shifts
    -- A metric that is called as a family is, and of it, speaks once.
    WHERE metric NOT IN (SELECT family FROM metric_families)
)

FROM told
