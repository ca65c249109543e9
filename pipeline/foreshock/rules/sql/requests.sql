-- Which clients (paths, user agents, ...) had an unusual part of the requests, or of the time spent on them?
-- Each is compared with its own average since the watched time began, of which the last half hour (or the last half,
-- where that is less) is left out: a rush is not its own measure. Buckets without a past say nothing.
-- Who waits like everybody has as much of the time as of the requests: what takes the time has twice that at least.
WITH
watched AS (
    SELECT
        host,
        service,
        time,
        time_bucket(to_seconds($within), time) AS bucket,
        CASE $by
            WHEN 'client_address' THEN client_address
            WHEN 'user_agent' THEN user_agent
            WHEN 'path' THEN regexp_replace(path, '[0-9]+', '<*>', 'g')
            WHEN 'upstream_address' THEN upstream_address
            WHEN 'status' THEN CAST(status AS VARCHAR)
            WHEN 'termination_state' THEN termination_state
        END AS part,
        upstream_address AS server,
        CASE $measure WHEN 'requests' THEN 1 ELSE coalesce(duration_s, 0) END AS amount,
        source,
        line
    FROM rule_requests
    WHERE $without = '' OR NOT regexp_full_match(coalesce(CAST(status AS VARCHAR), ''), $without)
),

parts AS (
    SELECT
        host,
        min(service) AS service,
        part,
        bucket,
        min(time) AS first_time,
        count(*) AS requests,
        sum(amount) AS amount,
        min(source) AS source,
        arg_min(line, (source, line)) AS line
    FROM watched
    GROUP BY ALL
),

totals AS (
    SELECT
        host,
        bucket,
        sum(requests) AS requests,
        sum(amount) AS amount,
        max(CASE WHEN regexp_full_match(part, $only) THEN amount END) AS most,
        min(bucket) OVER (PARTITION BY host) AS began
    FROM parts
    GROUP BY host, bucket
),

-- A part that never had enough requests never matches; the largest of each bucket shows how near they came.
busy AS (
    SELECT DISTINCT parts.host, parts.part
    FROM parts
    INNER JOIN totals USING (host, bucket)
    WHERE regexp_full_match(part, $only) AND (parts.requests >= $at_least OR parts.amount >= totals.most)
),

-- Of several servers behind a proxy, the one that nearly all requests of a part went to, as others do not.
servers AS (
    SELECT
        host,
        part,
        arg_max(server, requests) AS server,
        max(requests) / sum(requests) AS of_part
    FROM (
        SELECT
            host,
            part,
            watched.server,
            count(*) AS requests
        FROM watched
        INNER JOIN parts USING (host, part, bucket)
        WHERE
            $by IN ('status', 'termination_state')
            AND regexp_full_match(part, $only)
            AND parts.requests >= $at_least
            AND watched.server IS NOT NULL
        GROUP BY ALL
    )
    GROUP BY host, part
),

singled_out AS (
    SELECT
        host,
        part,
        server
    FROM servers
    INNER JOIN (
        SELECT
            host,
            server,
            count(*) / sum(count(*)) OVER (PARTITION BY host) AS of_all
        FROM watched
        WHERE server IS NOT NULL
        GROUP BY host, server
    ) USING (host, server)
    WHERE of_part >= 0.9 AND of_all <= 0.75
),

placed AS (
    SELECT
        parts.*,
        parts.amount / nullif(totals.amount, 0) AS share,
        totals.requests AS all_requests,
        parts.bucket = totals.began AS first_bucket,
        epoch(parts.bucket - totals.began) / $within AS past,
        greatest(ceil(past / 2), past - 1800 / $within) AS compared_buckets,
        totals.began + to_seconds($within * compared_buckets) AS compared_until,
        sum(parts.amount) OVER (
            PARTITION BY parts.host, parts.part ORDER BY parts.bucket
        ) AS amount_so_far
    FROM parts
    INNER JOIN busy USING (host, part)
    INNER JOIN totals USING (host, bucket)
),

compared AS (
    SELECT
        placed.*,
        coalesce(earlier.amount_so_far, 0) / nullif(placed.compared_buckets, 0) AS usual
    FROM placed
    ASOF LEFT JOIN placed AS earlier
        ON
            placed.host = earlier.host
            AND placed.part = earlier.part
            AND placed.compared_until > earlier.bucket
)

SELECT
    host || chr(31) || part AS key,
    concat_ws(':', host, server) AS entity,
    host,
    service,
    first_time AS time,
    bucket + to_seconds($within) AS until,
    share AS value,
    $share AS threshold,
    '1' AS unit,
    CASE
        WHEN past >= 3 AND requests >= $at_least AND amount >= $above_baseline * usual THEN share
        ELSE share - 1
    END AS strength,
    coalesce(
        past >= 3 AND requests >= $at_least AND share >= $share AND amount >= $above_baseline * usual
        AND ($measure = 'requests' OR share >= 2 * requests / all_requests), FALSE
    ) AS hit,
    hit AS enough,
    first_bucket AS first_sample,
    source,
    line,
    CASE
        WHEN hit
            THEN
                'requests by ' || $by || ' ' || part || ': ' || requests || ' of ' || all_requests || ' in ' || $within
                || ' s, ' || round(100 * share, 1) || ' % of all ' || $measure || ', '
                || coalesce(round(amount / nullif(usual, 0), 1) || ' times its usual', 'never before')
                || coalesce(', nearly all by the server ' || server, '')
    END AS text
FROM compared
LEFT JOIN singled_out USING (host, part)
