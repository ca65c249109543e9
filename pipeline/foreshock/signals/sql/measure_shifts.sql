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

FROM told;

COMMENT ON TABLE measure_shifts IS
'How far each family of metrics (throughput, ...) and each metric of a host was, in an incident, from its normal';
COMMENT ON COLUMN measure_shifts.measure IS 'the family, or the metric';
COMMENT ON COLUMN measure_shifts.since IS 'start of the incident';
COMMENT ON COLUMN measure_shifts.until IS 'end of the incident, or of the data while it lasts';
COMMENT ON COLUMN measure_shifts.host IS 'machine or service that was measured';
COMMENT ON COLUMN measure_shifts.metric IS 'the metric that speaks for the family: the middle one of several';
COMMENT ON COLUMN measure_shifts.unit IS 'UCUM';
COMMENT ON COLUMN measure_shifts.normal IS 'median of the normal time';
COMMENT ON COLUMN measure_shifts.value IS 'median of the incident';
COMMENT ON COLUMN measure_shifts.shift IS
'doublings from normal to value, negative for a fall; less what may be chance';
COMMENT ON COLUMN measure_shifts.score IS
'interquartile ranges of the normal time by which three buckets in a row were away';
COMMENT ON COLUMN measure_shifts.onset IS 'when the first such run began; the start of the incident where none did';
COMMENT ON COLUMN measure_shifts.source IS 'file of the first sample from then on';
COMMENT ON COLUMN measure_shifts.line IS 'its line'
