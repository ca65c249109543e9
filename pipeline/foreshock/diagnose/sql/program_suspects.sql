-- Which programs took more of the processors during the incident than before it?
-- Of a source that lists processes (pidstat, top) a sample that does not name a program says that it took nothing.
WITH
listed AS (
    SELECT
        host,
        source,
        labels['command'] AS program,
        time,
        sum(value) AS processors,
        count(DISTINCT labels['pid']) AS processes,
        arg_max(line, (value, -line)) AS line,
        time >= CAST($start AS TIMESTAMPTZ) AS during
    FROM metrics
    WHERE
        metric = 'process.cpu.utilization'
        AND labels['state'] = 'total'
        -- The threads of a process are counted in it.
        AND labels['tid'] IS NULL
        AND isfinite(value)
        AND time BETWEEN CAST($start AS TIMESTAMPTZ) - INTERVAL 1 HOUR AND CAST($until AS TIMESTAMPTZ)
    GROUP BY ALL
),

samples AS (
    SELECT
        host,
        source,
        count(DISTINCT time) FILTER (WHERE NOT during) AS samples_before,
        count(DISTINCT time) FILTER (WHERE during) AS samples_during
    FROM listed
    GROUP BY ALL
    HAVING samples_before >= 2 AND samples_during >= 2
),

taken AS (
    SELECT
        host,
        source,
        program,
        coalesce(sum(processors) FILTER (WHERE during), 0) / any_value(samples_during) AS inside,
        coalesce(sum(processors) FILTER (WHERE NOT during), 0) / any_value(samples_before) AS before,
        max(processes) FILTER (WHERE during) AS processes
    FROM listed
    INNER JOIN samples USING (host, source)
    GROUP BY ALL
    -- A quarter of one processor is felt on a small machine.
    HAVING inside - before >= 0.25 AND inside >= 2 * before
),

risen AS (
    SELECT
        taken.*,
        min(listed.time) AS onset,
        arg_min(listed.line, listed.time) AS line
    FROM taken
    INNER JOIN listed USING (host, source, program)
    WHERE listed.during AND 2 * listed.processors >= inside + before
    GROUP BY ALL
)

SELECT *
FROM risen
-- Two files of a host tell of one program.
QUALIFY row_number() OVER (PARTITION BY host, program ORDER BY inside - before DESC, source) = 1
ORDER BY inside - before DESC, host, program
LIMIT 3
