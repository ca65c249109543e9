-- Up to five records of each run: the first of each file, then the first of each wording, then the rest in time order.
INSERT INTO rule_evidence
SELECT rule, step, entity, start, rank, source, line, time, text
FROM (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY rule, step, key, island
            ORDER BY CASE WHEN in_source = 1 THEN 0 ELSE 1 END, repeats, time, source, line, text
        ) AS rank
    FROM (
        SELECT
            *,
            min(time) OVER (PARTITION BY rule, step, key, island) AS start,
            row_number() OVER (PARTITION BY rule, step, key, island, source ORDER BY time, line, text) AS in_source,
            row_number() OVER (
                PARTITION BY rule, step, key, island, regexp_replace(text, '[0-9]+', '#', 'g')
                ORDER BY time, source, line, text
            ) AS repeats
        FROM step_rows
    ) AS worded
) AS ranked
WHERE rank <= 5
