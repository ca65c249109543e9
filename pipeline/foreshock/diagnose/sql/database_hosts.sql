-- Which hosts run a database server, as its own logs, metrics or volumes tell?
-- any_value: the few names are matched once grouped, not each of the millions of rows that bear them.
SELECT host
FROM (SELECT host, any_value(service) AS service FROM logs GROUP BY host, logs.service)
WHERE host IS NOT NULL AND regexp_matches(service, '^(postgres|mariadb|mysql|mongo|redis)')
UNION
SELECT host
FROM (SELECT host, any_value(metric) AS metric FROM metrics GROUP BY host, metrics.metric)
WHERE host IS NOT NULL AND regexp_matches(metric, '^(pg_|postgresql\.|mysql_|mysql\.|mongodb_|redis_)')
UNION
-- A volume where a server keeps its data, on a host whose logs nobody kept.
SELECT DISTINCT host
FROM metrics
WHERE
    host IS NOT NULL
    AND contains(metric, 'filesystem')
    AND regexp_matches(labels['mountpoint'], '^/var/lib/(postgresql|pgsql|mysql|mariadb|mongodb?)(/|$)')
