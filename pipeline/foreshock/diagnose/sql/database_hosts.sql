-- Which hosts run a database server, as its own logs or metrics tell?
SELECT DISTINCT host
FROM logs
WHERE host IS NOT NULL AND regexp_matches(service, '^(postgres|mariadb|mysql|mongo|redis)')
UNION
SELECT DISTINCT host
FROM metrics
WHERE host IS NOT NULL AND regexp_matches(metric, '^(pg_|postgresql\.|mysql_|mysql\.|mongodb_|redis_)')
