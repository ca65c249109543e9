-- Which hosts run a database server, as its own logs, metrics or volumes tell?
SELECT host
FROM services
WHERE host IS NOT NULL AND regexp_matches(service, '^(postgres|mariadb|mysql|mongo|redis)')
UNION
SELECT host
FROM measures
WHERE host IS NOT NULL AND regexp_matches(metric, '^(pg_|postgresql\.|mysql_|mysql\.|mongodb_|redis_)')
UNION
-- A volume where a server keeps its data, on a host whose logs nobody kept.
SELECT host
FROM measures
WHERE
    host IS NOT NULL
    AND contains(metric, 'filesystem')
    AND regexp_matches(labels['mountpoint'], '^/var/lib/(postgresql|pgsql|mysql|mariadb|mongodb?)(/|$)')
