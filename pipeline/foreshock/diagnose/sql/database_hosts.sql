-- Which hosts run a database server, as its own logs, metrics or volumes tell?
SELECT DISTINCT host
FROM logs
WHERE host IS NOT NULL AND regexp_matches(service, '^(postgres|mariadb|mysql|mongo|redis)')
UNION
SELECT DISTINCT host
FROM metrics
WHERE
    host IS NOT NULL
    AND (
        regexp_matches(metric, '^(pg_|postgresql\.|mysql_|mysql\.|mongodb_|redis_)')
        -- A volume where a server keeps its data, on a host whose logs nobody kept.
        OR regexp_matches(labels['mountpoint'], '^/var/lib/(postgresql|pgsql|mysql|mariadb|mongodb?)(/|$)')
    )
