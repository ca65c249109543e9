-- What is each measure of each entity, bucket by bucket, on the one clock?
CREATE OR REPLACE TABLE service_series AS
WITH
per_bucket AS (
    SELECT
        bucket,
        host,
        service,
        sum(requests) AS requests,
        coalesce(sum(requests) FILTER (WHERE failed), 0) AS errors
    FROM request_rollup
    GROUP BY ALL
),

running AS (
    SELECT
        bucket,
        host,
        service,
        duration_bin,
        sum(requests) OVER fastest AS reached,
        sum(requests) OVER everything AS measured
    FROM request_rollup
    -- A refusal that comes at once is no fast service: latency is that of the requests that were served.
    WHERE duration_bin IS NOT NULL AND NOT failed
    WINDOW
        fastest AS (PARTITION BY bucket, host, service ORDER BY duration_bin),
        everything AS (PARTITION BY bucket, host, service)
),

percentiles AS (
    SELECT
        bucket,
        host,
        service,
        -- The middle of the bin, in seconds.
        pow(1.04, min(duration_bin) FILTER (WHERE reached >= 0.50 * measured) + 0.5) AS p50,
        pow(1.04, min(duration_bin) FILTER (WHERE reached >= 0.95 * measured) + 0.5) AS p95
    FROM running
    GROUP BY ALL
),

log_errors AS (
    SELECT
        time_bucket(to_seconds($bucket_s), time) AS bucket,
        host,
        service,
        count(*) AS errors
    FROM (
        -- Two halves, so that the messages are read of the web servers alone; without IS TRUE, DuckDB 2 reads those of
        -- the others too, and compares the names afterwards.
        SELECT time, host, service
        FROM logs
        WHERE severity_number >= 17 AND (service IN ('nginx', 'apache', 'apache2', 'httpd')) IS NOT TRUE
        UNION ALL
        SELECT time, host, service
        FROM logs
        WHERE
            severity_number >= 17
            AND (service IN ('nginx', 'apache', 'apache2', 'httpd')) IS TRUE
            -- A client that asks for what is not there, or not for it, is turned away as it should be: nobody's pain.
            AND NOT coalesce(
                regexp_matches(
                    body,
                    '^open\(\) .* \(2: |is not found \(2: |access forbidden by rule|directory index of .* is forbidden'
                    || '|intended to send too large|File does not exist|client denied by server configuration'
                ),
                FALSE
            )
    )
    WHERE time IS NOT NULL
    GROUP BY ALL
),

measured AS (
    SELECT
        bucket,
        host,
        service,
        'http.server.request.rate' AS metric,
        host AS entity,
        requests / $bucket_s AS value,
        '{request}/s' AS unit
    FROM per_bucket
    UNION ALL
    SELECT bucket, host, service, 'http.server.error.ratio', host, errors / requests, '1' FROM per_bucket
    UNION ALL
    SELECT bucket, host, service, 'http.server.request.duration.p50', host, p50, 's' FROM percentiles
    UNION ALL
    SELECT bucket, host, service, 'http.server.request.duration.p95', host, p95, 's' FROM percentiles
    UNION ALL
    SELECT bucket, host, service, 'log.error.rate', host, errors / $bucket_s, '{record}/s' FROM log_errors
)

SELECT
    bucket,
    CAST($bucket_s AS INTEGER) AS bucket_s,
    host,
    service,
    metric,
    entity,
    value,
    CAST(NULL AS DOUBLE) AS baseline,
    unit
FROM measured
ORDER BY metric, entity, bucket;

-- What is measured, by number: grouping and sorting millions of samples by their names would take all the memory.
CREATE OR REPLACE TEMP TABLE numbers AS
SELECT
    *,
    metric || coalesce('{' || labels['state'] || '}', '{' || labels['direction'] || '}', '') AS measure,
    host || coalesce(':' || labels['mountpoint'], ':' || labels['device'], '') AS entity,
    dense_rank() OVER (ORDER BY measure, entity) AS number
FROM measures;

CREATE OR REPLACE TABLE measured_series AS
SELECT number, bucket_start(place, $bucket_s) AS bucket, value
FROM (
    SELECT number, bucket_number(time, $bucket_s) AS place, avg(value) AS value
    FROM metrics
    INNER JOIN numbers ON hash(metrics.host, metrics.metric, metrics.labels) = numbers.names
    WHERE time IS NOT NULL AND isfinite(value)
    GROUP BY ALL
)
ORDER BY number, bucket;

-- What is normal for a measurement is its median over the whole series.
CREATE OR REPLACE TABLE measured_normals AS
SELECT number, CAST($bucket_s AS INTEGER) AS bucket_s, host, measure AS metric, entity, baseline, unit
FROM (SELECT number, median(value) AS baseline FROM measured_series GROUP BY number)
INNER JOIN (
    SELECT number, any_value(host) AS host, any_value(measure) AS measure, any_value(entity) AS entity,
        any_value(unit) AS unit
    FROM numbers
    GROUP BY number
) USING (number)
ORDER BY number;

DROP TABLE numbers;

-- A view: written out, the names of millions of values would take longer than all the rest.
CREATE OR REPLACE VIEW series AS
SELECT *
FROM service_series
UNION ALL
SELECT
    bucket,
    bucket_s,
    host,
    CAST(NULL AS VARCHAR) AS service,
    metric,
    entity,
    value,
    baseline,
    unit
FROM measured_series
INNER JOIN measured_normals USING (number)
