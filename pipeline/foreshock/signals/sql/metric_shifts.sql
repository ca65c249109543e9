-- How far is each measure of each host, during each incident, from what is normal for it?
-- Normal are the hour before and, where less than ten minutes came before, the time after. The scale is robust
-- (interquartile range, BARO, FSE 2024); a measure that was flat is scaled by its own size, so no unit matters.
-- It counts in both directions and by a run of three buckets, so that one spike does not.
CREATE OR REPLACE TEMP TABLE metric_shifts AS
WITH
hosts AS (
    SELECT
        bucket,
        bucket_s,
        host,
        metric,
        unit,
        -- Devices add up; of shares the fullest counts.
        CASE WHEN unit = '1' THEN max(value) ELSE sum(value) END AS value
    FROM series
    SEMI JOIN shift_windows
        ON
            bucket >= since - INTERVAL 1 HOUR
            AND bucket <= until + INTERVAL 1 HOUR
    WHERE value IS NOT NULL AND host IS NOT NULL AND isfinite(value)
    GROUP BY bucket, bucket_s, host, metric, unit
),

placed AS (
    SELECT
        hosts.*,
        shift_windows.since,
        shift_windows.until,
        bucket + to_seconds(bucket_s) > since AND bucket < shift_windows.until AS inside,
        bucket + to_seconds(bucket_s) <= since AS before
    FROM hosts
    INNER JOIN shift_windows
        ON
            bucket >= since - INTERVAL 1 HOUR
            AND bucket <= shift_windows.until + INTERVAL 1 HOUR
),

known AS (
    SELECT
        *,
        epoch(max(bucket) FILTER (WHERE before) OVER own - min(bucket) FILTER (WHERE before) OVER own) AS past_s
    FROM placed
    WINDOW own AS (PARTITION BY since, host, metric)
),

normal AS (
    SELECT
        since,
        until,
        host,
        metric,
        median(value) AS normal,
        quantile_cont(value, 0.75) - quantile_cont(value, 0.25) AS spread,
        count(*) AS buckets
    FROM known
    WHERE NOT inside AND (before OR (coalesce(past_s, 0) < 600 AND bucket >= until + to_seconds(bucket_s)))
    GROUP BY ALL
    HAVING count(*) >= 4
),

during AS (
    SELECT since, host, metric, median(value) AS value, count(*) AS inside_buckets
    FROM placed
    WHERE inside
    GROUP BY ALL
),

scaled AS (
    SELECT
        normal.*,
        during.value,
        during.inside_buckets,
        -- Twice the standard error of the difference of two medians.
        1.8 * spread * sqrt(1 / buckets + 1 / inside_buckets) AS by_chance,
        -- What was nothing and is something has no own size but the new one.
        coalesce(nullif(greatest(spread, 0.05 * abs(normal)), 0), 0.05 * abs(during.value)) AS scale
    FROM normal
    INNER JOIN during USING (since, host, metric)
),

distances AS (
    SELECT
        placed.*,
        scaled.inside_buckets,
        (placed.value - scaled.normal) / nullif(scale, 0) AS distance
    FROM placed
    INNER JOIN scaled USING (since, until, host, metric)
    WHERE inside OR (bucket < placed.until AND bucket >= since - INTERVAL 1 MINUTE)
),

runs AS (
    SELECT
        since,
        host,
        metric,
        unit,
        first(bucket) OVER run AS began,
        -- How far the whole run is away, upward or downward.
        CASE
            WHEN count(*) OVER run >= least(3, inside_buckets)
                THEN greatest(min(distance) OVER run, -max(distance) OVER run)
        END AS held
    FROM distances
    WINDOW run AS (PARTITION BY since, host, metric ORDER BY bucket ROWS 2 PRECEDING)
),

lasting AS (
    SELECT
        since,
        host,
        metric,
        any_value(unit) AS unit,
        coalesce(max(held), 0) AS score,
        min(began) FILTER (WHERE held >= 3) AS onset
    FROM runs
    GROUP BY ALL
),

measured AS (
    SELECT
        time,
        host,
        metric || coalesce('{' || labels['state'] || '}', '{' || labels['direction'] || '}', '') AS metric,
        source,
        line
    FROM metrics
    -- The first sample at the onset or after it; one bucket is an hour at most.
    SEMI JOIN shift_windows
        ON
            metrics.time >= since - INTERVAL 1 MINUTE
            AND metrics.time <= until + INTERVAL 1 HOUR
    WHERE source IS NOT NULL
)

SELECT
    scaled.since,
    scaled.until,
    scaled.host,
    scaled.metric,
    lasting.unit,
    scaled.normal,
    scaled.value,
    -- In doublings; 0.02 of its own size keeps what was nothing from being infinitely more. What may be
    -- chance is less of a shift.
    CASE WHEN scaled.value = 0 AND scaled.normal = 0 THEN 0 ELSE
        log2(
            (greatest(scaled.value, 0) + 0.02 * greatest(abs(scaled.normal), abs(scaled.value)))
            / (greatest(scaled.normal, 0) + 0.02 * greatest(abs(scaled.normal), abs(scaled.value)))
        )
        * least(1, coalesce(abs(scaled.value - scaled.normal) / nullif(scaled.by_chance, 0), 1))
    END AS shift,
    lasting.score,
    coalesce(lasting.onset, scaled.since) AS onset,
    measured.source,
    measured.line
FROM scaled
INNER JOIN lasting USING (since, host, metric)
ASOF LEFT JOIN measured
    ON
        scaled.host = measured.host
        AND scaled.metric = measured.metric
        AND measured.time >= coalesce(lasting.onset, scaled.since)
WHERE scale > 0
