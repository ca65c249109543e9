-- Which host speaks of which server behind it: a proxy's upstream, the server of a refused connection?
SELECT DISTINCT host, target
FROM (
    SELECT host, regexp_extract(upstream_address, '^([^,: ]+)', 1) AS target
    FROM requests
    WHERE upstream_address IS NOT NULL
    UNION
    SELECT host, regexp_extract(attributes['upstream'], '^(?:[a-z]+://)?([^:/,]+)', 1)
    FROM logs
    WHERE attributes['upstream'] IS NOT NULL
    UNION
    SELECT
        host,
        unnest(regexp_extract_all(body, '(?:server at|upstream:|host=|@) ?"?(?:[a-z]+://)?([A-Za-z0-9.-]+)', 1))
    FROM logs
    WHERE severity_number >= 13 AND regexp_matches(body, 'server at|upstream:|host=|@')
    UNION
    SELECT host, unnest(regexp_extract_all(body, 'server at "[^"]+" \(([0-9.]+)\)', 1))
    FROM logs
    WHERE severity_number >= 13 AND contains(body, 'server at "')
)
WHERE target IS NOT NULL AND target <> ''
