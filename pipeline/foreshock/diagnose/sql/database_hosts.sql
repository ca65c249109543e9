-- Which hosts run a database server, as its own logs, metrics or volumes tell?
SELECT host
FROM (SELECT DISTINCT host, service FROM logs)
WHERE host IS NOT NULL AND regexp_matches(service, '^(postgres|mariadb|mysql|mongo|redis)')
UNION
SELECT host
FROM (SELECT DISTINCT host, metric, labels['mountpoint'] AS mountpoint FROM metrics)
WHERE
    host IS NOT NULL
    AND (
        regexp_matches(metric, '^(pg_|postgresql\.|mysql_|mysql\.|mongodb_|redis_)')
        -- A volume where a server keeps its data, on a host whose logs nobody kept.
        OR regexp_matches(mountpoint, '^/var/lib/(postgresql|pgsql|mysql|mariadb|mongodb?)(/|$)')
    )
