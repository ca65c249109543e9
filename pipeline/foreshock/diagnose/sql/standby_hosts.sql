-- Which databases follow another one, as their own logs or metrics tell?
SELECT DISTINCT host
FROM logs
WHERE
    host IS NOT NULL
    AND (time BETWEEN $since AND $until OR time IS NULL)
    AND regexp_matches(service, '^(postgres|mariadb|mysql)')
    AND regexp_matches(
        body,
        'restartpoint|started streaming WAL|conflict with recovery|entering standby mode|'
        || 'Slave (SQL|I/O)|Replica (SQL|I/O)'
    )
UNION
SELECT host
FROM measures
WHERE host IS NOT NULL AND regexp_matches(metric, '^(pg_replication_lag|mysql_slave_status|mysql_replica_status)')
