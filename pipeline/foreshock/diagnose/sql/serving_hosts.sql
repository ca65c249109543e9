-- Which hosts take part in serving requests, as they say themselves?
SELECT host
FROM services
WHERE
    host IS NOT NULL
    AND regexp_matches(
        service,
        '^(nginx|apache|httpd|haproxy|envoy|traefik|varnish|gunicorn|uwsgi|puma|unicorn|tomcat|php-fpm|node$|'
        || 'memcached|rabbitmq|kafka|elasticsearch|opensearch|pgbouncer|proxysql|maxscale|pgpool|'
        || 'named|unbound|dnsmasq|coredns|systemd-resolved)'
    )
UNION
SELECT DISTINCT host
FROM logs
WHERE
    host IS NOT NULL
    AND (time BETWEEN $since AND $until OR time IS NULL)
    AND (
        contains(body, 'GET /')
        OR contains(body, 'POST /')
        OR contains(body, ' [GET]')
        OR contains(body, ' [POST]')
        OR contains(body, 'Listening at: http')
    )
UNION
SELECT host
FROM request_rollup
WHERE host IS NOT NULL
UNION
-- Whose errors and the failed requests of another are the same failures.
SELECT host
FROM shared_failures
