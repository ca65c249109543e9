-- How fast did each counter grow, and what shares do amounts and their limits make?
-- Exporters for Prometheus give counters and amounts; rules and people ask for rates and shares. A counter that
-- falls was reset, so what it shows has come since. A conventional name replaces the exporter's where one fits
-- (docs/tables.md); any other rate is called rate(NAME).

-- Which metrics are counters, and which make a share that no source tells? Asked first, and kept in variables: of
-- samples with other names, which most have, no column but the name is read then.
SET VARIABLE counters = (
    SELECT coalesce(list(DISTINCT metric), [])
    FROM measures
    WHERE
        regexp_matches(
            metric,
            '_total$|^pg_stat_(database|bgwriter|checkpointer|archiver)_|^mysql_global_status_|^node_(vmstat|netstat)_'
        )
        -- The same families hold levels, which do not grow.
        AND NOT regexp_matches(
            metric,
            'numbackends|threads_(connected|running|cached)|current_waits|pending|_pages_|_bytes_(data|dirty)$|uptime|'
            || 'open_(files|tables|streams|table_definitions)$|max_used|row_lock_time_(avg|max)|history_list|'
            || 'checkpoint_(age|max_age)|last_|_reset|prepared_stmt_count|buffer_pool_size|CurrEstab|_percent$|'
            || 'wsrep_(cluster|local_state|ready|connected|flow_control_paused|local_(recv|send)_queue)|_(time|size)$'
        )
);

SET VARIABLE amounts = (
    WITH places AS (SELECT *, coalesce(labels['mountpoint'], '') AS place FROM measures)

    SELECT coalesce(list(DISTINCT metric), [])
    FROM (
        SELECT unnest([free.metric, whole.metric]) AS metric
        FROM places AS free
        INNER JOIN places AS whole
            ON
                whole.host = free.host
                AND whole.place = free.place
                AND whole.metric = regexp_replace(free.metric, 'usage$', 'limit')
        ANTI JOIN places AS told
            ON
                told.host = free.host
                AND told.place = free.place
                AND told.metric = regexp_replace(free.metric, 'usage$', 'utilization')
        WHERE
            (free.metric = 'system.memory.usage' AND free.labels['state'] = 'available')
            OR (
                free.metric IN ('system.filesystem.usage', 'system.filesystem.inodes.usage')
                AND free.labels['state'] = 'free'
            )
    )
);

CREATE OR REPLACE TABLE derived_metrics AS
WITH
conventions (counter, metric, unit, label, label_value) AS (
    VALUES
    ('node_disk_io_time_seconds_total', 'system.disk.io_time', '1', NULL, NULL),
    ('node_disk_io_time_weighted_seconds_total', 'system.disk.pending_operations', '{operation}', NULL, NULL),
    ('node_disk_read_bytes_total', 'system.disk.io', 'By/s', 'direction', 'read'),
    ('node_disk_written_bytes_total', 'system.disk.io', 'By/s', 'direction', 'write'),
    ('node_disk_reads_completed_total', 'system.disk.operations', '{operation}/s', 'direction', 'read'),
    ('node_disk_writes_completed_total', 'system.disk.operations', '{operation}/s', 'direction', 'write'),
    ('node_network_receive_bytes_total', 'system.network.io', 'By/s', 'direction', 'receive'),
    ('node_network_transmit_bytes_total', 'system.network.io', 'By/s', 'direction', 'transmit'),
    ('node_network_receive_drop_total', 'system.network.dropped', '{packet}/s', 'direction', 'receive'),
    ('node_network_transmit_drop_total', 'system.network.dropped', '{packet}/s', 'direction', 'transmit'),
    ('node_network_receive_errs_total', 'system.network.errors', '{error}/s', 'direction', 'receive'),
    ('node_network_transmit_errs_total', 'system.network.errors', '{error}/s', 'direction', 'transmit'),
    ('node_vmstat_pswpin', 'system.paging.operations', '{operation}/s', 'direction', 'in'),
    ('node_vmstat_pswpout', 'system.paging.operations', '{operation}/s', 'direction', 'out'),
    ('node_vmstat_pgmajfault', 'system.paging.faults', '{fault}/s', 'type', 'major'),
    ('node_context_switches_total', 'system.context_switches', '{switch}/s', NULL, NULL),
    ('node_forks_total', 'system.processes.created', '{process}/s', NULL, NULL)
),

