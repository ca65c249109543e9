-- Which share of its time did each slow statement of MySQL and MariaDB wait for locks?
-- No more than all that were slow on its host in the minute around it: where most are slow for another reason, a few
-- that wait for each other come of that.
-- From 10.6 on MariaDB counts what InnoDB waited for rows as a thousandth of it: lock_sys_t::wait_resume hands
-- milliseconds to thd_storage_lock_wait, which adds them up as microseconds. A share of more than all is none of those.
CREATE OR REPLACE TABLE lock_waits AS
SELECT source, line, least(waited_s / duration_s, sum(waited_s) OVER minute / sum(duration_s) OVER minute) AS share
FROM (
    SELECT
        *,
        CASE WHEN service = 'mariadb' AND locked_s * 1000 <= duration_s * 1.2 THEN locked_s * 1000 ELSE locked_s END
            AS waited_s
    FROM (
        SELECT time, host, service, source, line, duration_s, TRY_CAST(attributes['lock_time_s'] AS DOUBLE) AS locked_s
        FROM logs
        WHERE
            (time BETWEEN $since AND $until OR time IS NULL)
            AND service IN ('mariadb', 'mysql')
            AND duration_s >= 0.1
    ) AS slow
    WHERE locked_s IS NOT NULL
) AS waits
WINDOW minute AS (
    PARTITION BY host ORDER BY time
    RANGE BETWEEN INTERVAL 30 SECONDS PRECEDING AND INTERVAL 30 SECONDS FOLLOWING
)
