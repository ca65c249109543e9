-- How well does what the measures of each host did during an incident fit the shape that the rule expects?
-- The agreement of a measure is between -1 and 1; the fit of a host is their weighted mean, between 0 and 1.
WITH
expected AS (
    SELECT
        unnest($measures) AS measure,
        unnest($pers) AS per,
        unnest($signs) AS sign,
        unnest($centres) AS centre,
        unnest($fulls) AS fully,
        unnest($nones) AS not_at_all,
        unnest($weights) AS weight
),

moved AS (
    SELECT
        expected.*,
        own.* EXCLUDE (measure, shift),
        own.shift - coalesce(other.shift, 0) AS shift
    FROM expected
    INNER JOIN measure_shifts AS own ON expected.measure = own.measure
    LEFT JOIN measure_shifts AS other
        ON expected.per = other.measure AND own.host = other.host AND own.since = other.since
    WHERE expected.per = '' OR other.measure IS NOT NULL
),

judged AS (
    SELECT
        *,
        greatest(
            -1,
            least(
                1,
                2 * ((CASE sign WHEN 0 THEN -abs(shift - centre) ELSE sign * shift END) - not_at_all)
                / (fully - not_at_all) - 1
            )
        ) AS agreement
    FROM moved
),

fitted AS (
    SELECT
        *,
        0.5 + 0.5 * sum(weight * agreement) OVER on_host / sum(weight) OVER on_host AS fit,
        sum(weight) OVER on_host / (SELECT sum(weight) FROM expected) AS known,
        row_number() OVER (
            PARTITION BY host, since ORDER BY weight * agreement * least(abs(shift), 3) DESC, measure
        ) AS telling
    FROM judged
    WINDOW on_host AS (PARTITION BY host, since)
)

SELECT
    host || chr(31) || CAST(since AS VARCHAR) AS key,
    host AS entity,
    host,
    NULL AS service,
    onset AS time,
    until,
    fit AS value,
    CAST($fit AS DOUBLE) AS threshold,
    '1' AS unit,
    fit AS strength,
    fit >= $fit AS hit,
    hit AS enough,
    FALSE AS first_sample,
    source,
    line,
    metric || ' ' || round(normal, 4) || ' before, ' || round(value, 4) || ' during (' || measure
    || CASE WHEN per = '' THEN '' ELSE ' per ' || per END
    || ' ' || round(pow(2, shift), 2) || ' times its normal)' AS text
FROM fitted
WHERE telling <= 4 AND known >= $known