growth AS (
    SELECT
        * EXCLUDE (value),
        CASE WHEN value >= lag(value) OVER earlier THEN value - lag(value) OVER earlier ELSE value END AS grown,
        epoch(time - lag(time) OVER earlier) AS lasted
    FROM foreshock.main.metrics
    WHERE list_contains(getvariable('counters'), metric) AND isfinite(value)
    WINDOW earlier AS (PARTITION BY host, metric, CAST(labels AS VARCHAR) ORDER BY time)
),

rates AS (
    SELECT
        growth.time,
        growth.host,
        coalesce(conventions.metric, 'rate(' || growth.metric || ')') AS metric,
        CASE
            WHEN conventions.label IS NULL THEN growth.labels
            ELSE map_concat(growth.labels, map([conventions.label], [conventions.label_value]))
        END AS labels,
        growth.grown / growth.lasted AS value,
        coalesce(conventions.unit, '1/s') AS unit,
        growth.source,
        growth.line
    FROM growth
    LEFT JOIN conventions ON conventions.counter = growth.metric
    WHERE growth.lasted > 0 AND growth.metric <> 'node_cpu_seconds_total'
),

-- The modes of all processors of a host add up to the time that passed, whether the exporter summed them or not.
cpu AS (
    SELECT
        time,
        host,
        'system.cpu.utilization' AS metric,
        map(['cpu', 'state'], ['all', labels['mode']]) AS labels,
        sum(grown) / nullif(sum(sum(grown)) OVER (PARTITION BY host, time), 0) AS value,
        '1' AS unit,
        min(source) AS source,
        min(line) AS line
    FROM growth
    WHERE metric = 'node_cpu_seconds_total' AND lasted > 0
    GROUP BY time, host, labels['mode']
),

amounts AS (
    SELECT DISTINCT ON (host, metric, place, time)
        *,
        coalesce(labels['mountpoint'], '') AS place
    FROM foreshock.main.metrics
    WHERE
        list_contains(getvariable('amounts'), metric)
        AND (
            metric LIKE '%.limit'
            OR labels['state'] = CASE metric WHEN 'system.memory.usage' THEN 'available' ELSE 'free' END
        )
),

shares AS (
    SELECT
        free.time,
        free.host,
        regexp_replace(free.metric, 'usage$', 'utilization') AS metric,
        CASE
            WHEN free.metric = 'system.memory.usage' THEN map(['state'], ['used'])
            ELSE map_from_entries(list_filter(map_entries(free.labels), lambda pair: pair.key <> 'state'))
        END AS labels,
        1 - free.value / nullif(whole.value, 0) AS value,
        '1' AS unit,
        free.source,
        free.line
    FROM amounts AS free
    ASOF JOIN amounts AS whole
        ON
            whole.host = free.host
            AND whole.place = free.place
            AND whole.metric = regexp_replace(free.metric, 'usage$', 'limit')
            AND whole.time <= free.time
    WHERE free.metric LIKE '%.usage'
)

SELECT * FROM rates
UNION ALL BY NAME
SELECT * FROM cpu
UNION ALL BY NAME
SELECT shares.*
FROM shares
-- What the source itself calls a share needs no second one.
ANTI JOIN (
    SELECT DISTINCT host, metric, coalesce(labels['mountpoint'], '') AS place
    FROM measures
    WHERE metric LIKE '%.utilization'
) AS told
    ON
        told.host = shares.host
        AND told.metric = shares.metric
        AND told.place = coalesce(shares.labels['mountpoint'], '')
ORDER BY metric, host, time
