-- Which host speaks of which server behind it: a proxy's upstream, the server of a refused connection?
SELECT DISTINCT host, target
FROM (
    SELECT host, regexp_extract(upstream_address, '^([^,: ]+)', 1) AS target
    FROM (
        SELECT DISTINCT host, upstream_address
        FROM requests
        WHERE upstream_address IS NOT NULL AND (time BETWEEN $since AND $until OR time IS NULL)
    )
    UNION
    SELECT host, regexp_extract(attributes['upstream'], '^(?:[a-z]+://)?([^:/,]+)', 1)
    FROM logs
    WHERE attributes['upstream'] IS NOT NULL AND (time BETWEEN $since AND $until OR time IS NULL)
    UNION
    SELECT
        host,
        unnest(list_concat(
            regexp_extract_all(
                said,
                '(?:server at|upstream:|host=|@|attempt to connect to|remote server) ?"?(?:[a-z]+://)?([A-Za-z0-9.-]+)',
                1
            ),
            -- The address beside the name.
            regexp_extract_all(body, 'server at "[^"]+" \(([0-9.]+)\)', 1)
        ))
    FROM (
        -- A client's exception stands in the lines below its record.
        SELECT
            host,
            body,
            concat_ws(' ', body, detail) AS said
        FROM logs
        WHERE severity_number >= 13 AND (time BETWEEN $since AND $until OR time IS NULL)
    )
    WHERE regexp_matches(said, 'server at|upstream:|host=|@|attempt to connect to|remote server')
    UNION
    -- Whom a database's own records name as its clients: there the client is the one who calls.
    SELECT regexp_replace(client, ':[0-9]+$', ''), host
    FROM logs
    WHERE
        client IS NOT NULL
        AND (time BETWEEN $since AND $until OR time IS NULL)
        AND (starts_with(body, 'connection ') OR severity_number >= 13 OR duration_s IS NOT NULL)
        AND regexp_matches(service, '^(postgres|mariadb|mysql|mongo|redis|pgbouncer)')
)
WHERE target IS NOT NULL AND target <> ''
