-- Which log records say what the step looks for?
-- told are the records with the words that it asks for, of log_hits: those with a literal of any rule.
SELECT
    -- What took its time began earlier: its record was written when it was done. MariaDB stamps it with its beginning.
    told.time - CASE WHEN told.service = 'mariadb' THEN INTERVAL 0 SECONDS ELSE took END AS time,
    told.time + CASE WHEN told.service = 'mariadb' THEN took ELSE INTERVAL 0 SECONDS END AS ended,
    host,
    service,
    source,
    line,
    epoch(told.time - heard_first) < 5 AS first_sample,
    -- Of a long record (a traceback) the first line and those that say it.
    CASE
        WHEN length(concat_ws(chr(10), body, detail, statement)) <= 2000
            THEN concat_ws(chr(10), body, detail, statement)
        ELSE concat_ws(
            chr(10),
            left(string_split(body, chr(10))[1], 1000),
            left(array_to_string(list_filter(
                string_split(concat_ws(chr(10), body, detail, statement), chr(10)),
                lambda row: len(list_filter($any || $all, lambda literal: contains(row, literal))) > 0
            ), chr(10)), 1000)
        )
    END AS text,
    CASE
        WHEN $entity <> '' AND regexp_matches(body, $entity) THEN host || ':' || regexp_extract(body, $entity, 1)
        WHEN $entity_kind = 'service' THEN host || coalesce(':' || service, '')
        ELSE host
    END AS entity
FROM (
    SELECT
        *,
        to_microseconds(
            CASE WHEN $lasting > 0 THEN CAST(coalesce(duration_s, 0) * 1000000 AS BIGINT) ELSE 0 END
        ) AS took
    FROM told
) AS told
LEFT JOIN (
    SELECT host, min(began) AS heard_first
    FROM rule_coverage
    GROUP BY host
) AS hosts USING (host)
WHERE ($regex = '' OR regexp_matches(concat_ws(chr(10),
        CASE WHEN $in_body THEN body END,
        CASE WHEN $in_detail THEN detail END,
        CASE WHEN $in_statement THEN statement END), $regex))
    AND ($service = '' OR regexp_full_match(coalesce(service, ''), $service))
    AND ($host = '' OR regexp_full_match(coalesce(host, ''), $host))
    AND (len($code) = 0 OR list_contains($code, code))
    AND ($severity = 0 OR severity_number >= $severity)
    AND ($lasting = 0 OR duration_s >= $lasting)
    AND ($waiting = 0 OR (source, line) IN (SELECT (source, line) FROM lock_waits WHERE share >= $waiting))
-- A program that starts again is no other program: what it says of its version must differ from what it said before.
QUALIFY $changed = ''
    OR CASE WHEN $changed <> '' THEN regexp_extract(body, $changed, 1) END = ''
    OR CASE WHEN $changed <> '' THEN regexp_extract(body, $changed, 1) END IS DISTINCT FROM lag(
        CASE WHEN $changed <> '' THEN regexp_extract(body, $changed, 1) END
    ) OVER (PARTITION BY told.host, told.service ORDER BY told.time, source, line)
