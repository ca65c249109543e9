-- Up to five records of each run: the first of each file, then the first of each wording, then the rest in time order.
INSERT INTO rule_evidence
WITH
-- Runs have many rows and long names and wordings, so that both are told apart by their hashes.
worded AS (
    SELECT
        rowid AS number,
        hash(rule, step, key, island) AS run,
        time,
        source,
        line,
        text,
        hash(regexp_replace(text, '[0-9]+', '#', 'g')) AS wording
    FROM step_rows
),

repeated AS (
    SELECT
        number,
        run,
        time,
        source,
        line,
        text,
        row_number() OVER (PARTITION BY run, source ORDER BY time, line, text) AS in_source,
        row_number() OVER (PARTITION BY run, wording ORDER BY time, source, line, text) AS repeats
    FROM worded
),

ranked AS (
    SELECT
        number,
        run,
        row_number() OVER (
            PARTITION BY run
            ORDER BY CASE WHEN in_source = 1 THEN 0 ELSE 1 END, repeats, time, source, line, text
        ) AS rank
    FROM repeated
    QUALIFY rank <= 5
)

-- The earliest record of a run is the first of its file and of its wording, so that it is always among them.
SELECT rule, step, entity, min(time) OVER (PARTITION BY run) AS start, rank, source, line, time, text
FROM step_rows
INNER JOIN ranked ON step_rows.rowid = ranked.number
