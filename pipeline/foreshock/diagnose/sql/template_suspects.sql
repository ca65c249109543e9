-- Which kinds of warnings and errors are new, or far more frequent, since shortly before the incident?
-- A kind is the first line with numbers, hexadecimal ids and quoted values masked.
WITH
-- What leads up to the incident counts to it: five minutes, or a quarter of what was logged before where that is less.
records AS (
    SELECT *
    FROM logs
    WHERE time BETWEEN CAST($start AS TIMESTAMPTZ) - INTERVAL 1 DAY AND CAST($until AS TIMESTAMPTZ)
),

limits AS (
    SELECT
        min(time) AS first_time,
        CAST($start AS TIMESTAMPTZ)
        - to_seconds(least(300, greatest(epoch(CAST($start AS TIMESTAMPTZ)) - epoch(min(time)), 0) / 4)) AS lead_time
    FROM records
),

masked AS (
    SELECT
        time,
        host,
        source,
        line,
        body,
        regexp_replace(
            regexp_replace(split_part(body, chr(10), 1), '"[^"]*"|''[^'']*''|0x[0-9a-fA-F]+', '<*>', 'g'),
            '[0-9]+', '<*>', 'g'
        ) AS template,
        time >= lead_time AS during
    FROM records, limits
    WHERE severity_number >= 13
),

lengths AS (
    SELECT
        greatest(epoch(CAST($until AS TIMESTAMPTZ)) - epoch(lead_time), 1) AS inside_s,
        greatest(epoch(lead_time) - epoch(first_time), 1) AS before_s
    FROM limits
),

templates AS (
    SELECT
        host,
        template,
        count(*) FILTER (WHERE during) AS inside,
        count(*) FILTER (WHERE NOT during) AS before,
        -- Half an event is added on both sides: what was never seen before has no infinite lift.
        ((inside + 0.5) / any_value(inside_s)) / ((before + 0.5) / any_value(before_s)) AS lift,
        arg_min(
            {'time': time, 'source': source, 'line': line, 'body': body}, (time, source, line)
        ) FILTER (WHERE during) AS first
    FROM masked, lengths
    GROUP BY host, template
)

SELECT host, template, inside, before, lift, first.time AS onset, first.source, first.line, first.body
FROM templates
WHERE inside > 0 AND lift >= 5
ORDER BY ln(lift) * ln(1 + inside) DESC, onset, host, template
LIMIT 5
